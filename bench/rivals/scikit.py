"""scikit-image's features and scikit-learn's forest: what one writes by hand."""

import numpy as np
import skimage
import sklearn
from measure import blocks_of, serve
from skimage.feature import multiscale_basic_features
from sklearn.ensemble import RandomForestClassifier

CHUNK = 2**18


def prepare(config: dict):
    """Stages `features` (its own ones), `train`, `predict` and `endToEnd`."""
    stage, workers = config["stage"], config["workers"]
    versions = (skimage.__version__, sklearn.__version__)
    facts = {"version": "scikit-image {}, scikit-learn {}".format(*versions)}

    def columns_of(image: np.ndarray) -> np.ndarray:
        return multiscale_basic_features(
            image.astype(np.float32),
            sigma_min=0.7,
            sigma_max=10,
            workers=workers,
        )

    def grow(rows: np.ndarray, labels: np.ndarray) -> RandomForestClassifier:
        forest = RandomForestClassifier(
            config["trees"], max_features="sqrt", n_jobs=workers, random_state=0
        )
        return forest.fit(rows, labels)

    def predict(forest: RandomForestClassifier, rows: np.ndarray) -> None:
        for (part,) in blocks_of(rows.shape[:1], (CHUNK,)):
            forest.predict_proba(rows[part])

    if stage == "train":
        rows, labels = np.load(config["rows"]), np.load(config["rowLabels"])
        grow(rows, labels)
        return (lambda: grow(rows, labels) and None), facts
    if stage == "predict":
        forest = grow(np.load(config["rows"]), np.load(config["rowLabels"]))
        facts["leavesPerTree"] = np.mean([t.get_n_leaves() for t in forest.estimators_])
        held = np.load(config["columns"]).reshape(-1, forest.n_features_in_)
        pixels = np.load(config["image"], mmap_mode="r").size
        # the image repeats itself: so do its columns
        passes = [held] * (pixels // len(held)) + [held[: pixels % len(held)]]
        predict(forest, held[:CHUNK])
        return (lambda: [predict(forest, rows) for rows in passes] and None), facts
    small, image = np.load(config["warmImage"]), np.load(config["image"])
    facts["columns"] = columns_of(small).shape[-1]
    if stage == "features":
        return (lambda: columns_of(image) is None), facts
    labels = np.load(config["labelMap"])
    course = columns_of(np.load(config["courseImage"]))
    forest = grow(course[labels > 0], labels[labels > 0])

    def whole() -> None:
        found = columns_of(image)
        predict(forest, found.reshape(-1, found.shape[-1]))

    return whole, facts


serve(prepare)
