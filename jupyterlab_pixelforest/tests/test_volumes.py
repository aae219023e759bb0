"""Stacks and series of stacks: slabs, frames, thin stacks, sources and formats."""

import shutil
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest
import tifffile

from jupyterlab_pixelforest.features import FEATURE_IDS, FeatureChoice, create_setup
from jupyterlab_pixelforest.images import OpenImage
from jupyterlab_pixelforest.pipeline import Predictor
from jupyterlab_pixelforest.project import read_project
from jupyterlab_pixelforest.tests.result_files import load
from jupyterlab_pixelforest.tile_jobs import TileJobs
from jupyterlab_pixelforest.tiles import Slab, SlabReader, tiles_of
from jupyterlab_pixelforest.training_rows import collect_block
from jupyterlab_pixelforest.workers import Workers

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures/ilastik"


def choose(solid: list[float], planar: list[float]) -> FeatureChoice:
    """All families at scales in 3-D and in 2-D."""
    scales = sorted(solid + planar)
    return FeatureChoice(
        FEATURE_IDS,
        tuple(scales),
        tuple(
            tuple(scale >= 0.7 or family == FEATURE_IDS[0] for scale in scales)
            for family in FEATURE_IDS
        ),
        tuple(scale in planar for scale in scales),
    )


def noise(*sizes: int) -> np.ndarray:
    """(…, channel) float32, the same in every run."""
    return np.random.default_rng(9).normal(0, 50, (*sizes, 1)).astype(np.float32)


def features_of(workers, choice: FeatureChoice, values: np.ndarray) -> np.ndarray:
    """(t, z, y, x, column) of a (t, z, y, x, c) array."""
    image = OpenImage("made", "tzyxc", values)
    setup = create_setup(choice, values.shape[-1], None, values.shape[1])
    return Predictor("features", setup, None, 2).compute_whole(workers, image)


@pytest.fixture
def volume(tmp_path) -> Path:
    """A copy of the project f11 with its image: zyx (18, 45, 50)."""
    shutil.copytree(FIXTURES / "f11_volume_zyx", tmp_path / "p")
    return tmp_path / "p/f11_volume_zyx.ilp"


@pytest.fixture
def series(tmp_path) -> Path:
    """A copy of the project f12 with its image: tzyxc (2, 8, 40, 44, 2)."""
    shutil.copytree(FIXTURES / "f12_time_volumes", tmp_path / "p")
    return tmp_path / "p/f12_time_volumes.ilp"


# --- slabs and frames


def test_slabs_slices_and_boxes_give_the_same_bits():
    values = noise(20, 140, 60)
    setup = create_setup(choose([0.7, 1.6], [1.0]), 1, None, 20)
    jobs = TileJobs()
    needs = jobs.set_features(setup)
    assert 1 < needs.depth < 20
    slab = Slab(0, 20, list(values))

    def assemble(side: int, depth: int) -> np.ndarray:
        out = np.empty((20, 140, 60, jobs.column_count), np.float32)
        shape = OpenImage("made", "zyxc", values).shape
        for _, tile in tiles_of(shape, side, depth):
            z0, y0, x0, z1, y1, x1 = tile
            # no slice more than the kernels ask for
            first, stop = max(0, z0 - needs.depth_halo), z1 + needs.depth_halo
            part = Slab(first, 20, slab.slices[first:stop])
            out[z0:z1, y0:y1, x0:x1] = jobs.features(part, tile)
        return out

    whole_slabs = assemble(needs.side, needs.depth)
    assert np.array_equal(whole_slabs, assemble(needs.side, 1))
    assert np.array_equal(whole_slabs, assemble(37, 5))


def test_frames_of_a_series_are_the_frames_alone(workers):
    values = noise(3, 9, 40, 44)
    choice = choose([0.7, 1.6], [1.0])
    together = features_of(workers, choice, values)
    for t in range(3):
        alone = features_of(workers, choice, values[t : t + 1])
        assert np.array_equal(together[t], alone[0])
    assert not np.array_equal(together[0], together[1])


def test_a_slice_at_a_scale_in_2d_is_the_slice_alone(workers):
    values = noise(1, 9, 40, 44)
    choice = choose([1.6], [1.0, 3.5])
    mixed = features_of(workers, choice, values)
    names = [
        column.name
        for column in create_setup(choice, 1, None, values.shape[1]).columns()
    ]
    flat = choose([], [1.0, 3.5])
    planar = [i for i, name in enumerate(names) if "in 2D" in name]
    assert len(planar) < mixed.shape[-1]
    for z in range(9):
        alone = features_of(workers, flat, values[:, z : z + 1])
        assert np.array_equal(mixed[:, z : z + 1][..., planar], alone)


def test_a_stack_of_three_slices_is_filtered_across_slices(workers):
    values = noise(1, 3, 30, 31)
    choice = FeatureChoice(FEATURE_IDS, (0.5,), ((True,),) * 6, (False,))
    found = features_of(workers, choice, values)
    assert found.shape == (1, 3, 30, 31, 10)
    other = values.copy()
    other[:, 2] += 10
    changed = features_of(workers, choice, other)
    assert (changed[:, 1] != found[:, 1]).mean() > 0.9


def test_the_same_features_serve_stacks_of_any_depth(workers):
    choice = choose([0.7], [])
    deep, shallow = noise(1, 30, 20, 20), noise(1, 5, 20, 20)
    setup = create_setup(choice, 1, None, 30)
    assert setup.depth == create_setup(choice, 1, None, 5).depth
    predictor = Predictor("features", setup, None, 2)
    for values in (deep, shallow, deep):
        image = OpenImage("made", "tzyxc", values)
        found = predictor.compute_whole(workers, image)
        assert np.array_equal(found, features_of(workers, choice, values))


def test_slices_that_slabs_share_are_read_once(monkeypatch):
    read = []
    slices = OpenImage.slices

    def note(image, t, z0, z1):
        read.extend((t, z) for z in range(z0, z1))
        return slices(image, t, z0, z1)

    monkeypatch.setattr(OpenImage, "slices", note)
    values = noise(2, 20, 4, 5)
    reader = SlabReader(OpenImage("made", "tzyxc", values))
    for t in range(2):
        for z in range(0, 20, 6):
            slab = reader.read(t, z, min(20, z + 6), 4)
            assert slab.first == max(0, z - 4)
            wanted = values[t, slab.first : min(20, z + 6) + 4]
            assert np.array_equal(np.stack(slab.slices), wanted)
    assert sorted(read) == [(t, z) for t in range(2) for z in range(20)]


def test_images_that_3d_features_do_not_fit_are_refused_with_a_reason(
    pixelforest, tmp_path
):
    project = tmp_path / "p.ilp"
    shutil.copyfile(FIXTURES.parent / "ilp/zyx.ilp", project)
    random = np.random.default_rng(2)
    for name, slices in (("fits", 7), ("thin", 6), ("flat", 1)):
        stack = random.integers(0, 200, (slices, 20, 30), np.uint8)
        tifffile.imwrite(tmp_path / f"{name}.tif", stack, metadata={"axes": "ZYX"})
    images = [tmp_path / f"{name}.tif" for name in ("thin", "flat", "fits")]
    out = tmp_path / "out"
    options = ("--out", out, "--source", "features", "--format", "npy")
    assert pixelforest("predict", project, *images, *options) == 1
    thin, flat = pixelforest.err
    assert "σ = 1.6 in 3-D need a stack of at least 7 slices" in thin
    assert "this one has 6" in thin
    assert "set up on stacks" in flat
    assert "1 slice(s)" in flat
    assert load(out / "fits_features.npy").shape == (7, 20, 30, 5)


# --- training


def test_rows_of_labels_on_any_slice_and_frame_are_the_features_there(series, workers):
    project = read_project(series)
    setup, block = collect_block(project, workers)
    [reference] = project.images
    with h5py.File(series.parent / "raw0.h5") as file:
        image = OpenImage("raw", "tzyxc", file["data"][()])
    every = Predictor("features", setup, None, 2).compute_whole(workers, image)
    marks = project.labels_of(reference, image.shape, image.axes).pixels()
    assert {(plane.t, plane.z) for plane in marks} == {(0, 0), (0, 3), (1, 5)}
    wanted = [every[plane.t, plane.z, plane.y, plane.x] for plane in marks]
    assert np.array_equal(block.rows, np.concatenate(wanted))
    assert (every[0, 0] != every[1, 0]).any()


def test_a_stack_project_trains_and_predicts_from_the_command(
    pixelforest, series, tmp_path
):
    copy, image = series.with_name("copy.ilp"), series.with_name("raw0.h5")
    assert pixelforest("train", series, "--out", copy, "--trees", "30") == 0
    assert pixelforest("predict", copy, image, "--out", tmp_path) == 0
    assert pixelforest.err == []
    found = load(tmp_path / "raw0_probabilities.h5")
    assert found.shape == (2, 8, 40, 44, 2)
    with h5py.File(series.with_name("expected.h5")) as file:
        [wanted] = [file[name][()] for name in file]
    same = found.argmax(axis=-1) == wanted.reshape(found.shape).argmax(axis=-1)
    assert same.mean() > 0.97


def test_info_tells_axes_sizes_and_scales_in_3d(pixelforest, series):
    assert pixelforest("info", series) == 0
    text = "\n".join(pixelforest.out)
    assert "tzyxc 2 × 8 × 40 × 44 × 2" in text
    assert "GaussianSmoothing: σ 0.7 (3-D), 1 (3-D), 1.6" in text
    assert "50 columns" in text


# --- sources, formats, axes


@pytest.mark.parametrize(
    ("source", "dtype", "channels"),
    [
        ("probabilities", np.float32, 2),
        ("segmentation", np.uint8, 1),
        ("uncertainty", np.float32, 1),
        ("features", np.float32, 33),
        ("labels", np.uint8, 1),
    ],
)
def test_every_source_of_a_stack_reads_back_the_same_from_every_format(
    pixelforest, volume, tmp_path, source, dtype, channels
):
    image, found = volume.with_name("raw0.h5"), {}
    for kind in ("h5", "npy", "zarr", "tif"):
        options = ("--out", tmp_path, "--source", source, "--format", kind)
        assert pixelforest("predict", volume, image, *options) == 0
        path = tmp_path / f"raw0_{source}.{kind}"
        if kind == "tif":
            with tifffile.TiffFile(path) as file:
                assert file.is_imagej
                stack = file.asarray().reshape(18, channels, 45, 50)
                expected = "ZCYX" if channels > 1 else "ZYX"
                assert file.series[0].axes == expected
            # the slices of a hyperstack come before its channels
            found[kind] = stack.transpose(0, 2, 3, 1)
        else:
            found[kind] = load(path)
        assert found[kind].shape == (18, 45, 50, channels)
        assert found[kind].dtype == dtype
        assert np.array_equal(found[kind], found["h5"])


def test_a_series_of_stacks_becomes_a_hyperstack(pixelforest, series, tmp_path):
    image = series.with_name("raw0.h5")
    for kind in ("npy", "tif"):
        options = ("--out", tmp_path, "--format", kind)
        assert pixelforest("predict", series, image, *options) == 0
    with tifffile.TiffFile(tmp_path / "raw0_probabilities.tif") as file:
        assert file.series[0].axes == "TZCYX"
        assert file.imagej_metadata["frames"] == 2
        assert file.imagej_metadata["slices"] == 8
        stack = file.asarray()
    wanted = load(tmp_path / "raw0_probabilities.npy")
    assert np.array_equal(stack.transpose(0, 1, 3, 4, 2), wanted)


@pytest.mark.parametrize("axes", ["xyz", "yxzc", "zcyx"])
def test_results_of_a_stack_keep_the_order_of_its_file(
    pixelforest, volume, tmp_path, axes
):
    with h5py.File(volume.with_name("raw0.h5")) as file:
        stack = file["data"][()][..., None]
    order = ["zyxc".index(axis) for axis in axes]
    stored = stack.transpose([*order, *({0, 1, 2, 3} - set(order))])
    stored = stored.reshape(stored.shape[: len(axes)])
    np.save(tmp_path / "a.npy", stored)
    options = ("--out", tmp_path, "--format", "npy")
    image = tmp_path / "a.npy"
    assert pixelforest("predict", volume, image, *options, "--axes", axes) == 0
    assert pixelforest("predict", volume, volume.with_name("raw0.h5"), *options) == 0
    found = load(tmp_path / "a_probabilities.npy")
    wanted = load(tmp_path / "raw0_probabilities.npy")
    result_axes = axes if "c" in axes else f"{axes}c"
    back = [result_axes.index(axis) for axis in "zyxc"]
    assert np.array_equal(found.transpose(back), wanted)


def test_a_hdf5_stack_has_the_attributes_ilastik_writes(pixelforest, series, tmp_path):
    image = series.with_name("raw0.h5")
    assert pixelforest("predict", series, image, "--out", tmp_path) == 0
    with h5py.File(tmp_path / "raw0_probabilities.h5") as file:
        attributes = file["exported_data"].attrs
        assert list(attributes["DIMENSION_LABELS"]) == list("tzyxc")
        assert attributes["drange"].tolist() == [0, 1]
        assert '"key": "z"' in attributes["axistags"]


def test_labels_of_every_slice_are_written(pixelforest, volume, tmp_path):
    image = volume.with_name("raw0.h5")
    options = ("--out", tmp_path, "--source", "labels", "--format", "npy")
    assert pixelforest("predict", volume, image, *options) == 0
    found = load(tmp_path / "raw0_labels.npy")
    assert np.flatnonzero(found.any(axis=(1, 2, 3))).tolist() == [0, 5, 6, 13]
    assert np.bincount(found.ravel())[1:].tolist() == [522, 78]


def test_any_number_of_workers_writes_the_same_stack(volume):
    project = read_project(volume)
    channels, slices = project.column_grid()
    setup = create_setup(project.features, channels, None, slices)
    image = OpenImage("made", "zyxc", noise(20, 150, 140))
    predictor = Predictor("segmentation", setup, project.forest, 2)
    found = []
    for count in (1, 3):
        pool = Workers(count)
        found.append(predictor.compute_whole(pool, image))
        uncertainty = replace(predictor, source="uncertainty")
        found.append(uncertainty.compute_whole(pool, image))
        pool.close()
    assert np.array_equal(found[0], found[2])
    assert np.array_equal(found[1], found[3])
    assert 0 < (found[0] == 2).mean() < 1
