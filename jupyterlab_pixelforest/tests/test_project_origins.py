"""Projects of other workflows, and files with odd lanes, forests and factories."""

import shutil
from pathlib import Path

import h5py
import pytest

from jupyterlab_pixelforest.classifier_factory import read_factory, write_factory
from jupyterlab_pixelforest.project import read_project, write_copy

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def read(name):
    return read_project(FIXTURES / "ilp" / name)


def test_a_workflow_with_the_same_groups_is_read():
    project = read("object_classification.ilp")
    assert "Object Classification" in project.warnings[0]
    plane = project.labels["one"].plane(0, 0)
    assert plane[3:5, 5:7].tolist() == [[1, 0], [2, 2]]


def test_labels_are_numbered_by_all_lanes():
    project = read("odd_lanes.ilp")
    assert [image.nickname for image in project.images] == ["raw", "odd", "odd"]
    assert project.labels["one"].plane(0, 0)[7, 9] == 2
    assert "Lane 1 of the project has no image." in project.warnings


def test_labels_of_a_volume_over_time_lie_in_their_places():
    labels = read("tzyxc.ilp").labels["one"]
    assert labels.counts() == {1: 1, 2: 1}
    assert labels.plane(2, 4)[11, 22] == 1
    assert labels.plane(2, 5)[11, 22] == 2


def test_a_forest_that_lacks_an_option_is_used_with_a_warning():
    project = read("missing_option.ilp")
    assert project.forest is not None
    [warning] = project.warnings
    assert "training_set_proportion_" in warning
    assert "wrong numbers" in warning


def test_the_number_of_trees_is_what_ilastik_is_set_to():
    assert read("unknown_groups.ilp").tree_count == 50


def test_a_foreign_classifier_is_named():
    project = read("sklearn.ilp")
    assert project.forest is None
    assert "SklearnLazyflowClassifierFactory" in project.warnings[0]
    assert "RandomForest" in project.warnings[1]


@pytest.mark.parametrize("name", ["unknown_groups.ilp", "sklearn.ilp"])
def test_a_copy_with_another_forest_keeps_all_else(tmp_path, name):
    source, copy = FIXTURES / "ilp" / name, tmp_path / "copy.ilp"
    forest = read("zyx.ilp").forest
    write_copy(source, copy, forest, ["column"] * forest.column_count)
    with h5py.File(source) as before, h5py.File(copy) as after:
        assert list(before) == list(after)
        trained = after["PixelClassification"]
        assert read_factory(trained).is_current
        assert read_factory(trained).tree_count == 1
        if "Lab notes" in before:
            texts = [file["Lab notes/texts"][()].tolist() for file in (before, after)]
            assert texts[0] == texts[1]
            bookmarks = trained["Bookmarks/0000"][()]
            assert bookmarks.tobytes() == b"(lp0\n."


def test_a_description_of_the_classifier_that_fits_is_left_alone(tmp_path):
    path = tmp_path / "p.ilp"
    shutil.copyfile(FIXTURES / "ilp/zyx.ilp", path)
    with h5py.File(path, "r+") as file:
        trained = file["PixelClassification"]
        write_factory(trained, 7, 4)
        write_factory(trained, 8, 2)
        assert read_factory(trained).tree_count == 7
