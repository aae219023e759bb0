import { createComputeWorker } from '../../engine/create-compute-worker';
import { createIoWorker } from '../../engine/create-io-worker';
import {
  createWorkerEngine,
  Engine,
  workerCountFor
} from '../../engine/engine';
import { IoClient } from '../../engine/io-worker/io-client';
import { kernelsUrl } from '../../engine/kernels-url';
import { loadKernels } from '../../engine/load-kernels';
import { createExporterRegistry } from '../../export/exporters';
import {
  createToolRegistry,
  ToolRegistry
} from '../../viewer/tools/tool-registry';
import { IDisposable } from '@lumino/disposable';
import { ToolType } from '../../viewer/tools/tool';
import { EntryRegistry } from '../entry-registry';
import { LabParts } from '../lab-parts';

/** What all projects of the page share: workers and tools. */
export type Workbench = {
  readonly engine: Engine;
  readonly io: IoClient;
  readonly tools: ToolRegistry;
};

let shared: Workbench | null = null;

/** The workbench, made with the first project. Workers start with their first job. */
export function getWorkbench(parts: LabParts): Workbench {
  shared ??= createWorkbench(parts);
  return shared;
}

/** Starts the workers while the first file is still on its way. */
export function prepareWorkbench(parts: LabParts): void {
  const { engine, io } = getWorkbench(parts);
  io.prepare();
  engine.prepare();
}

function createWorkbench({ tools, exporters }: LabParts): Workbench {
  createExporterRegistry()
    .all()
    .forEach(exporter => exporters.add(exporter));
  return {
    engine: createWorkerEngine({
      createWorker: createComputeWorker,
      loadModule: () => loadKernels(kernelsUrl),
      workerCount: workerCountFor(navigator.hardwareConcurrency)
    }),
    io: new IoClient(createIoWorker),
    tools: mirrorTools(tools)
  };
}

/** The built-in tools register as any other; the viewers see all of them. */
function mirrorTools(tools: EntryRegistry<ToolType>): ToolRegistry {
  createToolRegistry().types.forEach(type => tools.add(type));
  const mirror = new ToolRegistry();
  const shown = new Map<string, IDisposable>();
  const follow = (): void => {
    const wanted = new Map(tools.entries.map(type => [type.id, type]));
    for (const [id, entry] of shown) {
      if (mirror.get(id) !== wanted.get(id)) {
        entry.dispose();
        shown.delete(id);
      }
    }
    for (const [id, type] of wanted) {
      if (!shown.has(id)) {
        shown.set(id, mirror.register(type));
      }
    }
  };
  tools.changed.connect(follow);
  follow();
  return mirror;
}
