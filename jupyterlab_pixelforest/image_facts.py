"""What an image file says beside its pixels: names of channels, size of a pixel.

The same from the same files as in src/formats: ImageJ's and OME's descriptions, bare
resolution tags, HDF5 attributes, PNG chunks.
"""

import html
import json
import math
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import tifffile

from . import hdf5

# micrometres in one unit, by the ways files write it
UNITS_UM = {
    name: size
    for names, size in (
        ("å angstrom", 1e-4),
        ("nm nanometer nanometers nanometre", 1e-3),
        # micro sign and Greek mu
        ("um \u00b5m \u03bcm micron microns micrometer micrometers micrometre", 1.0),
        ("mm millimeter millimetre", 1e3),
        ("cm centimeter centimetre", 1e4),
        ("m meter metre", 1e6),
        ("in inch inches", 25400.0),
    )
    for name in names.split()
}
# print resolutions stand in the same tags: they are believed from 2540 dpi
LARGEST_BARE_UM = 10
NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
PNG_HEAD_BYTES = 8


@dataclass(frozen=True)
class PixelSize:
    """Micrometres; `z` is None where it is not stated."""

    x: float
    y: float
    z: float | None = None


@dataclass(frozen=True)
class ImageFacts:
    """Names of the channels, '' or missing = not named; None = not calibrated."""

    channel_names: tuple[str, ...] = ()
    pixel_size: PixelSize | None = None


NO_FACTS = ImageFacts()


def tiff_facts(page: tifffile.TiffPage, planes: int) -> ImageFacts:
    """Of the first page of a file with so many planes, samples not counted."""
    text = page.description
    if text.startswith("ImageJ="):
        return _imagej_facts(page, text, planes)
    pixels = re.search(r"<(?:\w+:)?Pixels\b([^>]*)>", text)
    if pixels and re.search(r"<(?:\w+:)?OME\b", text):
        return _ome_facts(text, pixels)
    unit = {2: 25400.0, 3: 10000.0}.get(_plain(page, "ResolutionUnit", 2), math.nan)
    x, y = _resolution(page)
    return ImageFacts(pixel_size=_bare_size(unit / x, unit / y))


def hdf5_facts(dataset: h5py.Dataset, axes: str, tags: str | None) -> ImageFacts:
    """Of a data set; `axes` and `tags` from its own `axistags`."""
    sizes = np.asarray(dataset.attrs.get("element_size_um", ()))
    if sizes.shape == (3,) and sizes.dtype.kind in "iuf":
        z, y, x = map(float, sizes)
        return ImageFacts(pixel_size=_size(x, y, z))
    stated = hdf5.text_of_attribute(dataset, "axis_units")
    if not stated or tags is None:
        return ImageFacts()
    try:
        units = json.loads(stated)
    except ValueError:
        return ImageFacts()
    if not isinstance(units, Mapping):
        return ImageFacts()
    found: dict[str, float] = {}
    for axis, entry in zip(axes, json.loads(tags)["axes"], strict=True):
        factor, step = _micrometres_in(str(units.get(axis, ""))), 0.0
        if isinstance(entry.get("resolution"), int | float):
            step = float(entry["resolution"])
        if factor is not None:
            found[axis] = step * factor
    if not {"x", "y"} <= set(found):
        return ImageFacts()
    return ImageFacts(pixel_size=_size(found["x"], found["y"], found.get("z")))


def png_facts(path: Path) -> ImageFacts:
    """From the chunk `pHYs`, which stands before the pixels."""
    with path.open("rb") as file:
        file.seek(PNG_HEAD_BYTES)
        while len(head := file.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind == b"pHYs" and length == 9:
                x, y, unit = struct.unpack(">IIB", file.read(9))
                is_stated = unit == 1 and x > 0 and y > 0
                return ImageFacts(
                    pixel_size=_bare_size(1e6 / x, 1e6 / y) if is_stated else None
                )
            if kind in (b"IDAT", b"IEND"):
                break
            file.seek(length + 4, 1)
    return ImageFacts()


def _imagej_facts(page: tifffile.TiffPage, text: str, planes: int) -> ImageFacts:
    said = dict(line.split("=", 1) for line in text.splitlines() if line.find("=") > 0)
    t, z, c = (_count(said.get(name)) for name in ("frames", "slices", "channels"))
    if page.samplesperpixel > 1 and t * z == planes:
        c = 1
    elif t * z * c != planes:
        # pages that are described wrongly, or not at all, are slices
        t, z, c = 1, planes, 1
    unit = _micrometres_in(said.get("unit", ""))
    x, y = _resolution(page)
    spacing = _number(said.get("spacing"))
    pixel_size = None
    if unit is not None:
        depth = abs(spacing) * unit if spacing is not None and z > 1 else None
        pixel_size = _size(unit / x, unit / y, depth)
    return ImageFacts(_channel_names(page, (t, z, c)), pixel_size)


def _channel_names(
    page: tifffile.TiffPage, sizes: tuple[int, int, int]
) -> tuple[str, ...]:
    """Labels belong to planes; they name a channel if all its planes have the same."""
    tag = page.tags.get("IJMetadata")
    labels = tag.value.get("Labels") if tag and isinstance(tag.value, dict) else None
    count = sizes[2]
    if not isinstance(labels, list) or count < 2 or len(labels) != math.prod(sizes):
        return ()
    return tuple(
        labels[c] if len(set(labels[c::count])) == 1 else "" for c in range(count)
    )


def _ome_facts(text: str, pixels: re.Match) -> ImageFacts:
    said = _attributes(pixels[1])
    body = text[pixels.end() :]
    end = re.search(r"</(?:\w+:)?Pixels>", body)
    image = body[: end.start()] if end else ""
    channels = re.findall(r"<(?:\w+:)?Channel\b([^>]*)>", image)

    def length(axis: str) -> float | None:
        size = said.get(f"PhysicalSize{axis}")
        unit = _micrometres_in(said.get(f"PhysicalSize{axis}Unit", "um"))
        if size is None or unit is None:
            return None
        value = _number(size)
        return math.nan if value is None else value * unit

    x, y = length("X"), length("Y")
    return ImageFacts(
        tuple(_attributes(channel).get("Name", "") for channel in channels),
        None if x is None else _size(x, x if y is None else y, length("Z")),
    )


def _attributes(text: str) -> dict[str, str]:
    return {
        name: html.unescape(double or single)
        for name, double, single in ATTRIBUTE.findall(text)
    }


def _resolution(page: tifffile.TiffPage) -> tuple[float, float]:
    """Pixels per unit; NaN where the file does not say, or says 0."""
    x = _plain(page, "XResolution", math.nan) or math.nan
    return x, _plain(page, "YResolution", x) or math.nan


def _plain(page: tifffile.TiffPage, name: str, missing: float) -> float:
    tag = page.tags.get(name)
    value = missing if tag is None else tag.value
    if isinstance(value, tuple) and len(value) == 2:
        return value[0] / value[1] if value[1] else math.nan
    return float(value) if isinstance(value, int | float) else missing


def _micrometres_in(unit: str) -> float | None:
    """None if the unit is no length; ImageJ writes µ as the characters `\\u00B5`."""
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), unit)
    return UNITS_UM.get(plain.strip().lower())


def _bare_size(x: float, y: float) -> PixelSize | None:
    return _size(x, y, None) if x < LARGEST_BARE_UM and y < LARGEST_BARE_UM else None


def _size(x: float, y: float, z: float | None) -> PixelSize | None:
    def is_size(value: float | None) -> bool:
        return value is not None and math.isfinite(value) and value > 0

    if not is_size(x) or not is_size(y):
        return None
    return PixelSize(x, y, z if is_size(z) else None)


def _number(text: str | None) -> float | None:
    return float(text) if text is not None and NUMBER.fullmatch(text) else None


def _count(text: str | None) -> int:
    value = _number(text) or 1
    return int(value) if 1 <= value < 2**31 else 1
