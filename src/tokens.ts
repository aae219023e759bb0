/**
 * What other extensions may use. Ask for {@link IPixelForest} or
 * {@link ILayerViewer} in `requires` or `optional` of a plugin; every user
 * action is also a command `pixelforest:…` with JSON arguments.
 */
import type { IWidgetTracker } from '@jupyterlab/apputils';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import type { IExporter } from './export/contract';
import type { IImageReader } from './formats/contract';
import type { IImageSource } from './image/image-source';
import type { CustomLayer, IProjectStore, ToolId } from './store/contract';
import type { Camera } from './viewer/camera';
import type { ToolType } from './viewer/tools/tool';

export type {
  IByteSource,
  IDecodedImage,
  IImageReader
} from './formats/contract';
export type { ExportFile, ExportInput, IExporter } from './export/contract';
export type { IImageSource } from './image/image-source';
export type { StrokePoint } from './project/brush';
export type { PixelArray, PlaneIndex, TileBox } from './project/grid';
export type { ImageMetadata, ImageReference, Rgb } from './project/images';
export type {
  CustomLayer,
  IProjectStore,
  Layer,
  StoreChange
} from './store/contract';
export type { Camera } from './viewer/camera';
export type {
  ITool,
  ModifierKeys,
  PointerSample,
  ToolContext,
  ToolCursor,
  ToolType
} from './viewer/tools/tool';

/** Named entries; built-in ones are added the same way as anyone's. */
export interface IEntryRegistry<T extends { readonly id: string }> {
  /** In the order they were added. */
  readonly entries: readonly T[];
  readonly changed: ISignal<IEntryRegistry<T>, void>;
  /**
   * @returns dispose to take the entry away again
   * @throws PixelForestError `input` if the id is taken
   */
  add(entry: T): IDisposable;
}

/** A layer that is there for every image, e.g. a mask computed elsewhere. */
export type LayerProvider = {
  readonly id: string;
  /**
   * Called when a project is opened and when its active image changes.
   *
   * @returns the layer for this image, or null for none
   */
  layerFor(
    store: IProjectStore,
    signal: AbortSignal
  ): Promise<CustomLayer | null>;
};

/**
 * Opens image files of one kind. Readers run in the page; those added later are
 * asked first, and all of them before the built-in ones, which run in a worker.
 */
export type ReaderEntry = IImageReader & { readonly id: string };

/** One open viewer. */
export interface ILayerView {
  readonly store: IProjectStore;
  readonly camera: Camera;
  /**
   * Adds an image, label or outline layer above the raw image.
   *
   * @returns dispose to remove it
   * @throws PixelForestError `input` if a layer of this id exists
   */
  addLayer(layer: CustomLayer): IDisposable;
  setTool(tool: ToolId): void;
}

/** A view of images with layers, with or without a project file. */
export interface ILayerViewer {
  /** The viewer in front, or null. */
  readonly current: ILayerView | null;
  readonly currentChanged: ISignal<ILayerViewer, ILayerView | null>;
  readonly tools: IEntryRegistry<ToolType>;
  readonly readers: IEntryRegistry<ReaderEntry>;
  /**
   * Opens an image file of the server in a tab of its own; nothing is saved.
   *
   * @param path in the file browser's main drive, e.g. `data/a.tif`
   */
  openImage(path: string): Promise<ILayerView>;
  /** Opens an array, e.g. `new ArrayImageSource(…)`, in a tab of its own. */
  openArray(name: string, source: IImageSource): Promise<ILayerView>;
}

/** The extension as a whole. */
export interface IPixelForest {
  /** The open project documents. */
  readonly tracker: IWidgetTracker<IDocumentWidget>;
  /** The project in front, once it is loaded; or null. */
  readonly currentStore: IProjectStore | null;
  readonly currentStoreChanged: ISignal<IPixelForest, IProjectStore | null>;
  /** A project was opened and is ready; called also for each further view of it. */
  readonly projectOpened: ISignal<IPixelForest, IProjectStore>;
  readonly layers: IEntryRegistry<LayerProvider>;
  /** Kinds of result that the export dialog offers. */
  readonly exporters: IEntryRegistry<IExporter>;
  /** Id of the menu Pixel Forest → Plugins, for `jupyter.lab.menus` of other extensions. */
  readonly pluginsMenuId: string;
}

export const IPixelForest = new Token<IPixelForest>(
  'jupyterlab-pixelforest:IPixelForest',
  'Pixel classification projects: the open documents, their stores, and registries of layers and exporters.'
);

export const ILayerViewer = new Token<ILayerViewer>(
  'jupyterlab-pixelforest:ILayerViewer',
  'A viewer of images with layers: open files or arrays, add layers, tools and readers, move the camera.'
);
