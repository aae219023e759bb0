import { IWidgetTracker } from '@jupyterlab/apputils';
import { IDocumentWidget } from '@jupyterlab/docregistry';
import { ISignal, Signal } from '@lumino/signaling';
import { IProjectStore } from '../store/contract';
import { IExporter } from '../export/contract';
import { IPixelForest, LayerProvider } from '../tokens';
import { EntryRegistry } from './entry-registry';
import { LabParts } from './lab-parts';

/** Id of the submenu that other extensions add their entries to. */
export const PLUGINS_MENU_ID = 'jp-mainmenu-pixelforest-plugins';

/** See {@link IPixelForest}. */
export class PixelForest implements IPixelForest {
  constructor(
    readonly tracker: IWidgetTracker<IDocumentWidget>,
    private readonly _parts: LabParts
  ) {
    const { projects } = _parts;
    projects.currentChanged.connect((_, project) =>
      this._currentStoreChanged.emit(project?.store ?? null)
    );
    projects.opened.connect((_, { store }) => this._projectOpened.emit(store));
  }

  readonly pluginsMenuId = PLUGINS_MENU_ID;

  get exporters(): EntryRegistry<IExporter> {
    return this._parts.exporters;
  }

  get layers(): EntryRegistry<LayerProvider> {
    return this._parts.layers;
  }

  get currentStore(): IProjectStore | null {
    return this._parts.projects.current?.store ?? null;
  }

  get currentStoreChanged(): ISignal<IPixelForest, IProjectStore | null> {
    return this._currentStoreChanged;
  }

  get projectOpened(): ISignal<IPixelForest, IProjectStore> {
    return this._projectOpened;
  }

  private readonly _currentStoreChanged = new Signal<
    IPixelForest,
    IProjectStore | null
  >(this);
  private readonly _projectOpened = new Signal<IPixelForest, IProjectStore>(
    this
  );
}
