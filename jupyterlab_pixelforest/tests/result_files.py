"""What several tests read results with."""

from pathlib import Path

import h5py
import numpy as np
import zarr

from jupyterlab_pixelforest.images import OpenImage
from jupyterlab_pixelforest.pipeline import Predictor
from jupyterlab_pixelforest.workers import Workers


def load(path: Path) -> np.ndarray:
    """The array of a result, HDF5, NPY or Zarr, in its own axis order."""
    if path.suffix == ".h5":
        with h5py.File(path) as file:
            return file["exported_data"][()]
    if path.suffix == ".npy":
        return np.load(path)
    return zarr.open_array(path, mode="r")[...]


def whole(predictor: Predictor, workers: Workers, image: OpenImage) -> np.ndarray:
    """(t, z, y, x, channel): the tiles of a result put together."""
    shape = image.shape
    sizes = (shape.t, shape.z, shape.y, shape.x, predictor.channel_count)
    out = np.empty(sizes, predictor.dtype)
    for t, (z0, y0, x0, z1, y1, x1), values in predictor.compute(workers, image):
        out[t, z0:z1, y0:y1, x0:x1] = values
    return out
