"""What is computed of an image: same steps, columns and row order as in the browser."""

import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

import numpy as np

from .errors import PixelForestError
from .features import FeatureSetup, create_setup, feature_columns
from .forest import Forest
from .image_references import ImageReference
from .images import AxesWish, OpenImage, open_image
from .labels import ImageShape, LabelledPixels
from .project import Project
from .tile_jobs import Box, TileJobs
from .training import (
    Growth,
    Importance,
    OutOfBag,
    TrainingBlock,
    check_growth,
    join_trees,
    judge_out_of_bag,
    rate_columns,
)

SOURCES = ("probabilities", "segmentation", "uncertainty", "features", "labels")
T = TypeVar("T")
R = TypeVar("R")


class Workers:
    """Threads that compute, each with kernels and memory of its own."""

    def __init__(self, count: int | None = None) -> None:
        """As many as the machine has cores, or `count`."""
        self.count = count or os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self.count)
        self._local = threading.local()

    def map(self, job: Callable[[TileJobs, T], R], items: Iterable[T]) -> list[R]:
        """Runs a job for each item; results in their order."""

        def run(item: T) -> R:
            if not hasattr(self._local, "jobs"):
                self._local.jobs = TileJobs()
            return job(self._local.jobs, item)

        return list(self._pool.map(run, items))

    def ask(self, question: Callable[[TileJobs], R]) -> R:
        """Asks the kernels of one thread."""
        return self.map(lambda jobs, _: question(jobs), [None])[0]

    def close(self) -> None:
        """Lets the threads end; jobs that wait are dropped."""
        self._pool.shutdown(cancel_futures=True)


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
            return len(feature_columns(self.setup.choice, self.setup.channel_count))
        return self.class_count if self.source == "probabilities" else 1

    @property
    def dtype(self) -> np.dtype:
        """Type of the result."""
        is_number = self.source in ("segmentation", "labels")
        return np.dtype(np.uint8 if is_number else np.float32)

    def compute(self, workers: Workers, plane: np.ndarray) -> np.ndarray:
        """(y, x, channel) of one (y, x, channel) plane of an image.

        Raises PixelForestError `mismatch` if the forest has other columns.
        """
        height, width = plane.shape[:2]
        out = np.empty((height, width, self.channel_count), self.dtype)

        def fill(jobs: TileJobs, box: Box) -> None:
            y0, x0, y1, x1 = box
            out[y0:y1, x0:x1] = self._compute_tile(jobs, plane, box)

        workers.map(fill, tiles_of(height, width, workers.ask(_tile_side)))
        return out

    def _compute_tile(self, jobs: TileJobs, plane: np.ndarray, box: Box) -> np.ndarray:
        jobs.set_features(self.setup)
        if self.source == "features":
            return jobs.features(plane, box)
        jobs.set_forest(self.forest, self.class_count)
        probabilities = jobs.predict(plane, box, plane.shape[0] * plane.shape[1])
        if self.source == "segmentation":
            return jobs.segment(probabilities)[..., None]
        if self.source == "uncertainty":
            return jobs.uncertainty(probabilities)[..., None]
        return probabilities.transpose(1, 2, 0)


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


@dataclass(frozen=True)
class SampleChoice:
    """Which labelled pixels to train on: of some images, of some classes (from 1)."""

    image_ids: Collection[str] | None = None
    class_numbers: Collection[int] | None = None


def train_forest(
    project: Project,
    workers: Workers,
    seed: int,
    tree_count: int,
    *,
    class_weights: Sequence[float] = (),
    permutations: int | None = None,
    choice: SampleChoice = SampleChoice(),
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


def collect_block(
    project: Project, workers: Workers, choice: SampleChoice = SampleChoice()
) -> tuple[FeatureSetup, TrainingBlock]:
    """Features at the labelled pixels of a project, without pixels with NaN in one.

    Raises PixelForestError `mismatch` if none is left, and what opening an image does.
    """
    setup: FeatureSetup | None = None
    rows: list[np.ndarray] = []
    labels: list[np.ndarray] = []
    for reference in project.images:
        is_labelled = (
            reference.id in project.labels or reference.id in project.pending_labels
        )
        ids = choice.image_ids
        if not is_labelled or (ids is not None and reference.id not in ids):
            continue
        try:
            with open_project_image(project, reference) as image:
                marks = project.labels_of(reference, image.shape, image.axes)
                pixels = _choose(marks.pixels(), choice)
                if not pixels:
                    continue
                setup = setup or create_setup(
                    project.features, image.shape.c, project.training_channels
                )
                check_image(workers, setup, image.shape)
                for plane in pixels:
                    values = image.plane(plane.t, plane.z)
                    rows.append(_collect_rows(workers, setup, values, plane))
                    labels.append(plane.labels)
        except PixelForestError as error:
            raise PixelForestError(
                error.tag, f"{reference.nickname}: {error}"
            ) from error
    if setup is None:
        raise PixelForestError(
            "mismatch", "Wanted to train, but the project has no labelled pixels."
        )
    return setup, _complete(setup, np.concatenate(rows), np.concatenate(labels))


def check_image(workers: Workers, setup: FeatureSetup, shape: ImageShape) -> None:
    """Makes sure that the features of a setup can be computed on an image.

    Raises PixelForestError `mismatch` for other channels than those of the training
    images, `input` if a σ is too large for the image or wants 3-D filters.
    """
    if shape.c != setup.channel_count:
        raise PixelForestError(
            "mismatch",
            f"the classifier was set up on images with {setup.channel_count} "
            f"channel(s), but this one has {shape.c}.",
        )
    cells = setup.choice.cells()
    largest = max(scale for _, scale, _ in cells)
    side = workers.ask(lambda jobs: jobs.smallest_side(largest))
    if side > min(shape.y, shape.x):
        raise PixelForestError(
            "input",
            f"features at σ = {largest:g} need an image of at least {side} × {side} "
            f"pixels, but this one is {shape.y} × {shape.x} (height × width).",
        )
    solid = dict.fromkeys(f"{scale:g}" for _, scale, planar in cells if not planar)
    if shape.z > 1 and solid:
        raise PixelForestError(
            "input",
            f"the features at σ = {', '.join(solid)} are to be computed in 3-D, which "
            f"is not possible yet, and this image has {shape.z} slices. Switch these "
            "scales to 2-D in the project and train again.",
        )


@contextmanager
def open_project_image(
    project: Project, reference: ImageReference
) -> Iterator[OpenImage]:
    """Opens an image of the project, with the axes the project states."""
    wish = AxesWish(project=reference.axes)
    if reference.path:
        path = project.path.parent / reference.path
        opened = open_image(str(path), wish, reference.inner_path)
    else:
        opened = open_image(str(project.path), wish, reference.inner_path)
    with opened as image:
        yield image


def tiles_of(height: int, width: int, side: int) -> list[Box]:
    """The tiles of a plane, row by row."""
    return [
        (y, x, min(y + side, height), min(x + side, width))
        for y in range(0, height, side)
        for x in range(0, width, side)
    ]


def _tile_side(jobs: TileJobs) -> int:
    return jobs.tile_side


def _collect_rows(
    workers: Workers, setup: FeatureSetup, plane: np.ndarray, pixels: LabelledPixels
) -> np.ndarray:
    """(pixels, columns) float32: features at the labelled pixels, tile by tile."""
    side = workers.ask(_tile_side)
    order = np.lexsort((pixels.x // side, pixels.y // side))
    cells = np.stack([pixels.y[order] // side, pixels.x[order] // side])
    starts = np.flatnonzero((np.diff(cells) != 0).any(axis=0)) + 1

    def compute(jobs: TileJobs, members: np.ndarray) -> np.ndarray:
        jobs.set_features(setup)
        y, x = pixels.y[members], pixels.x[members]
        y0, x0 = int(y.min()), int(x.min())
        box = (y0, x0, int(y.max()) + 1, int(x.max()) + 1)
        return jobs.features(plane, box)[y - y0, x - x0]

    parts = np.split(order, starts)
    found = np.concatenate(workers.map(compute, parts))
    rows = np.empty_like(found)
    rows[order] = found
    return rows


def _choose(
    planes: Sequence[LabelledPixels], choice: SampleChoice
) -> list[LabelledPixels]:
    """Pixels of the chosen classes; planes without any are left out."""
    if choice.class_numbers is None:
        return list(planes)
    chosen = []
    for plane in planes:
        kept = np.isin(plane.labels, list(choice.class_numbers))
        if kept.any():
            fields = {name: getattr(plane, name)[kept] for name in ("y", "x", "labels")}
            chosen.append(replace(plane, **fields))
    return chosen


def _complete(
    setup: FeatureSetup, rows: np.ndarray, labels: np.ndarray
) -> TrainingBlock:
    columns = setup.allowed_columns()
    kept = ~np.isnan(rows[:, columns]).any(axis=1)
    if not kept.any():
        raise PixelForestError(
            "mismatch",
            "Training needs at least one labelled pixel without NaN, but none of the "
            f"{len(kept)} has all its features. Label more pixels.",
        )
    return TrainingBlock(rows[kept], labels[kept], columns)


def _split(count: int, shares: int) -> Sequence[range]:
    used = min(count, shares)
    edges = [i * count // used for i in range(used + 1)]
    return [range(a, b) for a, b in pairwise(edges)]
