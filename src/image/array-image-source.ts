import { PixelForestError } from '../errors';
import {
  AXES,
  boxArea,
  createPixels,
  dtypeOf,
  PixelArray,
  PlaneIndex,
  Shape,
  TileBox
} from '../project/grid';
import { ImageMetadata } from '../project/images';
import { clipRequest, createPatch, cutBox } from './cut-box';
import { BoxRequest, IImageSource, PatchRequest } from './image-source';
import { PlanePatch } from './patch';

/** An array from elsewhere, e.g. from another extension. */
export type ImageArray = {
  readonly shape: Shape;
  /** (t, z, y, x, c) in C order. */
  readonly data: PixelArray;
  /** One entry a channel; '' where a channel has no name. */
  readonly channelNames?: readonly string[];
  readonly pixelSizeUm?: ImageMetadata['pixelSizeUm'];
};

/** An image whose pixels are in memory already. */
export class ArrayImageSource implements IImageSource {
  /**
   * @throws PixelForestError `input` if the data are not as long as the shape says
   */
  constructor(array: ImageArray) {
    const { shape, data } = array;
    const length = shape.t * shape.z * shape.y * shape.x * shape.c;
    if (data.length !== length || length === 0) {
      throw new PixelForestError(
        'input',
        `An array of shape t ${shape.t}, z ${shape.z}, y ${shape.y}, x ${shape.x}, c ${shape.c} needs ${length} values (at least 1), but ${data.length} were given. Check the shape.`
      );
    }
    const none = new Array<null>(shape.c).fill(null);
    // a picture is `yx`: axes of one element exist only to keep the order
    const axes = AXES.filter(
      axis => axis === 'y' || axis === 'x' || shape[axis] > 1
    );
    this._data = data;
    this.metadata = {
      shape,
      dtype: dtypeOf(data),
      fileAxes: axes.join(''),
      fileShape: axes.map(axis => shape[axis]),
      channelNames: array.channelNames ?? none.map(() => ''),
      channelColors: none,
      displayRanges: none,
      pixelSizeUm: array.pixelSizeUm ?? null
    };
  }

  readonly metadata: ImageMetadata;

  async readBox(
    request: BoxRequest,
    signal?: AbortSignal
  ): Promise<PixelArray[]> {
    signal?.throwIfAborted();
    return this._cut(request, clipRequest(request, this.metadata));
  }

  async readPatch(
    request: PatchRequest,
    signal?: AbortSignal
  ): Promise<PlanePatch> {
    signal?.throwIfAborted();
    const { t, channels } = request;
    const patch = createPatch(request, this.metadata);
    const { slices, box } = patch;
    for (let z = slices.z0; z < slices.z1; z++) {
      const at = (z - slices.z0) * boxArea(box);
      this._cut({ plane: { t, z }, box, channels }, box).forEach((pixels, i) =>
        patch.channels[i].set(pixels, at)
      );
    }
    return patch;
  }

  dispose(): void {
    // nothing is open
  }

  private _cut(request: BoxRequest, box: TileBox): PixelArray[] {
    const { shape } = this.metadata;
    const planeLength = shape.y * shape.x * shape.c;
    const start = planeOffset(request.plane, shape) * planeLength;
    const plane = this._data.subarray(start, start + planeLength);
    // a box of interleaved values, then one channel at a time
    const values = cutBox(plane, shape.x * shape.c, {
      ...box,
      x0: box.x0 * shape.c,
      x1: box.x1 * shape.c
    });
    return request.channels.map(channel => {
      const out = createPixels(this.metadata.dtype, values.length / shape.c);
      for (let i = 0; i < out.length; i++) {
        out[i] = values[i * shape.c + channel];
      }
      return out;
    });
  }

  private readonly _data: PixelArray;
}

function planeOffset(plane: PlaneIndex, shape: Shape): number {
  return plane.t * shape.z + plane.z;
}
