"""Tiles of an image, and the slices of a frame that a tile is computed from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .images import OpenImage
from .labels import ImageShape


class Tile(NamedTuple):
    """A box of some slices in voxels of one frame: start inclusive, stop exclusive."""

    z0: int
    y0: int
    x0: int
    z1: int
    y1: int
    x1: int

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Slices, height and width."""
        return self.z1 - self.z0, self.y1 - self.y0, self.x1 - self.x0


@dataclass(frozen=True)
class TileNeeds:
    """What the kernels say of a choice of features."""

    #: largest side of a tile in pixels, and its most slices
    side: int
    depth: int
    #: slices needed above and below it
    depth_halo: int


@dataclass(frozen=True, eq=False)
class Slab:
    """Neighbouring slices of a frame, (y, x, channel) each, in the file's type.

    `first` is the number of the first of them, `depth` that of all in the frame.
    """

    first: int
    depth: int
    slices: Sequence[np.ndarray]


class SlabReader:
    """Cuts slabs from an image; slices that the next slab shares are read once."""

    def __init__(self, image: OpenImage) -> None:
        """Nothing is read yet."""
        self._image = image
        self._t = -1
        self._slices: dict[int, np.ndarray] = {}

    def read(self, t: int, z0: int, z1: int, halo: int) -> Slab:
        """The slices z0 to z1 with those around them, cut off at the frame's ends.

        Raises PixelForestError `format` for what cannot be decoded or kept exactly.
        """
        depth = self._image.shape.z
        wanted = range(max(0, z0 - halo), min(depth, z1 + halo))
        known = self._slices if t == self._t else {}
        missing = [z for z in wanted if z not in known]
        kept = {z: known[z] for z in wanted if z in known}
        if missing:
            # one piece, unless slabs are read out of order
            start, stop = missing[0], missing[-1] + 1
            kept.update(enumerate(self._image.slices(t, start, stop), start))
        self._t, self._slices = t, kept
        return Slab(wanted.start, depth, [kept[z] for z in wanted])


def tiles_of(shape: ImageShape, side: int, depth: int) -> Iterator[tuple[int, Tile]]:
    """(frame, tile) of a whole image: frames, then slabs, then tiles row by row."""
    for t in range(shape.t):
        for z in range(0, shape.z, depth):
            for y in range(0, shape.y, side):
                for x in range(0, shape.x, side):
                    stops = z + depth, y + side, x + side
                    sizes = shape.z, shape.y, shape.x
                    yield t, Tile(z, y, x, *map(min, stops, sizes))
