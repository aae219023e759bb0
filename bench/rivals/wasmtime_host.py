"""Pixel Forest under wasmtime: the parts of the command `pixelforest`."""

from importlib.metadata import version
from pathlib import Path

import numpy as np
from measure import serve

from jupyterlab_pixelforest.features import create_setup
from jupyterlab_pixelforest.images import OpenImage
from jupyterlab_pixelforest.pipeline import Predictor, train_forest
from jupyterlab_pixelforest.project import read_project
from jupyterlab_pixelforest.workers import Workers


def prepare(config: dict):
    """Stages `endToEnd`, `features` and `train`."""
    project = read_project(Path(config["project"]))
    workers = Workers(config["workers"])
    facts = {"version": f"wasmtime {version('wasmtime')}"}
    if config["stage"] == "train":
        path = Path(config["untrained"])
        untrained = read_project(path)

        def train():
            train_forest(untrained, workers, untrained.seed, untrained.tree_count)

        train()
        return train, facts
    source = "features" if config["stage"] == "features" else "probabilities"
    channels, slices = project.column_grid()
    setup = create_setup(project.features, channels, project.training_channels, slices)
    predictor = Predictor(source, setup, project.forest, len(project.class_names))

    def load(name: str) -> OpenImage:
        return OpenImage(name, config["axes"], np.load(config[name]))

    predictor.compute_whole(workers, load("warmImage"))
    image = load("image")
    return lambda: predictor.compute_whole(workers, image), facts


serve(prepare)
