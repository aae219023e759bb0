"""Makes a project large, or tells what is in it; prints JSON.

Use: large_project.py grow PROJECT MEGABYTES, or large_project.py tell PROJECT.
What is added could be another program's: Pixel Forest does not know it.
"""

import json
import sys

import h5py
import numpy as np

PLACE = "Other program/volume"
MEGABYTE = 2**20


def grow(path, megabytes):
    with h5py.File(path, "a") as project:
        volume = project.create_dataset(PLACE, (megabytes, MEGABYTE), np.uint8)
        for i in range(megabytes):
            volume[i, :] = i % 251
    return {}


def tell(path):
    with h5py.File(path) as project:
        volume = project[PLACE]
        rows = range(volume.shape[0])
        labels = project["PixelClassification/LabelSets"]
        return {
            "isWhole": all(bool((volume[i] == i % 251).all()) for i in rows),
            "labelled": sum(
                int((block[()] > 0).sum())
                for lane in labels.values()
                for block in lane.values()
            ),
            "inside": len(project["Input Data/local_data"]),
        }


command, path, *rest = sys.argv[1:]
print(json.dumps(grow(path, int(rest[0])) if command == "grow" else tell(path)))
