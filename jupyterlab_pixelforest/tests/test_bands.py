"""Objects of an image are the same however it is cut into bands."""

import json

import numpy as np
import pytest

from jupyterlab_pixelforest.errors import PixelForestError
from jupyterlab_pixelforest.kernels import Kernels
from jupyterlab_pixelforest.segmentation import segment
from jupyterlab_pixelforest.segmentation_settings import parse_segmentation

PLANE = (1, 43, 38)
STACK = (9, 12, 15)
DIAMOND = {
    "z": None,
    "points": [
        {"y": 4.3, "x": 10.1},
        {"y": 21.7, "x": 3.2},
        {"y": 38.4, "x": 11.6},
        {"y": 19.9, "x": 30.05},
    ],
}
CASES = {
    "source": {"split": {"on": "probability", "channel": 0, "depth": 0.02}},
    "distance": {"split": {"on": "distance", "channel": 0, "depth": 0.5}},
    "intensity": {"split": {"on": "intensity", "channel": 0, "depth": 0.1}},
    "two thresholds": {
        "threshold": {"kind": "hysteresis", "low": 0.45, "high": 0.55},
        "dropBorder": True,
        "split": None,
    },
}


@pytest.fixture(scope="module")
def wasm() -> Kernels:
    return Kernels()


def noise(shape: tuple[int, int, int], coarseness: int) -> np.ndarray:
    """Small pieces with 1; large ones, with holes, with 4."""
    random = np.random.default_rng(coarseness)
    coarse = random.random([-(-size // coarseness) for size in shape])
    for axis in range(3):
        coarse = coarse.repeat(coarseness, axis)
    depth, height, width = shape
    values = 0.85 * coarse[:depth, :height, :width] + 0.15 * random.random(shape)
    return (values - (0.1 if depth > 1 else 0)).astype(np.float32)


@pytest.mark.parametrize("coarseness", [1, 2, 4])
@pytest.mark.parametrize(
    ("shape", "bands"), [(PLANE, (1, 2, 5, 11, 30)), (STACK, (1, 2, 4, 8))]
)
@pytest.mark.parametrize("case", CASES)
def test_bands_give_the_objects_of_one_piece(case, shape, bands, coarseness, wasm):
    steps = {
        "source": {"kind": "channel", "channel": 0},
        "smoothing": 0.6,
        "threshold": {"kind": "single", "value": 0.5},
        "fillHoles": True,
        "minimumSize": 3,
        "excluded": {"a": [DIAMOND]},
        **CASES[case],
    }
    settings = parse_segmentation(json.dumps(steps))
    image = noise(shape, coarseness)
    intensity = image[..., ::-1]
    excluded = settings.excluded["a"]
    whole = segment(wasm, [image], settings, intensity, excluded, max(shape[:2]))
    assert whole.piece_count > 0
    for layers in bands:
        found = segment(wasm, [image], settings, intensity, excluded, layers)
        np.testing.assert_array_equal(found.labels, whole.labels)
        assert (found.count, found.piece_count) == (whole.count, whole.piece_count)


def test_a_piece_that_needs_too_much_memory_is_named(wasm, monkeypatch):
    image = np.zeros(PLANE, np.float32)
    image[0, :, 20] = 1
    call = wasm.call

    def call_with_little(name: str, *values: float) -> float:
        if name == "createObjectGrid" and values[1] == PLANE[1]:
            return 0
        return call(name, *values)

    monkeypatch.setattr(wasm, "call", call_with_little)
    steps = {"source": {"kind": "channel", "channel": 0}, "smoothing": 0}
    settings = parse_segmentation(json.dumps(steps))
    with pytest.raises(PixelForestError, match="reaches over 43 × 3 pixels") as caught:
        segment(wasm, [image], settings, layers=10)
    assert caught.value.tag == "memory"
