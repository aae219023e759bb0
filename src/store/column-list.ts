import {
  ObjectColumn,
  ObjectColumnsRequest
} from '../pipeline/segmentation/object-table';
import { ImageMetadata } from '../project/images';

/** Columns of one image, the same list as long as nothing else is asked for. */
export class ColumnList {
  constructor(
    private readonly _make: (
      request: ObjectColumnsRequest
    ) => readonly ObjectColumn[]
  ) {}

  /** Of planes of an image, or of stacks of so many slices. */
  of(
    metadata: ImageMetadata,
    hasProbability: boolean,
    depth = 1
  ): readonly ObjectColumn[] {
    const last = this._last;
    if (
      last?.metadata === metadata &&
      last.hasProbability === hasProbability &&
      last.depth === depth
    ) {
      return last.list;
    }
    const { channelNames, pixelSizeUm } = metadata;
    const list = this._make({
      depth,
      hasProbability,
      channelNames,
      pixelSizeUm
    });
    this._last = { metadata, hasProbability, depth, list };
    return list;
  }

  private _last: {
    readonly metadata: ImageMetadata;
    readonly hasProbability: boolean;
    readonly depth: number;
    readonly list: readonly ObjectColumn[];
  } | null = null;
}
