/** @jest-environment jsdom */
import './page-shims';
import { JupyterFrontEnd } from '@jupyterlab/application';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addFirstCommands } from '../commands/first-commands';
import { addLateCommands, PALETTE } from '../commands/late-commands';
import { CommandIDs } from '../commands/ids';
import { shortcutRows } from '../dialogs/shortcut-sheet';
import { LabParts } from '../lab-parts';
import { IOpenProject, OpenProjects } from '../open-projects';

// these packages want a whole page; no command asks the user anything here
jest.mock('@jupyterlab/apputils', () => ({ InputDialog: {} }));
jest.mock('@jupyterlab/ui-components', () => ({ LabIcon: class {} }));
jest.mock('@jupyterlab/filebrowser', () => ({ FileDialog: {} }));
jest.mock('@jupyterlab/docregistry', () => ({
  ABCWidgetFactory: class {},
  DocumentWidget: class {}
}));

const SCHEMAS = join(__dirname, '../../../schema');

/** A store that writes down which verbs were called. */
function fakeProject() {
  const calls: unknown[][] = [];
  const verb =
    (name: string) =>
    (...args: unknown[]): void => {
      calls.push([name, ...args]);
    };
  const store = {
    tool: 'brush',
    brushDiameter: 3,
    eraserDiameter: 5,
    activeClassIndex: 0,
    isLive: false,
    canUndo: false,
    canRedo: true,
    channelCount: 1,
    activeImage: { id: 'i', metadata: null },
    classes: [{ name: 'a' }, { name: 'b' }],
    layers: [{ id: 'labels', kind: 'labels', isVisible: true }],
    project: { images: [{ id: 'i' }] },
    setTool: verb('setTool'),
    setBrushDiameter: verb('setBrushDiameter'),
    paint: verb('paint'),
    selectClass: verb('selectClass'),
    setLayer: verb('setLayer'),
    setLiveUpdate: verb('setLiveUpdate'),
    redo: verb('redo'),
    setTrainingChannels: verb('setTrainingChannels'),
    recolorClass: verb('recolorClass')
  };
  const project = {
    store,
    widget: new Widget(),
    importLabels: verb('importLabels'),
    importProjectLabels: verb('importProjectLabels'),
    exportResults: verb('exportResults'),
    runOnFolder: verb('runOnFolder')
  } as unknown as IOpenProject;
  return { project, calls };
}

/** @param isJustStarted - only the commands are there that JupyterLab shows at once */
function setUp(isJustStarted = false) {
  const commands = new CommandRegistry();
  const errors: unknown[] = [];
  let front: Widget | null = null;
  const projects = new OpenProjects(() => front);
  const parts = {
    trans: nullTranslator.load('jupyterlab_pixelforest'),
    projects,
    files: {},
    showError: (error: unknown) => errors.push(error)
  } as unknown as LabParts;
  const adder = addFirstCommands(commands, parts, {
    place: { folder: () => '', selected: () => ['a.txt'] }
  });
  const app = { shell: { widgets: () => [] } } as unknown as JupyterFrontEnd;
  const addLate = (): void => addLateCommands(app, adder, parts.trans, null);
  if (!isJustStarted) {
    addLate();
  }
  const show = (project: IOpenProject): void => {
    projects.add(project);
    front = project.widget;
    projects.check();
  };
  return {
    commands,
    projects,
    errors,
    show,
    addLate,
    load: () => adder.load()
  };
}

type Shortcut = {
  command: string;
  keys: string[];
  selector: string;
  args?: Record<string, string | number>;
};

function readSchema(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(SCHEMAS, `${name}.json`), 'utf8'));
}

/** Every `command` anywhere in a schema, with its arguments. */
function commandsIn(node: unknown): { command: string; args?: object }[] {
  if (Array.isArray(node)) {
    return node.flatMap(commandsIn);
  }
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  const { command, args } = node as { command?: unknown; args?: object };
  return [
    ...(typeof command === 'string' ? [{ command, args }] : []),
    ...Object.values(node).flatMap(commandsIn)
  ];
}

describe('the commands', () => {
  it('are all there, and no others', () => {
    const { commands } = setUp();
    expect(commands.listCommands().sort()).toEqual(
      Object.values(CommandIDs).sort()
    );
  });

  it.each(Object.values(CommandIDs))(
    '%s has a label, a caption and described arguments',
    async id => {
      const { commands } = setUp();
      expect(id).toMatch(/^pixelforest:[a-z]+(-[a-z]+)*$/);
      expect(commands.label(id)).not.toBe('');
      expect(commands.caption(id)).not.toBe('');
      const { args } = await commands.describedBy(id);
      expect(args).toMatchObject({ type: 'object' });
      const { properties, required } = args as {
        properties: Record<string, { description?: string }>;
        required?: string[];
      };
      for (const name of required ?? []) {
        expect(Object.keys(properties)).toContain(name);
      }
      for (const schema of Object.values(properties)) {
        expect(schema.description).toBeTruthy();
      }
    }
  );

  it('need a project in front, but those that make one, work in notebooks or help', async () => {
    const { commands, load } = setUp();
    await load();
    const enabled = Object.values(CommandIDs).filter(id =>
      commands.isEnabled(id)
    );
    expect(enabled).toEqual([
      CommandIDs.createProject,
      CommandIDs.openNotebookProject,
      CommandIDs.insertCell,
      CommandIDs.insertResults,
      CommandIDs.showShortcuts,
      CommandIDs.showCitation
    ]);
  });

  it('work at once, and tell of themselves when the others are added', async () => {
    const { commands, errors, load, addLate } = setUp(true);
    const told: string[] = [];
    commands.commandChanged.connect((_, { id }) => told.push(id ?? ''));
    expect(commands.hasCommand(CommandIDs.insertCell)).toBe(false);
    await load();
    expect(errors).toEqual([]);
    expect(told).toContain(CommandIDs.createProject);
    expect(told).not.toContain(CommandIDs.insertCell);
    addLate();
    expect(told).toContain(CommandIDs.insertCell);
    expect(commands.isEnabled(CommandIDs.insertCell)).toBe(true);
  });

  it('call one verb of the store with what a macro gives', async () => {
    const { commands, show } = setUp();
    const { project, calls } = fakeProject();
    show(project);
    await commands.execute(CommandIDs.setTool, { tool: 'eraser' });
    await commands.execute(CommandIDs.selectClass, { classIndex: 1 });
    await commands.execute(CommandIDs.toggleLayer, { layerId: 'labels' });
    await commands.execute(CommandIDs.toggleLiveUpdate);
    await commands.execute(CommandIDs.setTrainingChannels, { channels: [0] });
    await commands.execute(CommandIDs.setTrainingChannels, { channels: null });
    await commands.execute(CommandIDs.recolorClass, { color: [1, 2, 3] });
    await commands.execute(CommandIDs.setBrushSize, { diameter: 7 });
    await commands.execute(CommandIDs.redo);
    await commands.execute(CommandIDs.paintStroke, {
      points: [
        [1, 2],
        [3, 4]
      ],
      classIndex: null,
      diameter: 9
    });
    expect(calls).toEqual([
      ['setTool', 'eraser'],
      ['selectClass', 1],
      ['setLayer', 'labels', { isVisible: false }],
      ['setLiveUpdate', true],
      ['setTrainingChannels', [0]],
      ['setTrainingChannels', null],
      ['recolorClass', 0, [1, 2, 3]],
      ['setBrushDiameter', 7],
      ['redo'],
      [
        'paint',
        {
          points: [
            { y: 1, x: 2 },
            { y: 3, x: 4 }
          ],
          classIndex: null,
          diameter: 9
        }
      ]
    ]);
  });

  it('give labels’ commands their arguments, and a dialog to none of them', async () => {
    const { commands, show } = setUp();
    const { project, calls } = fakeProject();
    show(project);
    await commands.execute(CommandIDs.importLabels, {
      path: 'masks.tif',
      meaning: 'objects',
      objectClass: 'a',
      hasGaps: false,
      disputed: 'theirs'
    });
    await commands.execute(CommandIDs.importProjectLabels, {
      path: 'ben.ilp',
      images: { x: 'i', y: null },
      classes: { Rest: 'b' },
      disputed: 'unlabelled'
    });
    await commands.execute(CommandIDs.exportLabels, {
      formats: ['labels-labkit']
    });
    expect(calls).toEqual([
      [
        'importLabels',
        {
          path: 'masks.tif',
          meaning: 'objects',
          objectClass: 'a',
          hasGaps: false,
          disputed: 'theirs'
        }
      ],
      [
        'importProjectLabels',
        {
          path: 'ben.ilp',
          images: { x: 'i', y: null },
          classes: { Rest: 'b' },
          disputed: 'unlabelled'
        }
      ],
      ['exportResults', { dialog: 'labels', exporters: ['labels-labkit'] }]
    ]);
  });

  it('are enabled and toggled as the project says', async () => {
    const { commands, show, load } = setUp();
    await load();
    show(fakeProject().project);
    expect(commands.isEnabled(CommandIDs.undo)).toBe(false);
    expect(commands.isEnabled(CommandIDs.redo)).toBe(true);
    expect(commands.isEnabled(CommandIDs.deleteClass)).toBe(false);
    expect(commands.isEnabled(CommandIDs.selectClass, { classIndex: 1 })).toBe(
      true
    );
    expect(commands.isEnabled(CommandIDs.selectClass, { classIndex: 2 })).toBe(
      false
    );
    const isToggled = (tool: string): boolean =>
      commands.isToggled(CommandIDs.setTool, { tool });
    expect([isToggled('brush'), isToggled('pan')]).toEqual([true, false]);
  });

  it.each([
    [CommandIDs.selectClass, { classIndex: -1 }],
    [CommandIDs.selectClass, { classIndex: 'one' }],
    [CommandIDs.setTool, {}],
    [CommandIDs.paintStroke, { points: [] }],
    [CommandIDs.paintStroke, { points: [[1, 'x']] }],
    [CommandIDs.recolorClass, { color: [1, 2, 300] }],
    [CommandIDs.importLabels, { path: 'a.tif', disputed: 'nobody' }],
    [CommandIDs.importProjectLabels, { classes: ['a'] }],
    [CommandIDs.importProjectLabels, { images: { a: 7 } }]
  ])('%s refuses %j in words', async (id, args) => {
    const { commands, errors, show } = setUp();
    const { project, calls } = fakeProject();
    show(project);
    await expect(commands.execute(id, args)).rejects.toThrow(/should be/);
    expect(errors).toHaveLength(1);
    expect(calls).toEqual([]);
  });
});

describe('the schemas', () => {
  const schemas = ['commands', 'document', 'file-browser', 'menu'];

  it.each(schemas)('%s.json names only commands that exist', name => {
    expect(existsSync(join(SCHEMAS, `${name}.json`))).toBe(true);
    const { commands } = setUp();
    const found = commandsIn(readSchema(name));
    expect(found.length).toBeGreaterThan(0);
    for (const { command } of found) {
      if (command.startsWith('pixelforest:')) {
        expect(commands.listCommands()).toContain(command);
      }
    }
  });

  it('give no key to two commands, and only inside a project', () => {
    const shortcuts = readSchema('commands')[
      'jupyter.lab.shortcuts'
    ] as Shortcut[];
    const keys = shortcuts.map(shortcut => shortcut.keys.join(' '));
    expect(new Set(keys).size).toBe(keys.length);
    for (const { selector } of shortcuts) {
      expect(selector).toBe('.jp-PixelForest-document');
    }
  });

  it.each([
    ['B', CommandIDs.setTool, { tool: 'brush' }],
    ['E', CommandIDs.setTool, { tool: 'eraser' }],
    ['N', CommandIDs.setTool, { tool: 'pan' }],
    ['T', CommandIDs.setTool, { tool: 'contrast' }],
    ['1', CommandIDs.selectClass, { classIndex: 0 }],
    ['0', CommandIDs.toggleLayer, { layerId: 'labels' }],
    ['U', CommandIDs.toggleLayer, { layerId: 'uncertainty' }],
    ['S', CommandIDs.toggleLayer, { layerId: 'segmentation' }],
    ['P', CommandIDs.togglePredictions, undefined],
    ['I', CommandIDs.peekRaw, undefined],
    ['L', CommandIDs.toggleLiveUpdate, undefined],
    ['W', CommandIDs.resetZoom, undefined],
    ['PageDown', CommandIDs.nextImage, undefined],
    ['Shift /', CommandIDs.showShortcuts, undefined]
  ])('bind %s to %s as in ilastik', (key, command, args) => {
    const shortcuts = readSchema('commands')[
      'jupyter.lab.shortcuts'
    ] as Shortcut[];
    const found = shortcuts.find(({ keys }) => keys[0] === key);
    expect(found).toMatchObject({ command, ...(args ? { args } : {}) });
  });

  it('fill the sheet of shortcuts with what is bound now', () => {
    const { commands } = setUp();
    const shortcuts = readSchema('commands')[
      'jupyter.lab.shortcuts'
    ] as Shortcut[];
    shortcuts.forEach(shortcut => commands.addKeyBinding(shortcut));
    const rows = shortcutRows(commands);
    expect(rows).toContainEqual({ label: 'Brush', keys: ['B'] });
    expect(rows.find(({ label }) => label === 'Redo')?.keys).toHaveLength(2);
  });
});

describe('the palette', () => {
  it('lists each entry once', () => {
    const names = PALETTE.map(({ command, args }) =>
      JSON.stringify([command, args])
    );
    expect(new Set(names).size).toBe(names.length);
  });
});
