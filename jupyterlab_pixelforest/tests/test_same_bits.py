"""Results are the browser's, bit for bit: fixtures/hashes.json holds for both."""

import hashlib
import json
from pathlib import Path

import h5py
import numpy as np
import pytest

from jupyterlab_pixelforest.features import create_setup, feature_columns
from jupyterlab_pixelforest.forest import Forest
from jupyterlab_pixelforest.pipeline import Predictor, TrainedForest, train_forest
from jupyterlab_pixelforest.project import Project, read_project, write_copy
from jupyterlab_pixelforest.training_rows import open_project_image
from jupyterlab_pixelforest.workers import Workers

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
HASHES = json.loads((FIXTURES / "hashes.json").read_text("utf-8"))


def probabilities(project: Project, setup, forest: Forest, workers: Workers):
    """(t, z, y, x, class) of the first image."""
    predictor = Predictor("probabilities", setup, forest, len(project.class_names))
    with open_project_image(project, project.images[0]) as image:
        return predictor.compute_whole(workers, image)


def setup_of(project: Project):
    channels, slices = project.column_grid()
    return create_setup(project.features, channels, project.training_channels, slices)


def hash_array(array: np.ndarray) -> str:
    return hashlib.sha256(array.astype("<f4").tobytes()).hexdigest()


def hash_forest(forest: Forest) -> str:
    """Of each tree's arrays, one after the other."""
    digest = hashlib.sha256()
    for tree in forest.trees:
        nodes = len(tree.column)
        for values, dtype, size in (
            (tree.column, "<i4", nodes),
            (tree.threshold, "<f8", nodes),
            (tree.left, "<i4", nodes),
            (tree.right, "<i4", nodes),
            (tree.samples, "<f8", nodes),
            (tree.fractions, "<f8", nodes * len(forest.known_labels)),
        ):
            assert values.dtype == dtype
            assert values.size == size
            digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


@pytest.mark.parametrize("path", HASHES["stored"])
def test_the_stored_forest_predicts_the_bits_of_the_browser(path, workers):
    project = read_project(FIXTURES / f"{path}.ilp")
    found = probabilities(project, setup_of(project), project.forest, workers)
    assert found.dtype == np.float32
    assert hash_array(found) == HASHES["stored"][path]


@pytest.mark.parametrize("path", HASHES["stored"])
def test_ilastik_predicted_the_same_within_its_own_tolerance(path, workers):
    project = read_project(FIXTURES / f"{path}.ilp")
    found = probabilities(project, setup_of(project), project.forest, workers)
    with h5py.File(FIXTURES / Path(path).parent / "expected.h5") as file:
        wanted = file["probabilities"][()].reshape(found.shape)
    gaps = np.abs(found - wanted).max(axis=-1)
    assert (gaps >= 0.015).mean() <= 0.001
    assert gaps.max() < 0.15


@pytest.mark.parametrize("path", HASHES["trained"])
def test_training_gives_the_forest_of_the_browser_also_after_saving(
    path, workers, tmp_path
):
    source = FIXTURES / f"{path}.ilp"
    project = read_project(source)
    trained = train_forest(project, workers, seed=0, tree_count=100)
    assert hash_forest(trained.forest) == HASHES["trainedForest"][path]
    found = probabilities(project, trained.setup, trained.forest, workers)
    assert hash_array(found) == HASHES["trained"][path]

    copy = tmp_path / "copy.ilp"
    names = [column.name for column in trained.setup.columns()]
    write_copy(source, copy, trained.forest, names)
    reopened = read_project(copy)
    assert reopened.warnings == []
    assert hash_forest(reopened.forest) == HASHES["trainedForest"][path]
    assert reopened.forest.known_labels == trained.forest.known_labels
    assert reopened.forest.row_count == trained.forest.row_count


def hash_measured(trained: TrainedForest) -> str:
    """Of the forest's digest and each array of what was measured."""
    digest = hashlib.sha256(hash_forest(trained.forest).encode())
    judged, importance = trained.out_of_bag, trained.importance
    for values, dtype in (
        (judged.voters, "<u4"),
        (judged.votes, "<f4"),
        (judged.confusion, "<u4"),
        (importance.gini, "<f8"),
        (importance.by_class, "<f8"),
        (importance.overall, "<f8"),
    ):
        assert values.dtype == dtype
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


@pytest.mark.parametrize("path", HASHES["measured"])
def test_weights_votes_and_importance_are_those_of_the_browser(path):
    project = read_project(FIXTURES / f"{path}.ilp")
    for count in (1, 3):
        pool = Workers(count)
        trained = train_forest(
            project, pool, 0, 30, class_weights=[1, 2.5], permutations=2
        )
        pool.close()
        assert hash_measured(trained) == HASHES["measured"][path]


def test_the_number_of_workers_does_not_change_a_bit():
    path = "hela/lesson"
    project = read_project(FIXTURES / f"{path}.ilp")
    for count in (1, 3):
        pool = Workers(count)
        trained = train_forest(project, pool, seed=0, tree_count=100)
        found = probabilities(project, trained.setup, trained.forest, pool)
        pool.close()
        assert hash_forest(trained.forest) == HASHES["trainedForest"][path]
        assert hash_array(found) == HASHES["trained"][path]


def test_another_seed_gives_another_forest(workers):
    project = read_project(FIXTURES / "hela/lesson.ilp")
    digests = {
        hash_forest(train_forest(project, workers, seed, 5).forest) for seed in range(3)
    }
    assert len(digests) == 3


def test_columns_have_the_names_ilastik_gives_them():
    folder = FIXTURES / "ilastik/f01_rgb_uint8_tif"
    project = read_project(folder / "f01_rgb_uint8_tif.ilp")
    with h5py.File(folder / "expected.h5") as file:
        wanted = json.loads(file.attrs["feature_names"])
    columns = feature_columns(project.features, 3)
    assert [column.name for column in columns] == wanted
