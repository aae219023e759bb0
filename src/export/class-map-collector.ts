import { Shape } from '../project/grid';
import { Project } from '../project/project';
import { parentsOf } from '../project/parent-objects';
import { segmentationOf } from '../project/segmentation';
import { ClassMaps } from '../store/object-contract';
import { classesOf } from '../store/object-input';
import { Band } from './bands';
import { Slab } from './predict-image';

/** Keeps of bands of probabilities the classes that objects are cut from, so that they are predicted once. */
export class ClassMapCollector {
  constructor(
    project: Project,
    private readonly _shape: Shape
  ) {
    this._classIndexes = classesOf({
      objects: segmentationOf(project),
      parents: parentsOf(project)
    });
  }

  /** null where no band came, or objects are cut from no class of the project. */
  get maps(): ClassMaps | null {
    return this._maps.length === this._shape.t ? this._maps : null;
  }

  take({ t, slices }: Slab, { y0, y1, slices: taken }: Band): void {
    const { z: depth, y: height, x: width } = this._shape;
    const length = (y1 - y0) * width;
    const classCount = taken[0].length / length;
    if (
      this._classIndexes.length === 0 ||
      this._classIndexes.some(index => index >= classCount)
    ) {
      return;
    }
    this._maps[t] ??= this._classIndexes.map(
      () => new Float32Array(depth * height * width)
    );
    taken.forEach((slice, i) => {
      const at = ((slices.z0 + i) * height + y0) * width;
      this._classIndexes.forEach((index, one) =>
        this._maps[t][one].set(
          slice.subarray(index * length, (index + 1) * length),
          at
        )
      );
    });
  }

  private readonly _classIndexes: readonly number[];
  private readonly _maps: Float32Array[][] = [];
}
