"""Reads back what the lesson saved and exported; prints findings as JSON.

Use: check_lesson.py FOLDER SCRIBBLES, with lysosomes.ilp and the results in FOLDER.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

import h5py
import numpy as np
import tifffile
from PIL import Image


def brushed(strokes, shape):
    """The strokes by the rule of docs/numerics.md, "Brush"."""
    labels = np.zeros(shape, np.uint8)
    y, x = np.mgrid[: shape[0], : shape[1]].astype(float)
    for stroke in strokes:
        points = stroke["points"]
        for (x0, y0), (x1, y1) in zip(points, points[1:] or points, strict=False):
            length = (x1 - x0) ** 2 + (y1 - y0) ** 2
            along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / (length or 1)
            along = np.clip(along, 0, 1)
            distance = np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0))
            labels[distance <= stroke["diameter"] / 2] = stroke["class"]
    return labels


def saved_labels(project, shape):
    """The label blocks of the first image, put together."""
    labels = np.zeros(shape, np.uint8)
    for block in project["PixelClassification/LabelSets/labels000"].values():
        ranges = re.findall(r"(\d+):(\d+)", block.attrs["blockSlice"])
        slices = tuple(slice(int(start), int(stop)) for start, stop in ranges)
        labels[slices[:2]] = block[()].reshape([s.stop - s.start for s in slices[:2]])
    return labels


def digest(group):
    """Fingerprint of all data sets below a group."""
    sha = hashlib.sha256()

    def add(name, item):
        if isinstance(item, h5py.Dataset):
            # texts are objects: what they say counts, not where they lie
            text = repr(np.asarray(item[()]).tolist())
            sha.update(f"{name} {item.dtype} {text}".encode())

    group.visititems(add)
    return sha.hexdigest()


def component_sizes(mask):
    """Sizes of the 8-connected pieces of a mask."""
    parent = {}

    def root(pixel):
        while parent[pixel] != pixel:
            parent[pixel] = parent[parent[pixel]]
            pixel = parent[pixel]
        return pixel

    for y, x in zip(*np.nonzero(mask), strict=True):
        parent[(y, x)] = (y, x)
        for other in ((y - 1, x - 1), (y - 1, x), (y - 1, x + 1), (y, x - 1)):
            if other in parent:
                parent[root((y, x))] = root(other)
    sizes = {}
    for pixel in parent:
        sizes[root(pixel)] = sizes.get(root(pixel), 0) + 1
    return list(sizes.values())


def tiff(path):
    """Values and the facts that other programs go by."""
    with tifffile.TiffFile(path) as file:
        series, page = file.series[0], file.pages[0]
        meta = file.imagej_metadata or {}
        resolution = page.tags.get("XResolution")
        return {
            "values": series.asarray(),
            "axes": series.axes,
            "dtype": str(series.dtype),
            "unit": meta.get("unit"),
            "labels": meta.get("Labels"),
            "ranges": meta.get("Ranges"),
            "perUnit": resolution and resolution.value[0] / resolution.value[1],
        }


def facts(result):
    """A result without its pixels."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in result.items()
        if key != "values"
    } | {"shape": list(result["values"].shape)}


def main(folder, scribbles):
    folder = Path(folder)
    strokes = json.loads(Path(scribbles).read_text())["strokes"]
    shape = (512, 672)
    wanted = brushed(strokes, shape)
    with h5py.File(folder / "lysosomes.ilp") as project:
        labels = saved_labels(project, shape)
        forests = project["PixelClassification/ClassifierForests"]
        saved = {
            "labelsEqual": bool((labels == wanted).all()),
            "labelled": [int((labels == i).sum()) for i in (1, 2)],
            "names": [
                name.decode() for name in project["PixelClassification/LabelNames"][()]
            ],
            "forests": digest(forests),
        }
    results = {
        path.name: tiff(path) for path in sorted(folder.glob("hela-cells_*.tif"))
    }
    probabilities = results["hela-cells_probabilities.tif"]["values"]
    segmentation = results["hela-cells_segmentation.tif"]["values"]
    label_image = results["hela-cells_labels.tif"]["values"]
    sizes = component_sizes(probabilities[0] > 0.5)
    masks = [
        results[f"hela-cells_mask_{name}.tif"]["values"] for name in saved["names"]
    ]
    png = np.asarray(Image.open(folder / "hela-cells_segmentation.png").convert("RGBA"))
    colours = {1: (255, 225, 25), 2: (0, 130, 200)}
    painted = np.zeros((*shape, 3), np.uint8)
    for label, colour in colours.items():
        painted[segmentation == label] = colour
    with h5py.File(folder / "hela-cells_probabilities.h5") as file:
        data = file["exported_data"]
        h5 = {
            "shape": list(data.shape),
            "dtype": str(data.dtype),
            "axes": [
                axis["key"] for axis in json.loads(data.attrs["axistags"])["axes"]
            ],
            "range": [float(value) for value in data.attrs["drange"]],
            "agrees": bool((np.moveaxis(data[()], -1, 0) == probabilities).all()),
        }
    with h5py.File(folder / "hela-cells_segmentation.h5") as file:
        data = file["exported_data"]
        h5_classes = {
            "shape": list(data.shape),
            "dtype": str(data.dtype),
            "agrees": bool((data[()][..., 0] == segmentation).all()),
        }
    return {
        "saved": saved,
        "files": {name: facts(result) for name, result in results.items()},
        "components": sum(size >= 4 for size in sizes),
        "sumsToOne": bool(np.allclose(probabilities.sum(0), 1, atol=1e-6)),
        "segmentationIsArgmax": bool(
            (segmentation == probabilities.argmax(0) + 1).all()
        ),
        "maskValues": sorted({int(v) for mask in masks for v in np.unique(mask)}),
        "masksAgree": all(
            bool(((mask == 255) == (segmentation == i + 1)).all())
            for i, mask in enumerate(masks)
        ),
        "labelsAgree": bool((label_image == wanted).all()),
        "pngAgrees": bool((png[..., :3] == painted).all()),
        "pngIsOpaque": bool((png[..., 3:] == 255).all()),
        "probabilitiesH5": h5,
        "segmentationH5": h5_classes,
    }


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
