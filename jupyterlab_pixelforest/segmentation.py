"""From a map of a whole image or stack to separate, measured objects."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .errors import PixelForestError
from .kernels import Kernels
from .segmentation_settings import ExcludedRegion, SegmentationSettings
from .window_cut import Aside, OpenBand, Window, WindowCut, need, row_bands

# pixels of a band: about 60 MB of the kernels' memory
BAND_PIXELS = 2**22
# of layers that are large, this many at least; and as many times what smoothing adds
LEAST_ROWS = 64
LEAST_MARGINS = 4


@dataclass(frozen=True, eq=False)
class Objects:
    """(z, y, x) uint32 ids 1 … count, 0 = none."""

    labels: np.ndarray
    count: int
    # connected pieces before they were split
    piece_count: int


@dataclass(frozen=True, eq=False)
class CutRequest:
    """What is cut: (z, y, x) each."""

    # added up
    sources: Sequence[np.ndarray]
    settings: SegmentationSettings
    # the channel to split on, if the settings say so
    intensity: np.ndarray | None = None
    excluded: Sequence[ExcludedRegion] = ()


def segment(
    wasm: Kernels,
    sources: Sequence[np.ndarray],
    settings: SegmentationSettings,
    intensity: np.ndarray | None = None,
    excluded: Sequence[ExcludedRegion] = (),
    layers: int | None = None,
) -> Objects:
    """Cuts the sum of the sources, (z, y, x) each, into objects: band by band, pieces
    that go on beyond a band in windows of their own.

    `layers` of a band: rows of a plane, slices of a stack; chosen by size unless given.
    Raises PixelForestError `memory`.
    """
    request = CutRequest(sources, settings, intensity, excluded)
    return _ImageCut(wasm, request, layers).run()


def median_piece_size(
    wasm: Kernels,
    sources: Sequence[np.ndarray],
    settings: SegmentationSettings,
    excluded: Sequence[ExcludedRegion] = (),
    layers: int | None = None,
) -> float:
    """Median pixels of the pieces of at least the minimum size, 0 without any.

    Raises PixelForestError `memory`.
    """
    # pieces that are not split are objects
    request = CutRequest(sources, replace(settings, split=None), None, excluded)
    return _ImageCut(wasm, request, layers).median_size()


class _ImageCut:
    """The objects of one image; the same in src/engine/worker/image-cut.ts."""

    def __init__(self, wasm: Kernels, request: CutRequest, layers: int | None) -> None:
        self._wasm = wasm
        self._request = request
        self._settings = request.settings
        self._sizes = request.sources[0].shape
        # of the layers: z of a stack, y of a plane
        self._axis = 0 if self._sizes[0] > 1 else 1
        self._layer_pixels = int(np.prod(self._sizes[self._axis + 1 :]))
        # and one, so that what a piece touches is known
        reach = wasm.call("smoothingReach", float(self._settings.smoothing))
        self._margin = reach + 1
        self._layers = layers or self._band_layers()
        # objects by provisional numbers
        self._labels = np.zeros(self._sizes, np.uint32)
        self._aside: list[Aside] = []
        self._aside_count = 0
        # per window the last object of each piece, and of the window before
        self._pieces: list[tuple[np.ndarray, int]] = []
        self._object_count = 0

    def run(self) -> Objects:
        self._cut()
        with self._wasm.scratch():
            return self._pack()

    def median_size(self) -> float:
        self._cut()
        with self._wasm.scratch():
            least = self._settings.minimum_size
            size = self._wasm.call("medianObjectSize", self._count(), least)
            # −1 if there is no room
            need(self._wasm, int(size >= 0))
            return size

    def _cut(self) -> None:
        for first in range(0, self._sizes[self._axis], self._layers):
            with self._wasm.scratch():
                self._cut_band(first)
        if self._aside_count > 0:
            with self._wasm.scratch():
                self._cut_windows()

    def _cut_band(self, first: int) -> None:
        count = self._sizes[self._axis]
        stop = min(count, first + self._layers)
        start, end = [0, 0, 0], list(self._sizes)
        start[self._axis] = max(0, first - self._margin)
        end[self._axis] = min(count, stop + self._margin)
        cut = self._begin(Window(tuple(start), tuple(end)))
        from_layer = start[self._axis]
        band = OpenBand(first - from_layer, stop - from_layer, first > 0, stop < count)
        cut.threshold(band.first, band.stop)
        if band.is_open_above or band.is_open_below:
            before = self._aside[-1].edge if self._aside else None
            found = cut.set_aside(band, self._aside_count, before)
            self._aside.append(found)
            self._aside_count += len(found.pieces)
        cut.close()
        self._take(cut)

    def _cut_windows(self) -> None:
        wasm = self._wasm
        joins = np.concatenate([found.joins for found in self._aside])
        pieces = np.concatenate([found.pieces for found in self._aside])
        windows = need(
            wasm,
            wasm.call(
                "createPieceWindows",
                wasm.place(pieces),
                len(pieces),
                wasm.place(joins),
                len(joins),
                int(self._axis == 0),
                float(self._layers * self._layer_pixels),
            ),
        )
        while box := wasm.call("nextWindow", windows):
            corners = wasm.view(box, (2, 3), np.int32).tolist()
            window = self._widened(*corners)
            try:
                with wasm.scratch():
                    self._cut_window(window, windows)
            except PixelForestError as error:
                raise (_too_large(window) if error.tag == "memory" else error) from None

    def _cut_window(self, window: Window, windows: int) -> None:
        cut = self._begin(window)
        cut.threshold(0, window.sizes[self._axis])
        cut.close()
        cut.keep_places(windows)
        self._take(cut)

    def _widened(self, start: list[int], stop: list[int]) -> Window:
        """A box with the margin around it, as far as the image goes."""
        margin = self._margin
        return Window(
            tuple(max(0, at - margin) for at in start),
            tuple(
                min(size, at + margin)
                for at, size in zip(stop, self._sizes, strict=True)
            ),
        )

    def _begin(self, window: Window) -> WindowCut:
        cut = WindowCut(self._wasm, self._sizes, window, self._settings)
        for region in self._request.excluded:
            cut.exclude(region)
        for source in self._request.sources:
            cut.add_source(source)
        cut.smooth()
        return cut

    def _take(self, cut: WindowCut) -> None:
        before = self._object_count
        ends, count = cut.split(self._request.intensity)
        self._pieces.append((ends + np.uint32(before), before))
        cut.overlay(self._labels, before)
        self._object_count += count

    def _count(self) -> int:
        """The packing, with the sizes of all objects."""
        wasm = self._wasm
        _, height, width = self._sizes
        packing = need(
            wasm, wasm.call("createPacking", height, width, self._object_count)
        )
        rows = self._labels.reshape(-1, width)
        for first, stop in row_bands(len(rows), width):
            with wasm.scratch():
                band = wasm.place(rows[first:stop])
                wasm.call("countObjectPixels", packing, band, first, stop)
        return packing

    def _pack(self) -> Objects:
        """Drops and renumbers objects."""
        wasm, settings = self._wasm, self._settings
        least, most = float(settings.minimum_size), settings.maximum_size
        packing = self._count()
        piece_count = 0
        for ends, before in self._pieces:
            with wasm.scratch():
                placed = wasm.place(ends)
                piece_count += wasm.call(
                    "countPieces", packing, placed, len(ends), before, least
                )
        wasm.call(
            "filterObjects",
            packing,
            least,
            float("inf") if most is None else float(most),
            int(settings.drop_border),
        )
        rows = self._labels.reshape(-1, self._sizes[2])
        for first, stop in row_bands(*rows.shape):
            with wasm.scratch():
                piece = rows[first:stop]
                band = wasm.place(piece)
                wasm.call("packLabels", packing, band, piece.size)
                piece[...] = wasm.view(band, piece.shape, np.uint32)
        return Objects(self._labels, wasm.call("packedCount", packing), piece_count)

    def _band_layers(self) -> int:
        least = max(LEAST_MARGINS * self._margin, 1 if self._axis == 0 else LEAST_ROWS)
        return max(least, BAND_PIXELS // self._layer_pixels)


def _too_large(window: Window) -> PixelForestError:
    sizes = " × ".join(str(size) for size in window.sizes if size > 1)
    return PixelForestError(
        "memory",
        f"A connected piece of the foreground reaches over {sizes} pixels, more than "
        "can be split at once. Raise the threshold, or leave a region out, so that it "
        "falls apart.",
    )
