"""Objects of images: the browser's bits, the command and its files."""

import csv
import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest
import tifffile

from jupyterlab_pixelforest.kernels import Kernels
from jupyterlab_pixelforest.object_fit import fit_to_size, fitted_fields
from jupyterlab_pixelforest.object_measures import measure
from jupyterlab_pixelforest.object_table import csv_lines, format_number
from jupyterlab_pixelforest.pipeline import Predictor, train_forest
from jupyterlab_pixelforest.project import read_project
from jupyterlab_pixelforest.segmentation import segment
from jupyterlab_pixelforest.segmentation_settings import (
    SegmentationSettings,
    parse_segmentation,
)
from jupyterlab_pixelforest.training_rows import open_project_image

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
HELA = FIXTURES / "hela/hela-cells.tif"
HASHES = json.loads((FIXTURES / "hashes.json").read_text("utf-8"))["objects"]
SETTINGS = json.loads((FIXTURES / "objects/settings.json").read_text("utf-8"))
RED = {
    "source": {"kind": "channel", "channel": 0},
    "smoothing": 0,
    "threshold": {"kind": "single", "value": 600},
    "split": None,
}


@pytest.fixture(scope="module")
def wasm() -> Kernels:
    return Kernels()


def hela_channels() -> list[np.ndarray]:
    image = tifffile.imread(HELA)
    return [image[None, ..., c] for c in range(3)]


@pytest.mark.parametrize("name", HASHES)
def test_objects_and_their_table_are_the_browsers_bits(name, wasm):
    settings = parse_segmentation(json.dumps(SETTINGS[name]))
    channels = hela_channels()
    split = settings.split
    found = segment(
        wasm,
        [channels[settings.channel]],
        settings,
        channels[split.channel] if split else None,
        settings.excluded.get("a", ()),
    )
    table = measure(wasm, found.labels, channels)
    text = "".join(f"{line}\n" for line in csv_lines([table], 1))
    labels = found.labels.astype("<u4").tobytes()
    assert hashlib.sha256(labels).hexdigest() == HASHES[name]["labels"]
    assert hashlib.sha256(text.encode()).hexdigest() == HASHES[name]["table"]


def test_thresholds_fail_on_the_red_channel_as_the_lesson_says(wasm):
    """Merged at 600, the faint ones missed at 2000: both by the reference's count."""
    [red, _, _] = hela_channels()
    counts = []
    for value in (600, 1000, 2000):
        stored = {**RED, "threshold": {"kind": "single", "value": value}}
        stored["fillHoles"] = False
        found = segment(wasm, [red], parse_segmentation(json.dumps(stored)))
        counts.append((found.count, int(np.bincount(found.labels.ravel())[1:].max())))
    assert counts[:2] == [(140, 7186), (130, 2658)]
    assert counts[2][0] == 56


@pytest.mark.parametrize("channels", [[0], None])
def test_the_lesson_gives_as_many_objects_as_the_reference(channels, wasm, workers):
    """Mean of three forests on the shared strokes, red alone and all channels."""
    project = read_project(FIXTURES / "hela/lesson.ilp")
    project.training_channels = channels
    found, largest = [], 0
    for seed in range(3):
        trained = train_forest(project, workers, seed, 100, permutations=0)
        predictor = Predictor("probabilities", trained.setup, trained.forest, 2)
        with open_project_image(project, project.images[0]) as image:
            maps = predictor.compute_whole(workers, image)
        source = [np.ascontiguousarray(maps[0, ..., 0])]
        raw = segment(wasm, source, SegmentationSettings(smoothing=0, fill_holes=False))
        default = segment(wasm, source, SegmentationSettings())
        plain = SegmentationSettings()
        fields = fitted_fields(plain, fit_to_size(wasm, source, plain))
        fitted = segment(wasm, source, replace(plain, **fields))
        found.append((raw.piece_count, default.count, fitted.count))
        for each in (default, fitted):
            largest = max(largest, int(np.bincount(each.labels.ravel())[1:].max()))
    pieces, objects, fitted_objects = np.mean(found, 0)
    assert 215 <= pieces <= 285
    assert 330 <= objects <= 420
    assert 330 <= fitted_objects <= 420
    assert largest <= 400


def with_settings(source: Path, target: Path, settings: dict) -> Path:
    """A copy of a project with stored settings."""
    shutil.copyfile(source, target)
    with h5py.File(target, "r+") as file:
        group = file.require_group("PixelForest")
        group.attrs["version"] = np.array([1.0])
        if "settings" not in group:
            group["settings"] = "{}"
        group.require_group("topics")["segmentation"] = json.dumps(settings)
    return target


def test_a_raw_channel_needs_no_classifier(pixelforest, tmp_path):
    project = with_settings(FIXTURES / "hela/lesson.ilp", tmp_path / "p.ilp", RED)
    out = tmp_path / "out"
    assert pixelforest("objects", project, HELA, "--out", out, "--json") == 0
    [report] = map(json.loads, pixelforest.out)
    assert report["error"] is None
    assert report["output"] == str(out / "hela-cells_objects.tif")
    assert pixelforest.err == []
    labels = tifffile.imread(report["output"])
    assert labels.shape == (512, 672)
    assert labels.dtype == np.uint16
    with (out / "hela-cells_objects.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == labels.max() == report["objects"] == 140
    red = tifffile.imread(HELA)[..., 0]
    for row in rows[::20]:
        inside = labels == int(row["id"])
        assert float(row["area_px"]) == inside.sum()
        assert float(row["mean_c1"]) == pytest.approx(red[inside].mean())
    assert sorted(path.name for path in out.iterdir()) == [
        "hela-cells_objects.csv",
        "hela-cells_objects.tif",
    ]


@pytest.mark.parametrize("kind", ["h5", "npy", "tif"])
def test_stacks_and_series_keep_the_axes_of_their_file(pixelforest, tmp_path, kind):
    folder = FIXTURES / "ilastik/f12_time_volumes"
    [source] = [path for path in folder.iterdir() if path.name.startswith("raw")][:1]
    out = tmp_path / "out"
    arguments = (folder / "f12_time_volumes.ilp", source, "--out", out)
    assert pixelforest("objects", *arguments, "--format", kind) == 0
    [table] = out.glob("*_objects.csv")
    header = table.read_text("utf-8").splitlines()[0].split(",")
    assert header[:7] == ["image", "frame", "id", "z", "y", "x", "volume_px"]
    assert "perimeter_px" not in header
    assert "mean_probability" in header
    assert [path.suffix for path in out.iterdir() if path != table] == [f".{kind}"]


def test_without_stored_settings_the_defaults_hold(pixelforest, tmp_path):
    folder = FIXTURES / "ilastik/f01_rgb_uint8_tif"
    project = folder / "f01_rgb_uint8_tif.ilp"
    images = (folder / "raw0.tif", tmp_path / "missing.tif")
    out = tmp_path / "out"
    assert pixelforest("objects", project, *images, "--out", out, "--json") == 1
    first, second = map(json.loads, pixelforest.out)
    assert first["error"] is None
    assert second["output"] is None
    assert "missing.tif" in second["error"] or "no" in second["error"].lower()
    labels = tifffile.imread(first["output"])
    sizes = np.bincount(labels.ravel())[1:]
    assert sizes.min() >= 4
    assert len(sizes) == first["objects"]


def test_settings_are_fitted_to_the_first_image_that_can_be_read(pixelforest, tmp_path):
    y, x = np.mgrid[:200, :400]
    discs = np.zeros((200, 400), np.uint16)
    for centre in range(50, 400, 100):
        discs[np.hypot(y - 100, x - centre) <= 30] = 1000
    discs[5:8, 5:8] = 1000
    tifffile.imwrite(tmp_path / "discs.tif", discs)
    tifffile.imwrite(tmp_path / "dark.tif", 0 * discs)
    project = with_settings(FIXTURES / "hela/lesson.ilp", tmp_path / "p.ilp", RED)
    images = [tmp_path / f"{name}.tif" for name in ("missing", "dark", "discs")]
    out = tmp_path / "out"
    arguments = (project, *images, "--out", out, "--json")
    assert pixelforest("objects", *arguments, "--fit") == 1
    said = "\n".join(pixelforest.err)
    assert "missing.tif: not fitted to: " in said
    assert "dark.tif: not fitted to: " in said
    # 0.15 of the radius, and a tenth of 2821 pixels
    assert "settings fitted: smoothing 4.49, minimum size 282." in said
    assert [json.loads(line)["objects"] for line in pixelforest.out] == [None, 0, 4]
    alone = (project, tmp_path / "dark.tif", "--out", out)
    assert pixelforest("objects", *alone, "--fit") == 2
    assert "no image that settings can be fitted to" in "\n".join(pixelforest.err)


def test_settings_that_name_a_missing_class_or_channel_say_so(pixelforest, tmp_path):
    lesson = FIXTURES / "hela/lesson.ilp"
    missing = {"source": {"kind": "classes", "classIndexes": [7]}}
    project = with_settings(lesson, tmp_path / "p.ilp", missing)
    assert pixelforest("objects", project, HELA, "--out", tmp_path / "out") == 2
    [line] = pixelforest.err
    assert "class 8, but there are 2" in line
    missing = {**RED, "source": {"kind": "channel", "channel": 3}}
    project = with_settings(lesson, tmp_path / "q.ilp", missing)
    assert pixelforest("objects", project, HELA, "--out", tmp_path / "out") == 1
    assert "channel 4, but it has 3" in pixelforest.err[-1]


def test_more_objects_than_uint16_holds_become_uint32(pixelforest, tmp_path):
    dots = np.zeros((600, 600), np.uint8)
    dots[::2, ::2] = 255
    tifffile.imwrite(tmp_path / "dots.tif", dots)
    project = with_settings(
        FIXTURES / "hela/lesson.ilp",
        tmp_path / "p.ilp",
        {**RED, "threshold": {"kind": "single", "value": 9}, "minimumSize": 1},
    )
    out = tmp_path / "out"
    assert pixelforest("objects", project, tmp_path / "dots.tif", "--out", out) == 0
    labels = tifffile.imread(out / "dots_objects.tif")
    assert labels.dtype == np.uint32
    assert labels.max() == 300 * 300


def test_damaged_settings_are_as_in_the_defaults():
    plain = SegmentationSettings()
    for text in (None, "", "{", "[]", "7", '{"smoothing": "x", "split": 5}'):
        assert parse_segmentation(text) == plain
    assert parse_segmentation('{"split": null}').split is None
    assert parse_segmentation('{"minimumSize": 1e999}') == plain
    huge = json.dumps({"smoothing": 10**400, "minimumSize": 10**400})
    assert parse_segmentation(huge) == plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (3.0, "3"),
        (0.1, "0.1"),
        (-2.5, "-2.5"),
        (1e20, "100000000000000000000"),
        (1.5e21, "1.5e+21"),
        (0.000015, "0.000015"),
        (2.5e-7, "2.5e-7"),
        (float("nan"), ""),
    ],
)
def test_numbers_are_written_as_javascript_does(value, text):
    assert format_number(value) == text
