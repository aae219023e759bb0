"""The images a project refers to (ilastik's group `Input Data`)."""

import re
from dataclasses import dataclass, replace

import h5py

from . import hdf5
from .errors import PixelForestError
from .labels import ImageShape

LOCAL_DATA = "/Input Data/local_data/"
MAX_LANES = 10_000
MAX_CHANNELS = 4096
CONTAINER = re.compile(r"\.(h5|hdf5|ilp|n5|zarr)$", re.IGNORECASE)


@dataclass(frozen=True)
class ImageReference:
    """One image of a project.

    `path` is relative to the project's folder, '' if the pixels are inside the
    project; `inner_path` is the data set in a container. `axes` and `sizes` are in
    the file's order, '' and () where the project does not tell.
    """

    id: str
    path: str
    inner_path: str
    nickname: str
    axes: str = ""
    sizes: tuple[int, ...] = ()
    # place among all lanes, also those without an image: labels have this number
    lane: int = 0

    @property
    def shape(self) -> ImageShape | None:
        """Sizes as the project states them."""
        return ImageShape.of(self.axes, self.sizes) if self.axes else None


def split_image_path(text: str) -> tuple[str, str]:
    """Splits `raw.h5/data` at the first container: (path, path in the container).

    Backslashes of projects made on Windows become `/`.
    """
    parts = text.replace("\\", "/").split("/")
    for i, part in enumerate(parts[:-1]):
        if CONTAINER.search(part):
            return "/".join(parts[: i + 1]), "/" + "/".join(parts[i + 1 :])
    return "/".join(parts), ""


def nickname_of(text: str) -> str:
    """ilastik's display name: file without its ending, and data set: `cells-data`."""
    return _nickname(*split_image_path(text))


def _nickname(path: str, inner: str) -> str:
    stem = re.sub(r"(?<=.)\.[^.]*$", "", path.split("/")[-1])
    return "-".join([stem, *(part for part in inner.split("/") if part)])


def read_images(root: h5py.File, warnings: list[str]) -> list[ImageReference]:
    """The images of a project, lane by lane.

    `warnings` gets a line for what is not as it was in ilastik. Raises
    PixelForestError `project` if a lane contradicts itself.
    """
    infos = hdf5.group(root, "Input Data", "infos")
    lanes = [] if infos is None else sorted(infos)
    if len(lanes) > MAX_LANES:
        raise PixelForestError(
            "project",
            f"A project may have {MAX_LANES} images but this one has {len(lanes)}.",
        )
    images: list[ImageReference] = []
    for number, name in enumerate(lanes, 1):
        lane = hdf5.group(infos, name)
        # in files from before 2013 the lane itself describes the image
        is_old = hdf5.kind_of(lane, "filePath") == "dataset"
        info = lane if is_old else hdf5.group(lane, "Raw Data")
        if info is None or hdf5.kind_of(info, "filePath") is None:
            warnings.append(f"Lane {number} of the project has no image.")
            continue
        mask = hdf5.group(lane, "Prediction Mask")
        if hdf5.kind_of(mask, "filePath"):
            warnings.append(
                f"Lane {number} has a prediction mask, which is not applied here: "
                "predictions cover the whole image."
            )
        wanted = hdf5.text(info, "datasetId") or name
        used = {image.id for image in images}
        options = [wanted, *(f"{wanted}-{i}" for i in range(2, len(lanes) + 2))]
        image_id = next(id_ for id_ in options if id_ not in used)
        image = _read_image(root, info, image_id)
        images.append(replace(image, lane=number - 1))
    return images


def _read_image(root: h5py.File, info: h5py.Group, image_id: str) -> ImageReference:
    def text(name: str) -> str:
        return hdf5.text(info, name) or ""

    file_path = text("filePath") or text("url")
    is_internal = (
        text("location") == "ProjectInternal"
        or text("__class__") == "ProjectInternalDatasetInfo"
        or file_path.startswith(LOCAL_DATA)
    )
    axes = _axes_of(info)
    if is_internal:
        inner = text("inner_path") or file_path
        if not inner.startswith(LOCAL_DATA):
            inner = f"{LOCAL_DATA}{text('datasetId')}"
        nickname = text("nickname") or image_id
        sizes, axes = _local_grid(root, inner, axes)
        return ImageReference(image_id, "", inner, nickname, axes, sizes)
    path, inner = split_image_path(file_path)
    nickname = text("nickname") or _nickname(path, inner)
    shape = hdf5.numbers(info, "shape")
    _refuse_subvolume(info, shape, nickname)
    if shape is None or axes is None:
        return ImageReference(image_id, path, inner, nickname)
    are_sizes = all(side == int(side) and side >= 1 for side in shape)
    if len(shape) != len(axes) or not are_sizes or not {"y", "x"} <= set(axes):
        raise PixelForestError(
            "project",
            f"The image {nickname} should have one size per axis, y and x among them, "
            f'but has the axes "{axes}" and the sizes '
            f"{', '.join(f'{side:g}' for side in shape[:10])}.",
        )
    sizes = tuple(int(side) for side in shape)
    if ImageShape.of(axes, sizes).c > MAX_CHANNELS:
        raise PixelForestError(
            "project",
            f'The image {nickname} has the "shape" {sizes} and the axes "{axes}"; at '
            f"most {MAX_CHANNELS} channels are possible.",
        )
    return ImageReference(image_id, path, inner, nickname, axes, sizes)


def _axes_of(info: h5py.Group) -> str | None:
    """Axes the project states, in the image file's order."""
    tags = hdf5.text(info, "axistags")
    if tags:
        return hdf5.parse_axis_tags(tags, info.name)
    order = hdf5.text(info, "axisorder")
    return order if order and hdf5.are_axes(order) else None


def _local_grid(
    root: h5py.File, inner: str, axes: str | None
) -> tuple[tuple[int, ...], str]:
    *groups, name = [part for part in inner.split("/") if part]
    parent = hdf5.group(root, *groups)
    member = None if parent is None else hdf5.dataset(parent, name)
    if member is None:
        raise PixelForestError(
            "project",
            f"An image should lie in the project at {inner} but there is nothing.",
        )
    tags = hdf5.text_of_attribute(member, "axistags")
    stated = None if tags is None else hdf5.parse_axis_tags(tags, inner)
    found = axes or stated or hdf5.default_axes(member.shape)
    if len(found) != member.ndim or not {"y", "x"} <= set(found):
        raise PixelForestError(
            "project",
            f"The image at {inner} has {member.ndim} dimensions but the axes "
            f'"{found}".',
        )
    return member.shape, found


def _refuse_subvolume(
    info: h5py.Group, shape: list[float] | None, nickname: str
) -> None:
    """Old projects could use a part of an image; labels would lie elsewhere."""
    roi = hdf5.numbers(info, "subvolume_roi")
    if roi is None:
        return
    half = len(roi) // 2
    if any(roi[:half]) or shape is None or roi[half:] != shape:
        raise PixelForestError(
            "project",
            f"The project uses only a part of the image {nickname}, which is not "
            "supported. Crop the image to a file of its own and use that with ilastik.",
        )
