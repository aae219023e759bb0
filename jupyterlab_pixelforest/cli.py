"""The command `pixelforest`: info, predict, train, objects and run, no browser.

Exit status: 0 all done; 1 some image failed; 2 wrong arguments or unreadable project.
"""

import argparse
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from . import __version__
from .cli_parsers import (
    WrongUseError,
    info_parser,
    objects_parser,
    predict_parser,
    run_parser,
    train_parser,
)
from .errors import PixelForestError, in_one_line

# modules that come with the extra [headless]
NEEDED = ("h5py", "imagecodecs", "numpy", "PIL", "tifffile", "wasmtime", "zarr")
MAX_TREES = 1000


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    command, rest = (arguments[:1] or [""])[0], arguments[1:]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a terminal that knows no σ must not end the run
            stream.reconfigure(errors="backslashreplace")
    try:
        if command in ("", "-h", "--help"):
            print(_HELP)
            return 0 if command else 2
        if command == "--version":
            print(f"pixelforest {__version__}")
            return 0
        if command not in _COMMANDS:
            raise WrongUseError(
                f"there is no command {command}; choose one of {', '.join(_COMMANDS)}"
            )
        parse, run = _COMMANDS[command]
        options = parse().parse_intermixed_args(rest)
        _check_modules()
        _stop_when_told()
        status = run(options)
        sys.stdout.flush()
        return status
    except WrongUseError as error:
        print(f"pixelforest: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("pixelforest: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # whoever read our lines has gone; so that Python does not try again at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _info(options: argparse.Namespace) -> int:
    from .description import describe_project, format_description

    project = _read_project(options.project)
    description = describe_project(project)
    if options.json:
        print(json.dumps(description))
    else:
        print(format_description(description))
    return 0


def _predict(options: argparse.Namespace) -> int:
    if options.dask is not None:
        raise WrongUseError("--dask is not possible yet; leave it out to use --workers")
    _check_axes(options.axes)
    from .batch import BatchOptions, predict_images, prepare
    from .workers import Workers

    project = _read_project(options.project)
    _make_folder(options.out)
    workers = Workers(options.workers)
    try:
        predictor, is_new = _for_project(
            options.project, lambda: prepare(project, options.source, workers)
        )
        if is_new:
            _note_training(options.project, project)
        batch = BatchOptions(
            options.out,
            options.source,
            options.format,
            options.axes,
            options.resume,
        )
        failed = False
        for report in predict_images(
            project, predictor, options.images, batch, workers
        ):
            failed = failed or report.error is not None
            _print_report(report, options.json)
    finally:
        workers.close()
    return 1 if failed else 0


def _train(options: argparse.Namespace) -> int:
    from .description import describe_training
    from .pipeline import train_forest
    from .project import write_copy
    from .results import remove
    from .workers import Workers

    if options.trees > MAX_TREES:
        raise WrongUseError(f"--trees is at most {MAX_TREES} but is {options.trees}")
    project = _read_project(options.project)
    if options.out.exists() and options.out.samefile(options.project):
        raise WrongUseError("--out is the project itself; give the copy another name")
    seed = project.seed if options.seed is None else options.seed
    workers = Workers()
    try:
        trained = _for_project(
            options.project,
            lambda: train_forest(project, workers, seed, options.trees, permutations=0),
        )
    finally:
        workers.close()
    names = [column.name for column in trained.setup.columns()]
    part = options.out.with_name(f".{options.out.name}.{os.getpid()}.part")
    try:
        write_copy(options.project, part, trained.forest, names)
        part.replace(options.out)
    except (OSError, PixelForestError) as error:
        raise WrongUseError(
            f"{options.out} cannot be written: {in_one_line(error)}"
        ) from error
    finally:
        remove(part)
    for line in describe_training(str(options.out), trained, seed, options.json):
        print(line)
    return 0


def _objects(options: argparse.Namespace) -> int:
    _check_axes(options.axes)
    from .batch import BatchOptions, prepare
    from .object_images import check_settings, find_objects
    from .workers import Workers

    project = _read_project(options.project)
    _for_project(options.project, lambda: check_settings(project))
    _make_folder(options.out)
    workers = Workers(options.workers)
    try:
        predictor = None
        if project.segmentation.class_indexes is not None:
            predictor, is_new = _for_project(
                options.project, lambda: prepare(project, "probabilities", workers)
            )
            if is_new:
                _note_training(options.project, project)
        batch = BatchOptions(options.out, "objects", options.format, options.axes)
        if options.fit:
            _fit(project, predictor, options.images, batch, workers)
        failed = False
        for report in find_objects(project, predictor, options.images, batch, workers):
            failed = failed or report.error is not None
            found = {"table": report.table, "objects": report.object_count}
            _print_report(report, options.json, found)
    finally:
        workers.close()
    return 1 if failed else 0


def _fit(project, predictor, images: Sequence[str], batch, workers) -> None:
    """Changes the project's settings, and says to what."""
    from .object_images import fit_settings

    for image in images:
        try:
            fields = fit_settings(project, predictor, image, batch, workers)
        except Exception as error:
            _note(Path(image), f"not fitted to: {in_one_line(error)}")
            continue
        settings = replace(project.segmentation, **fields)
        project.segmentation = settings
        depth = f", split depth {settings.split.depth:g}" if settings.split else ""
        _note(
            Path(image),
            f"settings fitted: smoothing {settings.smoothing:g}, minimum size "
            f"{settings.minimum_size}{depth}",
        )
        return
    raise WrongUseError("there is no image that settings can be fitted to")


def _run(options: argparse.Namespace) -> int:
    _check_axes(options.axes)
    from .batch import BatchOptions
    from .macro_run import run_macro
    from .macros import read_macro
    from .workers import Workers

    macro = _for_project(options.macro, lambda: read_macro(options.macro))
    if macro.skipped:
        skipped = ", ".join(macro.skipped)
        _note(options.macro, f"left out, as they need a screen: {skipped}")
    project = _read_project(options.project) if options.project else None
    _make_folder(options.out)
    workers = Workers(options.workers)
    failed = False
    try:
        batch = BatchOptions(options.out, axes=options.axes)
        for report in run_macro(macro, project, options.images, batch, workers):
            failed = failed or report.error is not None
            if report.error is not None:
                print(f"{report.image}: {report.error}", file=sys.stderr)
            if options.json:
                line = {**vars(report), "seconds": round(report.seconds, 3)}
                print(json.dumps(line), flush=True)
            elif report.error is None:
                files = ", ".join(report.outputs)
                print(f"{report.image}: {files} ({report.seconds:.1f} s)", flush=True)
    finally:
        workers.close()
    return 1 if failed else 0


def _check_axes(axes: str) -> None:
    if axes and not (set("yx") <= set(axes) <= set("tzyxc") and _is_unique(axes)):
        raise WrongUseError(
            f"--axes should be some of t, z, y, x, c, each once, y and x among them, "
            f"but is {axes}"
        )


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongUseError(
            f"{path} cannot be made a folder: {error.strerror}"
        ) from error


def _note_training(path: Path, project) -> None:
    _note(
        path,
        f"it has no classifier, so one of {project.tree_count} trees was "
        f"trained from its labels (seed {project.seed})",
    )


def _read_project(path: Path):
    from .project import read_project

    project = _for_project(path, lambda: read_project(path))
    for warning in project.warnings:
        _note(path, warning)
    return project


def _for_project(path: Path, work: Callable):
    try:
        return work()
    except PixelForestError as error:
        raise WrongUseError(f"{path}: {in_one_line(error)}") from error


def _note(path: Path, text: str) -> None:
    print(f"{path}: {text.rstrip('.')}.", file=sys.stderr)


def _print_report(report, is_json: bool, more: dict | None = None) -> None:
    if report.error is not None:
        print(f"{report.image}: {report.error}", file=sys.stderr)
    if is_json:
        line = {
            "image": report.image,
            "output": report.output,
            "seconds": round(report.seconds, 3),
            "error": report.error,
            **(more or {}),
        }
        print(json.dumps(line), flush=True)
    elif report.was_there:
        print(f"{report.image}: {report.output} was there already", flush=True)
    elif report.error is None:
        print(f"{report.image}: {report.output} ({report.seconds:.1f} s)", flush=True)


def _check_modules() -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        old = " on Python 3.11 or newer" if sys.version_info < (3, 11) else ""
        raise WrongUseError(
            "this command needs the extra [headless]: run pip install "
            f"'jupyterlab-pixelforest[headless]'{old} ({', '.join(missing)} not found)"
        )


def _stop_when_told() -> None:
    """Ends as on Ctrl+C when asked to, so that no half-written file stays."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    try:
        signal.signal(signal.SIGTERM, stop)
    except ValueError:
        # not in the main thread, where nobody sends signals
        return


def _is_unique(letters: str) -> bool:
    return len(set(letters)) == len(letters)


_COMMANDS = {
    "info": (info_parser, _info),
    "predict": (predict_parser, _predict),
    "train": (train_parser, _train),
    "objects": (objects_parser, _objects),
    "run": (run_parser, _run),
}

_HELP = """\
pixelforest info PROJECT.ilp [--json]
pixelforest predict PROJECT.ilp IMAGE... --out DIR [--source SOURCE] [--format FORMAT]
                    [--axes yxc] [--workers N] [--resume] [--json]
pixelforest train PROJECT.ilp --out OTHER.ilp [--seed N] [--trees 100] [--json]
pixelforest objects PROJECT.ilp IMAGE... --out DIR [--format tif|h5|npy] [--axes yxc]
                    [--fit] [--workers N] [--json]
pixelforest run MACRO.json IMAGE... --out DIR [--project PROJECT.ilp] [--axes yxc]
                    [--workers N] [--json]

SOURCE: probabilities, segmentation, uncertainty, features or labels.
FORMAT: h5, tif, npy or zarr. More with pixelforest COMMAND --help."""
