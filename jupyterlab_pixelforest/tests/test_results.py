"""Results of `pixelforest predict`: sources, formats, axes."""

import json
import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest
import tifffile

from jupyterlab_pixelforest.tests.result_files import load

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"
RGB = FIXTURES / "ilastik/f01_rgb_uint8_tif"
TRANSPOSED = FIXTURES / "ilastik/f08_txyzc_singletons"


@pytest.fixture
def transposed(tmp_path) -> Path:
    """A copy of the project f08, whose image is txyzc (4, 56, 48, 1, 1)."""
    shutil.copytree(TRANSPOSED, tmp_path / "p")
    return tmp_path / "p/f08_txyzc_singletons.ilp"


@pytest.mark.parametrize(
    ("source", "dtype", "channels"),
    [
        ("probabilities", np.float32, 2),
        ("segmentation", np.uint8, 1),
        ("uncertainty", np.float32, 1),
        ("features", np.float32, 25),
        ("labels", np.uint8, 1),
    ],
)
def test_every_source_reads_back_the_same_from_every_format(
    pixelforest, transposed, tmp_path, source, dtype, channels
):
    out = tmp_path / "out"
    found = {}
    for kind in ("h5", "npy", "zarr", "tif"):
        image = transposed.parent / "raw0.h5"
        options = ("--out", out, "--source", source, "--format", kind)
        assert pixelforest("predict", transposed, image, *options) == 0
        path = out / f"raw0_{source}.{kind}"
        if kind == "tif":
            with tifffile.TiffFile(path) as file:
                assert file.is_imagej
                stack = file.asarray().reshape(4, 1, channels, 48, 56)
            # tzcyx → txyzc
            found[kind] = stack.transpose(0, 4, 3, 1, 2)
        else:
            found[kind] = load(path)
        assert found[kind].shape == (4, 56, 48, 1, channels)
        assert found[kind].dtype == dtype
        assert np.array_equal(found[kind], found["h5"])
    assert [path.name for path in out.iterdir() if path.name.startswith(".")] == []


def test_the_sources_follow_from_the_probabilities(pixelforest, project, tmp_path):
    arrays = {}
    for source in ("probabilities", "segmentation", "uncertainty", "labels"):
        image = project.parent / "raw0.h5"
        options = ("--out", tmp_path, "--source", source, "--format", "npy")
        assert pixelforest("predict", project, image, *options) == 0
        arrays[source] = load(tmp_path / f"raw0_{source}.npy")
    ordered = np.sort(arrays["probabilities"], axis=-1)
    margin = 1 - (ordered[..., -1:] - ordered[..., -2:-1])
    assert np.allclose(arrays["uncertainty"], margin, atol=1e-6)
    classes = arrays["probabilities"].argmax(axis=-1)[..., None] + 1
    assert np.array_equal(arrays["segmentation"], classes)
    with h5py.File(project.parent / "expected.h5") as file:
        labels = file["labels"][()]
        assert np.array_equal(arrays["segmentation"], file["segmentation"])
    assert np.array_equal(arrays["labels"].squeeze(), labels.squeeze())


def test_labels_of_an_image_that_is_not_in_the_project_are_zero(pixelforest, tmp_path):
    project = RGB / "f01_rgb_uint8_tif.ilp"
    options = ("--out", tmp_path, "--source", "labels", "--format", "npy")
    images = (RGB / "raw0.tif", RGB / "raw1.tif")
    assert pixelforest("predict", project, *images, *options) == 0
    assert load(tmp_path / "raw0_labels.npy").any()
    assert not load(tmp_path / "raw1_labels.npy").any()


def test_an_hdf5_result_has_the_attributes_ilastik_writes(
    pixelforest, transposed, tmp_path
):
    image = transposed.parent / "raw0.h5/data"
    assert pixelforest("predict", transposed, image, "--out", tmp_path) == 0
    with h5py.File(tmp_path / "raw0_probabilities.h5") as file:
        assert list(file) == ["exported_data"]
        attributes = file["exported_data"].attrs
        tags = json.loads(attributes["axistags"])
        assert "".join(entry["key"] for entry in tags["axes"]) == "txyzc"
        assert attributes["drange"].tolist() == [0, 1]
        assert list(attributes["DIMENSION_LABELS"]) == list("txyzc")
        assert attributes["display_mode"] == "default"


def test_ilastiks_result_of_a_batch_image_is_met(pixelforest, tmp_path):
    project = RGB / "f01_rgb_uint8_tif.ilp"
    assert pixelforest("predict", project, RGB / "raw1.tif", "--out", tmp_path) == 0
    found = load(tmp_path / "raw1_probabilities.h5")
    with h5py.File(RGB / "expected_batch.h5") as file:
        [wanted] = [file[name][()] for name in file]
    gaps = np.abs(found - wanted.reshape(found.shape)).max(axis=-1)
    assert (gaps >= 0.015).mean() <= 0.001
    assert gaps.max() < 0.15


def test_one_and_two_workers_write_the_same_bytes(pixelforest, tmp_path):
    project = RGB / "f01_rgb_uint8_tif.ilp"
    written = []
    for workers in (1, 2):
        out = tmp_path / str(workers)
        options = ("--out", out, "--workers", workers, "--format", "npy")
        assert pixelforest("predict", project, RGB / "raw0.tif", *options) == 0
        written.append((out / "raw0_probabilities.npy").read_bytes())
    assert written[0] == written[1]


def test_axes_given_by_hand_count(pixelforest, project, tmp_path):
    with h5py.File(project.parent / "raw0.h5") as file:
        frames = file["data"][()]
    np.save(tmp_path / "a.npy", frames.transpose(1, 2, 0))
    options = ("--out", tmp_path, "--format", "npy")
    image = tmp_path / "a.npy"
    assert pixelforest("predict", project, image, *options, "--axes", "yxt") == 0
    found = load(tmp_path / "a_probabilities.npy")
    assert found.shape == (48, 56, 4, 2)
    assert pixelforest("predict", project, project.parent / "raw0.h5", *options) == 0
    wanted = load(tmp_path / "raw0_probabilities.npy")
    assert np.array_equal(found.transpose(2, 0, 1, 3), wanted)
