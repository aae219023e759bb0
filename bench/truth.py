"""How good the lysosomes' maps and objects are, beside scikit-learn's forest.

BENCH_SCIKIT=… python bench/truth.py, with the package's `[headless]` and its tests'
requirements. The same simulated labels and the same columns for both: what differs is
the forest. Docs: docs/numerics.md, “How good the objects are”.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from jupyterlab_pixelforest.images import AxesWish, open_image  # noqa: E402
from jupyterlab_pixelforest.kernels import Kernels  # noqa: E402
from jupyterlab_pixelforest.pipeline import Predictor  # noqa: E402
from jupyterlab_pixelforest.tests.simulated_labels import simulate_labels  # noqa: E402
from jupyterlab_pixelforest.tests.truth_images import (  # noqa: E402
    DEFAULTS,
    LYSOSOMES,
    ON_LYSOSOMES,
    objects_of,
    train_on,
    truth_of,
)
from jupyterlab_pixelforest.tests.truth_measures import (  # noqa: E402
    count_error,
    dice,
    object_f1,
)
from jupyterlab_pixelforest.workers import Workers  # noqa: E402

SETS = int(os.environ.get("SETS", "10"))
# of 16 background strokes
BESIDE = (0, 4, 8, 16)


def main() -> None:
    """Prints a line for each number of strokes beside dabbed objects."""
    workers, wasm = Workers(2), Kernels()
    truths = [truth_of(f"lysosomes-{number}") for number in (1, 2)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for beside in BESIDE:
            hand = replace(ON_LYSOSOMES, beside=beside)
            figures = []
            for seed in range(SETS):
                labels = simulate_labels(truths[0], hand, seed)
                maps = both_maps(workers, folder, labels)
                figures.append([judge(wasm, each, truths[1]) for each in maps])
            ours, theirs = np.mean(figures, 0)
            print(f"{beside} beside: {line(ours)} | scikit-learn {line(theirs)}")
    workers.close()


def both_maps(workers: Workers, folder: Path, labels: np.ndarray) -> list[np.ndarray]:
    """(y, x) probabilities of the second image, by this forest and scikit-learn's."""
    trained = train_on(workers, LYSOSOMES[0], labels)
    planes = []
    for path in LYSOSOMES:
        with open_image(str(path), AxesWish()) as image:
            columns = Predictor("features", trained.setup, None, 2)
            planes.append(columns.compute_whole(workers, image)[0, 0])
    with open_image(str(LYSOSOMES[1]), AxesWish()) as image:
        predictor = Predictor("probabilities", trained.setup, trained.forest, 2)
        ours = predictor.compute_whole(workers, image)[0, 0, ..., 0]
    painted = labels > 0
    np.save(folder / "rows.npy", planes[0][painted])
    np.save(folder / "labels.npy", labels[painted])
    np.save(folder / "image.npy", planes[1])
    rival = ROOT / "bench/rivals/truth_forest.py"
    subprocess.run([os.environ["BENCH_SCIKIT"], rival, folder], check=True)
    return [ours, np.load(folder / "probabilities.npy")]


def judge(
    wasm: Kernels, probabilities: np.ndarray, truth: np.ndarray
) -> tuple[float, float, float]:
    """Dice of the pixels, object F1 at IoU 0.3, and how far the count is off."""
    found = objects_of(wasm, probabilities.astype(np.float32), DEFAULTS)
    return (
        dice(probabilities > 0.5, truth > 0),
        object_f1(found, truth, 0.3),
        count_error(found, truth),
    )


def line(figures: Sequence[float]) -> str:
    """Three figures as in the docs."""
    pixels, objects, count = figures
    return f"{pixels:.3f} / {objects:.3f} / {count * 100:.1f} %"


if __name__ == "__main__":
    main()
