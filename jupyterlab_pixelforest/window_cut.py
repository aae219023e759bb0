"""The steps from values to objects in one window of an image."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from .kernels import Kernels
from .segmentation_settings import ExcludedRegion, SegmentationSettings

# as assembly/display/pixels.ts numbers them
DTYPE_CODES = {
    np.dtype(name): code
    for code, name in enumerate(
        ("u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"),
    )
}
# pixels that go through the wasm memory at a time
PIECE_PIXELS = 2**18
# pixels a step of the search for pieces looks at: all of them
NO_LIMIT = 2**30


@dataclass(frozen=True)
class Window:
    """Part of an image: z, y, x from where it begins up to where it stops."""

    start: tuple[int, int, int]
    stop: tuple[int, int, int]

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Depth, height and width."""
        depth, height, width = (
            stop - start for start, stop in zip(self.start, self.stop, strict=True)
        )
        return depth, height, width

    def of(self, image: np.ndarray) -> np.ndarray:
        """The part of a (z, y, x) image, as a view."""
        return image[
            tuple(
                slice(start, stop)
                for start, stop in zip(self.start, self.stop, strict=True)
            )
        ]


@dataclass(frozen=True, eq=False)
class Aside:
    """Pieces that go on beyond a band; as assembly/segmentation/set-aside.ts says."""

    # (piece, 12) int32
    pieces: np.ndarray
    # (join, 2) uint32
    joins: np.ndarray
    # of the band's last layer
    edge: np.ndarray


@dataclass(frozen=True)
class OpenBand:
    """The layers of a window that are its band, and where the image goes on."""

    first: int
    stop: int
    is_open_above: bool
    is_open_below: bool


def need(wasm: Kernels, pointer: int) -> int:
    """A pointer, or 1. Raises PixelForestError `memory` if it is 0."""
    if pointer == 0:
        wasm.out_of_memory()
    return pointer


@contextmanager
def placed_rows(
    wasm: Kernels, image: np.ndarray, first: int, stop: int
) -> Iterator[tuple[int, np.ndarray]]:
    """Rows of a (z, y, x) image in the memory of the kernels."""
    rows = plain(rows_of(image, first, stop))
    with wasm.scratch():
        yield wasm.place(rows), rows


def rows_of(image: np.ndarray, first: int, stop: int) -> np.ndarray:
    """Rows of a (z, y, x) image, counted through all slices."""
    _, height, width = image.shape
    if len(image) == 1:
        return image[0, first:stop]
    slices = image[first // height : -(-stop // height)]
    start = first % height
    return slices.reshape(-1, width)[start : start + stop - first]


def row_bands(row_count: int, width: int) -> Iterator[tuple[int, int]]:
    """First and stop of rows that go through the wasm memory together."""
    step = max(1, PIECE_PIXELS // width)
    for first in range(0, row_count, step):
        yield first, min(row_count, first + step)


def plain(values: np.ndarray) -> np.ndarray:
    """In this machine's byte order, without gaps."""
    if values.dtype == np.bool_:
        values = values.astype(np.uint8)
    return np.ascontiguousarray(values, values.dtype.newbyteorder("="))


class WindowCut:
    """Each step is the same in src/engine/worker/window-cut.ts."""

    def __init__(
        self,
        wasm: Kernels,
        image: tuple[int, int, int],
        window: Window,
        settings: SegmentationSettings,
    ) -> None:
        """Makes room. Raises PixelForestError `memory`."""
        self._wasm = wasm
        self._image = image
        self._window = window
        self._settings = settings
        sizes = window.sizes
        self._depth, self._height, self._width = sizes
        self._rows = self._depth * self._height
        self._grid = need(wasm, wasm.call("createObjectGrid", *sizes, *window.start))

    def exclude(self, region: ExcludedRegion) -> None:
        """Leaves out what lies in a polygon."""
        wasm = self._wasm
        first, stop = (
            (0, self._image[0]) if region.z is None else (region.z, region.z + 1)
        )
        with wasm.scratch():
            corners = wasm.place(np.array(region.points, np.float64))
            wasm.call(
                "excludePolygon", self._grid, corners, len(region.points), first, stop
            )

    def add_source(self, source: np.ndarray) -> None:
        """Adds a (z, y, x) image to the values."""
        part = self._window.of(source)
        for first, stop in row_bands(self._rows, self._width):
            with placed_rows(self._wasm, part, first, stop) as (pointer, rows):
                code = DTYPE_CODES[rows.dtype]
                self._wasm.call(
                    "addSource", self._grid, code, pointer, first, len(rows)
                )

    def smooth(self) -> None:
        """Smooths the values."""
        wasm, grid = self._wasm, self._grid
        if self._settings.smoothing == 0:
            return
        with wasm.scratch():
            sigma = float(self._settings.smoothing)
            need(wasm, wasm.call("beginSmoothing", grid, sigma))
            wasm.call("smoothRows", grid, 0, self._rows)
            wasm.call("smoothColumns", grid, 0, self._depth)
            if self._depth > 1:
                wasm.call("smoothSlices", grid, 0, self._height)

    def threshold(self, first: int, stop: int) -> None:
        """Foreground is looked for in some layers only."""
        low, high = float(self._settings.low), self._settings.high
        rows = self._height if self._image[0] > 1 else 1
        strong = low if high is None else float(high)
        self._wasm.call("threshold", self._grid, low, strong, first * rows, stop * rows)

    def set_aside(self, band: OpenBand, base: int, before: np.ndarray | None) -> Aside:
        """Sets aside what goes on beyond the band.

        `base`: pieces set aside so far; `before`: the edge of the band before.
        """
        wasm, grid = self._wasm, self._grid
        with wasm.scratch():
            placed = None if before is None else wasm.place(before)
            found = wasm.call(
                "setAside",
                grid,
                band.first,
                band.stop,
                int(band.is_open_above),
                int(band.is_open_below),
                base,
            )
            need(wasm, found)
            joins = 0 if placed is None else wasm.call("joinAside", grid, placed)
            # −1 if there is no room
            need(wasm, (joins + 1) % 2**32)
            pieces = wasm.call("asidePieces", grid), wasm.call("asideCount", grid)
            edge = wasm.call("asideEdge", grid), wasm.call("edgeSize", grid)
            joined = wasm.call("asideJoins", grid) if joins else 0
            return Aside(
                wasm.view(pieces[0], (pieces[1], 12), np.int32).copy(),
                wasm.view(joined, (joins, 2), np.uint32).copy(),
                wasm.view(edge[0], (edge[1],), np.uint32).copy(),
            )

    def close(self) -> None:
        """Drops what no strong pixel belongs to, and fills holes."""
        if self._settings.high is not None:
            self._wasm.call("keepStrong", self._grid)
        if self._settings.fill_holes:
            self._wasm.call("fillHoles", self._grid)

    def keep_places(self, windows: int) -> None:
        """Keeps only the pieces that the window is for."""
        self._wasm.call("keepPlaces", self._grid, windows)

    def split(self, intensity: np.ndarray | None) -> tuple[np.ndarray, int]:
        """The last object of each piece, and how many objects there are."""
        wasm, grid = self._wasm, self._grid
        split = self._settings.split
        need(wasm, wasm.call("beginPieces", grid))
        while wasm.call("findPieces", grid, NO_LIMIT):
            pass
        if split and split.on == "distance":
            self._measure_distances()
        elif split and split.on == "intensity":
            wasm.call("clearValues", grid)
            self.add_source(intensity)
            self.smooth()
        need(wasm, wasm.call("beginSplit", grid, int(split is not None)))
        depth = float(split.depth) if split else 0.0
        while wasm.call("splitPieces", grid, int(split is not None), depth, NO_LIMIT):
            pass
        pieces = wasm.call("pieceEnds", grid), wasm.call("pieceCount", grid)
        ends = wasm.view(pieces[0], (pieces[1],), np.uint32).copy()
        return ends, wasm.call("objectCount", grid)

    def overlay(self, labels: np.ndarray, offset: int) -> None:
        """Writes the objects into a label image, `offset` added to their numbers."""
        part = self._window.of(labels)
        step = max(1, PIECE_PIXELS // self._width)
        for z, plane in enumerate(part):
            for y in range(0, self._height, step):
                rows = plane[y : y + step]
                first = z * self._height + y
                with self._wasm.scratch():
                    target = self._wasm.place(np.ascontiguousarray(rows))
                    stop = first + len(rows)
                    self._wasm.call(
                        "overlayLabels", self._grid, target, first, stop, offset
                    )
                    rows[...] = self._wasm.view(target, rows.shape, np.uint32)

    def _measure_distances(self) -> None:
        wasm, grid = self._wasm, self._grid
        with wasm.scratch():
            need(wasm, wasm.call("beginDistances", grid))
            wasm.call("planeDistances", grid, 0, self._depth)
            if self._depth > 1:
                wasm.call("depthDistances", grid, 0, self._height)
            wasm.call("endDistances", grid, 0, self._rows)
