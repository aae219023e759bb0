"""A forest's own code gives the bits of packets, on any number of threads."""

from pathlib import Path

import numpy as np
import pytest

from jupyterlab_pixelforest import compiled_forests
from jupyterlab_pixelforest.compiled_forests import code_of
from jupyterlab_pixelforest.features import create_setup
from jupyterlab_pixelforest.forest import Forest, Tree
from jupyterlab_pixelforest.images import OpenImage
from jupyterlab_pixelforest.pipeline import Predictor
from jupyterlab_pixelforest.project import read_project
from jupyterlab_pixelforest.tile_jobs import TileJobs
from jupyterlab_pixelforest.tiles import Slab, Tile
from jupyterlab_pixelforest.workers import Workers

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
PATH = "ilastik/f01_rgb_uint8_tif/f01_rgb_uint8_tif.ilp"


@pytest.fixture
def setup():
    project = read_project(FIXTURES / PATH)
    return create_setup(project.features, 3, project.training_channels, 1)


def random_plane(setup, height: int, width: int) -> np.ndarray:
    size = (height, width, setup.channel_count)
    return np.random.default_rng(5).normal(0, 1, size).astype(np.float32)


def random_tree(random, columns: int, outputs: int, inner: int) -> Tree:
    """Leaves of one or two classes."""
    nodes = 2 * inner + 1
    column = np.full(nodes, -1, np.int32)
    left, right = np.zeros((2, nodes), np.int32)
    leaves = [0]
    for made in range(1, nodes, 2):
        node = leaves.pop(random.integers(len(leaves)))
        column[node] = random.integers(columns)
        left[node], right[node] = made, made + 1
        leaves += [made, made + 1]
    fractions = np.zeros((nodes, outputs))
    for leaf in leaves:
        fractions[leaf, random.integers(outputs)] += 0.5
        fractions[leaf, random.integers(outputs)] += 0.5
    thresholds = np.where(column < 0, 0, random.normal(0, 0.5, nodes))
    samples = np.where(column < 0, 4.0, 0.0)
    return Tree(column, thresholds, left, right, samples, fractions)


def random_forest(columns: int, outputs: int, trees: int, inner: int) -> Forest:
    random = np.random.default_rng(columns + outputs + trees + inner)
    grown = tuple(random_tree(random, columns, outputs, inner) for _ in range(trees))
    return Forest(columns, tuple(range(1, outputs + 1)), grown, 100)


@pytest.mark.parametrize(
    ("outputs", "trees", "inner"),
    [(2, 20, 40), (3, 300, 5), (99, 10, 150), (2, 5, 0), (2, 1, 2000)],
)
def test_compiled_forests_give_the_bits_of_packets(setup, outputs, trees, inner):
    slab = Slab(0, 1, [random_plane(setup, 61, 70)])
    jobs = TileJobs()
    jobs.set_features(setup)
    forest = random_forest(jobs.column_count, outputs, trees, inner)
    jobs.set_forest(forest, outputs)
    tile = Tile(0, 3, 2, 1, 60, 69)
    packets = jobs.predict(slab, tile)
    assert code_of(forest).module is None
    compiled = jobs.predict(slab, tile, run_pixels=10**9)
    assert code_of(forest).module is not None
    assert np.array_equal(packets, compiled)
    assert packets.max() > 0


def test_all_threads_use_the_module_that_one_of_them_compiled(setup, monkeypatch):
    compiled = []
    compile_module = compiled_forests.compile_module
    monkeypatch.setattr(
        compiled_forests,
        "compile_module",
        lambda code: compiled.append(code) or compile_module(code),
    )
    image = OpenImage("made", "yxc", random_plane(setup, 300, 400))
    columns = TileJobs()
    columns.set_features(setup)
    forest = random_forest(columns.column_count, 2, 10, 3)
    predictor = Predictor("probabilities", setup, forest, 2)
    found = []
    for count in (1, 3):
        pool = Workers(count)
        found.append(predictor.compute_whole(pool, image))
        pool.close()
    assert len(compiled) == 1
    assert np.array_equal(found[0], found[1])


def test_a_small_run_is_not_compiled_until_many_pixels_came_by(setup):
    jobs = TileJobs()
    jobs.set_features(setup)
    forest = random_forest(jobs.column_count, 2, 10, 1)
    jobs.set_forest(forest, 2)
    slab = Slab(0, 1, [random_plane(setup, 128, 128)])
    for is_compiled in (False, False, True):
        jobs.predict(slab, Tile(0, 0, 0, 1, 128, 128), run_pixels=128 * 128)
        assert (code_of(forest).module is not None) == is_compiled


def test_a_forest_too_large_for_code_of_its_own_is_walked(setup):
    jobs = TileJobs()
    jobs.set_features(setup)
    forest = random_forest(jobs.column_count, 2, 60, 4000)
    jobs.set_forest(forest, 2)
    slab = Slab(0, 1, [random_plane(setup, 40, 40)])
    assert jobs.predict(slab, Tile(0, 0, 0, 1, 40, 40), run_pixels=10**9).max() > 0
    assert code_of(forest).module is None
