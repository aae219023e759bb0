"""How good maps and objects are where the truth is known.

Bounds are the project's targets; docs/numerics.md, “How good the objects are”, tells
what is reached. Labels are simulated, so each figure is a mean over sets of them. How
strokes are simulated and the settings of nuclei were chosen by these same images.
"""

from collections.abc import Iterator

import numpy as np
import pytest

from jupyterlab_pixelforest.images import AxesWish, open_image
from jupyterlab_pixelforest.kernels import Kernels
from jupyterlab_pixelforest.pipeline import Predictor
from jupyterlab_pixelforest.tests.simulated_labels import simulate_labels
from jupyterlab_pixelforest.tests.truth_images import (
    DEFAULTS,
    LYSOSOMES,
    NUCLEI,
    NUCLEI_OF_A_STACK,
    ON_LYSOSOMES,
    ON_NUCLEI,
    ON_SMALL_NUCLEI,
    SMALL_NUCLEI,
    TRUTH,
    fitted_to,
    maps_of,
    objects_of,
    train_on,
    truth_of,
)
from jupyterlab_pixelforest.tests.truth_measures import count_error, dice, object_f1
from jupyterlab_pixelforest.workers import Workers


@pytest.fixture(scope="module")
def wasm() -> Kernels:
    return Kernels()


@pytest.fixture(scope="module")
def pool() -> Iterator[Workers]:
    workers = Workers(2)
    yield workers
    workers.close()


def test_planted_lysosomes_of_another_image_are_found(wasm, pool):
    truth, figures = truth_of("lysosomes-2"), []
    painted, other = LYSOSOMES
    for seed in range(5):
        labels = simulate_labels(truth_of("lysosomes-1"), ON_LYSOSOMES, seed)
        [probabilities] = maps_of(pool, painted, labels, [other])
        row = [dice(probabilities > 0.5, truth > 0)]
        for settings in (DEFAULTS, fitted_to(wasm, probabilities)):
            found = objects_of(wasm, probabilities, settings)
            row += [object_f1(found, truth, 0.3), count_error(found, truth)]
        figures.append(row)
    pixels, objects, count, fitted_objects, fitted_count = np.mean(figures, 0)
    assert pixels >= 0.72
    assert objects >= 0.85
    assert count <= 0.08
    assert fitted_objects >= 0.85
    assert fitted_count <= 0.08


def test_nuclei_of_other_images_are_found(wasm, pool):
    """Each image with nuclei enough for 25 dabs is painted once."""
    names = ["B22", "F12", "K05", "K12", "L03", "O16"]
    truths = {name: truth_of(f"bbbc039-{name}") for name in names}
    figures = []
    for seed, painted in enumerate(names):
        if truths[painted].max() < 25:
            continue
        labels = simulate_labels(truths[painted], ON_NUCLEI, seed)
        others = [name for name in names if name != painted]
        paths = [TRUTH / f"bbbc039-{name}.tif" for name in (painted, *others)]
        for name, probabilities in zip(
            others, maps_of(pool, paths[0], labels, paths[1:]), strict=True
        ):
            chosen = (NUCLEI, fitted_to(wasm, probabilities), DEFAULTS)
            found = [objects_of(wasm, probabilities, each) for each in chosen]
            figures.append([object_f1(each, truths[name], 0.5) for each in found])
    assert len(figures) == 25
    by_hand, fitted, plain = np.mean(figures, 0)
    assert by_hand >= 0.86
    assert fitted >= 0.86
    assert plain < fitted


def test_small_nuclei_between_the_strokes_are_found(wasm, pool):
    """One image only, so it is painted and judged; no target is set for it."""
    truth, figures = truth_of("dsb"), []
    for seed in range(5):
        labels = simulate_labels(truth, ON_SMALL_NUCLEI, seed)
        [probabilities] = maps_of(pool, TRUTH / "dsb.tif", labels, [TRUTH / "dsb.tif"])
        found = objects_of(wasm, probabilities, SMALL_NUCLEI)
        figures.append(object_f1(found, truth, 0.5))
    assert np.mean(figures) >= 0.75


def stack_labels(truth: np.ndarray, seed: int) -> np.ndarray:
    """Three slices of 31 are painted."""
    labels = np.zeros(truth.shape, np.uint8)
    for number, z in enumerate((6, 15, 24)):
        labels[z] = simulate_labels(truth[z], ON_SMALL_NUCLEI, 3 * seed + number)
    return labels


def test_nuclei_of_a_stack_are_found_in_3d_from_three_painted_slices(wasm, pool):
    """No target is set; features of single slices find less than half as many."""
    truth, path = truth_of("stack"), TRUTH / "stack.tif"
    figures = []
    for seed in range(3):
        labels, row = stack_labels(truth, seed), []
        # the largest scale does not fit into 31 slices
        for in_2d in ([False] * 6 + [True], [True] * 7):
            trained = train_on(pool, path, labels, in_2d=in_2d)
            with open_image(str(path), AxesWish(stated="zyx")) as image:
                predictor = Predictor("probabilities", trained.setup, trained.forest, 2)
                probabilities = predictor.compute_whole(pool, image)[0, ..., 0]
            row.append(dice(probabilities > 0.5, truth > 0))
            for settings in (NUCLEI_OF_A_STACK, fitted_to(wasm, probabilities)):
                found = objects_of(wasm, probabilities, settings)
                row.append(object_f1(found, truth, 0.5))
        figures.append(row)
    pixels, objects, fitted, flat_pixels, flat_objects, _ = np.mean(figures, 0)
    assert fitted >= 0.70
    assert pixels >= 0.79
    assert objects >= 0.70
    assert flat_pixels < pixels
    assert flat_objects < objects / 2


def test_the_measures_themselves():
    truth = np.array([[1, 1, 0, 2, 2, 0, 3]])
    found = np.array([[5, 5, 0, 7, 0, 0, 0]])
    assert dice(found > 0, truth > 0) == 6 / 8
    # one object fits, one has half of another, one is missing
    assert object_f1(found, truth, 0.5) == 4 / 5
    assert object_f1(found, truth, 0.6) == 2 / 5
    assert count_error(found, truth) == 1 / 3
