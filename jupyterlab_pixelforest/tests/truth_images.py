"""Images whose objects are known, and what is found in them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import tifffile

from jupyterlab_pixelforest.images import AxesWish, open_image
from jupyterlab_pixelforest.kernels import Kernels
from jupyterlab_pixelforest.labels import ImageShape, LabelImage
from jupyterlab_pixelforest.object_fit import fit_to_size, fitted_fields
from jupyterlab_pixelforest.pipeline import Predictor, TrainedForest, train_forest
from jupyterlab_pixelforest.project import read_project
from jupyterlab_pixelforest.segmentation import segment
from jupyterlab_pixelforest.segmentation_settings import (
    SegmentationSettings,
    SplitSettings,
)
from jupyterlab_pixelforest.tests.simulated_labels import Hand
from jupyterlab_pixelforest.workers import Workers

ROOT = Path(__file__).resolve().parents[2]
TRUTH = ROOT / "fixtures/truth"
LYSOSOMES = tuple(ROOT / f"examples/lysosomes-{number}.tif" for number in (1, 2))
DEFAULTS = SegmentationSettings()
NUCLEI = SegmentationSettings(
    smoothing=2, split=SplitSettings("probability", 0, 0.02), minimum_size=30
)
NUCLEI_OF_A_STACK = SegmentationSettings(smoothing=1, minimum_size=15)
SMALL_NUCLEI = replace(NUCLEI, smoothing=1.5, minimum_size=15)
ON_LYSOSOMES = Hand(dab_radius=1.6, margin=1, distance=(3, 8))
ON_NUCLEI = Hand(dab_radius=4, margin=2, distance=(5, 15))
ON_SMALL_NUCLEI = Hand(dab_radius=3, margin=2, distance=(4, 10))


def truth_of(name: str) -> np.ndarray:
    """Numbers, (y, x) or (z, y, x), of the objects that are really there, 0 = none."""
    return tifffile.imread(TRUTH / f"{name}-objects.tif").astype(np.int64)


def train_on(
    workers: Workers, image: Path, labels: np.ndarray, *, in_2d: Sequence[bool] = ()
) -> TrainedForest:
    """100 trees on all features of the lesson, of an image with one channel.

    `labels` (y, x) or (z, y, x); for a stack `in_2d` tells which scales are computed
    slice by slice.
    """
    project = read_project(ROOT / "fixtures/hela/lesson.ilp")
    slices = labels.reshape(-1, *labels.shape[-2:])
    shape = ImageShape(1, *slices.shape, 1)
    painted = LabelImage(shape)
    for z, values in enumerate(slices):
        painted.write(0, z, 0, 0, values)
    project.images = [
        replace(
            project.images[0],
            id="a",
            path=str(image),
            axes="tzyxc",
            sizes=(1, *slices.shape, 1),
        )
    ]
    if in_2d:
        project.features = replace(project.features, compute_in_2d=tuple(in_2d))
    project.labels, project.training_channels = {"a": painted}, None
    return train_forest(project, workers, 0, 100)


def maps_of(
    workers: Workers, image: Path, labels: np.ndarray, others: Sequence[Path]
) -> list[np.ndarray]:
    """(y, x) probabilities of class 1 in other images."""
    trained = train_on(workers, image, labels)
    predictor = Predictor("probabilities", trained.setup, trained.forest, 2)
    maps = []
    for other in others:
        with open_image(str(other), AxesWish()) as opened:
            maps.append(predictor.compute_whole(workers, opened)[0, 0, ..., 0])
    return maps


def objects_of(
    wasm: Kernels, probabilities: np.ndarray, settings: SegmentationSettings
) -> np.ndarray:
    """Numbers of the objects found in a (y, x) or (z, y, x) map, of its shape."""
    shape = probabilities.shape
    source = np.ascontiguousarray(probabilities.reshape(-1, *shape[-2:]))
    found = segment(wasm, [source], settings).labels
    return found.reshape(shape).astype(np.int64)


def fitted_to(wasm: Kernels, probabilities: np.ndarray) -> SegmentationSettings:
    """The defaults fitted to the size of the objects in such a map."""
    source = np.ascontiguousarray(probabilities.reshape(-1, *probabilities.shape[-2:]))
    fit = fit_to_size(wasm, [source], DEFAULTS)
    return replace(DEFAULTS, **fitted_fields(DEFAULTS, fit))
