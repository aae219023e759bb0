"""Opens images of any of the formats as planes, with the axes in the file's order.

TIFF with tifffile, PNG and JPEG with Pillow, HDF5, Zarr and NPY. Values are exactly
the file's; which axes a file has is read from it, never guessed from its sizes,
but for the arrays that say nothing (docs/formats.md).
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import h5py
import numpy as np
import tifffile

from . import hdf5
from .errors import PixelForestError, in_one_line
from .image_facts import NO_FACTS, ImageFacts, hdf5_facts, png_facts, tiff_facts
from .image_references import split_image_path
from .labels import ImageShape, in_order

# HDF5 groups looked into for the only data set
MAX_DATASETS = 5000
# larger pictures are refused before they fill the memory
MAX_PICTURE_PIXELS = 2**31
MAX_EXACT_INTEGER = 2**53

# its warnings about damaged files would stand between our lines
logging.getLogger("tifffile").setLevel(logging.CRITICAL)


@dataclass(frozen=True, eq=False)
class OpenImage:
    """An array in the file's own axis order; h5py and Zarr read it when it is cut."""

    name: str
    axes: str
    values: np.ndarray
    facts: ImageFacts = NO_FACTS

    @property
    def shape(self) -> ImageShape:
        """Sizes by axis."""
        return ImageShape.of(self.axes, self.values.shape)

    def slices(self, t: int, z0: int, z1: int) -> list[np.ndarray]:
        """(y, x, c) values of some slices of a frame, in the file's type.

        Raises PixelForestError `format` for types that cannot be kept exactly.
        """
        at = {"t": t, "z": slice(z0, z1)}
        cut = tuple(at.get(axis, slice(None)) for axis in self.axes)
        with _decoding(self.name):
            values = np.asarray(self.values[cut])
        if values.dtype.kind in "iu" and values.dtype.itemsize == 8:
            low, high = int(values.min()), int(values.max())
            if max(-low, high) > MAX_EXACT_INTEGER:
                raise PixelForestError(
                    "format",
                    f"{self.name} holds the 64-bit integer {high}; only values up to "
                    "2^53 can be kept exactly. Store it as uint16 or float32.",
                )
            values = values.astype(np.float64)
        return list(in_order(values, self.axes.replace("t", ""))[0])


@dataclass(frozen=True)
class AxesWish:
    """Axes from elsewhere: what the user says counts in any case, those of the same
    image in a project before the file's, those of other images where it says none.
    """

    stated: str = ""
    project: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Found:
    """An array with its axes; `is_stated` if the file says them."""

    values: np.ndarray
    axes: str
    is_stated: bool = True
    facts: ImageFacts = NO_FACTS


@contextmanager
def open_image(
    path: str, wish: AxesWish | None = None, inner: str | None = None
) -> Iterator[OpenImage]:
    """Opens an image; in a container it is named `raw.h5/path/in/file`.

    Raises PixelForestError `access`, `format` or `mismatch`.
    """
    if inner is None:
        path, inner = split_image_path(path)
    if not Path(path).exists():
        raise PixelForestError("access", f"there is no file {path}.")
    with _open_values(Path(path), inner) as found:
        values = found.values
        axes = _choose_axes(found, wish or AxesWish())
        sizes = ", ".join(map(str, values.shape))
        is_fit = (
            len(axes) == values.ndim and hdf5.are_axes(axes) and {"y", "x"} <= set(axes)
        )
        if not is_fit:
            raise PixelForestError(
                "mismatch",
                f"the image has {values.ndim} dimensions ({sizes}) but the axes "
                f'"{axes}"; one of t, z, y, x, c per dimension is needed, y and x '
                "among them. Give the right ones with --axes.",
            )
        if values.dtype.kind not in "biuf" or values.dtype.itemsize > 8:
            raise PixelForestError(
                "format",
                f"the image holds {values.dtype}; integers and floats of 8 to 64 bits "
                "are read. Convert it to one of these.",
            )
        if 0 in values.shape:
            raise PixelForestError("format", f"the image is empty ({sizes}).")
        yield OpenImage(Path(path).name, axes, values, found.facts)


def _choose_axes(found: _Found, wish: AxesWish) -> str:
    if wish.stated:
        return wish.stated
    fitting = found.values.ndim
    if len(wish.project) == fitting:
        return wish.project
    others = [axes for axes in wish.others if len(axes) == fitting]
    return found.axes if found.is_stated or not others else others[0]


@contextmanager
def _open_values(path: Path, inner: str) -> Iterator[_Found]:
    if path.is_dir():
        with _decoding(path.name):
            found = _open_zarr(path, inner)
        yield found
        return
    with _decoding(path.name), path.open("rb") as file:
        head = file.read(8)
    if head == b"\x89HDF\r\n\x1a\n":
        with hdf5.open_file(path) as file:
            with hdf5.guard(path):
                found = _choose_dataset(file, inner, path.name)
            yield found
        return
    if inner:
        raise PixelForestError("format", f"{path} is no container of data sets.")
    with _decoding(path.name):
        if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
            found = _read_tiff(path)
        elif head == b"\x89PNG\r\n\x1a\n" or head[:2] == b"\xff\xd8":
            found = _read_picture(path)
        elif head[:6] == b"\x93NUMPY":
            values = np.load(path, mmap_mode="r", allow_pickle=False)
            found = _Found(values, hdf5.default_axes(values.shape), is_stated=False)
        else:
            raise PixelForestError(
                "format",
                f"{path.name} is none of TIFF, PNG, JPEG, HDF5, Zarr and NPY. Convert "
                "it to one of these.",
            )
    yield found


@contextmanager
def _decoding(name: str) -> Iterator[None]:
    """Whatever a decoder finds wrong becomes an error of ours."""
    try:
        yield
    except PixelForestError:
        raise
    except MemoryError as error:
        raise PixelForestError(
            "memory", f"{name} does not fit into memory: {in_one_line(error)}"
        ) from error
    except PermissionError as error:
        raise PixelForestError("access", f"{name} may not be read.") from error
    except Exception as error:
        raise PixelForestError(
            "format", f"{name} is damaged or not supported: {in_one_line(error)}."
        ) from error


def _read_tiff(path: Path) -> _Found:
    with tifffile.TiffFile(path) as file:
        series = [
            each
            for each in file.series
            if not (each.keyframe.is_reduced or each.keyframe.is_mask)
        ]
        if len(series) != 1:
            raise PixelForestError(
                "format",
                f"{path.name} holds {len(series)} images of different size or type. "
                "Save them as separate files.",
            )
        [image] = series
        size = path.stat().st_size
        for page in image.pages:
            ends = [
                offset + count
                for offset, count in zip(
                    page.dataoffsets, page.databytecounts, strict=True
                )
            ]
            if not ends or max(ends) > size:
                raise PixelForestError(
                    "format", f"{path.name} is truncated: pixels lie beyond its end."
                )
        values = image.asarray()
        axes = image.axes.lower()
        sizes = [
            size
            for size, axis in zip(values.shape, axes, strict=True)
            if axis not in "yxs"
        ]
        facts = tiff_facts(image.keyframe, int(np.prod(sizes, dtype=np.int64)))
    if values.dtype == bool:
        values = values.astype(np.uint8)
    return replace(_name_pages(values, axes), facts=facts)


def _name_pages(values: np.ndarray, axes: str) -> _Found:
    """tifffile's axes → ours: the samples of a pixel (s) are channels, pages of which
    nothing is said (q, i and others) are slices.
    """
    pages = [i for i, axis in enumerate(axes) if axis not in "yxs"]
    names = "".join(axes[i] for i in pages)
    sizes = [values.shape[i] for i in pages]
    if "s" in axes and "c" in names:
        if sizes[names.index("c")] > 1:
            raise PixelForestError(
                "format",
                "channels stand in pages and in pixels. Save the image with one value "
                "a pixel and page.",
            )
        values = values.squeeze(axes.index("c"))
        return _name_pages(values, axes.replace("c", ""))
    if set(names) <= set("tzc"):
        return _Found(values, axes.replace("s", "c"))
    pixel_axes = "".join(axis for axis in axes if axis in "yxs").replace("s", "c")
    values = np.moveaxis(values, pages, range(len(pages)))
    count = int(np.prod(sizes, dtype=np.int64))
    values = values.reshape(count, *values.shape[len(pages) :])
    if count == 1:
        return _Found(values[0], pixel_axes)
    return _Found(values, f"z{pixel_axes}", is_stated=False)


def _read_picture(path: Path) -> _Found:
    """PNG and JPEG: palettes become colours, an opaque alpha is dropped."""
    from PIL import Image

    with path.open("rb") as file:
        header = file.read(26)
    is_png = header[:4] == b"\x89PNG"
    if is_png and header[24] == 16 and header[25] in (2, 4, 6):
        # Pillow would cut these to 8 bits
        import imagecodecs

        values = imagecodecs.png_decode(path.read_bytes())
    else:
        Image.MAX_IMAGE_PIXELS = MAX_PICTURE_PIXELS
        with Image.open(path, formats=("PNG", "JPEG")) as picture:
            if picture.mode == "CMYK":
                raise PixelForestError(
                    "format",
                    f"{path.name} has the 4 components of a print. Save it as RGB.",
                )
            if picture.mode == "P":
                has_alpha = "transparency" in picture.info
                picture = picture.convert("RGBA" if has_alpha else "RGB")
            values = np.asarray(picture)
            if picture.mode.startswith("I"):
                values = values.astype(np.uint16)
            elif is_png and picture.mode == "L" and header[24] in (2, 4):
                # Pillow spreads few bits over 0 to 255
                values = values // (255 // (2 ** header[24] - 1))
    if values.dtype == bool:
        values = values.astype(np.uint8)
    facts = png_facts(path) if is_png else NO_FACTS
    if values.ndim == 2:
        return _Found(values, "yx", facts=facts)
    opaque = np.iinfo(values.dtype).max
    if values.shape[2] in (2, 4) and is_png and (values[..., -1] == opaque).all():
        values = values[..., :-1]
    if values.shape[2] == 1:
        return _Found(values[..., 0], "yx", facts=facts)
    return _Found(values, "yxc", facts=facts)


def _choose_dataset(file: h5py.File, inner: str, name: str) -> _Found:
    if inner:
        *groups, last = [part for part in inner.split("/") if part]
        parent = hdf5.group(file, *groups)
        member = None if parent is None else hdf5.dataset(parent, last)
        if member is None:
            raise PixelForestError("format", f"{name} has no data set {inner}.")
    else:
        found = _list_datasets(file)
        if len(found) != 1:
            listed = ", ".join(f"{name}{each.name}" for each in found[:10])
            raise PixelForestError(
                "format",
                f"{name} should hold one image but holds {len(found)}. "
                f"Name one of: {listed or 'none'}.",
            )
        [member] = found
    if member.is_virtual or member.external:
        raise PixelForestError(
            "format",
            f"{name}: {member.name} only points at other files. Copy the data.",
        )
    tags = hdf5.text_of_attribute(member, "axistags")
    axes = hdf5.parse_axis_tags(tags, f"{name}: {member.name}") if tags else ""
    facts = hdf5_facts(member, axes, tags)
    if axes:
        return _Found(member, axes, facts=facts)
    defaults = hdf5.default_axes(member.shape)
    return _Found(member, defaults, is_stated=False, facts=facts)


def _list_datasets(file: h5py.File) -> list[h5py.Dataset]:
    """Numeric data sets of two to five dimensions."""
    found: list[h5py.Dataset] = []
    waiting = [(file, 1)]
    budget = MAX_DATASETS
    while waiting:
        group, depth = waiting.pop()
        for name in group:
            budget -= 1
            kind = hdf5.kind_of(group, name) if budget > 0 else None
            if kind == "group" and depth < 12:
                waiting.append((group[name], depth + 1))
            elif kind == "dataset":
                member = group[name]
                is_number = member.dtype.kind in "biuf"
                if is_number and 2 <= member.ndim <= 5 and 0 not in member.shape:
                    found.append(member)
    return sorted(found, key=lambda member: member.name)


def _open_zarr(path: Path, inner: str) -> _Found:
    """An array, or the largest level of an OME-Zarr image."""
    import zarr

    node = zarr.open(path, mode="r", path=inner.strip("/"))
    if isinstance(node, zarr.Array):
        stated = node.metadata.to_dict().get("dimension_names")
        names = node.attrs.get("_ARRAY_DIMENSIONS") or stated or []
        axes = "".join(str(name).lower() for name in names if name)
        if len(axes) == node.ndim:
            return _Found(node, axes)
        return _Found(node, hdf5.default_axes(node.shape), is_stated=False)
    attributes = dict(node.attrs)
    scales = attributes.get("ome", attributes).get("multiscales") or []
    if not scales:
        arrays = [name for name, _ in node.arrays()]
        raise PixelForestError(
            "format",
            f"{path.name}{inner} is no image; name an array in it: "
            f"{', '.join(arrays[:10]) or 'it has none'}.",
        )
    axes = "".join(
        entry if isinstance(entry, str) else entry["name"]
        for entry in scales[0].get("axes", "tczyx")
    )
    return _Found(node[scales[0]["datasets"][0]["path"]], axes)
