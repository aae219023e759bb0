import { FeatureSetup } from '../features/feature-setup';
import { TrainingPixels } from './training-pixels';

/** All that decides what a forest becomes. */
export type ForestOrigin = {
  readonly pixels: readonly TrainingPixels[];
  readonly features: FeatureSetup;
  readonly seed: number;
  readonly treeCount: number;
};

/**
 * A word that is the same for the same origin and, but for a chance of about
 * 2⁻⁶⁴, another one for every other: it tells whether a forest still matches
 * the labels, features, channels and seed of now.
 */
export function forestSignature(origin: ForestOrigin): string {
  const hash = new Hash();
  hash.addText(origin.features.id);
  hash.add(origin.seed);
  hash.add(origin.treeCount);
  for (const { imageId, plane, y, x, labels } of origin.pixels) {
    hash.addText(imageId);
    hash.add(plane.t);
    hash.add(plane.z);
    hash.add(labels.length);
    for (let i = 0; i < labels.length; i++) {
      hash.add(y[i]);
      hash.add(x[i]);
      hash.add(labels[i]);
    }
  }
  return hash.word();
}

/** FNV-1a over 32-bit words, twice with different primes and starts. */
class Hash {
  add(value: number): void {
    const word = value | 0;
    this._a = Math.imul(this._a ^ word, 0x01000193);
    this._a ^= this._a >>> 15;
    this._b = Math.imul(this._b ^ word, 0x85ebca6b);
    this._b ^= this._b >>> 13;
  }

  addText(text: string): void {
    this.add(text.length);
    for (let i = 0; i < text.length; i++) {
      this.add(text.charCodeAt(i));
    }
  }

  word(): string {
    const hex = (half: number): string =>
      (half >>> 0).toString(16).padStart(8, '0');
    return hex(this._a) + hex(this._b);
  }

  private _a = 0x811c9dc5;
  private _b = 0x9747b28c;
}
