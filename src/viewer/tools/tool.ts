import { StrokePoint } from '../../project/brush';
import { Rgb } from '../../project/images';
import { IProjectStore, ToolId } from '../../store/contract';
import { Camera, ScreenPoint } from '../camera';

/** Keys held while the pointer moved. */
export type ModifierKeys = {
  readonly alt: boolean;
  readonly shift: boolean;
  /** Control, or Command on a Mac. */
  readonly ctrl: boolean;
};

/** Where the pointer is. */
export type PointerSample = {
  /** Image coordinates, not rounded; pixel centres are whole numbers. */
  readonly image: StrokePoint;
  /** CSS pixels from the viewer's top left corner. */
  readonly screen: ScreenPoint;
  readonly keys: ModifierKeys;
};

/** How the pointer looks over the image. */
export type ToolCursor = {
  /** A CSS cursor. */
  readonly css: string;
  /** A circle around the pixel under the pointer, or null. */
  readonly outline: {
    /** Image pixels. */
    readonly diameter: number;
    /** null = no class: the theme's colour. */
    readonly color: Rgb | null;
  } | null;
};

/** A line above the image, in its coordinates. */
export interface ISketch {
  show(points: readonly StrokePoint[], isClosed: boolean): void;
  clear(): void;
}

/** What a tool may see and move. */
export type ToolContext = {
  readonly store: IProjectStore;
  readonly camera: Camera;
  /** Shows a line while it is drawn. */
  readonly sketch: ISketch;
  /** Says that something failed that went on after the gesture. */
  readonly reportError: (error: unknown) => void;
};

/**
 * What the pointer does. One gesture is one `pointerDown`, any number of
 * `pointerMove` and one of `pointerUp` or `pointerCancel`. Only the main button,
 * a pen or one finger makes a gesture. Handlers must be quick: no work of more
 * than a few milliseconds.
 */
export interface ITool {
  cursor(keys: ModifierKeys, isPressed: boolean): ToolCursor;
  pointerDown(sample: PointerSample): void;
  /**
   * @param samples at least one, oldest first: all the pointer passed since the
   * last call
   */
  pointerMove(samples: readonly PointerSample[]): void;
  pointerUp(): void;
  /** Esc, or a second finger: takes the gesture back. */
  pointerCancel(): void;
  /** @returns true if the wheel is dealt with */
  wheel?(sample: PointerSample, delta: number): boolean;
  /** A right click. @returns true if dealt with: no menu opens */
  contextClick?(sample: PointerSample): boolean;
}

/** A tool as registered; every viewer makes one of its own. */
export type ToolType = {
  readonly id: ToolId;
  /** Accessible name of its button: "Brush". */
  readonly name: string;
  /** One sentence for the tooltip. */
  readonly explanation: string;
  readonly create: (context: ToolContext) => ITool;
};
