import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import { ColourResult } from '../../engine/protocol';
import { rasteriseStroke, StrokePoint } from '../../project/brush';
import { createProject } from '../../project/project';
import { PlaneIndex, Shape, TileBox } from '../../project/grid';
import { ImageReference } from '../../project/images';
import { LabelImage } from '../../project/labels';
import {
  CustomLayer,
  ImageStatus,
  IProjectStore,
  IStrokeInProgress,
  Layer,
  StoreChange
} from '../../store/contract';
import { PlaneObjects } from '../../store/object-contract';

/** A stroke as the viewer asked for it. */
export type RecordedStroke = {
  readonly classIndex: number | null;
  readonly diameter: number;
  readonly points: StrokePoint[];
  state: 'open' | 'ended' | 'cancelled';
};

/** As much of a store as the viewer sees; labels are real, tiles are one colour. */
export class FakeStore {
  constructor(shape: Partial<Shape> = {}) {
    const whole = { t: 1, z: 1, y: 512, x: 672, c: 3, ...shape };
    this.activeImage = imageReference('a', whole);
    this.labelImage = new LabelImage(whole);
  }

  readonly changed = new Signal<this, StoreChange>(this);
  activeImage: ImageReference | null;
  labelImage: LabelImage;
  plane: PlaneIndex = { t: 0, z: 0 };
  status: ImageStatus = { state: 'ready' };
  classes = createProject().classes;
  activeClassIndex = 1;
  tool = 'brush';
  brushDiameter = 3;
  eraserDiameter = 11;
  layers: Layer[] = [
    layer('labels', 'labels'),
    layer('probability:0', 'probability'),
    layer('raw', 'raw')
  ];
  channels = ['red', 'green', ''].map((name, i) => ({
    name,
    color: [255, 0, 0] as const,
    window: [100, 300] as readonly [number, number],
    isVisible: true,
    isTrained: i === 1
  }));
  readonly strokes: RecordedStroke[] = [];
  readonly views: [number, object][] = [];
  readonly visibleBoxes: TileBox[] = [];
  readonly asked: string[] = [];
  readonly custom = new Map<string, CustomLayer>();
  readonly objects = new FakeObjects();
  colour: (
    layerId: string,
    box: TileBox,
    step: number,
    signal: AbortSignal
  ) => Promise<ColourResult | null> = async (_id, box, step) => {
    const height = Math.ceil((box.y1 - box.y0) / step);
    const width = Math.ceil((box.x1 - box.x0) / step);
    return { rgba: new Uint8ClampedArray(4 * height * width), height, width };
  };

  get asStore(): IProjectStore {
    return this as unknown as IProjectStore;
  }

  source(): null {
    return null;
  }

  imageStatus(): ImageStatus {
    return this.status;
  }

  labels(imageId: string): LabelImage | null {
    return imageId === this.activeImage?.id ? this.labelImage : null;
  }

  customLayer(id: string): CustomLayer | null {
    return this.custom.get(id) ?? null;
  }

  addLayer(custom: CustomLayer): IDisposable {
    this.custom.set(custom.id, custom);
    this.layers = [layer(custom.id, 'custom'), ...this.layers];
    this.changed.emit({ kind: 'layers' });
    return new DisposableDelegate(() => {
      this.custom.delete(custom.id);
      this.layers = this.layers.filter(({ id }) => id !== custom.id);
      this.changed.emit({ kind: 'layers' });
    });
  }

  colourTile(
    layerId: string,
    box: TileBox,
    step: number,
    signal: AbortSignal
  ): Promise<ColourResult | null> {
    this.asked.push(`${layerId} ${step} ${box.y0},${box.x0}`);
    return this.colour(layerId, box, step, signal);
  }

  setLayer(id: string, state: Partial<Layer>): void {
    this.layers = this.layers.map(each =>
      each.id === id ? { ...each, ...state } : each
    );
    this.changed.emit({ kind: 'layers' });
  }

  setPlane(plane: PlaneIndex): void {
    this.plane = plane;
    this.changed.emit({ kind: 'plane' });
  }

  setBrushDiameter(diameter: number): void {
    this.brushDiameter = diameter;
    this.changed.emit({ kind: 'tool' });
  }

  setEraserDiameter(diameter: number): void {
    this.eraserDiameter = diameter;
    this.changed.emit({ kind: 'tool' });
  }

  setChannelView(channel: number, view: object): void {
    this.views.push([channel, view]);
  }

  setVisibleBox(box: TileBox): void {
    this.visibleBoxes.push(box);
  }

  async valuesAt(y: number, x: number): Promise<number[]> {
    return [y, x, 0.123456789];
  }

  probabilitiesAt(): number[] {
    return [0.831, 0.169];
  }

  beginStroke(classIndex: number | null, diameter: number): IStrokeInProgress {
    const stroke: RecordedStroke = {
      classIndex,
      diameter,
      points: [],
      state: 'open'
    };
    this.strokes.push(stroke);
    return {
      extend: points => {
        const last = stroke.points.slice(-1);
        stroke.points.push(...points);
        this._paint([...last, ...points], classIndex, diameter);
      },
      end: () => {
        stroke.state = 'ended';
      },
      cancel: () => {
        stroke.state = 'cancelled';
      }
    };
  }

  private _paint(
    points: readonly StrokePoint[],
    classIndex: number | null,
    diameter: number
  ): void {
    const { y, x } = this.labelImage.shape;
    const mask = rasteriseStroke(points, diameter, {
      y0: 0,
      x0: 0,
      y1: y,
      x1: x
    });
    const number = classIndex === null ? 0 : classIndex + 1;
    const change = mask && this.labelImage.paint(this.plane, mask, number);
    if (change && this.activeImage) {
      this.changed.emit({
        kind: 'labels',
        imageId: this.activeImage.id,
        plane: this.plane,
        box: change.box
      });
    }
  }
}

/** Object 7 lies at x < 2; remembers what was asked. */
export class FakeObjects {
  readonly calls: string[] = [];
  readonly status = { state: 'ready', message: '' };
  result: Pick<PlaneObjects, 'labels' | 'height' | 'width'> | null = {
    labels: Uint32Array.of(0, 7, 7, 0),
    height: 1,
    width: 4
  };
  excludedRegions: readonly (readonly StrokePoint[])[] = [];
  selected: ReadonlySet<number> = new Set();
  refusal: Error | null = null;

  objectAt(_y: number, x: number): number {
    return x < 2 ? 7 : 0;
  }

  select(ids: Iterable<number>): void {
    this.calls.push(`select ${[...ids].join()}`);
  }

  excludeRegion(points: readonly StrokePoint[]): void {
    this._call('exclude', points);
  }

  drawObject(points: readonly StrokePoint[]): void {
    this._call('draw', points);
  }

  splitObject(points: readonly StrokePoint[]): void {
    this._call('split', points);
  }

  private _call(name: string, points: readonly StrokePoint[]): void {
    if (this.refusal) {
      throw this.refusal;
    }
    this.calls.push(`${name} ${JSON.stringify(points)}`);
  }
}

export function imageReference(id: string, shape: Shape): ImageReference {
  return {
    id,
    path: `${id}.tif`,
    innerPath: '',
    nickname: id,
    metadata: {
      shape,
      dtype: 'uint16',
      fileAxes: 'yxc',
      fileShape: [shape.y, shape.x, shape.c],
      channelNames: ['', '', ''],
      channelColors: [null, null, null],
      displayRanges: [null, null, null],
      pixelSizeUm: { x: 0.5, y: 0.5, z: null }
    }
  };
}

function layer(id: string, kind: Layer['kind']): Layer {
  return {
    id,
    kind,
    name: id,
    explanation: '',
    isVisible: true,
    opacity: kind === 'probability' ? 0.25 : 1,
    classIndex: kind === 'probability' ? 0 : null
  };
}
