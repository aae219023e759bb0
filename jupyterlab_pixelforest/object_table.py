"""The table of objects as text: columns and numbers as the browser writes them."""

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np

from .segmentation import INTENSITIES, ObjectTable

SHAPE_HEADERS = {
    "perimeter": "perimeter_px",
    "circularity": "circularity",
    "eccentricity": "eccentricity",
    "solidity": "solidity",
    "feret": "feret_px",
}


def table_columns(table: ObjectTable, depth: int) -> dict[str, np.ndarray]:
    """By header, in the order of src/pipeline/segmentation/object-table.ts."""
    measures = table.measures
    columns = {"id": table.ids}
    columns |= {axis: measures[axis] for axis in ("zyx" if depth > 1 else "yx")}
    columns["volume_px" if depth > 1 else "area_px"] = measures["area"]
    if depth == 1:
        columns |= {header: measures[name] for name, header in SHAPE_HEADERS.items()}
    if table.mean_probability is not None:
        columns["mean_probability"] = table.mean_probability
    for channel, intensities in enumerate(table.channels):
        for name in INTENSITIES:
            columns[f"{name}_c{channel + 1}"] = intensities[name]
    columns["neighbours"] = table.neighbours
    columns["touches_border"] = table.touches_border
    return columns


def csv_lines(tables: Sequence[ObjectTable], depth: int) -> Iterable[str]:
    """Header and a line an object; several frames begin with a column `t`."""
    for t, table in enumerate(tables):
        columns = table_columns(table, depth)
        has_frames = len(tables) > 1
        if t == 0:
            yield ",".join((["t"] if has_frames else []) + list(columns))
        lists = [column.tolist() for column in columns.values()]
        for values in zip(*lists, strict=True):
            cells = [format_number(value) for value in values]
            yield ",".join(([str(t)] if has_frames else []) + cells)


def format_number(value: float) -> str:
    """The shortest text that reads back as the same number, as JavaScript writes it."""
    if isinstance(value, int):
        return str(value)
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    if 1e-6 <= abs(value) < 1e21:
        return format(Decimal(repr(value)), "f")
    mantissa, exponent = repr(value).split("e")
    return f"{mantissa}e{int(exponent):+d}"
