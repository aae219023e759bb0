import {
  DEFAULT_EXPORT_SETTINGS,
  ExportSettings,
  parseSettings
} from '../../export/export-settings';
import { ExportDialog } from '../../export/contract';
import { readTopic } from '../../project/topics';
import { IProjectStore } from '../../store/contract';

/** Topic of the project file: what was chosen last. */
const TOPIC = 'exportChoices';

/** What a dialog begins with. */
export type RememberedExport = {
  /** Ids; null = nothing was chosen yet. */
  readonly exporters: readonly string[] | null;
  readonly settings: ExportSettings;
};

/** What was chosen in this dialog last time. */
export function recallExport(
  { project }: Pick<IProjectStore, 'project'>,
  dialog: ExportDialog
): RememberedExport {
  const found = readTopic(project, TOPIC, value =>
    parseEntry(membersOf(value)[dialog])
  );
  return found ?? { exporters: null, settings: DEFAULT_EXPORT_SETTINGS };
}

/** Keeps it with the project; the sub-region is of one image and is not kept. */
export function rememberExport(
  store: Pick<IProjectStore, 'project' | 'noteTopic'>,
  dialog: ExportDialog,
  exporters: readonly string[],
  settings: ExportSettings
): void {
  const kept = readTopic(store.project, TOPIC, membersOf) ?? {};
  const { axes, data, pattern } = settings;
  store.noteTopic(TOPIC, {
    ...kept,
    [dialog]: { exporters, settings: { axes, data, pattern } }
  });
}

function parseEntry(value: unknown): RememberedExport | null {
  const { exporters, settings } = membersOf(value);
  return Array.isArray(exporters) &&
    exporters.every(id => typeof id === 'string')
    ? {
        exporters,
        settings: parseSettings(settings) ?? DEFAULT_EXPORT_SETTINGS
      }
    : null;
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
