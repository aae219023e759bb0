"""Labels of one image, and the blocks in which ilastik stores them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import h5py
import numpy as np

from . import hdf5
from .errors import PixelForestError
from .forest import MAX_CLASSES

# side of the blocks that labels are kept in, as in the browser: decides row order
BLOCK_SIDE = 64
# stored values that erase what earlier blocks wrote
ERASERS = (100, 255)
MAX_BLOCK_BYTES = 2**28
MAX_LABEL_BYTES = 2**30
MAX_BLOCKS = 100_000


@dataclass(frozen=True)
class ImageShape:
    """Size along each axis; an axis the file does not have is 1."""

    t: int
    z: int
    y: int
    x: int
    c: int

    @staticmethod
    def of(axes: str, sizes: Sequence[int]) -> "ImageShape":
        """From sizes in the order of `axes`."""
        known = dict(zip(axes, sizes, strict=True))
        return ImageShape(*(int(known.get(axis, 1)) for axis in hdf5.AXES))


@dataclass(frozen=True, eq=False)
class LabelBlock:
    """A stored piece of labels, before the image's axes are known.

    `axes` as the block says them, else None; then `is_file_order` tells whether it
    lies as the image file does. `values` are uint8 class numbers, 0 = unlabelled.
    """

    axes: str | None
    is_file_order: bool
    starts: tuple[int, ...]
    values: np.ndarray


@dataclass(frozen=True, eq=False)
class LabelledPixels:
    """Labelled pixels of one plane: (pixels,) `y`, `x`, and class numbers from 1."""

    t: int
    z: int
    y: np.ndarray
    x: np.ndarray
    labels: np.ndarray


class LabelImage:
    """Class numbers from 1, 0 = unlabelled, in sparse blocks of 64 × 64 pixels."""

    def __init__(self, shape: ImageShape) -> None:
        """Nothing is labelled yet."""
        self.shape = shape
        self._blocks: dict[tuple[int, int, int, int], np.ndarray] = {}

    def write(self, t: int, z: int, y0: int, x0: int, values: np.ndarray) -> None:
        """Writes (y, x) values at a place; 0 leaves what is there, erasers clear it."""
        height, width = values.shape
        for by in range(y0 // BLOCK_SIDE, -(-(y0 + height) // BLOCK_SIDE)):
            for bx in range(x0 // BLOCK_SIDE, -(-(x0 + width) // BLOCK_SIDE)):
                top, left = by * BLOCK_SIDE, bx * BLOCK_SIDE
                ys = slice(max(y0, top), min(y0 + height, top + BLOCK_SIDE))
                xs = slice(max(x0, left), min(x0 + width, left + BLOCK_SIDE))
                part = values[
                    ys.start - y0 : ys.stop - y0, xs.start - x0 : xs.stop - x0
                ]
                if not part.any():
                    continue
                block = self._blocks.setdefault(
                    (t, z, by, bx), np.zeros((BLOCK_SIDE, BLOCK_SIDE), np.uint8)
                )
                target = block[
                    ys.start - top : ys.stop - top, xs.start - left : xs.stop - left
                ]
                target[...] = np.where(part == 0, target, part)
                target[np.isin(target, ERASERS)] = 0

    def renumber(self, table: np.ndarray) -> None:
        """New class number by class number, (256,) uint8; 0 clears."""
        for block in self._blocks.values():
            block[...] = table[block]

    def plane(self, t: int, z: int) -> np.ndarray:
        """(y, x) uint8 of one plane."""
        out = np.zeros((self.shape.y, self.shape.x), np.uint8)
        for (bt, bz, by, bx), block in self._blocks.items():
            if (bt, bz) == (t, z):
                part = out[by * BLOCK_SIDE :, bx * BLOCK_SIDE :]
                part = part[:BLOCK_SIDE, :BLOCK_SIDE]
                part[...] = block[: part.shape[0], : part.shape[1]]
        return out

    def pixels(self) -> list[LabelledPixels]:
        """All labelled pixels by plane: blocks row by row, then rows of pixels."""
        planes: dict[tuple[int, int], list] = {}
        for t, z, by, bx in sorted(self._blocks):
            block = self._blocks[t, z, by, bx]
            y, x = np.nonzero(block)
            if y.size:
                found = (y + by * BLOCK_SIDE, x + bx * BLOCK_SIDE, block[y, x])
                planes.setdefault((t, z), []).append(found)
        return [
            LabelledPixels(t, z, *map(np.concatenate, zip(*parts, strict=True)))
            for (t, z), parts in planes.items()
        ]

    def counts(self) -> dict[int, int]:
        """Number of labelled pixels per class number."""
        blocks = [block.ravel() for block in self._blocks.values()]
        if not blocks:
            return {}
        counts = np.bincount(np.concatenate(blocks), minlength=256)
        return {i: int(counts[i]) for i in range(1, 256) if counts[i]}


def internal_axes(shape: ImageShape) -> str:
    """The order ilastik stores labels in: the first with all axes longer than 1."""
    long = {axis for axis in "tzyx" if getattr(shape, axis) > 1}
    orders = ("yx", "tzy", "tzx", "tyx", "zyx", "tzyx")
    return next(axes for axes in orders if long <= set(axes)) + "c"


def read_blocks(
    trained: h5py.Group | None, lane: int, axes: str | None
) -> list[LabelBlock]:
    """The label blocks of one lane, in the file's order: later ones win.

    `axes` of blocks that do not name them: letters, "file" as the image file lies,
    or None as ilastik works.

    Raises PixelForestError `format`, `project` or `memory` if a block is damaged.
    """
    sets = None if trained is None else hdf5.group(trained, "LabelSets")
    names = [] if sets is None else list(sets)
    found = [
        name
        for name in names
        if re.fullmatch(r"labels\d+", name) and int(name[6:]) == lane
    ]
    if not found:
        return []
    group = hdf5.group(sets, found[0])
    members = sorted(
        name
        for name in group
        if name.startswith("block") and hdf5.dataset(group, name) is not None
    )
    total = sum(hdf5.dataset(group, name).size or 0 for name in members)
    if len(members) > MAX_BLOCKS or total > MAX_LABEL_BYTES:
        raise PixelForestError(
            "memory",
            f"{group.name} holds {len(members)} blocks of {total} labels; at most "
            f"{MAX_BLOCKS} and {MAX_LABEL_BYTES} are read. The file is damaged.",
        )
    return [_read_block(group, name, axes) for name in members]


def place_blocks(
    blocks: Sequence[LabelBlock], shape: ImageShape, file_axes: str, name: str
) -> LabelImage:
    """Puts stored blocks together for an image.

    Raises PixelForestError `mismatch` if a block lies outside the image.
    """
    labels = LabelImage(shape)
    for block in blocks:
        axes = _axes_of(block, shape, file_axes, name)
        starts = dict(zip(axes, block.starts, strict=True))
        sizes = ImageShape.of(axes, block.values.shape)
        for axis in hdf5.AXES:
            start, size = starts.get(axis, 0), getattr(sizes, axis)
            limit = 1 if axis == "c" else getattr(shape, axis)
            if start + size > limit:
                raise PixelForestError(
                    "mismatch",
                    f"Labels of {name} reach from {start} to {start + size} along "
                    f"{axis} but the image has {limit}. Use the image the labels "
                    "were drawn on.",
                )
        values = in_order(block.values, axes)[..., 0]
        for t in range(sizes.t):
            for z in range(sizes.z):
                labels.write(
                    starts.get("t", 0) + t,
                    starts.get("z", 0) + z,
                    starts.get("y", 0),
                    starts.get("x", 0),
                    values[t, z],
                )
    return labels


def highest_label(blocks: Sequence[LabelBlock]) -> int:
    """Highest class number in the blocks; 0 without labels."""
    found = [block.values[~np.isin(block.values, ERASERS)] for block in blocks]
    return max((int(values.max()) for values in found if values.size), default=0)


def in_order(values: np.ndarray, axes: str) -> np.ndarray:
    """A view in the order t, z, y, x, c; axes that are missing have size 1."""
    present = [axis for axis in hdf5.AXES if axis in axes]
    ordered = values.transpose([axes.index(axis) for axis in present])
    missing = [i for i, axis in enumerate(hdf5.AXES) if axis not in axes]
    return np.expand_dims(ordered, tuple(missing))


def _axes_of(block: LabelBlock, shape: ImageShape, file_axes: str, name: str) -> str:
    """Axes of a block: its own, else by the file's version and number of dimensions."""
    inner, outer = [internal_axes(shape)], [file_axes, f"{file_axes}c"]
    candidates = outer + inner if block.is_file_order else inner + outer
    for axes in [block.axes] if block.axes else candidates:
        if len(axes) == block.values.ndim and hdf5.are_axes(axes):
            return axes
    raise PixelForestError(
        "mismatch",
        f"Labels of {name} have {block.values.ndim} dimensions but the image has the "
        f'axes "{file_axes}". Use the image the labels were drawn on.',
    )


def _read_block(group: h5py.Group, name: str, otherwise: str | None) -> LabelBlock:
    member = hdf5.dataset(group, name)
    where = f"{group.name}/{name}"
    text = hdf5.text_of_attribute(member, "blockSlice") or ""
    ranges = [
        (int(start), int(stop))
        for start, stop in re.findall(r"(-?\d+)\s*:\s*(-?\d+)", text[:1000])
    ]
    fits = len(ranges) == member.ndim > 0 and all(
        start >= 0 and stop - start == size
        for (start, stop), size in zip(ranges, member.shape, strict=True)
    )
    if not fits:
        raise PixelForestError(
            "project",
            f"{where}: a label block of size {member.shape} should lie at a place of "
            f'the same size but "blockSlice" is "{text[:80]}". The file is damaged.',
        )
    stored = hdf5.array(group, name, MAX_BLOCK_BYTES)
    is_label = (stored >= 0) & (stored <= MAX_CLASSES) | np.isin(stored, ERASERS)
    if not is_label.all() or not (stored == np.floor(stored)).all():
        wrong = stored[~is_label] if not is_label.all() else stored
        raise PixelForestError(
            "project",
            f"{where}: labels should be 0 to {MAX_CLASSES} but one is "
            f"{wrong.ravel()[0]}. The file is damaged.",
        )
    json_text = hdf5.text_of_attribute(member, "axistags")
    is_file_order = otherwise == "file"
    axes = None if is_file_order else otherwise
    axes = axes if json_text is None else hdf5.parse_axis_tags(json_text, where)
    if axes is not None and len(axes) != member.ndim:
        raise PixelForestError(
            "project",
            f"{where}: a label block of {member.ndim} dimensions names the axes "
            f'"{axes}". The file is damaged.',
        )
    starts = tuple(start for start, _ in ranges)
    return LabelBlock(axes, is_file_order, starts, stored.astype(np.uint8))
