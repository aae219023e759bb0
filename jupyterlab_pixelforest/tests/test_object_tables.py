"""Objects with corrections, and their tables: the bits of the browser's export.

`node scripts/pixelforest.mjs objects` runs the browser's code and its exporter.
"""

import json
import shutil
import struct
import zlib
from pathlib import Path

import h5py
import numpy as np
import pytest
import tifffile

from jupyterlab_pixelforest.hdf5 import format_axis_tags
from jupyterlab_pixelforest.image_facts import PixelSize
from jupyterlab_pixelforest.images import open_image
from jupyterlab_pixelforest.kernels import Kernels
from jupyterlab_pixelforest.object_corrections import (
    ObjectCorrection,
    correct_objects,
    parse_corrections,
)
from jupyterlab_pixelforest.object_measures import measure
from jupyterlab_pixelforest.object_table import (
    channel_headers,
    csv_lines,
    format_text,
)
from jupyterlab_pixelforest.project import read_project

from .test_node_host import node

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
LESSON = FIXTURES / "hela/lesson.ilp"
RED = {
    "source": {"kind": "channel", "channel": 0},
    "smoothing": 0,
    "threshold": {"kind": "single", "value": 600},
    "split": None,
}
PLANE = {"t": 0, "z": 0}

needs_node = pytest.mark.skipif(
    shutil.which("node") is None, reason="node is not on the path"
)


def with_topics(target: Path, topics: dict) -> Path:
    """A copy of the lesson's project with topics."""
    shutil.copyfile(LESSON, target)
    with h5py.File(target, "r+") as file:
        group = file.require_group("PixelForest")
        group.attrs["version"] = np.array([1.0])
        if "settings" not in group:
            group["settings"] = "{}"
        for name, value in topics.items():
            stored = group.require_group("topics")
            if name in stored:
                del stored[name]
            stored[name] = json.dumps(value)
    return target


def points(*pairs: tuple[float, float]) -> list[dict]:
    return [{"y": y, "x": x} for y, x in pairs]


def corrections_of(labels: np.ndarray) -> list[dict]:
    """Each kind, on the largest objects of a (y, x) label image."""
    order = np.argsort(np.bincount(labels.ravel())[1:])[::-1] + 1
    inside = [tuple(map(float, np.argwhere(labels == i)[0])) for i in order[:6]]
    rows, columns = np.nonzero(labels == order[0])
    middle = float(np.median(rows))
    split = points((middle, columns.min() - 3.0), (middle, columns.max() + 3.0))
    return [
        {"plane": PLANE, "kind": "delete", "at": points(inside[5])[0]},
        {"plane": PLANE, "kind": "split", "line": split},
        {"plane": PLANE, "kind": "merge", "points": points(inside[1], inside[2])},
        {"plane": PLANE, "kind": "merge", "points": points(inside[2], inside[3])},
        {
            "plane": PLANE,
            "kind": "draw",
            "outline": points((-4.5, -4.0), (9, -2), (9.5, 300.25), (-3, 299)),
        },
        {"plane": PLANE, "kind": "delete", "at": {"y": 9000.0, "x": 1.0}},
        {"plane": {"t": 0, "z": 7}, "kind": "delete", "at": {"y": 1, "x": 1}},
    ]


def compare(pixelforest, project: Path, image: Path, folder: Path) -> np.ndarray:
    """Objects and tables of both; returns the label image."""
    mine, theirs = folder / "python", folder / "theirs.npy"
    arguments = ("objects", project, image, "--out", mine, "--format", "npy")
    assert pixelforest(*arguments) == 0, pixelforest.err
    node("objects", project, image, "--out", theirs)
    [labels], [table] = mine.glob("*.npy"), mine.glob("*.csv")
    ours, browsers = np.load(labels), np.load(theirs)
    assert ours.dtype == browsers.dtype
    np.testing.assert_array_equal(ours, browsers)
    assert table.read_bytes() == theirs.with_suffix(".csv").read_bytes()
    return ours


@needs_node
@pytest.mark.parametrize("source", ["channel", "classes"])
def test_corrections_of_a_project_are_replayed_as_in_the_browser(
    source, pixelforest, tmp_path
):
    shutil.copyfile(FIXTURES / "hela/hela-cells.tif", tmp_path / "hela-cells.tif")
    settings = RED if source == "channel" else {}
    plain = with_topics(tmp_path / "plain.ilp", {"segmentation": settings})
    image = tmp_path / "hela-cells.tif"
    before = compare(pixelforest, plain, image, tmp_path).squeeze()
    mended = {"images": {read_project(plain).images[0].id: corrections_of(before)}}
    project = with_topics(
        tmp_path / "mended.ilp",
        {"segmentation": settings, "objectCorrections": mended},
    )
    shutil.rmtree(tmp_path / "python")
    after = compare(pixelforest, project, image, tmp_path).squeeze()
    assert (after != before).any()
    if source == "channel":
        # one deleted, one split, three merged, one drawn
        assert after.max() == before.max() - 1 + 1 - 2 + 1
    assert after[0, 0] == 1


def stack() -> np.ndarray:
    """(z, c, y, x) with a few bright balls."""
    noise = np.random.default_rng(7).normal(300, 40, (5, 2, 40, 50))
    z, y, x = np.ogrid[:5, :40, :50]
    for at in ((1, 9, 9), (3, 20, 40), (2, 30, 15)):
        ball = (z - at[0]) ** 2 + ((y - at[1]) / 3) ** 2 + ((x - at[2]) / 3) ** 2 < 4
        noise[:, 0] += 900 * ball
    return noise.astype(np.uint16)


def write_imagej(path: Path) -> None:
    labels = [name for _ in range(5) for name in ("Lyso Tracker!", "=DAPI")]
    tifffile.imwrite(
        path,
        stack(),
        imagej=True,
        resolution=(1 / 0.107, 1 / 0.107),
        metadata={
            "axes": "ZCYX",
            "unit": "um",
            "spacing": 0.31,
            "Labels": labels,
        },
    )


def write_series(path: Path) -> None:
    tifffile.imwrite(
        path, stack()[:, 0], imagej=True, metadata={"axes": "TYX", "unit": "pixel"}
    )


def write_ome(path: Path) -> None:
    tifffile.imwrite(
        path,
        np.moveaxis(stack()[2], 0, -1)[None].transpose(3, 0, 1, 2)[:, 0],
        ome=True,
        photometric="minisblack",
        metadata={
            "axes": "CYX",
            "Channel": {"Name": ["R&D", "R&D"]},
            "PhysicalSizeX": 65.0,
            "PhysicalSizeXUnit": "nm",
            "PhysicalSizeY": 0.07,
            "PhysicalSizeYUnit": "µm",
        },
    )


def write_bare(path: Path) -> None:
    tifffile.imwrite(path, stack()[2, 0], resolution=(90000, 80000, "CENTIMETER"))


def write_hdf5(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file["data"] = stack()[:, 0]
        file["data"].attrs["axistags"] = format_axis_tags("zyx")
        file["data"].attrs["element_size_um"] = [0.5, 0.2, 0.25]


def write_png(path: Path) -> None:
    pixels = stack()[2, 0]

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
        )

    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 50, 40, 16, 0, 0, 0, 0))
        + chunk(b"pHYs", struct.pack(">IIB", 3_000_000, 4_000_000, 1))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


KINDS = {
    "imagej.tif": (write_imagej, "volume_um3,mean_lyso_tracker"),
    "series.tif": (write_series, "image,frame,id,y,x,area_px,perimeter_px"),
    "ome.ome.tif": (write_ome, "area_um2,perimeter_px,mean_c1"),
    "bare.tif": (write_bare, "area_px,area_um2"),
    "stack.h5": (write_hdf5, "volume_px,volume_um3"),
    "plane.png": (write_png, "area_px,area_um2"),
}


@needs_node
@pytest.mark.parametrize("name", KINDS)
def test_tables_have_the_channel_names_and_micrometres_of_the_browsers(
    name, pixelforest, tmp_path
):
    write, headers = KINDS[name]
    write(tmp_path / name)
    project = with_topics(tmp_path / "p.ilp", {"segmentation": RED})
    labels = compare(pixelforest, project, tmp_path / name, tmp_path)
    assert labels.max() >= 1
    found = (tmp_path / "theirs.csv").read_text("utf-8").splitlines()[0]
    for part in headers.split(","):
        assert any(each.startswith(part) for each in found.split(","))


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("imagej.tif", (0.107, 0.107, 0.31)),
        ("series.tif", None),
        ("ome.ome.tif", (0.065, 0.07, None)),
        ("stack.h5", (0.25, 0.2, 0.5)),
        ("plane.png", (1 / 3, 0.25, None)),
    ],
)
def test_the_size_of_a_pixel_is_what_the_file_says(name, size, tmp_path):
    KINDS[name][0](tmp_path / name)
    with open_image(str(tmp_path / name)) as image:
        found = image.facts.pixel_size
    if size is None:
        assert found is None
    else:
        assert isinstance(found, PixelSize)
        assert (found.x, found.y) == pytest.approx(size[:2], rel=1e-5)
        assert found.z == (size[2] and pytest.approx(size[2]))


def test_a_print_resolution_is_no_size_of_a_pixel(tmp_path):
    tifffile.imwrite(
        tmp_path / "a.tif", np.zeros((9, 9), np.uint8), resolution=(72, 72, "INCH")
    )
    with open_image(str(tmp_path / "a.tif")) as image:
        assert image.facts.pixel_size is None


def test_names_that_are_none_or_twice_become_numbers():
    assert channel_headers(("Red (561)", "", "a-b", "A B"), 5) == [
        "red_561",
        "c2",
        "c3",
        "c4",
        "c5",
    ]


@pytest.mark.parametrize(
    ("text", "cell"),
    [("a b", "a b"), ('a,"b"', '"a,""b"""'), ("=1+1", "'=1+1"), ("-x,", '"\'-x,"')],
)
def test_cells_are_quoted_and_formulas_made_harmless(text, cell):
    assert format_text(text) == cell
    table = measure(Kernels(), np.ones((1, 1, 1), np.uint32), [])
    assert list(csv_lines([table], 1, image=text))[1].startswith(f"{cell},1,")


def test_corrections_that_make_no_sense_are_left_out():
    good = {"plane": PLANE, "kind": "delete", "at": {"y": 1, "x": 2}}
    bad = [
        7,
        {},
        {**good, "plane": {"t": 0}},
        {**good, "plane": {"t": -1, "z": 0}},
        {**good, "kind": "explode"},
        {**good, "kind": ["delete"]},
        {**good, "at": {"y": "1", "x": 2}},
        {**good, "kind": "merge", "points": points((1, 2))},
        {**good, "kind": "draw", "outline": points((1, 2), (3, 4))},
    ]
    text = json.dumps({"images": {"a": [*bad, good], "b": 5}})
    assert parse_corrections(text) == {
        "a": (ObjectCorrection(0, 0, "delete", ((1.0, 2.0),)),),
        "b": (),
    }
    for nothing in (None, "", "{", "[]", '{"images": 3}'):
        assert parse_corrections(nothing) == {}


def test_points_far_outside_and_objects_that_are_gone_change_nothing():
    labels = np.zeros((1, 6, 6), np.uint32)
    labels[0, 1:3, 1:3] = 1
    labels[0, 4:, 4:] = 2
    far = ((1e300, -1e300), (-1e300, 1e300))
    found, count = correct_objects(
        Kernels(),
        labels,
        [
            ObjectCorrection(0, 0, "delete", ((5, 1),)),
            ObjectCorrection(0, 0, "merge", ((5, 1), (0, 0))),
            ObjectCorrection(0, 0, "delete", far[:1]),
            ObjectCorrection(0, 3, "delete", ((1, 1),)),
            ObjectCorrection(0, 0, "split", ((30, -8), (40, 9))),
        ],
    )
    assert count == 2
    np.testing.assert_array_equal(found, labels)
