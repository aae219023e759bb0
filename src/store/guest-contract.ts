/** Images opened beside a project, for runs over a folder: part of the store's contract. */
import { IDisposable } from '@lumino/disposable';
import { ImageReference } from '../project/images';
import { Project } from '../project/project';
import type { IProjectStore } from './contract';

/** What making results of a whole image reads of a store, or of a guest. */
export type ResultSource = Pick<
  IProjectStore,
  | 'project'
  | 'classes'
  | 'trainingChannels'
  | 'activeImage'
  | 'plane'
  | 'labels'
  | 'labelCounts'
  | 'loadImage'
  | 'predictionContext'
  | 'segmentImage'
  | 'runJob'
  | 'colourTile'
  | 'thumbnail'
>;

/** One opened image that the project does not list; dispose closes its file. */
export interface IGuestImage extends ResultSource, IDisposable {}

/**
 * The classifier of a project as it was at one moment: what the user changes
 * afterwards makes no difference. Its jobs run at low priority.
 */
export interface IFrozenClassifier {
  /** Of that moment. */
  readonly project: Project;
  /** The same for classifiers that make the same of every image, whenever they were frozen. */
  readonly identity: string;
  /**
   * Opens an image from its file. Nothing of it stays once it is disposed.
   *
   * @throws PixelForestError `access`, `format` or `memory` if it cannot be
   * opened, `mismatch` or `input` if the classifier does not fit it
   */
  openGuest(
    reference: ImageReference,
    signal: AbortSignal
  ): Promise<IGuestImage>;
}
