import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { PixelForestError } from '../errors';
import { LabelClass } from '../project/classes';
import { CustomLayer, Layer, ToolId } from './contract';
import { LayerState, listLayers, ObjectView } from './layer-list';

/** ilastik's default brush is 1; 3 is easier to see and what the lesson paints with. */
const DEFAULT_BRUSH = 3;
const DEFAULT_ERASER = 11;
const LARGEST_BRUSH = 500;

/** What the user sees and holds in hand; none of it belongs to the file. */
export class ViewState {
  constructor(private readonly _onLayers: () => void) {}

  tool: ToolId = 'brush';

  get brushDiameter(): number {
    return this._brushDiameter;
  }

  set brushDiameter(diameter: number) {
    this._brushDiameter = checkDiameter(diameter);
  }

  get eraserDiameter(): number {
    return this._eraserDiameter;
  }

  set eraserDiameter(diameter: number) {
    this._eraserDiameter = checkDiameter(diameter);
  }

  /** Topmost first. */
  layers(classes: readonly LabelClass[], objects: ObjectView): Layer[] {
    return listLayers(
      classes,
      objects,
      [...this._custom.values()],
      this._states
    );
  }

  customLayer(id: string): CustomLayer | null {
    return this._custom.get(id) ?? null;
  }

  /** @returns whether something changed */
  setLayer(
    layer: Layer,
    state: { isVisible?: boolean; opacity?: number }
  ): boolean {
    const next: LayerState = {
      isVisible: state.isVisible ?? layer.isVisible,
      opacity: Math.min(1, Math.max(0, state.opacity ?? layer.opacity))
    };
    if (next.isVisible === layer.isVisible && next.opacity === layer.opacity) {
      return false;
    }
    this._states.set(layer.id, next);
    this._onLayers();
    return true;
  }

  /** A layer with the same id takes the place of the old one. */
  addLayer(layer: CustomLayer): IDisposable {
    this._custom.set(layer.id, layer);
    this._onLayers();
    return new DisposableDelegate(() => {
      if (this._custom.get(layer.id) === layer) {
        this._custom.delete(layer.id);
        this._onLayers();
      }
    });
  }

  private _brushDiameter = DEFAULT_BRUSH;
  private _eraserDiameter = DEFAULT_ERASER;
  private readonly _states = new Map<string, LayerState>();
  private readonly _custom = new Map<string, CustomLayer>();
}

function checkDiameter(diameter: number): number {
  if (!(diameter >= 1 && diameter <= LARGEST_BRUSH)) {
    throw new PixelForestError(
      'input',
      `A brush is 1 to ${LARGEST_BRUSH} pixels wide; ${diameter} was given. Choose a size in that range.`
    );
  }
  return Math.round(diameter);
}
