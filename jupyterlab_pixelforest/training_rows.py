"""Features at the labelled pixels of a project, in the order of the browser."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from .errors import PixelForestError
from .features import FeatureSetup, create_setup
from .image_fit import check_image
from .image_references import ImageReference
from .images import AxesWish, OpenImage, open_image
from .labels import LabelledPixels
from .project import Project
from .tile_jobs import TileJobs
from .tiles import Slab, SlabReader, Tile
from .training import TrainingBlock
from .workers import Workers


@dataclass(frozen=True)
class SampleChoice:
    """Which labelled pixels to train on: of some images, of some classes (from 1)."""

    image_ids: Collection[str] | None = None
    class_numbers: Collection[int] | None = None


ALL_SAMPLES = SampleChoice()


@dataclass(frozen=True, eq=False)
class _Cell:
    """Pixels that one tile of features is computed for: their numbers and places."""

    slab: Slab
    tile: Tile
    numbers: np.ndarray
    places: tuple[np.ndarray, np.ndarray, np.ndarray]


def collect_block(
    project: Project, workers: Workers, choice: SampleChoice = ALL_SAMPLES
) -> tuple[FeatureSetup, TrainingBlock]:
    """Features at the labelled pixels of a project, without pixels with NaN in one.

    Raises PixelForestError `mismatch` if none is left, and what opening an image does.
    """
    setup: FeatureSetup | None = None
    rows: list[np.ndarray] = []
    labels: list[np.ndarray] = []
    for reference in project.images:
        if choice.image_ids is not None and reference.id not in choice.image_ids:
            continue
        if not {reference.id} & {*project.labels, *project.pending_labels}:
            continue
        try:
            with open_project_image(project, reference) as image:
                marks = project.labels_of(reference, image.shape, image.axes)
                pixels = _choose(marks.pixels(), choice)
                if not pixels:
                    continue
                setup = setup or create_setup(
                    project.features,
                    image.shape.c,
                    project.training_channels,
                    image.shape.z,
                )
                check_image(workers, setup, image.shape)
                rows.append(_collect_rows(workers, setup, image, pixels))
                labels += [plane.labels for plane in pixels]
        except PixelForestError as error:
            raise PixelForestError(
                error.tag, f"{reference.nickname}: {error}"
            ) from error
    if setup is None:
        raise PixelForestError(
            "mismatch", "Wanted to train, but the project has no labelled pixels."
        )
    return setup, _complete(setup, np.concatenate(rows), np.concatenate(labels))


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


def _collect_rows(
    workers: Workers,
    setup: FeatureSetup,
    image: OpenImage,
    pixels: Sequence[LabelledPixels],
) -> np.ndarray:
    """(pixels, columns) float32: features at the labelled pixels, tile by tile."""

    def compute(jobs: TileJobs, cell: _Cell) -> tuple[np.ndarray, np.ndarray]:
        jobs.set_features(setup)
        return cell.numbers, jobs.rows(cell.slab, cell.tile, cell.places)

    rows: np.ndarray | None = None
    count = sum(len(plane.labels) for plane in pixels)
    cells = _list_cells(workers, setup, image, pixels)
    for numbers, found in workers.stream(compute, cells):
        if rows is None:
            rows = np.empty((count, found.shape[1]), np.float32)
        rows[numbers] = found
    return rows


def _list_cells(
    workers: Workers,
    setup: FeatureSetup,
    image: OpenImage,
    pixels: Sequence[LabelledPixels],
) -> Iterator[_Cell]:
    """Pixels by tile of a fixed grid; neighbouring slices come together."""
    needs = workers.ask(lambda jobs: jobs.set_features(setup))
    counts = [len(plane.labels) for plane in pixels]
    t = np.repeat([plane.t for plane in pixels], counts)
    z = np.repeat([plane.z for plane in pixels], counts)
    y = np.concatenate([plane.y for plane in pixels])
    x = np.concatenate([plane.x for plane in pixels])
    grid = np.stack([t, z // needs.depth, y // needs.side, x // needs.side])
    order = np.lexsort(grid[::-1])
    starts = np.flatnonzero((np.diff(grid[:, order]) != 0).any(axis=0)) + 1
    reader = SlabReader(image)
    for numbers in np.split(order, starts):
        places = z[numbers], y[numbers], x[numbers]
        corner = [int(values.min()) for values in places]
        tile = Tile(*corner, *(int(values.max()) + 1 for values in places))
        slab = reader.read(int(t[numbers[0]]), tile.z0, tile.z1, needs.depth_halo)
        inside = tuple(
            values - start for values, start in zip(places, corner, strict=True)
        )
        yield _Cell(slab, tile, numbers, inside)


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
