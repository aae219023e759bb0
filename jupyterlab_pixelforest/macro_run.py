"""Replays a macro on image after image; one that fails does not stop the others."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .batch import BatchOptions, find_lane, open_for, output_name, predict_images
from .batch import prepare as prepare_predictor
from .errors import PixelForestError, in_one_line
from .features import default_features
from .image_references import ImageReference, nickname_of, split_image_path
from .macro_state import MacroState
from .macros import PREFIX, Macro, MacroStep
from .object_images import check_settings, find_objects, fit_settings
from .pipeline import Predictor
from .project import Project
from .workers import Workers


@dataclass(frozen=True)
class MacroReport:
    """What became of one image: the files written, and the reason if it failed."""

    image: str
    outputs: tuple[str, ...]
    seconds: float
    error: str | None


def run_macro(
    macro: Macro,
    project: Project | None,
    images: Sequence[str],
    options: BatchOptions,
    workers: Workers,
) -> Iterator[MacroReport]:
    """Does the steps on each image by itself, as if it were the one shown.

    `project` is where each begins, None = a new one; it is not changed. Files are
    written into `options.out` as by the commands predict and objects.
    """
    written: dict[str, str] = {}
    for image in images:
        start = time.perf_counter()
        outputs: list[str] = []
        error = None
        try:
            name = output_name(image, options)
            if name in written:
                raise PixelForestError(
                    "input",
                    f"its results would replace those of {written[name]}, which has "
                    "the same name. Give it another --out.",
                )
            written[name] = image
            _run_on(macro, project, image, options, workers, outputs)
        except Exception as failure:
            error = in_one_line(failure)
        seconds = time.perf_counter() - start
        yield MacroReport(image, tuple(outputs), seconds, error)


def _run_on(
    macro: Macro,
    project: Project | None,
    image: str,
    options: BatchOptions,
    workers: Workers,
    outputs: list[str],
) -> None:
    base, reference = _begin(project, image, options)
    keeps_history = any(step.command == "undo-change" for step in macro.steps)
    state = MacroState(base, reference, keeps_history)
    for step in macro.steps:
        try:
            if step.command == "update-once":
                _predictor(state.project, "probabilities", workers)
            elif step.command == "fit-objects":
                predictor = _object_predictor(state.project, workers)
                fields = fit_settings(
                    state.project, predictor, image, options, workers, state.frame
                )
                state.do("set-objects", {"value": fields})
            elif step.command == "export-results":
                _export(state.project, image, step, options, workers, outputs)
            else:
                state.do(step.command, step.arguments)
        except PixelForestError as error:
            raise PixelForestError(
                error.tag, f"step {step.number} ({PREFIX}{step.command}): {error}"
            ) from error


def _begin(
    project: Project | None, image: str, options: BatchOptions
) -> tuple[Project, ImageReference]:
    """The project to begin with, and the image in it with its axes and sizes."""
    base = project or _new_project()
    lane = find_lane(base, image)
    with open_for(base, image, lane, options) as opened:
        axes, sizes, slices = opened.axes, opened.values.shape, opened.shape.z
    if project is None:
        base = replace(base, features=default_features(slices))
    if lane is None:
        path, inner = split_image_path(image)
        place = str(Path(path).resolve())
        lane = ImageReference(f"run {place}{inner}", place, inner, nickname_of(image))
    return base, replace(lane, axes=axes, sizes=tuple(sizes))


def _new_project() -> Project:
    return Project(
        path=Path.cwd() / "macro.ilp",
        version="",
        images=[],
        class_names=["Label 1", "Label 2"],
        features=default_features(),
        forest=None,
        labels={},
        pending_labels={},
    )


def _predictor(project: Project, source: str, workers: Workers) -> Predictor:
    predictor, is_new = prepare_predictor(project, source, workers)
    if is_new:
        project.forest = predictor.forest
    return predictor


def _object_predictor(project: Project, workers: Workers) -> Predictor | None:
    """None if objects are cut from a raw channel."""
    check_settings(project)
    if project.segmentation.class_indexes is None:
        return None
    return _predictor(project, "probabilities", workers)


def _export(
    project: Project,
    image: str,
    step: MacroStep,
    options: BatchOptions,
    workers: Workers,
    outputs: list[str],
) -> None:
    for source, kind in step.arguments["exporters"]:
        batch = replace(options, source=source, format=kind)
        if source == "objects":
            predictor = _object_predictor(project, workers)
            [report] = find_objects(project, predictor, [image], batch, workers)
            outputs += [path for path in (report.output, report.table) if path]
        else:
            predictor = _predictor(project, source, workers)
            [report] = predict_images(project, predictor, [image], batch, workers)
            outputs += [report.output] if report.output else []
        if report.error is not None:
            raise PixelForestError("input", report.error)
