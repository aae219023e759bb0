"""The jobs a thread runs on the kernels: features, prediction, training of a tile."""

from collections.abc import Sequence

import numpy as np

from . import object_fit, object_measures, segmentation
from .feature_planes import FeaturePlanes
from .features import FeatureSetup
from .forest import Forest
from .kernels import Kernels
from .object_corrections import ObjectCorrection, correct_objects
from .prepared_forest import PreparedForest
from .segmentation_settings import ExcludedRegion, SegmentationSettings
from .tiles import Slab, Tile, TileNeeds
from .training import GrownTrees, Growth, TrainingBlock, grow_trees


class TileJobs:
    """Runs jobs on kernels of its own: for one thread."""

    def __init__(self) -> None:
        """Nothing is made ready yet."""
        self._wasm = Kernels()
        self._planes: FeaturePlanes | None = None
        self._forest: Forest | None = None

    def smallest_side(self, sigma: float) -> int:
        """Shortest side of an image that may be filtered at σ, in pixels."""
        return self._wasm.call("smallestSide", sigma)

    def smallest_depth(self, sigma: float, is_planar: bool, depth: int) -> int:
        """Fewest slices a stack needs for σ; `depth` is that of the setup."""
        return self._wasm.call("smallestDepth", sigma, int(is_planar), depth)

    @property
    def column_count(self) -> int:
        """Columns of the features set."""
        return self._planes.column_count

    def set_features(self, setup: FeatureSetup) -> TileNeeds:
        """Makes ready to compute these columns; at once if it is the same setup.

        Raises PixelForestError `input` for a σ no kernel exists for, `memory`.
        """
        if not self._planes or self._planes.setup is not setup:
            self._planes = self._forest = None
            self._wasm.call("reset")
            self._planes = FeaturePlanes(self._wasm, setup)
            self._top_of_planes = self._wasm.call("mark")
        return self._planes.needs

    def set_forest(self, forest: Forest, class_count: int) -> None:
        """Makes a forest ready that was trained on the columns set before.

        Raises PixelForestError `mismatch` if it has other columns, `memory`.
        """
        if self._forest is forest:
            return
        self._forest = None
        self._wasm.call("release", self._top_of_planes)
        self._prepared = PreparedForest(self._planes, self._wasm, forest, class_count)
        self._forest = forest

    def predict(self, slab: Slab, tile: Tile, run_pixels: int = 0) -> np.ndarray:
        """(class, z, y, x) float32 probabilities of a tile.

        `run_pixels` are those of all tiles of this run: for many, the forest is
        compiled, which does not change the result.
        """
        return self._prepared.predict(slab, tile, run_pixels).copy()

    def features(self, slab: Slab, tile: Tile) -> np.ndarray:
        """(z, y, x, column) float32; columns of channels not trained on stay 0."""
        result = np.zeros((*tile.sizes, self.column_count), np.float32)
        for column, values in self._planes.columns(slab, tile):
            result[..., column] = values
        return result

    def rows(
        self, slab: Slab, tile: Tile, places: tuple[np.ndarray, np.ndarray, np.ndarray]
    ) -> np.ndarray:
        """(pixels, column) float32; z, y and x of the pixels from the tile's corner."""
        result = np.zeros((len(places[0]), self.column_count), np.float32)
        for column, values in self._planes.columns(slab, tile):
            result[:, column] = values[places]
        return result

    def segment(self, probabilities: np.ndarray) -> np.ndarray:
        """(class, z, y, x) → (z, y, x) uint8 class numbers from 1."""
        return self._reduce("segment", probabilities, np.uint8)

    def uncertainty(self, probabilities: np.ndarray) -> np.ndarray:
        """(class, z, y, x) → (z, y, x) float32, 0 where one class is certain."""
        return self._reduce("uncertainty", probabilities, np.float32)

    def cut_objects(
        self,
        sources: Sequence[np.ndarray],
        settings: SegmentationSettings,
        intensity: np.ndarray | None,
        excluded: Sequence[ExcludedRegion],
    ) -> segmentation.Objects:
        """Objects in the sum of (z, y, x) sources, see `segmentation.segment`."""
        return segmentation.segment(self._wasm, sources, settings, intensity, excluded)

    def fit_objects(
        self,
        sources: Sequence[np.ndarray],
        settings: SegmentationSettings,
        excluded: Sequence[ExcludedRegion],
    ) -> object_fit.ObjectFit:
        """What suits the objects in the sum of (z, y, x) sources."""
        return object_fit.fit_to_size(self._wasm, sources, settings, excluded)

    def correct_objects(
        self, found: segmentation.Objects, corrections: Sequence[ObjectCorrection]
    ) -> segmentation.Objects:
        """The objects with corrections made, numbered anew."""
        labels, count = correct_objects(self._wasm, found.labels, corrections)
        return segmentation.Objects(labels, count, found.piece_count)

    def measure_objects(
        self,
        labels: np.ndarray,
        channels: Sequence[np.ndarray],
        probabilities: Sequence[np.ndarray],
    ) -> object_measures.ObjectTable:
        """Measures of the objects of a (z, y, x) label image."""
        return object_measures.measure(self._wasm, labels, channels, probabilities)

    def train(self, block: TrainingBlock, growth: Growth, trees: range) -> GrownTrees:
        """Grows some trees of a forest; what was made ready before is forgotten."""
        self._planes = self._forest = None
        self._wasm.call("reset")
        return grow_trees(self._wasm, block, growth, trees)

    def _reduce(self, name: str, values: np.ndarray, dtype: type) -> np.ndarray:
        classes, *sizes = values.shape
        pixels = values[0].size
        with self._wasm.scratch():
            source = self._wasm.place(np.ascontiguousarray(values, np.float32))
            out = self._wasm.allocate(pixels * np.dtype(dtype).itemsize)
            self._wasm.call(name, source, classes, pixels, out)
            return self._wasm.view(out, tuple(sizes), dtype).copy()
