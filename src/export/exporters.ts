import { IExporter } from './contract';
import { LABEL_EXPORTERS } from './label-exporters';
import { OBJECT_EXPORTERS } from './object-exporters';
import { PROBABILITY_EXPORTERS } from './probability-exporters';
import { provenanceExporter } from './provenance-exporter';
import { REPORT_EXPORTERS } from './report-exporters';
import { SEGMENTATION_EXPORTERS } from './segmentation-exporters';

/** The exporters by the order they are offered in. */
export class ExporterRegistry {
  /** @returns takes it away again */
  register(exporter: IExporter): () => void {
    this._exporters.set(exporter.id, exporter);
    return () => {
      if (this._exporters.get(exporter.id) === exporter) {
        this._exporters.delete(exporter.id);
      }
    };
  }

  get(id: string): IExporter | undefined {
    return this._exporters.get(id);
  }

  all(): IExporter[] {
    return [...this._exporters.values()];
  }

  private readonly _exporters = new Map<string, IExporter>();
}

/** A registry with everything this project writes. */
export function createExporterRegistry(): ExporterRegistry {
  const registry = new ExporterRegistry();
  BUILT_IN.forEach(exporter => registry.register(exporter));
  return registry;
}

const BUILT_IN: readonly IExporter[] = [
  ...PROBABILITY_EXPORTERS,
  ...SEGMENTATION_EXPORTERS,
  ...OBJECT_EXPORTERS,
  ...REPORT_EXPORTERS,
  ...LABEL_EXPORTERS,
  provenanceExporter
];
