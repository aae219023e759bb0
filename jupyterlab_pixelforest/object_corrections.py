"""What the user mended by hand in the objects of images, as a project remembers it.

The topic `objectCorrections` of docs/project-file.md; what makes no sense there is
left out, as in src/project/object-corrections.ts. Objects are named by points inside
them, so that a correction holds wherever the object still exists.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .kernels import Kernels

# of an image: a file that says more is damaged
MAX_CORRECTIONS = 100_000
MAX_POINTS = 100_000
# kind → member that holds its points, fewest points
KINDS = {
    "delete": ("at", 1),
    "merge": ("points", 2),
    "split": ("line", 2),
    "draw": ("outline", 3),
}

Point = tuple[float, float]


@dataclass(frozen=True)
class ObjectCorrection:
    """One correction on a plane; `points` are (y, x) in pixels.

    `delete`: the object there is none; `merge`: the objects there become one;
    `split`: along this line; `draw`: a new object inside this outline.
    """

    t: int
    z: int
    kind: str
    points: tuple[Point, ...]


def parse_corrections(text: str | None) -> dict[str, tuple[ObjectCorrection, ...]]:
    """The corrections that a topic's text says, by image id, oldest first."""
    try:
        value = None if text is None else json.loads(text)
    except ValueError:
        return {}
    images = _members(_members(value).get("images"))
    return {
        image_id: tuple(
            correction
            for item in _list(listed, MAX_CORRECTIONS)
            if (correction := _correction(_members(item)))
        )
        for image_id, listed in images.items()
    }


def correct_objects(
    wasm: Kernels, labels: np.ndarray, corrections: Sequence[ObjectCorrection]
) -> tuple[np.ndarray, int]:
    """(z, y, x) ids with the corrections made, numbered anew, and how many there are.

    As in src/engine/worker/correction-jobs.ts. Raises PixelForestError `memory`.
    """
    with wasm.scratch():
        numbered = _CorrectedObjects(wasm, labels)
        for correction in corrections:
            if correction.z < len(labels):
                numbered.correct(correction)
        numbered.rename()
        return numbered.renumber()


class _CorrectedObjects:
    """Numbered objects in the kernels' memory; renamings in a row are made at once."""

    def __init__(self, wasm: Kernels, labels: np.ndarray) -> None:
        self._wasm = wasm
        self._shape = labels.shape
        self._pointer = wasm.place(np.ascontiguousarray(labels, np.uint32))
        self._next_id = wasm.call("highestObject", self._pointer, labels.size) + 1
        size = wasm.call("correctionBytes", *labels.shape[1:])
        self._work = wasm.allocate(size)
        # new id by id
        self._renamed: dict[int, int] = {}

    def correct(self, correction: ObjectCorrection) -> None:
        z, points = correction.z, correction.points
        if correction.kind in ("split", "draw"):
            self.rename()
            self._change(correction.kind, z, points)
            return
        ids = [found for point in points if (found := self._id_at(z, point)) > 0]
        if correction.kind == "delete":
            self._renamed |= dict.fromkeys(ids, 0)
        else:
            first, *others = dict.fromkeys(ids) or [0]
            self._renamed |= dict.fromkeys(others, first)

    def rename(self) -> None:
        """Makes the renamings that wait."""
        if not self._renamed:
            return
        table = np.arange(self._next_id, dtype=np.uint32)
        for old in self._renamed:
            table[old] = self._name_of(old)
        with self._wasm.scratch():
            pointer = self._wasm.place(table)
            size = math.prod(self._shape)
            self._wasm.call("renameObjects", self._pointer, size, pointer, len(table))
        self._renamed.clear()

    def renumber(self) -> tuple[np.ndarray, int]:
        table = self._wasm.allocate((self._next_id + 1) * 4)
        size, highest = math.prod(self._shape), self._next_id - 1
        count = self._wasm.call("renumberObjects", self._pointer, size, table, highest)
        return self._wasm.view(self._pointer, self._shape, np.uint32).copy(), count

    def _change(self, kind: str, z: int, points: Sequence[Point]) -> None:
        _, height, width = self._shape
        with self._wasm.scratch():
            # cut to what is near the plane
            near = np.clip(
                np.array(points, np.float64),
                (-height - 1, -width - 1),
                (2 * height + 1, 2 * width + 1),
            )
            pointer = self._wasm.place(near)
            plane = self._pointer + z * height * width * 4
            rest = (height, width, pointer, len(points), self._next_id, self._work)
            if kind == "split":
                self._next_id = self._wasm.call("splitObjects", plane, *rest)
            else:
                self._wasm.call("drawObject", plane, *rest)
                self._next_id += 1

    def _id_at(self, z: int, point: Point) -> int:
        # half a pixel is rounded up, as in JavaScript
        y, x = (math.floor(value + 0.5) for value in point)
        _, height, width = self._shape
        if not (0 <= y < height and 0 <= x < width):
            return 0
        labels = self._wasm.view(self._pointer, self._shape, np.uint32)
        return self._name_of(int(labels[z, y, x]))

    def _name_of(self, found: int) -> int:
        while found in self._renamed:
            found = self._renamed[found]
        return found


def _correction(stored: Mapping) -> ObjectCorrection | None:
    plane, kind = _members(stored.get("plane")), stored.get("kind")
    t, z = _index(plane.get("t")), _index(plane.get("z"))
    if t is None or z is None or not isinstance(kind, str) or kind not in KINDS:
        return None
    member, fewest = KINDS[kind]
    value = stored.get(member)
    listed = [value] if kind == "delete" else _list(value, MAX_POINTS)
    points = tuple(point for each in listed if (point := _point(_members(each))))
    return ObjectCorrection(t, z, kind, points) if len(points) >= fewest else None


def _point(stored: Mapping) -> Point | None:
    y, x = stored.get("y"), stored.get("x")
    return (float(y), float(x)) if _is_number(y) and _is_number(x) else None


def _is_number(value: object) -> bool:
    is_plain = isinstance(value, int | float) and not isinstance(value, bool)
    # a whole number may be too large for a float
    return is_plain and -1.7e308 < value < 1.7e308


def _index(value: object) -> int | None:
    return int(value) if _is_number(value) and 0 <= value == int(value) else None


def _list(value: object, most: int) -> list:
    return value[:most] if isinstance(value, list) else []


def _members(value: object) -> Mapping:
    return value if isinstance(value, dict) else {}
