"""What the commands of a macro take, checked before anything is computed."""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from .errors import PixelForestError
from .features import FEATURE_IDS, FeatureChoice
from .segmentation_settings import SegmentationSettings, parse_segmentation

MAX_POINTS = 100_000
# ids of the browser's results → source and format here
EXPORTS = {
    "probabilities-tiff": ("probabilities", "tif"),
    "probabilities-hdf5": ("probabilities", "h5"),
    "probabilities-npy": ("probabilities", "npy"),
    "segmentation-tiff": ("segmentation", "tif"),
    "segmentation-hdf5": ("segmentation", "h5"),
    "uncertainty-tiff": ("uncertainty", "tif"),
    "features-tiff": ("features", "tif"),
    "labels-tiff": ("labels", "tif"),
    # both write both files
    "objects-tiff": ("objects", "tif"),
    "objects-csv": ("objects", "tif"),
}
# arguments of set-objects: where their value is kept, and their default
SETTINGS: dict[str, tuple[tuple[str, ...], Any]] = {
    "source": (("class_indexes", "channel"), {"kind": "classes", "classIndexes": [0]}),
    "smoothing": (("smoothing",), 0.5),
    "threshold": (("low", "high"), {"kind": "single", "value": 0.5}),
    "fillHoles": (("fill_holes",), True),
    "split": (("split",), {"on": "probability", "channel": 0, "depth": 0.02}),
    "minimumSize": (("minimum_size",), 4),
    "maximumSize": (("maximum_size",), None),
    "dropBorder": (("drop_border",), False),
}

Reader = Callable[[Any], Any]


class WrongArgumentError(ValueError):
    """What was wanted of an argument."""


def whole(value: Any) -> int:
    """From 0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongArgumentError("a whole number from 0")
    if not 0 <= value < 2**53 or value != int(value):
        raise WrongArgumentError("a whole number from 0")
    return int(value)


def whole_or_null(value: Any) -> int | None:
    """null erases."""
    return None if value is None else whole(value)


def diameter(value: Any) -> float:
    """Of a brush."""
    if not _is_number(value) or not 1 <= value <= 10_000:
        raise WrongArgumentError("a number from 1 to 10000")
    return float(value)


def text(value: Any) -> str:
    """Not empty."""
    if not isinstance(value, str) or not value.strip():
        raise WrongArgumentError("a text that is not empty")
    return value.strip()


def anything(value: Any) -> Any:
    """What changes nothing here."""
    return value


def channels(value: Any) -> list[int] | None:
    """null: all."""
    if value is None:
        return None
    if not isinstance(value, list) or not value:
        raise WrongArgumentError("a list of channel numbers from 0, or null")
    return sorted({whole(each) for each in value})


def points(fewest: int) -> Reader:
    """`[[y, x], …]`, so many at least."""

    def read(value: Any) -> tuple[tuple[float, float], ...]:
        listed = value if isinstance(value, list) else []
        fits = fewest <= len(listed) <= MAX_POINTS and all(
            isinstance(pair, list) and len(pair) == 2 and all(map(_is_number, pair))
            for pair in listed
        )
        if not fits:
            raise WrongArgumentError(
                f"a list of {fewest} to {MAX_POINTS} image points [y, x]"
            )
        return tuple((float(y), float(x)) for y, x in listed)

    return read


def exporters(value: Any) -> list[tuple[str, str]]:
    """Sources and formats, each once."""
    listed = value if isinstance(value, list) and value else [value]
    wrong = [
        each for each in listed if not isinstance(each, str) or each not in EXPORTS
    ]
    if wrong:
        raise WrongArgumentError(f"a list of {', '.join(EXPORTS)}")
    return list(dict.fromkeys(EXPORTS[each] for each in listed))


def read_features(arguments: Mapping[str, Any]) -> FeatureChoice:
    """Raises WrongArgumentError."""
    ids, scales = arguments["ids"], arguments["scales"]
    selected = arguments["selected"]
    planar = arguments.get("computeIn2d")
    wanted = (
        f'"ids" of {", ".join(FEATURE_IDS)}, "scales" above 0, and "selected" with a '
        "row of true or false per id"
    )
    if not isinstance(ids, list) or not all(
        isinstance(each, str) and each in FEATURE_IDS for each in ids
    ):
        raise WrongArgumentError(wanted)
    if not isinstance(scales, list) or not all(
        _is_number(each) and each > 0 for each in scales
    ):
        raise WrongArgumentError(wanted)
    planar = [True] * len(scales) if planar is None else planar
    rows = [planar, *(selected if isinstance(selected, list) else [])]
    are_rows = all(
        isinstance(row, list)
        and len(row) == len(scales)
        and all(isinstance(cell, bool) for cell in row)
        for row in rows
    )
    if not are_rows or len(rows) != len(ids) + 1 or len(set(ids)) != len(ids):
        raise WrongArgumentError(wanted)
    return FeatureChoice(
        tuple(ids),
        tuple(map(float, scales)),
        tuple(map(tuple, rows[1:])),
        tuple(planar),
    )


def read_settings(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of `SegmentationSettings`. Raises WrongArgumentError."""
    if not arguments:
        raise WrongArgumentError(f"one of {', '.join(SETTINGS)} at least")
    plain, fields = SegmentationSettings(), {}
    for name, value in arguments.items():
        kept, default = SETTINGS[name]
        found = parse_segmentation(json.dumps({name: value}))
        new = {field: getattr(found, field) for field in kept}
        # nonsense is read as the default
        is_default = all(getattr(plain, field) == new[field] for field in kept)
        if is_default and not _is_same(value, default):
            raise WrongArgumentError(f'"{name}" such as {json.dumps(default)}')
        fields |= new
    return fields


def _is_same(value: Any, default: Any) -> bool:
    if isinstance(default, dict):
        return isinstance(value, dict) and all(
            value.get(name) == part for name, part in default.items()
        )
    return value == default and isinstance(value, bool) == isinstance(default, bool)


def _is_number(value: Any) -> bool:
    is_plain = isinstance(value, int | float) and not isinstance(value, bool)
    return is_plain and -1e300 < value < 1e300 and math.isfinite(value)


# per command that is done: its arguments; those of OPTIONAL may be missing
CLASS = {"classIndex": whole}
STEPS: dict[str, dict[str, Reader]] = {
    "paint-stroke": {
        "points": points(1),
        "classIndex": whole_or_null,
        "diameter": diameter,
    },
    "undo-change": {},
    "redo-change": {},
    "set-plane": {"t": whole, "z": whole},
    "add-class": {"name": text},
    "rename-class": {**CLASS, "name": text},
    "recolor-class": {**CLASS, "color": anything},
    "delete-class": CLASS,
    "clear-class": CLASS,
    "merge-class": {**CLASS, "intoIndex": whole},
    "set-features": dict.fromkeys(
        ("ids", "scales", "selected", "computeIn2d"), anything
    ),
    "set-training-channels": {"channels": channels},
    "update-once": {},
    "set-objects": dict.fromkeys(SETTINGS, anything),
    "fit-objects": {},
    "exclude-region": {"points": points(3)},
    "include-region": {"index": whole},
    "delete-objects": {"points": points(1), "z": whole},
    "merge-objects": {"points": points(2)},
    "split-objects": {"line": points(2)},
    "draw-object": {"outline": points(3)},
    "remove-correction": {"index": whole},
    "export-results": {"exporters": exporters, "folder": anything, "imageId": anything},
}
OPTIONAL = {
    "set-plane": {"t", "z"},
    "add-class": {"name"},
    "set-features": {"computeIn2d"},
    "set-objects": set(SETTINGS),
    "delete-objects": {"z"},
    "export-results": {"folder", "imageId"},
}
# as Python names them
KEYWORDS = {"classIndex": "class_index", "intoIndex": "into_index"}
# what only changes the picture on a screen, or the next stroke there
SCREEN_STEPS = (
    "set-tool",
    "set-brush-size",
    "select-class",
    "toggle-live-update",
    "toggle-objects",
    "set-channel-view",
    "set-layer-opacity",
    "toggle-layer",
)


def read_arguments(command: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Checked arguments of a command of STEPS. Raises PixelForestError `format`."""
    readers = STEPS[command]
    unknown = [name for name in arguments if name not in readers]
    if unknown:
        taken = ", ".join(readers) or "none"
        raise PixelForestError(
            "format", f'there is no argument "{unknown[0]}"; it takes {taken}.'
        )
    missing = [name for name in readers if name not in arguments]
    missing = [name for name in missing if name not in OPTIONAL.get(command, ())]
    if missing:
        raise PixelForestError(
            "format",
            f'the argument "{missing[0]}" is missing, which without a screen nobody '
            "can be asked for. Write it into the macro.",
        )
    found: dict[str, Any] = {}
    name = "arguments"
    try:
        for name, value in arguments.items():
            found[KEYWORDS.get(name, name)] = readers[name](value)
        if command in ("set-features", "set-objects"):
            name = "arguments"
            read = read_features if command == "set-features" else read_settings
            found = {"value": read(arguments)}
    except WrongArgumentError as error:
        value = json.dumps(arguments.get(name, arguments))
        brief = value if len(value) <= 60 else f"{value[:60]}…"
        raise PixelForestError(
            "format", f'"{name}" should be {error}, but is {brief}.'
        ) from error
    return found
