"""Reads exported objects as other programs do and prints what it found as JSON."""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import roifile
import tifffile

folder = Path(sys.argv[1])
labels = tifffile.imread(folder / "hela-cells-objects.tif")
areas = np.bincount(labels.ravel())
ids = [int(number) for number in np.flatnonzero(areas) if number > 0]

with open(folder / "hela-cells-objects.csv", newline="", encoding="utf-8") as file:
    rows = {int(row["id"]): float(row["area_px"]) for row in csv.DictReader(file)}


def polygon_area(points: np.ndarray) -> float:
    """Signed; corners of pixels."""
    x, y = points[:, 0], points[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def roi_area(roi: roifile.ImagejRoi) -> float:
    if roi.multi_coordinates is not None:
        paths = roifile.ImagejRoi.path2coords(roi.multi_coordinates)
        return sum(polygon_area(path) for path in paths)
    return polygon_area(roi.coordinates())


rois = {int(roi.name): roi for roi in roifile.roiread(folder / "hela-cells-rois.zip")}

geojson = json.loads((folder / "hela-cells-objects.geojson").read_text("utf-8"))
polygon_areas = {}
for feature in geojson["features"]:
    geometry = feature["geometry"]
    is_single = geometry["type"] == "Polygon"
    polygons = [geometry["coordinates"]] if is_single else geometry["coordinates"]
    assert all(ring[0] == ring[-1] for polygon in polygons for ring in polygon)
    rings = [np.array(ring[:-1]) for polygon in polygons for ring in polygon]
    polygon_areas[int(feature["properties"]["name"])] = sum(map(polygon_area, rings))

wanted = {number: float(areas[number]) for number in ids}
print(
    json.dumps(
        {
            "dtype": str(labels.dtype),
            "count": len(ids),
            "rowsAgree": rows == wanted,
            "roisAgree": {n: roi_area(roi) for n, roi in rois.items()} == wanted,
            "polygonsAgree": polygon_areas == wanted,
        }
    )
)
