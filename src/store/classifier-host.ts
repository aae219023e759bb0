import { ProbabilityTile } from '../engine/probability-tiles';
import { IImageSource } from '../image/image-source';
import { Forest } from '../project/forest';
import { PlaneIndex, TileBox } from '../project/grid';
import { Project } from '../project/project';

/** What is on the screen. */
export type PredictionView = {
  readonly imageId: string;
  readonly plane: PlaneIndex;
  /** null until the viewer has said. */
  readonly visibleBox: TileBox | null;
};

/** What the classifier asks of the store and tells it. */
export interface IClassifierHost {
  project(): Project;
  channelCount(): number;
  /** Slices of the images; 1 until one is known. */
  depth(): number;
  trainingChannels(): readonly number[];
  isLive(): boolean;
  /** Null without an image. */
  view(): PredictionView | null;
  load(imageId: string): Promise<IImageSource>;
  /** A forest that matches the labels of now. */
  onTrained(forest: Forest): void;
  onTile(tile: ProbabilityTile): void;
  onStatus(): void;
}
