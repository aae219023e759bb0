import { JupyterFrontEnd } from '@jupyterlab/application';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { Token } from '@lumino/coreutils';
import { IExporter } from '../export/contract';
import { ToolType } from '../viewer/tools/tool';
import { LayerProvider, ReaderEntry } from '../tokens';
import { ProjectContentProvider } from './document/content-provider';
import { IFileServer } from './document/file-server';
import { EntryRegistry } from './entry-registry';
import { ImageFiles } from './images/image-files';
import { OpenProjects } from './open-projects';

/** What the parts of the document need of JupyterLab and of one another. */
export type LabParts = {
  readonly app: JupyterFrontEnd;
  readonly translator: ITranslator;
  readonly trans: TranslationBundle;
  readonly server: IFileServer;
  readonly documents: IDocumentManager;
  /** Null where JupyterLab has none: then everything is as by default. */
  readonly settings: ISettingRegistry | null;
  readonly provider: ProjectContentProvider;
  readonly files: ImageFiles;
  readonly projects: OpenProjects;
  readonly tools: EntryRegistry<ToolType>;
  readonly readers: EntryRegistry<ReaderEntry>;
  readonly layers: EntryRegistry<LayerProvider>;
  readonly exporters: EntryRegistry<IExporter>;
  /** A dialog with title and message. */
  readonly showError: (error: unknown) => void;
};

/** Hands the parts from one of our plugins to the others; not for other extensions. */
export const ILabParts = new Token<LabParts>(
  'jupyterlab-pixelforest:ILabParts',
  'The inner parts of pixel classification documents.'
);
