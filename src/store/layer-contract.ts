import { ISignal } from '@lumino/signaling';
import { ColourResult } from '../engine/protocol';
import { StrokePoint } from '../project/brush';
import { PlaneIndex, TileBox } from '../project/grid';
import { Rgb } from '../project/images';

/** What a layer shows. */
export type LayerKind =
  | 'labels'
  | 'objects'
  | 'objectMask'
  | 'uncertainty'
  | 'segmentation'
  | 'probability'
  | 'raw'
  | 'custom';

/** A row of the layer list, topmost first. */
export type Layer = {
  /** `labels`, `objects`, `objectMask`, `uncertainty`, `segmentation`, `probability:<classIndex>`, `raw` or a custom id. */
  readonly id: string;
  readonly kind: LayerKind;
  /** "Labels", "Probability: Lysosomes", … */
  readonly name: string;
  /** One sentence: what this layer shows. */
  readonly explanation: string;
  readonly isVisible: boolean;
  /** 0…1. */
  readonly opacity: number;
  readonly classIndex: number | null;
};

/** A part of a plane as it is drawn: every step × step pixels are one. */
export type TileRegion = {
  readonly imageId: string;
  readonly plane: PlaneIndex;
  readonly box: TileBox;
  readonly step: number;
};

/** A layer another extension adds. Coordinates are pixels of the active image. */
export type CustomLayer = {
  readonly id: string;
  readonly name: string;
  readonly explanation: string;
  /**
   * Shown only on this side of a curtain that the user moves; the viewer has
   * one while such a layer is visible.
   */
  readonly side?: 'left' | 'right';
  readonly content:
    | {
        /** Coloured on demand, tile by tile. */
        readonly kind: 'tiles';
        /** @returns null where there is nothing to show yet */
        colour(
          region: TileRegion,
          signal: AbortSignal
        ): Promise<ColourResult | null>;
        /** Emitted when tiles of the plane shown must be coloured anew; null = all. */
        readonly changed: ISignal<unknown, TileBox | null>;
      }
    | {
        readonly kind: 'image';
        /** (y, x, 4) straight-alpha RGBA. */
        readonly rgba: Uint8ClampedArray;
        readonly height: number;
        readonly width: number;
      }
    | {
        readonly kind: 'labels';
        /** (y, x) object or class numbers, 0 = transparent. */
        readonly labels: Uint8Array | Uint16Array | Uint32Array;
        readonly height: number;
        readonly width: number;
        /** Colour of number n is `colors[(n − 1) % colors.length]`. */
        readonly colors: readonly Rgb[];
      }
    | {
        readonly kind: 'outlines';
        readonly polygons: readonly (readonly StrokePoint[])[];
        readonly color: Rgb;
        /** Line width in screen pixels. */
        readonly lineWidth: number;
      };
};
