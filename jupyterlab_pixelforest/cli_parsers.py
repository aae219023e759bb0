"""The arguments of the command `pixelforest`."""

import argparse
from pathlib import Path

SOURCES = ("probabilities", "segmentation", "uncertainty", "features", "labels")
FORMATS = ("h5", "tif", "npy", "zarr")
OBJECT_FORMATS = ("tif", "h5", "npy")


class WrongUseError(Exception):
    """Arguments that do not fit, or a project that cannot be used."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        """One line, where argparse would print the usage too."""
        raise WrongUseError(f"{message} (see {self.prog} --help)")


def info_parser() -> argparse.ArgumentParser:
    """What is in a project."""
    parser = _Parser("pixelforest info", description="Says what is in a project.")
    parser.add_argument("project", type=Path, metavar="PROJECT.ilp")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser


def predict_parser() -> argparse.ArgumentParser:
    """Results of images."""
    parser = _Parser(
        "pixelforest predict", description="Predicts images with a project."
    )
    parser.add_argument("project", type=Path, metavar="PROJECT.ilp")
    parser.add_argument("images", nargs="+", metavar="IMAGE")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--source", choices=SOURCES, default="probabilities")
    parser.add_argument("--format", choices=FORMATS, default="h5")
    parser.add_argument(
        "--axes", default="", help="axes of the images in the file's order, e.g. yxc"
    )
    parser.add_argument("--workers", type=_positive, help="threads; default all cores")
    parser.add_argument("--dask", metavar="ADDRESS|local", help="not possible yet")
    parser.add_argument(
        "--resume", action="store_true", help="skip images whose result is there"
    )
    parser.add_argument("--json", action="store_true", help="a JSON line per image")
    return parser


def train_parser() -> argparse.ArgumentParser:
    """A new forest."""
    parser = _Parser(
        "pixelforest train", description="Writes a copy with a newly trained forest."
    )
    parser.add_argument("project", type=Path, metavar="PROJECT.ilp")
    parser.add_argument("--out", type=Path, required=True, metavar="OTHER.ilp")
    parser.add_argument("--seed", type=_count, help="default: the project's, or 0")
    parser.add_argument("--trees", type=_positive, default=100, help="default: 100")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser


def objects_parser() -> argparse.ArgumentParser:
    """Objects of images."""
    parser = _Parser(
        "pixelforest objects",
        description="Finds and measures the objects of images, with the settings "
        "stored in a project.",
    )
    parser.add_argument("project", type=Path, metavar="PROJECT.ilp")
    parser.add_argument("images", nargs="+", metavar="IMAGE")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--format", choices=OBJECT_FORMATS, default="tif")
    parser.add_argument(
        "--fit",
        action="store_true",
        help="smoothing, minimum size and split depth by the size of the objects in "
        "the first image that can be read, for all images",
    )
    parser.add_argument(
        "--axes", default="", help="axes of the images in the file's order, e.g. yxc"
    )
    parser.add_argument("--workers", type=_positive, help="threads; default all cores")
    parser.add_argument("--json", action="store_true", help="a JSON line per image")
    return parser


def run_parser() -> argparse.ArgumentParser:
    """A macro on images."""
    parser = _Parser(
        "pixelforest run",
        description="Replays a recorded macro on images, each by itself.",
    )
    parser.add_argument("macro", type=Path, metavar="MACRO.json")
    parser.add_argument("images", nargs="+", metavar="IMAGE")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--project", type=Path, metavar="PROJECT.ilp")
    parser.add_argument(
        "--axes", default="", help="axes of the images in the file's order, e.g. yxc"
    )
    parser.add_argument("--workers", type=_positive, help="threads; default all cores")
    parser.add_argument("--json", action="store_true", help="a JSON line per image")
    return parser


def _positive(text: str) -> int:
    value = _count(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} should be 1 or more")
    return value


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text} should be a whole number from 0")
    return int(text)
