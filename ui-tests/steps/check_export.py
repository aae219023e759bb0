"""Reads exported results as other programs do and prints what it found as JSON."""

import csv
import json
import sys
from pathlib import Path

import h5py
import numpy as np
import tifffile
import zarr
from PIL import Image

folder = Path(sys.argv[1])


def named(rest: str) -> Path:
    return folder / f"hela-cells-{rest}"


with tifffile.TiffFile(named("probabilities.tif")) as file:
    series = file.series[0]
    whole = series.asarray()
    info = file.imagej_metadata["Info"]
    probabilities = {
        "axes": series.axes,
        "shape": whole.shape,
        "info": "Written by: Pixel Forest" in info and "Features: " in info,
    }

eight = tifffile.imread(named("probabilities_8bit.tif"))
rounded = np.floor(whole.astype(np.float64) * 255 + 0.5)

with tifffile.TiffFile(named("probabilities.ome.tif")) as file:
    assert file.is_ome
    image = tifffile.xml2dict(file.ome_metadata)["OME"]["Image"]
    pixels = image["Pixels"]
    ome = {
        "channels": [channel["Name"] for channel in pixels["Channel"]],
        "micrometres": round(pixels["PhysicalSizeX"], 4),
        "agrees": np.array_equal(file.series[0].asarray(), whole),
    }

with h5py.File(named("probabilities.h5")) as file:
    data = file["exported_data"]
    hdf5 = {
        "shape": data.shape,
        "agrees": np.array_equal(data[()], whole),
        "classes": json.loads(data.attrs["pixelforest_classes"]),
    }
    assert json.loads(data.attrs["pixelforest_provenance"])["forest"]["seed"] == 0

npy = np.load(named("probabilities.npy"))
group = zarr.open_group(named("probabilities.ome.zarr"), mode="r")
level = group[group.attrs["ome"]["multiscales"][0]["datasets"][0]["path"]]
doubts = tifffile.imread(named("uncertainty.tif"))
picture = Image.open(named("overlay.png"))
colours = np.asarray(picture)[..., :3]
with open(named("summary.csv"), newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
story = json.loads(named("provenance.json").read_text("utf-8"))

print(
    json.dumps(
        {
            "probabilities": probabilities,
            "eightBit": {
                "dtype": str(eight.dtype),
                "agrees": np.array_equal(eight, rounded),
            },
            "ome": ome,
            "hdf5": hdf5,
            "npy": {"shape": npy.shape, "agrees": np.array_equal(npy, whole)},
            "zarr": {
                "shape": level.shape,
                "agrees": np.array_equal(level[0, :, 0], whole),
                "version": group.attrs["ome"]["version"],
            },
            "uncertaintyAgrees": np.allclose(
                doubts, 1 - abs(whole[0] - whole[1]), atol=1e-6
            ),
            "overlay": {
                "size": picture.size,
                # letters and bar are white; the image and its colours are not
                "hasText": bool((colours == 255).all(-1).any()),
                "tiffAgrees": np.array_equal(
                    tifffile.imread(named("overlay.tif")), colours
                ),
            },
            "summary": {
                "classes": [row["class"] for row in rows],
                "pixels": sum(int(row["pixels"]) for row in rows),
            },
            "provenance": {
                "trees": story["forest"]["trees"],
                "fingerprint": (story["image"]["fingerprint"] or "").startswith("v1:"),
                "image": story["image"]["path"],
            },
        }
    )
)
