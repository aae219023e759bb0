"""scikit-image's watershed and regionprops on the map of bench/objects.mjs.

Seeds are given: the highest pixel of each of our objects. What is measured leaves out
the convex hull, which takes scikit-image minutes for so many objects.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from scipy import ndimage
from skimage.measure import regionprops_table
from skimage.segmentation import watershed

MEASURES = (
    "label",
    "area",
    "bbox",
    "centroid",
    "perimeter",
    "eccentricity",
    "intensity_mean",
    "intensity_min",
    "intensity_max",
)


def main() -> None:
    folder, *sizes = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    values = np.fromfile(folder / "map.f32", "<f4").reshape(sizes)
    channel = np.fromfile(folder / "channel.u16", "<u2").reshape(sizes)
    ours = np.fromfile(folder / "labels.u32", "<u4").reshape(sizes).astype(np.int32)
    smooth = ndimage.gaussian_filter(values, 0.5, mode="mirror", truncate=3.5)
    ids = np.arange(1, ours.max() + 1)
    places = ndimage.maximum_position(smooth, ours, ids)
    seeds = np.zeros(sizes, np.int32)
    for number, place in zip(ids, places, strict=True):
        seeds[place] = number
    mask = ours > 0
    for _ in sys.stdin:
        start = time.process_time()
        labels = watershed(-smooth, seeds, mask=mask, connectivity=2)
        between = time.process_time()
        regionprops_table(labels, intensity_image=channel, properties=MEASURES)
        stop = time.process_time()
        line = {
            "cpuS": stop - start,
            "watershedS": between - start,
            "agreeing": float((labels == ours)[mask].mean()),
        }
        print(json.dumps(line), flush=True)


main()
