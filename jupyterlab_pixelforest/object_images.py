"""Finds the objects of image after image; one that fails does not stop the others."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .batch import (
    BatchOptions,
    ImageReport,
    find_lane,
    open_for,
    report_each,
    with_setup,
)
from .errors import PixelForestError
from .image_fit import check_image
from .image_references import nickname_of
from .images import OpenImage
from .labels import ImageShape
from .object_corrections import ObjectCorrection
from .object_fit import fitted_fields
from .object_measures import ObjectTable
from .object_table import csv_lines
from .pipeline import Predictor
from .project import Project
from .results import ResultGrid, remove, write_result
from .segmentation import Objects
from .segmentation_settings import ExcludedRegion, SegmentationSettings
from .tiles import Tile
from .workers import Workers

# most that fits into uint16, which more programs read
MAX_SHORT_ID = 2**16 - 1


@dataclass(frozen=True)
class ByHand:
    """What the user drew and mended on one image."""

    excluded: Sequence[ExcludedRegion] = ()
    corrections: Sequence[ObjectCorrection] = ()


@dataclass(frozen=True)
class ObjectReport(ImageReport):
    """What became of one image; its table and how many objects it has."""

    table: str | None = None
    object_count: int | None = None


def check_settings(project: Project) -> None:
    """Raises PixelForestError `project` if the settings name a class there is not."""
    count = len(project.class_names)
    wrong = [i for i in project.segmentation.class_indexes or () if i >= count]
    if wrong:
        raise PixelForestError(
            "project",
            f"Objects are to be found in class {wrong[0] + 1}, but there are {count}. "
            "Choose the classes again in the browser and save the project.",
        )


def find_objects(
    project: Project,
    predictor: Predictor | None,
    images: Sequence[str],
    options: BatchOptions,
    workers: Workers,
) -> Iterator[ObjectReport]:
    """Writes `<stem>_objects.<format>` and `<stem>_objects.csv` for each image.

    `predictor` of probabilities; None if objects are cut from a raw channel.
    """

    def find(image: str, target: Path) -> ObjectReport:
        count = _find_in(project, predictor, image, target, options, workers)
        table = str(target.with_suffix(".csv"))
        return ObjectReport(image, str(target), table=table, object_count=count)

    return report_each(images, options, find, ObjectReport)


def fit_settings(
    project: Project,
    predictor: Predictor | None,
    path: str,
    options: BatchOptions,
    workers: Workers,
    t: int = 0,
) -> dict[str, Any]:
    """Fields of the settings that suit the objects of one frame of an image.

    Raises PixelForestError, `input` if nothing is there to fit to.
    """
    settings = project.segmentation
    lane = find_lane(project, path)
    excluded = settings.excluded.get(lane.id, ()) if lane else ()
    with open_for(project, path, lane, options) as image:
        if predictor:
            predictor = with_setup(project, predictor, image)
            check_image(workers, predictor.setup, image.shape)
            classes = settings.class_indexes or ()
            sources = list(_predicted(predictor, classes, image, workers)[t])
        else:
            _check_channels([settings.channel], image.shape)
            slices = np.stack(image.slices(t, 0, image.shape.z))
            sources = [slices[..., settings.channel]]
    fit = workers.ask(lambda jobs: jobs.fit_objects(sources, settings, excluded))
    return fitted_fields(settings, fit)


def _find_in(
    project: Project,
    predictor: Predictor | None,
    path: str,
    target: Path,
    options: BatchOptions,
    workers: Workers,
) -> int:
    lane = find_lane(project, path)
    excluded = project.segmentation.excluded.get(lane.id, ()) if lane else ()
    corrections = project.corrections.get(lane.id, ()) if lane else ()
    name = lane.nickname if lane else nickname_of(path)
    with open_for(project, path, lane, options) as image:
        if predictor:
            predictor = with_setup(project, predictor, image)
            check_image(workers, predictor.setup, image.shape)
        hand = ByHand(excluded, corrections)
        frames = list(_frames(project.segmentation, predictor, image, hand, workers))
        highest = max(found.count for found, _ in frames)
        dtype = np.dtype(np.uint16 if highest <= MAX_SHORT_ID else np.uint32)
        grid = ResultGrid.of(image.axes, image.shape, 1, dtype)
        table = target.with_suffix(".csv")
        part = table.with_name(f".{table.name}.{os.getpid()}.part")
        try:
            with write_result(target, options.format, grid) as write:
                for t, (found, _) in enumerate(frames):
                    _, height, width = found.labels.shape
                    for z, plane in enumerate(found.labels):
                        tile = Tile(z, 0, 0, z + 1, height, width)
                        write(t, tile, plane.astype(dtype)[None, ..., None])
                tables = [measured for _, measured in frames]
                lines = csv_lines(tables, image.shape.z, image.facts, name)
                _write_lines(part, lines)
            os.replace(part, table)
        finally:
            remove(part)
    return sum(found.count for found, _ in frames)


def _write_lines(part: Path, lines: Iterable[str]) -> None:
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)


def _frames(
    settings: SegmentationSettings,
    predictor: Predictor | None,
    image: OpenImage,
    hand: ByHand,
    workers: Workers,
) -> Iterator[tuple[Objects, ObjectTable]]:
    """Objects and measures of each frame of a series."""
    split = settings.split
    wanted = [] if predictor else [settings.channel]
    wanted += [split.channel] if split and split.on == "intensity" else []
    _check_channels(wanted, image.shape)
    maps = (
        _predicted(predictor, settings.class_indexes or (), image, workers)
        if predictor
        else None
    )
    for t in range(image.shape.t):
        slices = np.stack(image.slices(t, 0, image.shape.z))
        channels = [slices[..., c] for c in range(image.shape.c)]
        probabilities = list(maps[t]) if maps is not None else []
        sources = probabilities or [channels[settings.channel]]
        by_channel = split is not None and split.on == "intensity"
        intensity = channels[split.channel] if by_channel else None
        found = workers.ask(
            lambda jobs, sources=sources, intensity=intensity: jobs.cut_objects(
                sources, settings, intensity, hand.excluded
            )
        )
        if mended := [each for each in hand.corrections if each.t == t]:
            found = workers.ask(
                lambda jobs, found=found, mended=mended: jobs.correct_objects(
                    found, mended
                )
            )
        measured = workers.ask(
            lambda jobs, labels=found.labels, channels=channels, maps=probabilities: (
                jobs.measure_objects(labels, channels, maps)
            )
        )
        yield found, measured


def _predicted(
    predictor: Predictor,
    class_indexes: Sequence[int],
    image: OpenImage,
    workers: Workers,
) -> np.ndarray:
    """(t, class, z, y, x) probabilities of the classes of interest."""
    shape = image.shape
    sizes = shape.t, len(class_indexes), shape.z, shape.y, shape.x
    maps = np.empty(sizes, np.float32)
    for t, (z0, y0, x0, z1, y1, x1), values in predictor.compute(workers, image):
        for i, index in enumerate(class_indexes):
            maps[t, i, z0:z1, y0:y1, x0:x1] = values[..., index]
    return maps


def _check_channels(channels: Sequence[int], shape: ImageShape) -> None:
    wrong = [channel for channel in channels if channel >= shape.c]
    if wrong:
        raise PixelForestError(
            "mismatch",
            f"objects are to be found in channel {wrong[0] + 1}, but it has {shape.c}. "
            "Choose another channel in the browser and save the project.",
        )
