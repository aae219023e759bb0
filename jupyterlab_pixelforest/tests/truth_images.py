"""Images whose objects are known, and what is found in them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import tifffile

from jupyterlab_pixelforest.images import AxesWish, open_image
from jupyterlab_pixelforest.kernels import Kernels
from jupyterlab_pixelforest.labels import ImageShape, LabelImage
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
SMALL_NUCLEI = replace(NUCLEI, smoothing=1.5, minimum_size=15)
ON_LYSOSOMES = Hand(dab_radius=1.6, margin=1, distance=(3, 8))
ON_NUCLEI = Hand(dab_radius=4, margin=2, distance=(5, 15))
ON_SMALL_NUCLEI = Hand(dab_radius=3, margin=2, distance=(4, 10))


def truth_of(name: str) -> np.ndarray:
    """(y, x) numbers of the objects that are really there, 0 = none."""
    return tifffile.imread(TRUTH / f"{name}-objects.tif").astype(np.int64)


def train_on(workers: Workers, image: Path, labels: np.ndarray) -> TrainedForest:
    """100 trees on the lesson's features (all) of an image with one channel."""
    project = read_project(ROOT / "fixtures/hela/lesson.ilp")
    shape = ImageShape(1, 1, *labels.shape, 1)
    painted = LabelImage(shape)
    painted.write(0, 0, 0, 0, labels)
    project.images = [
        replace(
            project.images[0],
            id="a",
            path=str(image),
            axes="tzyxc",
            sizes=(1, 1, *labels.shape, 1),
        )
    ]
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
    """(y, x) numbers of the objects found in a map."""
    source = np.ascontiguousarray(probabilities[None])
    return segment(wasm, [source], settings).labels[0].astype(np.int64)
