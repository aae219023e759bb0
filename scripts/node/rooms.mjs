/** What the command takes from the built rooms; bundled by load-rooms.mjs. */
export { createWorkerEngine } from '../../lib/engine/engine.js';
export { freeMemory } from '../../lib/engine/free-memory.js';
export { createInPlaceIo } from '../../lib/engine/io-worker/in-place.js';
export { trainForest } from '../../lib/engine/train-forest.js';
export { TrainingRows } from '../../lib/engine/training-rows.js';
export { PixelForestError } from '../../lib/errors.js';
export { computeBands } from '../../lib/export/bands.js';
export { csvLines } from '../../lib/export/csv.js';
export { objectRows } from '../../lib/export/object-exporters.js';
export { predictBands, slabsOf } from '../../lib/export/predict-image.js';
export { LinkEditor } from '../../lib/formats/hdf5/structure/link-editor.js';
export { changeHdf5 } from '../../lib/formats/hdf5/write-file.js';
export {
  nicknameOf,
  splitImagePath
} from '../../lib/formats/ilp/image-path.js';
export { npyHeader, readNpy, writeNpy } from '../../lib/formats/npy.js';
export { PlaneImageSource } from '../../lib/image/plane-image-source.js';
export {
  COMPUTE_TILE,
  tilesCovering,
  wholePlane
} from '../../lib/image/tile-grid.js';
export { moveReference } from '../../lib/lab/images/image-path.js';
export { placePendingLabels } from '../../lib/lab/session/pending-labels.js';
export { allowedColumns } from '../../lib/pipeline/features/columns.js';
export { createFeatureSetup } from '../../lib/pipeline/features/feature-setup.js';
export { checkImageFits } from '../../lib/pipeline/features/image-fit.js';
export { createForestSetup } from '../../lib/pipeline/forest/forest-setup.js';
export { trainingPixels } from '../../lib/pipeline/forest/training-pixels.js';
export { createClass } from '../../lib/project/classes.js';
export { defaultFeatures } from '../../lib/project/features.js';
export { createPixels, dtypeOf } from '../../lib/project/grid.js';
export { createProject } from '../../lib/project/project.js';
export { LabelImage } from '../../lib/project/labels.js';
export { createStore } from '../../lib/store/project-store.js';
