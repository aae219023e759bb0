"""Predicts image after image; one that fails does not stop the others."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from .errors import PixelForestError, in_one_line
from .features import create_setup
from .image_fit import check_image
from .image_references import ImageReference, split_image_path
from .images import AxesWish, OpenImage, open_image
from .labels import LabelImage
from .pipeline import Predictor, ResultTile, train_forest
from .project import Project
from .results import ResultGrid, write_result
from .tiles import Tile
from .workers import Workers


@dataclass(frozen=True)
class BatchOptions:
    """What is written for each image."""

    out: Path
    source: str = "probabilities"
    format: str = "h5"
    axes: str = ""
    is_resumed: bool = False


@dataclass(frozen=True)
class ImageReport:
    """What became of one image: a result, or the reason why there is none."""

    image: str
    output: str | None
    seconds: float = 0.0
    error: str | None = None
    was_there: bool = False


Report = TypeVar("Report", bound=ImageReport)


def prepare(project: Project, source: str, workers: Workers) -> tuple[Predictor, bool]:
    """What predicts, and whether a forest had to be trained for it.

    Raises PixelForestError if there is neither a forest nor something to train on.
    """
    class_count = len(project.class_names)
    if source == "labels":
        return Predictor(source, None, None, class_count), False
    if source != "features" and project.forest is None:
        trained = train_forest(project, workers, project.seed, project.tree_count)
        return Predictor(source, trained.setup, trained.forest, class_count), True
    grid = project.column_grid()
    # where the project knows no image, the first one's columns are as good as any
    setup = grid and create_setup(
        project.features, grid[0], project.training_channels, grid[1]
    )
    return Predictor(source, setup or None, project.forest, class_count), False


def predict_images(
    project: Project,
    predictor: Predictor,
    images: Sequence[str],
    options: BatchOptions,
    workers: Workers,
) -> Iterator[ImageReport]:
    """Writes `<image stem>_<source>.<format>` for each image."""

    def predict(image: str, target: Path) -> ImageReport:
        was_there = options.is_resumed and target.exists()
        if not was_there:
            _predict_image(project, predictor, image, target, options, workers)
        return ImageReport(image, str(target), was_there=was_there)

    return report_each(images, options, predict, ImageReport)


def report_each(
    images: Sequence[str],
    options: BatchOptions,
    write: Callable[[str, Path], Report],
    kind: type[Report],
) -> Iterator[Report]:
    """Calls `write(image, target)` for image after image; one that fails is
    reported with its reason, and the others go on.

    No two images share a target.
    """
    written: dict[Path, str] = {}
    for image in images:
        start = time.perf_counter()
        target = options.out / output_name(image, options)
        try:
            if target in written:
                raise PixelForestError(
                    "input",
                    f"its result would replace that of {written[target]}, which has "
                    "the same name. Give it another --out.",
                )
            written[target] = image
            report = write(image, target)
        except Exception as error:
            report = kind(image, None, error=in_one_line(error))
        yield replace(report, seconds=time.perf_counter() - start)


def output_name(image: str, options: BatchOptions) -> str:
    """`raw_probabilities.h5` for `folder/raw.tif` and for `raw.h5/data`."""
    name = Path(split_image_path(image)[0]).name
    stem, dot, _ = name.rpartition(".")
    stem = stem.removesuffix(".ome") if dot and stem else name
    return f"{stem}_{options.source}.{options.format}"


def _predict_image(
    project: Project,
    predictor: Predictor,
    path: str,
    target: Path,
    options: BatchOptions,
    workers: Workers,
) -> None:
    lane = find_lane(project, path)
    with open_for(project, path, lane, options) as image:
        predictor = with_setup(project, predictor, image)
        if predictor.setup:
            check_image(workers, predictor.setup, image.shape)
        labels = None
        if predictor.source == "labels":
            labels = (
                project.labels_of(lane, image.shape, image.axes)
                if lane
                else LabelImage(image.shape)
            )
        names = project.class_names if predictor.source == "probabilities" else ()
        grid = ResultGrid.of(
            image.axes,
            image.shape,
            predictor.channel_count,
            predictor.dtype,
            names,
        )
        with write_result(target, options.format, grid) as write:
            tiles = (
                predictor.compute(workers, image)
                if labels is None
                else _planes_of(labels)
            )
            for t, tile, values in tiles:
                write(t, tile, values)


def _planes_of(labels: LabelImage) -> Iterator[ResultTile]:
    shape = labels.shape
    for t, z in np.ndindex(shape.t, shape.z):
        tile = Tile(z, 0, 0, z + 1, shape.y, shape.x)
        yield t, tile, labels.plane(t, z)[None, ..., None]


def open_for(
    project: Project, path: str, lane: ImageReference | None, options: BatchOptions
) -> AbstractContextManager[OpenImage]:
    """Opens an image with the axes that the user, the project or its images say."""
    wish = AxesWish(
        stated=options.axes,
        project=lane.axes if lane else "",
        others=tuple(image.axes for image in project.images if image.axes),
    )
    return open_image(path, wish)


def with_setup(project: Project, predictor: Predictor, image: OpenImage) -> Predictor:
    """A predictor that knows its columns, where the project tells of no image."""
    if predictor.setup or predictor.source == "labels":
        return predictor
    setup = create_setup(
        project.features, image.shape.c, project.training_channels, image.shape.z
    )
    return Predictor(predictor.source, setup, predictor.forest, predictor.class_count)


def find_lane(project: Project, path: str) -> ImageReference | None:
    """The image of the project that a path leads to."""
    file, inner = split_image_path(path)
    wanted = Path(file).resolve()
    for image in project.images:
        own = project.path.parent / image.path if image.path else project.path
        is_inner = inner.strip("/") == image.inner_path.strip("/")
        if own.resolve() == wanted and (is_inner or not inner or not image.inner_path):
            return image
    return None
