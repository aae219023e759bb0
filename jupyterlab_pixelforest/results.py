"""Writes results tile by tile; a file has its name only when it is whole."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import tifffile

from . import hdf5
from .labels import ImageShape
from .tiles import Tile

FORMATS = ("h5", "tif", "npy", "zarr")
# the data set ilastik writes results to
DATASET = "exported_data"
# pieces of one plane, small enough to be read one by one
CHUNKS = {"t": 1, "z": 1, "y": 128, "x": 128, "c": 4}

# takes a tile of frame t as (z, y, x, channel)
WriteTile = Callable[[int, Tile, np.ndarray], None]


@dataclass(frozen=True)
class ResultGrid:
    """Axes and sizes of a result: the image's own order, `c` appended if missing."""

    axes: str
    sizes: tuple[int, ...]
    dtype: np.dtype
    # for display, None = none is stored
    display_range: tuple[float, float] | None
    # names of the channels, () = none
    channel_names: tuple[str, ...]

    @staticmethod
    def of(
        image_axes: str,
        shape: ImageShape,
        channel_count: int,
        dtype: np.dtype,
        channel_names: Sequence[str] = (),
    ) -> "ResultGrid":
        """For an image; sizes but the channels are the image's."""
        axes = image_axes if "c" in image_axes else f"{image_axes}c"
        sizes = tuple(
            channel_count if axis == "c" else getattr(shape, axis) for axis in axes
        )
        is_share = dtype == np.float32 and bool(channel_names)
        names = tuple(channel_names)
        return ResultGrid(axes, sizes, dtype, (0, 1) if is_share else None, names)

    def place(self, t: int, tile: Tile) -> tuple[slice, ...]:
        """Where a tile of frame t lies in the array."""
        z0, y0, x0, z1, y1, x1 = tile
        at = {
            "t": slice(t, t + 1),
            "z": slice(z0, z1),
            "y": slice(y0, y1),
            "x": slice(x0, x1),
        }
        return tuple(at.get(axis, slice(None)) for axis in self.axes)

    def order(self, values: np.ndarray) -> np.ndarray:
        """(z, y, x, c) of one frame → the order of the array."""
        stored = "".join(axis for axis in "tzyxc" if axis in self.axes)
        without = tuple(i for i, axis in enumerate("tz") if axis not in stored)
        values = values[None].squeeze(without)
        return values.transpose([stored.index(axis) for axis in self.axes])

    @property
    def chunks(self) -> tuple[int, ...]:
        """Sizes of the pieces that are stored."""
        sides = zip(self.axes, self.sizes, strict=True)
        return tuple(min(size, CHUNKS[axis]) for axis, size in sides)


@contextmanager
def write_result(target: Path, kind: str, grid: ResultGrid) -> Iterator[WriteTile]:
    """Writes under a name of its own and renames at the end; removes it on failure.

    Raises OSError if the folder cannot be written or the disk is full.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with _WRITERS[kind](part, grid) as write:
            yield write
        if kind == "zarr" and target.is_dir():
            # a folder cannot be renamed over another
            old = target.with_name(f"{part.name}.old")
            os.replace(target, old)
            os.replace(part, target)
            remove(old)
        else:
            os.replace(part, target)
    finally:
        remove(part)


def remove(path: Path) -> None:
    """Removes a file or a folder that may not be there."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _write_hdf5(part: Path, grid: ResultGrid) -> Iterator[WriteTile]:
    """As ilastik's "compressed hdf5"."""
    # so that a missing folder or right has the system's words
    part.touch()
    with h5py.File(part, "w") as file:
        dataset = file.create_dataset(
            DATASET,
            grid.sizes,
            grid.dtype,
            chunks=grid.chunks,
            compression="gzip",
            compression_opts=1,
        )
        dataset.attrs["axistags"] = hdf5.format_axis_tags(grid.axes)
        dataset.attrs["DIMENSION_LABELS"] = list(grid.axes)
        dataset.attrs["display_mode"] = "default"
        if grid.display_range:
            dataset.attrs["drange"] = np.array(grid.display_range, np.float64)

        def write(t: int, tile: Tile, values: np.ndarray) -> None:
            dataset[grid.place(t, tile)] = grid.order(values)

        yield write


@contextmanager
def _write_npy(part: Path, grid: ResultGrid) -> Iterator[WriteTile]:
    array = np.lib.format.open_memmap(
        part, mode="w+", dtype=grid.dtype.newbyteorder("<"), shape=grid.sizes
    )
    _reserve(part)

    def write(t: int, tile: Tile, values: np.ndarray) -> None:
        array[grid.place(t, tile)] = grid.order(values)

    yield write
    array.flush()


@contextmanager
def _write_tiff(part: Path, grid: ResultGrid) -> Iterator[WriteTile]:
    """An ImageJ hyperstack: pages over t, z and c, the channel fastest."""
    shape = ImageShape.of(grid.axes, grid.sizes)
    metadata: dict = {"axes": "TZCYX", "mode": "grayscale"}
    if grid.display_range:
        metadata.update(min=grid.display_range[0], max=grid.display_range[1])
    if grid.channel_names:
        metadata["Labels"] = list(grid.channel_names) * (shape.t * shape.z)
    # ImageJ knows no uint32
    is_imagej = grid.dtype != np.uint32
    array = tifffile.memmap(
        part,
        shape=(shape.t, shape.z, shape.c, shape.y, shape.x),
        dtype=grid.dtype,
        imagej=is_imagej,
        photometric="minisblack",
        metadata=metadata if is_imagej else {"axes": "TZCYX"},
    )
    _reserve(part)
    # tifffile leaves out the axes of size 1
    stack = array.reshape(shape.t, shape.z, shape.c, shape.y, shape.x)

    def write(t: int, tile: Tile, values: np.ndarray) -> None:
        z0, y0, x0, z1, y1, x1 = tile
        stack[t, z0:z1, :, y0:y1, x0:x1] = values.transpose(0, 3, 1, 2)

    yield write
    array.flush()


@contextmanager
def _write_zarr(part: Path, grid: ResultGrid) -> Iterator[WriteTile]:
    import zarr

    part.mkdir()
    array = zarr.create_array(
        store=part,
        shape=grid.sizes,
        chunks=grid.chunks,
        dtype=grid.dtype,
        zarr_format=2,
        attributes={
            "_ARRAY_DIMENSIONS": list(grid.axes),
            "axistags": hdf5.format_axis_tags(grid.axes),
        },
    )

    def write(t: int, tile: Tile, values: np.ndarray) -> None:
        array[grid.place(t, tile)] = grid.order(values)

    yield write


_WRITERS = {
    "h5": _write_hdf5,
    "tif": _write_tiff,
    "npy": _write_npy,
    "zarr": _write_zarr,
}


def _reserve(path: Path) -> None:
    """Takes the disk space now: a full disk would kill a process that maps a file."""
    if hasattr(os, "posix_fallocate"):
        with path.open("r+b") as file:
            os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
