"""How a map becomes separate objects, as a project remembers it.

The topic `segmentation` of docs/project-file.md; what is missing or makes no sense
is as in the defaults, as in src/project/segmentation.ts.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_SMOOTHING = 50
MAX_INDEX = 2**53 - 1


@dataclass(frozen=True)
class SplitSettings:
    """Seeded watershed: on what, of which channel, least descent between peaks."""

    on: str
    channel: int
    depth: float


@dataclass(frozen=True)
class ExcludedRegion:
    """A drawn region without objects: corners (y, x), and its slice or None for all."""

    points: tuple[tuple[float, float], ...]
    z: int | None


@dataclass(frozen=True)
class SegmentationSettings:
    """The steps in the order in which they are taken."""

    # class indexes whose probabilities are added up, or None: a raw channel
    class_indexes: tuple[int, ...] | None = (0,)
    channel: int = 0
    smoothing: float = 0.5
    # one threshold, or two
    low: float = 0.5
    high: float | None = None
    fill_holes: bool = True
    split: SplitSettings | None = SplitSettings("probability", 0, 0.01)
    minimum_size: int = 4
    maximum_size: int | None = None
    drop_border: bool = False
    excluded: Mapping[str, tuple[ExcludedRegion, ...]] = field(default_factory=dict)


def parse_segmentation(text: str | None) -> SegmentationSettings:
    """The settings that a topic's text says."""
    plain = SegmentationSettings()
    try:
        value = None if text is None else json.loads(text)
    except ValueError:
        return plain
    if value is None:
        return plain
    stored = _members(value)
    class_indexes, channel = _source(_members(stored.get("source")))
    low, high = _threshold(_members(stored.get("threshold")))
    smoothing = _number(stored.get("smoothing"), 0, MAX_SMOOTHING)
    fill_holes = stored.get("fillHoles")
    minimum_size = _index(stored.get("minimumSize"))
    return SegmentationSettings(
        class_indexes=class_indexes,
        channel=channel,
        smoothing=plain.smoothing if smoothing is None else smoothing,
        low=low,
        high=high,
        fill_holes=fill_holes if isinstance(fill_holes, bool) else plain.fill_holes,
        split=_split(stored),
        minimum_size=plain.minimum_size if minimum_size is None else minimum_size,
        maximum_size=_index(stored.get("maximumSize")),
        drop_border=stored.get("dropBorder") is True,
        excluded=_excluded(_members(stored.get("excluded"))),
    )


def _source(stored: Mapping) -> tuple[tuple[int, ...] | None, int]:
    plain = SegmentationSettings()
    if stored.get("kind") == "channel":
        channel = _index(stored.get("channel"))
        return (plain.class_indexes, 0) if channel is None else (None, channel)
    listed = stored.get("classIndexes")
    if stored.get("kind") == "classes" and isinstance(listed, list):
        indexes = {_index(each) for each in listed} - {None}
        if indexes:
            return tuple(sorted(indexes)), 0
    return plain.class_indexes, 0


def _threshold(stored: Mapping) -> tuple[float, float | None]:
    plain = SegmentationSettings()
    if stored.get("kind") == "single":
        value = _number(stored.get("value"))
        return plain.low if value is None else value, None
    low, high = _number(stored.get("low")), _number(stored.get("high"))
    if stored.get("kind") == "hysteresis" and None not in (low, high):
        return min(low, high), max(low, high)
    return plain.low, None


def _split(stored: Mapping) -> SplitSettings | None:
    if "split" in stored and stored["split"] is None:
        return None
    split = _members(stored.get("split"))
    on, depth = split.get("on"), _number(split.get("depth"), 0)
    if depth is None or on not in ("probability", "intensity", "distance"):
        return SegmentationSettings().split
    return SplitSettings(on, _index(split.get("channel")) or 0, depth)


def _excluded(stored: Mapping) -> dict[str, tuple[ExcludedRegion, ...]]:
    images = {}
    for image_id, regions in stored.items():
        listed = regions if isinstance(regions, list) else []
        kept = tuple(region for each in listed if (region := _region(_members(each))))
        if kept:
            images[image_id] = kept
    return images


def _region(stored: Mapping) -> ExcludedRegion | None:
    listed = stored.get("points")
    corners = []
    for point in listed if isinstance(listed, list) else []:
        y, x = (_number(_members(point).get(axis)) for axis in "yx")
        if y is not None and x is not None:
            corners.append((y, x))
    return (
        ExcludedRegion(tuple(corners), _index(stored.get("z")))
        if len(corners) >= 3
        else None
    )


def _number(
    value: object, least: float = -math.inf, most: float = math.inf
) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # a whole number may be too large for a float
    if not -1.7e308 < value < 1.7e308:
        return None
    return float(value) if least <= value <= most else None


def _index(value: object) -> int | None:
    number = _number(value, 0, MAX_INDEX)
    return int(number) if number is not None and number == int(number) else None


def _members(value: object) -> Mapping:
    return value if isinstance(value, dict) else {}
