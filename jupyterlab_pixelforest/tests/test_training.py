"""Forests as the Python host grows them: choices, limits and what is measured."""

from pathlib import Path

import numpy as np
import pytest

from jupyterlab_pixelforest.errors import PixelForestError
from jupyterlab_pixelforest.pipeline import train_forest
from jupyterlab_pixelforest.project import read_project
from jupyterlab_pixelforest.tile_jobs import TileJobs
from jupyterlab_pixelforest.training import (
    Growth,
    TrainingBlock,
    join_trees,
    judge_out_of_bag,
    rate_columns,
)
from jupyterlab_pixelforest.training_rows import SampleChoice, collect_block

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
PROJECT = FIXTURES / "ilastik/f01_rgb_uint8_tif/f01_rgb_uint8_tif.ilp"


def grow(rows: list, labels: list, growth: Growth):
    """Forest, judgement and importance of rows, grown in one piece."""
    values = np.array(rows, np.float32)
    block = TrainingBlock(
        values, np.array(labels, np.uint8), list(range(values.shape[1]))
    )
    part = TileJobs().train(block, growth, range(growth.tree_count))
    forest, sums = join_trees(block, [part])
    judged = judge_out_of_bag(sums, block.labels)
    return forest, judged, rate_columns(sums, block.labels, growth)


def test_the_out_of_bag_error_is_high_on_noise_and_low_on_what_can_be_learnt():
    random = np.random.default_rng(3)
    rows = random.normal(size=(300, 4)).astype(np.float32)
    labels = 1 + (rows[:, 0] + 0.2 * random.normal(size=300) > 0)
    growth = Growth(0, 60, permutations=4)
    _, judged, importance = grow(rows, labels, growth)
    assert 0 < judged.error < 0.15
    assert judged.confusion.sum() == 300
    assert importance.gini.argmax() == importance.overall.argmax() == 0
    assert importance.overall[0] > 0.2
    assert np.abs(importance.overall[1:]).max() < 0.05
    assert (importance.by_class[0] > 0.2).all()
    _, noise, _ = grow(rows, random.permutation(labels), growth)
    assert noise.error > 0.35


def test_weights_tell_which_class_contradictory_labels_speak_for():
    labels = [1, 2, 1] * 40
    for weight, share in ((1, 1 / 3), (2, 1 / 2), (18, 0.9)):
        growth = Growth(0, 20, class_weights=[1, weight], permutations=0)
        forest, _, importance = grow([[7, 7]] * 120, labels, growth)
        mean = np.mean([tree.fractions[0, 1] for tree in forest.trees])
        assert mean == pytest.approx(share, abs=0.05)
        assert importance.by_class is None


def test_500_trees_and_99_classes_and_single_samples():
    forest, judged, _ = grow(
        [[i % 99] for i in range(297)],
        [1 + i % 99 for i in range(297)],
        Growth(1, 500, permutations=0),
    )
    assert (len(forest.trees), len(forest.known_labels)) == (500, 99)
    assert judged.error < 0.05
    single, judged, _ = grow([[1]], [99], Growth(0, 3, permutations=1))
    assert [len(tree.column) for tree in single.trees] == [1, 1, 1]
    assert judged.error is None


def test_chosen_samples_train_as_if_the_others_were_not_labelled(workers):
    project = read_project(PROJECT)
    numbers = [2]
    choice = SampleChoice(class_numbers=numbers)
    _, whole = collect_block(project, workers)
    _, part = collect_block(project, workers, choice)
    kept = np.isin(whole.labels, numbers)
    assert 0 < kept.sum() < len(kept)
    assert np.array_equal(part.rows, whole.rows[kept])
    assert np.array_equal(part.labels, whole.labels[kept])
    trained = train_forest(project, workers, 0, 5, choice=choice)
    assert trained.forest.row_count == kept.sum()
    assert trained.out_of_bag is None

    images = {each.id for each in project.images}
    labelled = images & set(project.labels)
    _, same = collect_block(project, workers, SampleChoice(image_ids=labelled))
    assert np.array_equal(same.rows, whole.rows)
    other = SampleChoice(image_ids=images - labelled)
    with pytest.raises(PixelForestError, match="no labelled pixels"):
        collect_block(project, workers, other)


@pytest.mark.parametrize(
    ("trees", "options", "message"),
    [
        (0, {}, "1 to 1000 trees, but 0"),
        (1001, {}, "but 1001 were asked"),
        (1, {"class_weights": [1, 0]}, "class 2 .* is 0"),
        (1, {"class_weights": [float("nan")]}, "class 1 .* is nan"),
        (1, {"class_weights": [1] * 100}, "99 classes, but 100"),
        (1, {"permutations": -1}, "0 to 1000 times, but -1"),
    ],
)
def test_what_cannot_be_grown_is_refused(workers, trees, options, message):
    project = read_project(PROJECT)
    with pytest.raises(PixelForestError, match=message) as caught:
        train_forest(project, workers, 0, trees, **options)
    assert caught.value.tag == "mismatch"
