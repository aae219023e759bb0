"""The command `pixelforest` as scripts and users rely on it."""

import json
import os
import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path

import h5py
import numpy as np
import pytest
import tifffile

from jupyterlab_pixelforest import batch, cli, results
from jupyterlab_pixelforest.project import read_project
from jupyterlab_pixelforest.tests.result_files import load

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"
RGB = FIXTURES / "ilastik/f01_rgb_uint8_tif"
TRANSPOSED = FIXTURES / "ilastik/f08_txyzc_singletons"


# --- failures of images


def test_a_bad_image_does_not_stop_the_others(pixelforest, tmp_path):
    project = RGB / "f01_rgb_uint8_tif.ilp"
    broken = tmp_path / "broken.tif"
    broken.write_bytes((RGB / "raw0.tif").read_bytes()[:500])
    grey = tmp_path / "grey.tif"
    tifffile.imwrite(grey, np.zeros((50, 60), np.uint8))
    small = tmp_path / "small.tif"
    tifffile.imwrite(small, np.zeros((5, 60, 3), np.uint8), photometric="rgb")
    images = (broken, tmp_path / "missing.tif", grey, small, RGB / "raw1.tif")
    out = tmp_path / "out"
    assert pixelforest("predict", project, *images, "--out", out, "--json") == 1
    reports = [json.loads(line) for line in pixelforest.out]
    assert [report["image"] for report in reports] == [str(each) for each in images]
    for report in reports:
        assert set(report) == {"image", "output", "seconds", "error"}
    assert [report["error"] is None for report in reports] == [False] * 4 + [True]
    assert reports[-1]["output"] == str(out / "raw1_probabilities.h5")
    assert len(pixelforest.err) == 4
    for line, report in zip(pixelforest.err, reports, strict=False):
        assert line == f"{report['image']}: {report['error']}"
    assert "3 channel(s), but this one has 1" in pixelforest.err[2]
    assert "σ = 5" in pixelforest.err[3]
    assert [path.name for path in out.iterdir()] == ["raw1_probabilities.h5"]


def test_pixels_near_nan_get_0_and_tiny_images_a_reason(pixelforest, tmp_path):
    folder = FIXTURES / "ilastik/f03_gray_unused_class_internal"
    image = np.random.default_rng(0).random((60, 70), np.float32)
    image[10, 10], image[40, 50] = np.nan, np.inf
    arrays = {
        "nan": image,
        "constant": np.full((60, 70), 3, np.int64),
        "pixel": np.zeros((1, 1)),
        "empty": np.zeros((0, 5)),
    }
    for name, values in arrays.items():
        np.save(tmp_path / f"{name}.npy", values)
    images = [tmp_path / f"{name}.npy" for name in arrays]
    options = ("--out", tmp_path / "out", "--format", "npy")
    assert pixelforest("predict", folder / f"{folder.name}.ilp", *images, *options) == 1
    pixel, empty = pixelforest.err
    assert "1 × 1" in pixel
    assert "empty" in empty
    sums = load(tmp_path / "out/nan_probabilities.npy").sum(axis=-1)
    assert sums[10, 10] == 0
    assert sums[40, 50] == 0
    assert np.isclose(sums[60 - 20 :, :20], 1).all()
    constant = load(tmp_path / "out/constant_probabilities.npy")
    assert (constant == constant[0, 0]).all()


def test_two_images_of_one_name_do_not_replace_each_other(pixelforest, tmp_path):
    other = tmp_path / "raw0.tif"
    shutil.copyfile(RGB / "raw1.tif", other)
    project, out = RGB / "f01_rgb_uint8_tif.ilp", tmp_path / "out"
    images = (RGB / "raw0.tif", other)
    assert pixelforest("predict", project, *images, "--out", out) == 1
    assert pixelforest.err[0].startswith(f"{other}: its result would replace")


def test_a_result_that_cannot_be_written_fails_with_one_line(pixelforest, tmp_path):
    project = RGB / "f01_rgb_uint8_tif.ilp"
    blocked = tmp_path / "raw0_probabilities.npy"
    (blocked / "mine").mkdir(parents=True)
    options = ("--out", tmp_path, "--format", "npy")
    images = (RGB / "raw0.tif", RGB / "raw1.tif")
    assert pixelforest("predict", project, *images, *options) == 1
    assert len(pixelforest.err) == 1
    assert (blocked / "mine").is_dir()
    assert (tmp_path / "raw1_probabilities.npy").exists()
    assert not list(tmp_path.glob(".*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_fails_with_one_line(pixelforest, tmp_path):
    tmp_path.chmod(0o500)
    project = RGB / "f01_rgb_uint8_tif.ilp"
    assert pixelforest("predict", project, RGB / "raw0.tif", "--out", tmp_path) == 1
    assert len(pixelforest.err) == 1


def test_a_full_disk_fails_with_one_line_and_leaves_nothing(
    pixelforest, tmp_path, monkeypatch
):
    def refuse(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(results, "_reserve", refuse)
    options = ("--out", tmp_path, "--format", "tif")
    project = RGB / "f01_rgb_uint8_tif.ilp"
    assert pixelforest("predict", project, RGB / "raw0.tif", *options) == 1
    [line] = pixelforest.err
    assert "No space left on device" in line
    assert list(tmp_path.iterdir()) == []


# --- resuming


def test_resume_skips_what_is_there_and_does_the_rest(pixelforest, tmp_path):
    project = RGB / "f01_rgb_uint8_tif.ilp"
    done = tmp_path / "raw0_probabilities.h5"
    done.write_bytes(b"from before")
    images = (RGB / "raw0.tif", RGB / "raw1.tif")
    options = ("--out", tmp_path, "--resume", "--json")
    assert pixelforest("predict", project, *images, *options) == 0
    reports = [json.loads(line) for line in pixelforest.out]
    assert [report["output"] for report in reports] == [
        str(tmp_path / f"raw{i}_probabilities.h5") for i in (0, 1)
    ]
    assert done.read_bytes() == b"from before"
    assert load(tmp_path / "raw1_probabilities.h5").any()
    assert pixelforest("predict", project, *images, *options[:2]) == 0
    assert load(done).any()


@pytest.mark.parametrize("kind", results.FORMATS)
def test_a_broken_run_leaves_no_half_file_and_keeps_the_old_one(
    pixelforest, project, tmp_path, monkeypatch, kind
):
    image = project.parent / "raw0.h5"
    options = ("--out", tmp_path / "out", "--format", kind)
    assert pixelforest("predict", project, image, *options) == 0
    before = sorted((tmp_path / "out").rglob("*"))
    compute = batch.Predictor.compute

    def break_off(*arguments):
        yield from islice(compute(*arguments), 2)
        raise KeyboardInterrupt

    monkeypatch.setattr(batch.Predictor, "compute", break_off)
    assert pixelforest("predict", project, image, *options) == 130
    assert pixelforest.err == ["pixelforest: interrupted"]
    assert sorted((tmp_path / "out").rglob("*")) == before


# --- training


def test_a_project_without_forest_is_trained_first_and_says_so(pixelforest, tmp_path):
    project = FIXTURES / "hela/lesson.ilp"
    image = FIXTURES / "hela/hela-cells.tif"
    out = tmp_path / "out"
    assert pixelforest("predict", project, image, "--out", out) == 0
    [note] = pixelforest.err
    assert "trained from its labels (seed 0)" in note

    copy = tmp_path / "trained.ilp"
    assert pixelforest("train", project, "--out", copy, "--seed", "0") == 0
    assert pixelforest("predict", copy, image, "--out", tmp_path) == 0
    assert pixelforest.err == []
    name = "hela-cells_probabilities.h5"
    assert np.array_equal(load(out / name), load(tmp_path / name))


def test_train_replaces_the_forest_and_nothing_else(pixelforest, project, tmp_path):
    copy = tmp_path / "copy.ilp"
    before = project.read_bytes()
    arguments = ("--out", copy, "--seed", "5", "--trees", "7")
    assert pixelforest("train", project, *arguments) == 0
    assert project.read_bytes() == before
    forest = read_project(copy).forest
    assert (len(forest.trees), forest.row_count) == (7, 423)

    def members(path: Path) -> dict[str, object]:
        found: dict[str, object] = {}

        def note(name: str, node: h5py.HLObject) -> None:
            if "ClassifierForests" not in name:
                is_dataset = isinstance(node, h5py.Dataset)
                value = np.asarray(node[()]).tolist() if is_dataset else None
                attributes = {key: str(node.attrs[key]) for key in node.attrs}
                found[name] = (str(value), attributes)

        with h5py.File(path) as file:
            file.visititems(note)
        return found

    assert members(copy) == members(project)


def test_train_tells_the_out_of_bag_error(pixelforest, project, tmp_path):
    copy = tmp_path / "copy.ilp"
    assert pixelforest("train", project, "--out", copy, "--json") == 0
    [line] = pixelforest.out
    report = json.loads(line)
    error = report.pop("outOfBagError")
    assert 0 < error < 0.2
    wanted = {"output": str(copy), "trees": 100, "trainedOn": 423, "seed": 0}
    assert report == wanted
    assert pixelforest("train", project, "--out", copy) == 0
    assert f"out-of-bag error {error:.2%}" in pixelforest.out[-1]


def test_train_refuses_to_write_over_its_own_project(pixelforest, project):
    assert pixelforest("train", project, "--out", project) == 2
    assert "another name" in pixelforest.err[0]


def test_train_says_what_is_missing(pixelforest, project, tmp_path):
    (project.parent / "raw0.h5").unlink()
    copy = tmp_path / "copy.ilp"
    assert pixelforest("train", project, "--out", copy) == 2
    [line] = pixelforest.err
    assert "there is no file" in line
    assert not copy.exists()


# --- info


def test_info_tells_what_is_in_a_project(pixelforest):
    project = FIXTURES / "ilastik/f03_gray_unused_class_internal"
    assert pixelforest("info", project / f"{project.name}.ilp", "--json") == 0
    [line] = pixelforest.out
    found = json.loads(line)
    assert [(each["name"], each["labelledPixels"]) for each in found["classes"]] == [
        ("A", 53),
        ("never labelled", 0),
        ("C", 476),
    ]
    assert found["forest"] == {
        "trees": 100,
        "columns": 25,
        "knownLabels": [1, 3],
        "trainedOn": 529,
    }
    assert found["images"][0]["shape"] == [100, 130]
    assert pixelforest("info", RGB / "f01_rgb_uint8_tif.ilp") == 0
    assert "class     Mitochondria: 424 labels" in pixelforest.out


# --- wrong use


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["paint"],
        ["predict"],
        ["predict", "p.ilp", "a.tif"],
        ["predict", "p.ilp", "--out", "d"],
        ["predict", "p.ilp", "a.tif", "--out", "d", "--source", "masks"],
        ["predict", "p.ilp", "a.tif", "--out", "d", "--format", "png"],
        ["predict", "p.ilp", "a.tif", "--out", "d", "--workers", "0"],
        ["predict", "p.ilp", "a.tif", "--out", "d", "--axes", "yy"],
        ["predict", "p.ilp", "a.tif", "--out", "d", "--dask", "local"],
        ["train", "p.ilp"],
        ["train", "p.ilp", "--out", "q.ilp", "--seed", "-1"],
        ["train", "p.ilp", "--out", "q.ilp", "--trees", "100000"],
        ["info", "p.ilp"],
        ["objects", "p.ilp", "a.tif", "--out", "d"],
        ["objects", "p.ilp", "a.tif"],
        ["objects", "p.ilp", "a.tif", "--out", "d", "--format", "zarr"],
        ["objects", "p.ilp", "a.tif", "--out", "d", "--axes", "x"],
    ],
)
def test_wrong_arguments_and_missing_projects_exit_with_2(
    pixelforest, tmp_path, monkeypatch, arguments
):
    monkeypatch.chdir(tmp_path)
    assert pixelforest(*arguments) == 2
    if arguments:
        [line] = pixelforest.err
        assert line.startswith("pixelforest: ")
    assert list(tmp_path.iterdir()) == []


def test_dask_is_refused_in_one_line(pixelforest):
    arguments = ("p.ilp", "a.tif", "--out", "d", "--dask", "local")
    assert pixelforest("predict", *arguments) == 2
    [line] = pixelforest.err
    assert "--dask is not possible yet" in line


@pytest.mark.parametrize("name", ["carving", "version_2", "wrong_matrix"])
def test_a_project_that_cannot_be_read_exits_with_2(pixelforest, tmp_path, name):
    project = FIXTURES / f"ilp/{name}.ilp"
    assert pixelforest("predict", project, "a.tif", "--out", tmp_path) == 2
    [line] = pixelforest.err
    assert line.startswith(f"pixelforest: {project}: ")


def test_a_truncated_project_exits_with_2(pixelforest, tmp_path):
    cut = tmp_path / "cut.ilp"
    cut.write_bytes((RGB / "f01_rgb_uint8_tif.ilp").read_bytes()[:5000])
    assert pixelforest("info", cut) == 2
    [line] = pixelforest.err
    assert str(cut) in line


def test_a_project_of_cyclic_trees_and_no_image_to_train_on_exits_with_2(
    pixelforest, tmp_path
):
    project = tmp_path / "cycle.ilp"
    shutil.copyfile(FIXTURES / "ilp/wrong_cycle.ilp", project)
    assert pixelforest("predict", project, "a.tif", "--out", tmp_path) == 2
    warning, line = pixelforest.err
    assert "two branches lead to the node" in warning
    assert "there is no file" in line


def test_the_out_folder_must_not_be_a_file(pixelforest, tmp_path):
    out = tmp_path / "out"
    out.write_text("mine")
    project = RGB / "f01_rgb_uint8_tif.ilp"
    assert pixelforest("predict", project, RGB / "raw0.tif", "--out", out) == 2
    assert out.read_text() == "mine"


# --- the package


def test_without_the_extra_the_command_says_what_to_install(pixelforest, monkeypatch):
    monkeypatch.setattr(cli, "find_spec", lambda name: None)
    assert pixelforest("info", RGB / "f01_rgb_uint8_tif.ilp") == 2
    [line] = pixelforest.err
    assert "pip install 'jupyterlab-pixelforest[headless]'" in line


def test_the_extension_and_the_help_load_nothing_heavy():
    program = (
        "import sys, jupyterlab_pixelforest.cli as cli; cli.main(['--help']);"
        f"print(sorted(set({cli.NEEDED}) & set(sys.modules)))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert printed.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_goes_away_ends_the_command_quietly():
    command = [sys.executable, "-m", "jupyterlab_pixelforest"]
    project = FIXTURES / "ilastik/f04_time_tyx/f04_time_tyx.ilp"
    with subprocess.Popen(
        [*command, "info", project],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        process.stdout.close()
        assert process.wait(60) == 1
        assert process.stderr.read() == b""


def test_only_one_file_touches_the_wasm():
    package = Path(cli.__file__).parent
    found = [
        path.name
        for path in package.glob("*.py")
        if "import wasmtime" in path.read_text("utf-8")
    ]
    assert found == ["kernels.py"]
