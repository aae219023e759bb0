"""The table of objects as text: columns and numbers as the browser writes them."""

import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np

from .image_facts import NO_FACTS, ImageFacts, PixelSize
from .object_measures import INTENSITIES, ObjectTable

SHAPE_HEADERS = {
    "perimeter": "perimeter_px",
    "circularity": "circularity",
    "eccentricity": "eccentricity",
    "solidity": "solidity",
    "feret": "feret_px",
}


# spreadsheets take what begins with these for a formula
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def table_columns(
    table: ObjectTable, depth: int, facts: ImageFacts = NO_FACTS
) -> dict[str, np.ndarray]:
    """By header, in the order of src/pipeline/segmentation/object-table.ts."""
    measures = table.measures
    columns = {"id": table.ids}
    columns |= {axis: measures[axis] for axis in ("zyx" if depth > 1 else "yx")}
    columns["volume_px" if depth > 1 else "area_px"] = measures["area"]
    if size := _pixel_volume(facts.pixel_size, depth):
        columns["volume_um3" if depth > 1 else "area_um2"] = measures["area"] * size
    if depth == 1:
        columns |= {header: measures[name] for name, header in SHAPE_HEADERS.items()}
    if table.mean_probability is not None:
        columns["mean_probability"] = table.mean_probability
    headers = channel_headers(facts.channel_names, len(table.channels))
    for header, intensities in zip(headers, table.channels, strict=True):
        for name in INTENSITIES:
            columns[f"{name}_{header}"] = intensities[name]
    columns["neighbours"] = table.neighbours
    columns["touches_border"] = table.touches_border
    return columns


def csv_lines(
    tables: Sequence[ObjectTable],
    depth: int,
    facts: ImageFacts = NO_FACTS,
    image: str | None = None,
) -> Iterable[str]:
    """Header and a line an object, as the browser's export writes them.

    Lines begin with the image's name where one is given, and with the frame where
    there are several.
    """
    first = [] if image is None else [format_text(image)]
    for t, table in enumerate(tables):
        columns = table_columns(table, depth, facts)
        frame = [str(t)] if len(tables) > 1 else []
        if t == 0:
            heads = ["image"] * len(first) + ["frame"] * len(frame)
            yield ",".join(heads + list(columns))
        lists = [column.tolist() for column in columns.values()]
        for values in zip(*lists, strict=True):
            cells = [format_number(value) for value in values]
            yield ",".join(first + frame + cells)


def channel_headers(names: Sequence[str], count: int) -> list[str]:
    """Names as headers like them: letters, digits and _; c1, c2, … where there is
    none, or one twice.
    """
    plain = [
        re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") for name in names[:count]
    ]
    plain += [""] * (count - len(plain))
    return [
        f"c{channel}" if name == "" or plain.count(name) > 1 else name
        for channel, name in enumerate(plain, 1)
    ]


def _pixel_volume(size: PixelSize | None, depth: int) -> float | None:
    """µm² or, of a stack, µm³; None without the sizes for it."""
    if size is None or (depth > 1 and size.z is None):
        return None
    return size.x * size.y * size.z if depth > 1 else size.x * size.y


def format_text(text: str) -> str:
    """A cell by RFC 4180; what spreadsheets would run gets a leading apostrophe."""
    safe = f"'{text}" if text.startswith(FORMULAS) else text
    if re.search(r'[",\r\n]', safe):
        return '"' + safe.replace('"', '""') + '"'
    return safe


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
