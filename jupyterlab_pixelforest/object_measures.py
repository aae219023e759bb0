"""What is measured of the objects of a whole image or stack."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .kernels import Kernels
from .window_cut import DTYPE_CODES, PIECE_PIXELS, need, plain

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
        table = need(
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
        need(wasm, wasm.call("beginTouches", table))
        wasm.call("listTouches", table, 0, rows)
        wasm.call("endTouches", table)
        return _read_table(wasm, table, count, depth, len(channels), slots)


def _measure_channel(
    wasm: Kernels, table: int, channel: int, summands: Sequence[np.ndarray]
) -> None:
    """Of the sum of some arrays: of one, its own values."""
    wasm.call("beginChannel", table, channel)
    lines = [pixels.reshape(-1, pixels.shape[-1]) for pixels in summands]
    step = max(1, PIECE_PIXELS // lines[0].shape[1])
    for row in range(0, len(lines[0]), step):
        piece = plain(lines[0][row : row + step])
        with wasm.scratch():
            pointer = wasm.place(piece)
            for more in lines[1:]:
                other = wasm.place(plain(more[row : row + step]))
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
