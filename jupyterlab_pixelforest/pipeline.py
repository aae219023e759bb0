"""What is computed of an image: same steps and columns as in the browser."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .features import FeatureSetup
from .forest import Forest
from .images import OpenImage
from .project import Project
from .tile_jobs import TileJobs
from .tiles import Slab, SlabReader, Tile, TileNeeds, tiles_of
from .training import (
    Growth,
    Importance,
    OutOfBag,
    check_growth,
    join_trees,
    judge_out_of_bag,
    rate_columns,
)
from .training_rows import ALL_SAMPLES, SampleChoice, collect_block
from .workers import Workers

SOURCES = ("probabilities", "segmentation", "uncertainty", "features", "labels")
# most values of a tile of features (32 MiB): some for each thread are held at once
MAX_TILE_VALUES = 2**23

# frame, where it lies, and (z, y, x, channel) values
ResultTile = tuple[int, Tile, np.ndarray]


@dataclass(frozen=True, eq=False)
class Predictor:
    """What is computed: a source, with the features and the forest it needs."""

    source: str
    setup: FeatureSetup | None
    forest: Forest | None
    class_count: int

    @property
    def channel_count(self) -> int:
        """Channels of the result."""
        if self.source == "features":
            return len(self.setup.columns())
        return self.class_count if self.source == "probabilities" else 1

    @property
    def dtype(self) -> np.dtype:
        """Type of the result."""
        is_number = self.source in ("segmentation", "labels")
        return np.dtype(np.uint8 if is_number else np.float32)

    def compute(self, workers: Workers, image: OpenImage) -> Iterator[ResultTile]:
        """The result of a whole image, tile by tile; frames by themselves.

        Raises PixelForestError `mismatch` if the forest has other columns.
        """
        needs = workers.ask(lambda jobs: jobs.set_features(self.setup))
        shape = image.shape
        run_pixels = shape.t * shape.z * shape.y * shape.x

        def fill(jobs: TileJobs, item: tuple[int, Tile, Slab]) -> ResultTile:
            t, tile, slab = item
            return t, tile, self._compute_tile(jobs, slab, tile, run_pixels)

        yield from workers.stream(fill, self._list_tiles(image, needs))

    def compute_whole(self, workers: Workers, image: OpenImage) -> np.ndarray:
        """(t, z, y, x, channel): the tiles of `compute` put together."""
        shape = image.shape
        sizes = (shape.t, shape.z, shape.y, shape.x, self.channel_count)
        out = np.empty(sizes, self.dtype)
        for t, (z0, y0, x0, z1, y1, x1), values in self.compute(workers, image):
            out[t, z0:z1, y0:y1, x0:x1] = values
        return out

    def _list_tiles(
        self, image: OpenImage, needs: TileNeeds
    ) -> Iterator[tuple[int, Tile, Slab]]:
        slice_values = needs.side**2 * self.channel_count
        depth = max(1, min(needs.depth, MAX_TILE_VALUES // slice_values))
        reader, slab, at = SlabReader(image), None, None
        for t, tile in tiles_of(image.shape, needs.side, depth):
            if at != (t, tile.z0):
                slab = reader.read(t, tile.z0, tile.z1, needs.depth_halo)
                at = t, tile.z0
            yield t, tile, slab

    def _compute_tile(
        self, jobs: TileJobs, slab: Slab, tile: Tile, run_pixels: int
    ) -> np.ndarray:
        jobs.set_features(self.setup)
        if self.source == "features":
            return jobs.features(slab, tile)
        jobs.set_forest(self.forest, self.class_count)
        probabilities = jobs.predict(slab, tile, run_pixels)
        if self.source == "segmentation":
            return jobs.segment(probabilities)[..., None]
        if self.source == "uncertainty":
            return jobs.uncertainty(probabilities)[..., None]
        return np.moveaxis(probabilities, 0, -1)


@dataclass(frozen=True, eq=False)
class TrainedForest:
    """A forest with the setup of the columns it was trained on, and its measures.

    Samples are the labelled pixels trained on, in the order of images, planes, label
    blocks and rows; those with NaN in a feature are not among them.
    """

    forest: Forest
    setup: FeatureSetup
    out_of_bag: OutOfBag | None = None
    importance: Importance | None = None


def train_forest(
    project: Project,
    workers: Workers,
    seed: int,
    tree_count: int,
    *,
    class_weights: Sequence[float] = (),
    permutations: int | None = None,
    choice: SampleChoice = ALL_SAMPLES,
) -> TrainedForest:
    """Trains on labels of a project, as the browser does with the same seed.

    For `class_weights` and `permutations` see `Growth`. Raises PixelForestError
    `mismatch` without labels or for what cannot be grown, and what opening an image
    does.
    """
    growth = Growth(seed, tree_count, class_weights, permutations)
    check_growth(growth)
    setup, block = collect_block(project, workers, choice)
    shares = _split(tree_count, workers.count)
    parts = workers.map(lambda jobs, trees: jobs.train(block, growth, trees), shares)
    forest, sums = join_trees(block, parts)
    if sums is None:
        return TrainedForest(forest, setup)
    return TrainedForest(
        forest,
        setup,
        judge_out_of_bag(sums, block.labels),
        rate_columns(sums, block.labels, growth),
    )


def _split(count: int, shares: int) -> Sequence[range]:
    used = min(count, shares)
    edges = [i * count // used for i in range(used + 1)]
    return [range(a, b) for a, b in pairwise(edges)]
