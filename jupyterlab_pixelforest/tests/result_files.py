"""What several tests of the command read results with."""

from pathlib import Path

import h5py
import numpy as np
import zarr


def load(path: Path) -> np.ndarray:
    """The array of a result, HDF5, NPY or Zarr, in its own axis order."""
    if path.suffix == ".h5":
        with h5py.File(path) as file:
            return file["exported_data"][()]
    if path.suffix == ".npy":
        return np.load(path)
    return zarr.open_array(path, mode="r")[...]
