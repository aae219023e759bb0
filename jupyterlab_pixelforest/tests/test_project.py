"""Projects of many releases, and hostile ones, as the browser reads them."""

import shutil
from itertools import pairwise
from pathlib import Path

import h5py
import numpy as np
import pytest

from jupyterlab_pixelforest.errors import PixelForestError
from jupyterlab_pixelforest.labels import ImageShape
from jupyterlab_pixelforest.project import read_project
from jupyterlab_pixelforest.versions import parse_version

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def read(name: str):
    return read_project(FIXTURES / "ilp" / name)


def test_versions_order_development_alpha_beta_candidate_release_and_post():
    ordered = [
        "1.3.3",
        "1.3.3post1",
        "1.3.3post2",
        "1.4.0.dev3",
        "1.4.0a2",
        "1.4.0b7",
        "1.4.0b11",
        "1.4.0rc1.dev0",
        "1.4.0rc1",
        "1.4.0",
        "1.4.0.post1",
        "1.4.1",
    ]
    keys = [parse_version(text) for text in ordered]
    assert all(first < second for first, second in pairwise(keys))
    for wrong in ("1.4.1-jupyter", "one", ""):
        assert parse_version(wrong) is None


@pytest.mark.parametrize(
    "name",
    [
        "f01_rgb_uint8_tif",
        "f03_gray_unused_class_internal",
        "f04_time_tyx",
        "f08_txyzc_singletons",
    ],
)
def test_labels_are_those_ilastik_exported(name):
    folder = FIXTURES / "ilastik" / name
    project = read_project(folder / f"{name}.ilp")
    labels = project.labels[project.images[0].id]
    with h5py.File(folder / "expected.h5") as file:
        wanted = file["labels"][()]
    found = np.stack([labels.plane(t, 0) for t in range(labels.shape.t)])
    assert np.array_equal(found, wanted.reshape(found.shape))


def test_labels_of_1_4_0b5_lie_in_the_file_order():
    labels = read("v1_4_0b5_file_order.ilp").labels["one"]
    assert labels.plane(0, 0)[9, 4:6].tolist() == [1, 2]


def test_labels_without_sizes_wait_for_the_image():
    project = read("v1_2_2.ilp")
    assert project.labels == {}
    shape = ImageShape(5, 4, 20, 30, 1)
    labels = project.labels_of(project.images[0], shape, "tzyxc")
    assert labels.counts() == {1: 1, 2: 4}
    assert labels.plane(1, 2)[5, 6] == 1
    assert labels.plane(1, 2)[6, 8] == 2


def test_the_value_100_erases_and_0_keeps():
    labels = read("eraser.ilp").labels["one"]
    assert labels.plane(0, 0)[3:5, 4:6].tolist() == [[2, 0], [1, 2]]


def test_labels_that_do_not_fit_the_image_are_refused():
    project = read("eraser.ilp")
    with pytest.raises(PixelForestError, match="drawn on"):
        project.labels_of(project.images[0], ImageShape(1, 1, 10, 10, 1), "yx")


def test_windows_paths_and_utf8_names_in_ascii_strings_are_read():
    project = read("windows.ilp")
    assert project.images[0].path == "Bilder/Tag 1/zelle.tif"
    assert project.images[0].nickname == "Körper"
    assert project.class_names == ["Zellkörper", "€"]


def test_a_forest_without_class_names_counts_from_1():
    forest = read("eraser.ilp").forest
    assert forest.known_labels == (1, 2)
    [tree] = forest.trees
    assert tree.column.tolist() == [3, -1, -1]
    assert tree.threshold.tolist() == [0.5, 0, 0]
    assert tree.fractions.tolist() == [[0, 0], [1, 0], [0.25, 0.75]]


def test_default_features_are_taken_where_none_are_stored():
    project = read("empty_lists.ilp")
    assert project.class_names == ["Label 1", "Label 2"]
    assert len(project.features.cells()) == 37
    assert "no chosen features" in project.warnings[0]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("other_columns.ilp", "9 columns"),
        ("wrong_cycle.ilp", "two branches lead to the node at 2"),
        ("wrong_child.ilp", "a branch leads to 90000"),
        ("wrong_column.ilp", "asks for column 4 of 4"),
    ],
)
def test_a_damaged_classifier_is_left_out_with_a_reason(name, reason):
    project = read(name)
    assert project.forest is None
    [warning] = project.warnings
    assert reason in warning


@pytest.mark.parametrize(
    ("name", "tag", "words"),
    [
        ("feature_list.ilp", "project", "list in another file"),
        ("carving.ilp", "project", "Carving"),
        ("version_0_5.ilp", "project", "of 0.5 or older"),
        ("version_2.ilp", "project", "2.0"),
        ("wrong_group.ilp", "format", "should be a data set but is a group"),
        ("wrong_text.ilp", "format", "should be numbers"),
        ("wrong_slice_negative.ilp", "project", "-1:1,0:2,0:1"),
        ("wrong_slice_outside.ilp", "mismatch", "from 19 to 21 along y"),
        ("wrong_label.ilp", "project", "one is 117"),
        ("wrong_giant_block.ilp", "memory", "labels000 holds"),
        ("wrong_giant_names.ilp", "format", "a short list"),
        ("wrong_shape.ilp", "project", "20, 30, 1"),
        ("wrong_channels.ilp", "project", "1099511627776"),
        ("long_texts.ilp", "project", "1111"),
        ("wrong_matrix.ilp", "project", "(2, 5)"),
    ],
)
def test_a_project_that_cannot_be_read_is_refused(name, tag, words):
    with pytest.raises(PixelForestError) as caught:
        read(name)
    assert caught.value.tag == tag
    assert words in str(caught.value)


def test_a_project_cut_off_anywhere_is_refused(tmp_path):
    whole = (FIXTURES / "ilp/eraser.ilp").read_bytes()
    path = tmp_path / "cut.ilp"
    for part in (0, 0.01, 0.1, 0.5, 0.9, 0.99):
        path.write_bytes(whole[: int(len(whole) * part)])
        with pytest.raises(PixelForestError) as caught:
            read_project(path)
        assert caught.value.tag == "format"


def test_links_into_other_files_are_not_followed(tmp_path):
    path = tmp_path / "linked.ilp"
    shutil.copyfile(FIXTURES / "ilp/eraser.ilp", path)
    with h5py.File(path, "r+") as file:
        names = file["PixelClassification"]
        del names["LabelNames"]
        target = str(FIXTURES / "ilp/windows.ilp")
        names["LabelNames"] = h5py.ExternalLink(
            target, "/PixelClassification/LabelNames"
        )
    with pytest.raises(PixelForestError, match="LabelNames should be a data set"):
        read_project(path)


def test_a_choice_of_channels_that_the_forest_does_not_keep_is_dropped(tmp_path):
    path = tmp_path / "p.ilp"
    shutil.copyfile(FIXTURES / "ilastik/f01_rgb_uint8_tif/f01_rgb_uint8_tif.ilp", path)
    with h5py.File(path, "r+") as file:
        group = file.create_group("PixelForest")
        group.attrs["version"] = np.array([1])
        group["settings"] = '{"trainingChannels": [1], "seed": 7, "treeCount": 12}'
    project = read_project(path)
    assert (project.seed, project.tree_count) == (7, 12)
    assert project.training_channels is None
    assert "other channels" in project.warnings[0]
    with h5py.File(path, "r+") as file:
        del file["PixelClassification/ClassifierForests"]
    assert read_project(path).training_channels == [1]


def test_a_damaged_store_of_texts_is_refused_at_once(tmp_path):
    content = bytearray((FIXTURES / "ilp/eraser.ilp").read_bytes())
    heap = content.find(b"GCOL\1")
    assert heap > 0
    # the size of the first text
    content[heap + 24 : heap + 32] = b"\xff" * 8
    path = tmp_path / "damaged.ilp"
    path.write_bytes(content)
    with pytest.raises(PixelForestError, match="store of texts"):
        read_project(path)
