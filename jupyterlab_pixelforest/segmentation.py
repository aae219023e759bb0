"""From a map of a whole image or stack to separate, measured objects."""

from collections.abc import Sequence
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
# columns of float64 that the kernels name by number
PLAIN_COLUMNS = (
    "area",
    "z",
    "y",
    "x",
    "perimeter",
    "circularity",
    "eccentricity",
    "solidity",
    "feret",
)
INTENSITIES = ("mean", "minimum", "maximum", "integrated")
# pixels a step of the search for pieces looks at: all of them
NO_LIMIT = 2**30


@dataclass(frozen=True, eq=False)
class ObjectTable:
    """Measured objects; names as in the browser's `ObjectTable`."""

    ids: np.ndarray
    # (object, 6) z0, y0, x0, z1, y1, x1
    boxes: np.ndarray
    # by the names of PLAIN_COLUMNS
    measures: dict[str, np.ndarray]
    mean_probability: np.ndarray | None
    neighbours: np.ndarray
    touches_border: np.ndarray
    # per channel by the names of INTENSITIES
    channels: list[dict[str, np.ndarray]]


@dataclass(frozen=True, eq=False)
class Objects:
    """(z, y, x) uint32 ids 1 … count, 0 = none."""

    labels: np.ndarray
    count: int
    # connected pieces before they were split
    piece_count: int


def segment(
    wasm: Kernels,
    sources: Sequence[np.ndarray],
    settings: SegmentationSettings,
    intensity: np.ndarray | None = None,
    excluded: Sequence[ExcludedRegion] = (),
) -> Objects:
    """Cuts the sum of the sources, (z, y, x) each, into objects.

    Raises PixelForestError `memory`.
    """
    depth, height, width = sources[0].shape
    with wasm.scratch():
        grid = cut_pieces(wasm, sources, settings, excluded)
        while wasm.call("findPieces", grid, settings.minimum_size, NO_LIMIT):
            pass
        split = settings.split
        if split and split.on == "distance":
            _measure_distances(wasm, grid, depth, height)
        elif split and split.on == "intensity":
            wasm.call("clearValues", grid)
            _add_source(wasm, grid, intensity)
            _smooth(wasm, grid, depth, height, settings.smoothing)
        need_memory(wasm, wasm.call("beginSplit", grid, int(split is not None)))
        height_of_peaks = float(split.depth) if split else 0.0
        while wasm.call(
            "splitPieces", grid, int(split is not None), height_of_peaks, NO_LIMIT
        ):
            pass
        return _pack(wasm, grid, (depth, height, width), settings)


def cut_pieces(
    wasm: Kernels,
    sources: Sequence[np.ndarray],
    settings: SegmentationSettings,
    excluded: Sequence[ExcludedRegion],
) -> int:
    """An object grid whose pieces can be listed; to be called within a scratch.

    Raises PixelForestError `memory`.
    """
    depth, height, width = sources[0].shape
    grid = need_memory(wasm, wasm.call("createObjectGrid", depth, height, width))
    for region in excluded:
        _exclude(wasm, grid, region, depth)
    for source in sources:
        _add_source(wasm, grid, source)
    _smooth(wasm, grid, depth, height, settings.smoothing)
    _cut(wasm, grid, depth * height, settings)
    need_memory(wasm, wasm.call("beginPieces", grid))
    return grid


def measure(
    wasm: Kernels,
    labels: np.ndarray,
    channels: Sequence[np.ndarray],
    probabilities: Sequence[np.ndarray] = (),
) -> ObjectTable:
    """Measures the objects of a (z, y, x) label image on (z, y, x) channels.

    Raises PixelForestError `memory`.
    """
    depth, height, width = labels.shape
    rows = depth * height
    with wasm.scratch():
        pointer = wasm.place(np.ascontiguousarray(labels, np.uint32))
        count = wasm.call("highestLabel", pointer, labels.size)
        if count == 0:
            return _empty_table(len(channels), bool(probabilities))
        slots = len(channels) + (1 if probabilities else 0)
        table = need_memory(
            wasm,
            wasm.call(
                "createObjectMeasures", pointer, depth, height, width, count, slots
            ),
        )
        wasm.call("measureSizes", table, 0, rows)
        wasm.call("measureMoments", table, 0, rows)
        wasm.call("endMoments", table)
        if depth == 1:
            wasm.call("beginOutlines")
            wasm.call("measureOutlines", table, 0, height)
            wasm.call("endOutlines", table)
            wasm.call("measureHulls", table, 1, count + 1)
        for channel, pixels in enumerate(channels):
            _measure_channel(wasm, table, channel, [pixels])
        if probabilities:
            _measure_channel(wasm, table, len(channels), probabilities)
        wasm.call("countTouches", table, 0, rows)
        need_memory(wasm, wasm.call("beginTouches", table))
        wasm.call("listTouches", table, 0, rows)
        wasm.call("endTouches", table)
        return _read_table(wasm, table, count, depth, len(channels), slots)


def need_memory(wasm: Kernels, pointer: int) -> int:
    """The pointer. Raises PixelForestError `memory` if it is 0."""
    if pointer == 0:
        wasm.out_of_memory()
    return pointer


def _add_source(wasm: Kernels, grid: int, source: np.ndarray) -> None:
    lines = source.reshape(-1, source.shape[-1])
    step = max(1, PIECE_PIXELS // lines.shape[1])
    for row in range(0, len(lines), step):
        piece = _plain(lines[row : row + step])
        with wasm.scratch():
            pointer = wasm.place(piece)
            code = DTYPE_CODES[piece.dtype]
            wasm.call("addSource", grid, code, pointer, row, len(piece))


def _plain(values: np.ndarray) -> np.ndarray:
    """In this machine's byte order, without gaps."""
    if values.dtype == np.bool_:
        values = values.astype(np.uint8)
    return np.ascontiguousarray(values, values.dtype.newbyteorder("="))


def _exclude(wasm: Kernels, grid: int, region: ExcludedRegion, depth: int) -> None:
    first, stop = (0, depth) if region.z is None else (region.z, region.z + 1)
    if first >= depth:
        return
    with wasm.scratch():
        corners = wasm.place(np.array(region.points, np.float64))
        wasm.call("excludePolygon", grid, corners, len(region.points), first, stop)


def _smooth(wasm: Kernels, grid: int, depth: int, height: int, sigma: float) -> None:
    if sigma == 0:
        return
    with wasm.scratch():
        need_memory(wasm, wasm.call("beginSmoothing", grid, float(sigma)))
        wasm.call("smoothRows", grid, 0, depth * height)
        wasm.call("smoothColumns", grid, 0, depth)
        if depth > 1:
            wasm.call("smoothSlices", grid, 0, height)


def _cut(wasm: Kernels, grid: int, rows: int, settings: SegmentationSettings) -> None:
    low, high = float(settings.low), settings.high
    wasm.call("threshold", grid, low, low if high is None else float(high), 0, rows)
    if high is not None:
        wasm.call("keepStrong", grid)
    if settings.fill_holes:
        wasm.call("fillHoles", grid)


def _measure_distances(wasm: Kernels, grid: int, depth: int, height: int) -> None:
    with wasm.scratch():
        need_memory(wasm, wasm.call("beginDistances", grid))
        wasm.call("planeDistances", grid, 0, depth)
        if depth > 1:
            wasm.call("depthDistances", grid, 0, height)
        wasm.call("endDistances", grid, 0, depth * height)


def _pack(
    wasm: Kernels,
    grid: int,
    sizes: tuple[int, int, int],
    settings: SegmentationSettings,
) -> Objects:
    rows = sizes[0] * sizes[1]
    most = settings.maximum_size
    need_memory(wasm, wasm.call("beginPacking", grid))
    wasm.call("countObjectPixels", grid, 0, rows)
    wasm.call(
        "filterObjects",
        grid,
        float(settings.minimum_size),
        float("inf") if most is None else float(most),
        int(settings.drop_border),
    )
    wasm.call("packLabels", grid, 0, rows)
    labels = wasm.view(wasm.call("objectLabels", grid), sizes, np.uint32).copy()
    return Objects(
        labels, wasm.call("objectCount", grid), wasm.call("pieceCount", grid)
    )


def _measure_channel(
    wasm: Kernels, table: int, channel: int, summands: Sequence[np.ndarray]
) -> None:
    """Of the sum of some arrays: of one, its own values."""
    wasm.call("beginChannel", table, channel)
    lines = [pixels.reshape(-1, pixels.shape[-1]) for pixels in summands]
    step = max(1, PIECE_PIXELS // lines[0].shape[1])
    for row in range(0, len(lines[0]), step):
        piece = _plain(lines[0][row : row + step])
        with wasm.scratch():
            pointer = wasm.place(piece)
            for more in lines[1:]:
                other = wasm.place(_plain(more[row : row + step]))
                wasm.call("addFloats", pointer, other, piece.size)
            code = DTYPE_CODES[piece.dtype]
            stop = row + len(piece)
            wasm.call("measureChannel", table, channel, code, pointer, row, stop)
    wasm.call("endChannel", table, channel)


def _read_table(
    wasm: Kernels, table: int, count: int, depth: int, channels: int, slots: int
) -> ObjectTable:
    def column(pointer: int, dtype: type = np.float64, width: int = 1) -> np.ndarray:
        shape = (count, width) if width > 1 else (count,)
        return wasm.view(pointer, shape, dtype)[kept].copy()

    kept = slice(None)
    kept = column(wasm.call("measureColumn", table, 0)) > 0
    measures = {
        name: column(wasm.call("measureColumn", table, i))
        for i, name in enumerate(PLAIN_COLUMNS)
    }
    if depth > 1:
        for name in PLAIN_COLUMNS[4:]:
            measures[name][:] = np.nan
    intensities = [
        {
            name: column(wasm.call("channelMeasure", table, channel, i))
            for i, name in enumerate(INTENSITIES)
        }
        for channel in range(slots)
    ]
    return ObjectTable(
        ids=(np.flatnonzero(kept) + 1).astype(np.uint32),
        boxes=column(wasm.call("measuredBoxes", table), np.int32, 6),
        measures=measures,
        mean_probability=intensities[-1]["mean"] if slots > channels else None,
        neighbours=column(wasm.call("measuredNeighbours", table), np.uint32),
        touches_border=column(wasm.call("measuredBorders", table), np.uint32),
        channels=intensities[:channels],
    )


def _empty_table(channel_count: int, has_probability: bool) -> ObjectTable:
    none = np.zeros(0)
    whole = np.zeros(0, np.uint32)
    return ObjectTable(
        ids=whole,
        boxes=np.zeros((0, 6), np.int32),
        measures=dict.fromkeys(PLAIN_COLUMNS, none),
        mean_probability=none if has_probability else None,
        neighbours=whole,
        touches_border=whole,
        channels=[dict.fromkeys(INTENSITIES, none) for _ in range(channel_count)],
    )
