"""python3-vigra on one thread: the filters and the forest without ilastik."""

import numpy as np
import vigra
from measure import blocks_of, serve
from vigra import filters
from vigra.learning import RandomForest

SCALES = (0.3, 0.7, 1.0, 1.6, 3.5, 5.0, 10.0)
# window sizes of ilastik: of the smoothing beforehand, and of every filter
BEFORE = {"window_size": 3.5}
WINDOW = {"window_size": 2.0}
CHUNK = 2**18


def columns_of(image: np.ndarray) -> list[np.ndarray]:
    """49 (y, x) arrays: all families at all scales, as ilastik defines them."""
    columns = []
    for scale in SCALES:
        sigma = np.sqrt(scale**2 - 1) if scale > 1 else scale
        smooth = filters.gaussianSmoothing(image, sigma, **BEFORE)
        sigma = min(scale, 1.0)
        blurred = filters.gaussianSmoothing(smooth, sigma, **WINDOW)
        columns.append(blurred)
        if scale == SCALES[0]:
            continue
        columns.append(filters.laplacianOfGaussian(smooth, sigma, **WINDOW))
        columns.append(filters.gaussianGradientMagnitude(smooth, sigma, **WINDOW))
        columns.append(
            blurred - filters.gaussianSmoothing(smooth, sigma * 0.66, **WINDOW)
        )
        for pair in (
            filters.structureTensorEigenvalues(smooth, sigma / 2, sigma, **WINDOW),
            filters.hessianOfGaussianEigenvalues(smooth, sigma, **WINDOW),
        ):
            columns += [pair[..., 0], pair[..., 1]]
    return [np.asarray(column) for column in columns]


def load(path: str) -> np.ndarray:
    """(y, x) float32 with vigra's axes."""
    return vigra.taggedView(np.load(path).astype(np.float32), "yx")


def grow(config: dict) -> RandomForest:
    """A forest from the rows all rivals get."""
    rows = np.load(config["rows"])
    labels = np.load(config["rowLabels"]).astype(np.uint32)[:, None]
    forest = RandomForest(config["trees"])
    forest.learnRF(rows, labels)
    return forest


def read_forests(path: str) -> list[RandomForest]:
    """The forests stored in a project."""
    forests: list[RandomForest] = []
    while True:
        name = f"Forest{len(forests):04d}"
        try:
            place = f"PixelClassification/ClassifierForests/{name}"
            forests.append(RandomForest(path, place))
        except RuntimeError:
            return forests


def vote(forests: list[RandomForest], rows: np.ndarray) -> np.ndarray:
    """(rows, class): mean of the forests' probabilities, by their trees."""
    weights = [forest.treeCount() for forest in forests]
    found = [
        forest.predictProbabilities(rows) * weight
        for forest, weight in zip(forests, weights, strict=True)
    ]
    return np.sum(found, axis=0) / sum(weights)


def prepare(config: dict):
    """Stages `features`, `train`, `predict` and `endToEnd`; planes of one channel."""
    stage = config["stage"]
    facts = {"version": f"vigra {vigra.version}"}
    if stage == "train":
        return (lambda: grow(config) and None), facts
    small, image = load(config["warmImage"]), load(config["image"])
    if stage == "features":
        columns_of(small)
        return (lambda: columns_of(image) and None), facts
    forests = read_forests(config["project"])
    if stage == "predict":
        held = np.stack(columns_of(image), -1).reshape(-1, 49)
        vote(forests, held[:CHUNK])

        def predict() -> None:
            for (part,) in blocks_of(held.shape[:1], (CHUNK,)):
                vote(forests, held[part])

        return predict, facts

    def whole() -> None:
        columns = columns_of(image)
        rows = [np.ravel(column) for column in columns]
        for (part,) in blocks_of(rows[0].shape, (CHUNK,)):
            vote(forests, np.stack([row[part] for row in rows], -1))

    return whole, facts


serve(prepare)
