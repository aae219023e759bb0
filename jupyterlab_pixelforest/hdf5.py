"""Reading members of an HDF5 file that may be damaged or made to harm.

Sizes are checked before anything is read, links into other files are not followed,
and nothing is ever unpickled.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import unpack_from

import h5py
import numpy as np

from .errors import PixelForestError

MAX_SMALL_BYTES = 2**26
MAX_STRINGS = 100_000
# start of a heap of variable-length values, version 1; no heap is smaller
HEAP_SIGNATURE = b"GCOL\1"
HEAP_HEADER_BYTES = 16
MIN_HEAP_BYTES = 4096
AXES = "tzyxc"
TYPE_FLAGS = {"t": 8, "z": 2, "y": 2, "x": 2, "c": 1}


@contextmanager
def open_file(path: Path, mode: str = "r") -> Iterator[h5py.File]:
    """Opens a file.

    Raises PixelForestError `access` if it cannot be opened, `format` if damaged.
    """
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PixelForestError("access", f"{path} cannot be read: {reason}.") from error
    with guard(path):
        file = h5py.File(path, mode)
    with file:
        yield file


@contextmanager
def guard(path: Path | str) -> Iterator[None]:
    """Whatever the library finds wrong in a file becomes an error of ours, `format`."""
    try:
        yield
    except PixelForestError:
        raise
    except (OSError, RuntimeError, KeyError, ValueError, TypeError) as error:
        text = " ".join(str(error).split())
        raise PixelForestError(
            "format", f"{path} is no HDF5 file, or it is damaged ({text})."
        ) from error


def check_heaps(path: Path) -> None:
    """Makes sure that the heaps of variable-length values are sound.

    From one whose objects have impossible sizes the library returns after minutes, if
    at all. Raises PixelForestError `format` if one is damaged.
    Source: HDF5 File Format Specification, III.E "Global Heap".
    """
    size = path.stat().st_size
    if size < MIN_HEAP_BYTES:
        return
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        start = data.find(HEAP_SIGNATURE)
        while start >= 0:
            # heaps start at multiples of 8; elsewhere it is a chance of pixels
            if start % 8 == 0 and not _is_sound(data, start, size):
                raise PixelForestError(
                    "format",
                    f"{path} is damaged: its store of texts at byte {start} "
                    "contradicts itself. Get a complete copy of the file.",
                )
            start = data.find(HEAP_SIGNATURE, start + 1)


def _is_sound(data: mmap, start: int, file_size: int) -> bool:
    """Whether the objects of a heap follow one another up to its end."""
    if start + HEAP_HEADER_BYTES > file_size:
        return False
    (size,) = unpack_from("<Q", data, start + 8)
    if not MIN_HEAP_BYTES <= size <= file_size - start:
        return False
    at, end = start + HEAP_HEADER_BYTES, start + size
    while end - at >= HEAP_HEADER_BYTES:
        number, length = unpack_from("<H6xQ", data, at)
        # object 0 is the free space, its size includes the head
        step = -(-length // 8) * 8 + HEAP_HEADER_BYTES if number else length
        if not HEAP_HEADER_BYTES <= step <= end - at:
            return False
        at += step
    return True


def kind_of(parent: h5py.Group | None, name: str) -> str | None:
    """`group`, `dataset` or `other` (e.g. a link that leads nowhere); None without."""
    if parent is None:
        return None
    link = parent.get(name, getlink=True)
    if link is None:
        return None
    if isinstance(link, h5py.ExternalLink):
        return "other"
    found = parent.get(name, getclass=True)
    if found is h5py.Group:
        return "group"
    return "dataset" if found is h5py.Dataset else "other"


def group(parent: h5py.Group | None, *names: str) -> h5py.Group | None:
    """A member group, several levels down for several names; None without it."""
    for name in names:
        kind = kind_of(parent, name)
        if kind is None:
            return None
        if kind != "group":
            _wrong(parent, name, "a group", f"a {kind}")
        parent = parent[name]
    return parent


def dataset(parent: h5py.Group | None, name: str) -> h5py.Dataset | None:
    """A member data set; None without it."""
    kind = kind_of(parent, name)
    if kind is None:
        return None
    if kind != "dataset":
        _wrong(parent, name, "a data set", f"a {kind}")
    return parent[name]


def array(parent: h5py.Group | None, name: str, limit: int) -> np.ndarray | None:
    """All numbers of a data set of at most `limit` bytes; None without it."""
    member = dataset(parent, name)
    if member is None:
        return None
    if member.dtype.kind not in "biuf":
        _wrong(parent, name, "numbers", str(member.dtype))
    size = member.size or 0
    if size * member.dtype.itemsize > limit:
        _wrong(parent, name, f"at most {limit} bytes", str(member.shape))
    return np.asarray(member[()])


def numbers(parent: h5py.Group | None, name: str) -> list[float] | None:
    """Numbers of a small data set in a flat list; None without it."""
    values = array(parent, name, MAX_SMALL_BYTES)
    return None if values is None else values.ravel().tolist()


def texts(parent: h5py.Group | None, name: str) -> list[str] | None:
    """Strings of a data set, fixed or variable, ASCII or UTF-8; None without it."""
    member = dataset(parent, name)
    if member is None:
        return None
    if h5py.check_string_dtype(member.dtype) is None:
        _wrong(parent, name, "text", str(member.dtype))
    if (member.size or 0) > MAX_STRINGS or member.dtype.itemsize > MAX_SMALL_BYTES:
        _wrong(parent, name, "a short list", f"{member.size} texts")
    stored = np.asarray(member[()], dtype=object).ravel()
    return [_to_text(value) for value in stored]


def text(parent: h5py.Group | None, name: str) -> str | None:
    """The first string of a data set; None without it."""
    found = texts(parent, name)
    return (found or [""])[0] if found is not None else None


def text_of_attribute(node: h5py.Group | h5py.Dataset, name: str) -> str | None:
    """The text of an attribute; None without it."""
    if name not in node.attrs:
        return None
    value = node.attrs[name]
    if isinstance(value, np.ndarray):
        value = value.ravel()[0] if value.size else ""
    if not isinstance(value, str | bytes):
        _wrong(node, f"attribute {name}", "text", type(value).__name__)
    return _to_text(value)


def parse_axis_tags(json_text: str, where: str) -> str:
    """vigra's JSON → axis letters in the array's order."""
    try:
        axes = "".join(str(entry["key"]) for entry in json.loads(json_text)["axes"])
    except (ValueError, KeyError, TypeError):
        axes = ""
    if not axes or not are_axes(axes):
        raise PixelForestError(
            "format",
            f"{where}: the axes should be some of t, z, y, x, c, each once, but "
            f'"axistags" holds {json_text[:80]}. Write the file again with other axes.',
        )
    return axes


def format_axis_tags(axes: str) -> str:
    """The reverse of `parse_axis_tags`."""
    entries = [
        {
            "key": axis,
            "typeFlags": TYPE_FLAGS[axis],
            "resolution": 0,
            "description": "",
        }
        for axis in axes
    ]
    return json.dumps({"axes": entries}, indent=2)


def are_axes(axes: str) -> bool:
    """Whether every letter is an axis and none comes twice."""
    return len(set(axes)) == len(axes) and set(axes) <= set(AXES)


def default_axes(shape: tuple[int, ...]) -> str:
    """What ilastik assumes of an array that says nothing; '' if it assumes nothing."""
    if len(shape) == 3:
        return "yxc" if shape[2] <= 4 else "zyx"
    return {2: "yx", 4: "zyxc", 5: "tzyxc"}.get(len(shape), "")


def _to_text(value: str | bytes) -> str:
    if isinstance(value, bytes):
        return value.rstrip(b"\0").decode("utf-8", "replace")
    # text that says it is ASCII but is UTF-8 comes with its bytes as surrogates
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _wrong(node: h5py.HLObject, name: str, wanted: str, found: str) -> None:
    raise PixelForestError(
        "format",
        f"{node.file.filename}: {node.name}: {name} should be {wanted} but is {found}. "
        "The file is damaged or was made by another program.",
    )
