"""scikit-learn's forest on columns of Pixel Forest, for bench/truth.py.

python truth_forest.py FOLDER reads rows.npy (sample, column), labels.npy (sample,) and
image.npy (y, x, column), and writes probabilities.npy (y, x) of class 1.
"""

import sys
from pathlib import Path

import numpy as np
from sklearn.ensemble import RandomForestClassifier


def main(folder: Path) -> None:
    """Trains and predicts."""
    rows, labels, image = (
        np.load(folder / f"{name}.npy") for name in ("rows", "labels", "image")
    )
    forest = RandomForestClassifier(100, n_jobs=2, random_state=0).fit(rows, labels)
    votes = forest.predict_proba(image.reshape(-1, image.shape[-1]))
    np.save(folder / "probabilities.npy", votes[:, 0].reshape(image.shape[:2]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
