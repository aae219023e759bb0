import { ExportInput, PredictedPart } from './contract';

/** The parts of the input that come from the classifier. */
export type ComputedParts = Pick<ExportInput, PredictedPart>;

/** Where nothing is computed. */
export function emptyParts(): ComputedParts {
  return {
    probabilities: [],
    probabilities8: [],
    segmentation: [],
    uncertainty: [],
    features: [],
    objects: null,
    outlines: [],
    picture: new Uint8ClampedArray(0),
    raw: new Uint8ClampedArray(0)
  };
}
