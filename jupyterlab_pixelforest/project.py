"""Reads an ilastik Pixel Classification project, and writes a copy with another forest.

The same rules as in the browser (src/formats/ilp); nothing is ever unpickled.
"""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import h5py

from . import hdf5
from .classifier_factory import read_factory, write_factory
from .errors import PixelForestError
from .features import (
    FEATURE_IDS,
    FeatureChoice,
    default_features,
    feature_columns,
)
from .forest import (
    MAX_CLASSES,
    MAX_TREES,
    Forest,
    missing_options,
    read_forest,
    write_forest,
)
from .image_references import ImageReference, read_images
from .labels import (
    ImageShape,
    LabelBlock,
    LabelImage,
    highest_label,
    place_blocks,
    read_blocks,
)
from .object_corrections import ObjectCorrection, parse_corrections
from .segmentation_settings import SegmentationSettings, parse_segmentation
from .versions import read_version

MAX_SCALES = 200
# layout of our own group; a newer one may mean something else
SETTINGS_VERSION = 1


@dataclass
class Project:
    """What is in a project file."""

    path: Path
    version: str
    images: list[ImageReference]
    class_names: list[str]
    features: FeatureChoice
    forest: Forest | None
    labels: dict[str, LabelImage]
    # labels of images whose axes the project does not tell, by image id
    pending_labels: dict[str, list[LabelBlock]]
    training_channels: list[int] | None = None
    seed: int = 0
    tree_count: int = 100
    # how a map becomes objects, if the project says so, else the defaults
    segmentation: SegmentationSettings = field(default_factory=SegmentationSettings)
    # by image id
    corrections: Mapping[str, tuple[ObjectCorrection, ...]] = field(
        default_factory=dict
    )
    warnings: list[str] = field(default_factory=list)

    def labels_of(
        self, image: ImageReference, shape: ImageShape, axes: str
    ) -> LabelImage:
        """Labels of an opened image; empty if it has none.

        Raises PixelForestError `mismatch` if they were drawn on another size.
        """
        pending = self.pending_labels.get(image.id)
        if pending is not None:
            return place_blocks(pending, shape, axes, image.nickname)
        labels = self.labels.get(image.id, LabelImage(shape))
        if replace(labels.shape, c=1) != replace(shape, c=1):
            raise PixelForestError(
                "mismatch",
                f"Labels of {image.nickname} were drawn on {labels.shape}, but the "
                f"image has {shape}. Use the image the labels were drawn on.",
            )
        return labels

    def grids(self) -> list[ImageShape]:
        """Sizes of the images that the project knows."""
        return [image.shape for image in self.images if image.shape]

    def column_grid(self) -> tuple[int, int] | None:
        """(channels, slices) of the images the forest was trained on, else of the
        first; None if the project knows the size of none.
        """
        grids = self.grids()
        if not grids:
            return None
        if self.forest:
            return fitting_grid(self.forest, self.features, grids)
        return grids[0].c, grids[0].z


def read_project(path: Path) -> Project:
    """Reads a project file (ilastik 0.6, 1.0 to 1.5).

    What cannot be used but can be made again (a classifier) is left out with a
    warning. Raises PixelForestError `access`, `format` or `project`.
    """
    with hdf5.open_file(path) as file, hdf5.guard(path):
        hdf5.check_heaps(path)
        return _read_root(file, path)


def write_copy(source: Path, target: Path, forest: Forest, names: list[str]) -> None:
    """Copies a project file and replaces only its forest; `names` one per column.

    Everything else, known or not, is in the copy byte for byte.

    `target` must not be `source`. Raises OSError or PixelForestError.
    """
    shutil.copyfile(source, target)
    with hdf5.open_file(target, "r+") as file:
        trained = file.require_group("PixelClassification")
        if "ClassifierForests" in trained:
            del trained["ClassifierForests"]
        write_forest(trained, forest, names)
        parts = len(
            [name for name in trained["ClassifierForests"] if "Forest0" in name]
        )
        write_factory(trained, len(forest.trees), parts)


def fitting_grid(
    forest: Forest, features: FeatureChoice, grids: list[ImageShape]
) -> tuple[int, int] | None:
    """(channels, slices) of the first image whose number of columns fits; None if none.

    Without any known image the number of channels follows from the columns.
    """

    def columns(channels: int, depth: int) -> int:
        return len(feature_columns(features, channels, depth))

    if grids:
        fitting = (
            (grid.c, grid.z)
            for grid in grids
            if columns(grid.c, grid.z) == forest.column_count
        )
    else:
        fitting = (
            (forest.column_count // columns(1, depth), depth)
            for depth in (1, 2**31)
            if columns(1, depth) and forest.column_count % columns(1, depth) == 0
        )
    return next(fitting, None)


def _read_root(root: h5py.File, path: Path) -> Project:
    warnings: list[str] = []
    version = read_version(root, path.name, warnings)
    settings = _read_settings(root, warnings)
    images = read_images(root, warnings)
    trained = hdf5.group(root, "PixelClassification")
    blocks = {
        image.id: read_blocks(trained, image.lane, version.block_axes)
        for image in images
    }
    grids = [image.shape for image in images if image.shape]
    thinnest = min((grid.z for grid in grids if grid.z > 1), default=1)
    features = _read_features(root, path.name, thinnest, warnings)
    highest = max((highest_label(found) for found in blocks.values()), default=0)
    names = _read_class_names(trained, highest, warnings)
    project = Project(
        path=path,
        version=version.text,
        images=images,
        class_names=names,
        features=features,
        forest=None,
        labels={
            image.id: place_blocks(
                blocks[image.id], image.shape, image.axes, image.nickname
            )
            for image in images
            if blocks[image.id] and image.shape
        },
        pending_labels={
            image.id: blocks[image.id]
            for image in images
            if blocks[image.id] and not image.shape
        },
        warnings=warnings,
        **settings,
    )
    _note_factory(trained, project, "tree_count" in settings)
    project.forest = _read_fitting_forest(trained, project)
    _fit_training_channels(project)
    return project


def _read_fitting_forest(trained: h5py.Group | None, project: Project) -> Forest | None:
    """A forest that cannot be used is left out: it is trained again from the labels."""
    if trained is None:
        return None
    try:
        forest = read_forest(hdf5.group(trained, "ClassifierForests"))
        if forest is None:
            return None
        highest, count = max(forest.known_labels), len(project.class_names)
        if not fitting_grid(forest, project.features, project.grids()):
            reason = (
                f"it has {forest.column_count} columns, which does not fit the chosen "
                "features and the images"
            )
        elif highest > count:
            reason = f"it knows class {highest}, but there are {count}"
        else:
            missing = missing_options(hdf5.group(trained, "ClassifierForests"))
            if missing:
                project.warnings.append(
                    f"The stored classifier lacks {', '.join(missing[:3])} in "
                    '"_options": ilastik would predict wrong numbers with it, without '
                    "a word. It is used as usual here."
                )
            return forest
    except PixelForestError as error:
        reason = str(error)
    project.warnings.append(
        "The stored classifier cannot be used and is trained again from the labels: "
        f"{reason.rstrip('.')}."
    )
    return None


def _note_factory(
    trained: h5py.Group | None, project: Project, has_own_settings: bool
) -> None:
    """Takes over the number of trees, and says if another classifier is chosen."""
    factory = read_factory(trained)
    if factory and not factory.is_known:
        project.warnings.append(
            f'ilastik is set to train a "{factory.class_name}". Pixel Forest trains '
            "its own random forest."
        )
    elif (
        factory and not has_own_settings and 0 < (factory.tree_count or 0) <= MAX_TREES
    ):
        project.tree_count = factory.tree_count


def _fit_training_channels(project: Project) -> None:
    """ilastik trains on all channels: a choice its forest does not keep is dropped."""
    forest, channels = project.forest, project.training_channels
    fitting = forest and fitting_grid(forest, project.features, project.grids())
    if not fitting or channels is None:
        return
    columns = feature_columns(project.features, *fitting)
    if {columns[i].channel for i in forest.needed_columns()} <= set(channels):
        return
    project.training_channels = None
    project.warnings.append(
        "The classifier was trained outside Pixel Forest on other channels than chosen "
        "there; all channels take part in training now."
    )


def _read_settings(root: h5py.File, warnings: list[str]) -> dict:
    """Training channels, seed and number of trees from our own group."""
    if hdf5.kind_of(root, "PixelForest") != "group":
        return {}
    group = root["PixelForest"]
    version = group.attrs.get("version")
    try:
        number = 0 if version is None else int(max(list(version)))
    except TypeError:
        number = int(version)
    if not 1 <= number <= SETTINGS_VERSION:
        warnings.append(
            f"Settings of Pixel Forest in this file have version {number}, and up to "
            f"{SETTINGS_VERSION} is read: channels and seed have their defaults."
        )
        return {}
    try:
        stored = json.loads(hdf5.text(group, "settings") or "")
        if not isinstance(stored, dict):
            raise ValueError
    except ValueError:
        warnings.append(
            "Settings of Pixel Forest in this file are damaged; the defaults hold."
        )
        return {}

    def is_count(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0

    topics = hdf5.group(group, "topics")
    found: dict = {
        "segmentation": parse_segmentation(hdf5.text(topics, "segmentation")),
        "corrections": parse_corrections(hdf5.text(topics, "objectCorrections")),
    }
    channels = stored.get("trainingChannels")
    if isinstance(channels, list) and channels and all(map(is_count, channels)):
        found["training_channels"] = sorted(set(channels))
    if is_count(stored.get("seed")):
        found["seed"] = stored["seed"]
    if is_count(stored.get("treeCount")) and stored["treeCount"] >= 1:
        found["tree_count"] = stored["treeCount"]
    return found


def _read_features(
    root: h5py.File, name: str, slices: int, warnings: list[str]
) -> FeatureChoice:
    """`slices` are those of the thinnest stack, 1 for planes: old files do not say."""
    group = hdf5.group(root, "FeatureSelections")
    if group is not None and hdf5.kind_of(group, "FeatureListFilename"):
        raise PixelForestError(
            "project",
            f"{name}: the features come from a list in another file, which is not "
            "read. Choose features with ilastik and save the project again.",
        )
    ids = group and hdf5.texts(group, "FeatureIds")
    scales = group and hdf5.numbers(group, "Scales")
    matrix = group and hdf5.array(group, "SelectionMatrix", hdf5.MAX_SMALL_BYTES)
    if ids is None or scales is None or matrix is None:
        warnings.append(
            "The project has no chosen features; the default ones were taken."
        )
        return default_features(slices)
    are_scales = all(0 < scale < float("inf") for scale in scales)
    planar = hdf5.numbers(group, "ComputeIn2d")
    planar = [slices == 1] * len(scales) if planar is None else planar
    if (
        not are_scales
        or len(scales) > MAX_SCALES
        or len(set(ids)) != len(ids)
        or matrix.shape != (len(ids), len(scales))
        or len(planar) != len(scales)
    ):
        raise PixelForestError(
            "project",
            f"{name}: the table of features should have one row for each of {len(ids)} "
            f"filters and one column for each of {len(scales)} scales (all above 0) "
            f"but is {matrix.shape}. Choose the features again with ilastik.",
        )
    rows = [
        (family, tuple(bool(cell) for cell in row))
        for family, row in zip(ids, matrix, strict=True)
    ]
    lost = [family for family, row in rows if family not in FEATURE_IDS and any(row)]
    if lost:
        warnings.append(
            f"These filters are not known here and were left out: {', '.join(lost)}."
        )
    known = [(family, row) for family, row in rows if family in FEATURE_IDS]
    return FeatureChoice(
        ids=tuple(family for family, _ in known),
        scales=tuple(float(scale) for scale in scales),
        selected=tuple(row for _, row in known),
        compute_in_2d=tuple(bool(flag) for flag in planar),
    )


def _read_class_names(
    group: h5py.Group | None, highest: int, warnings: list[str]
) -> list[str]:
    member = None if group is None else hdf5.dataset(group, "LabelNames")
    is_empty = member is None or bool(member.attrs.get("isEmpty", False))
    names = [] if is_empty else hdf5.texts(group, "LabelNames")
    if len(names) > MAX_CLASSES:
        raise PixelForestError(
            "project",
            f"At most {MAX_CLASSES} classes are possible but the project has "
            f"{len(names)}. Merge some with ilastik.",
        )
    if highest > len(names) > 0:
        warnings.append(
            f"There are labels of class {highest} but only {len(names)} classes; the "
            "missing ones were added."
        )
    while len(names) < max(2, highest):
        numbers = [re.fullmatch(r"Label (\d+)", name) for name in names]
        taken = [int(match[1]) for match in numbers if match]
        names.append(f"Label {max([len(names), *taken]) + 1}")
    return names
