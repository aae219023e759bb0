"""ilastik's own engine, run by its own classes; needs a Python that has ilastik."""

import os
from importlib.metadata import version

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import h5py
import numpy as np
import vigra
from ilastik.applets.featureSelection.opFeatureSelection import OpFeatureSelection
from ilastik.experimental import parser
from lazyflow.classifiers import ParallelVigraRfLazyflowClassifierFactory
from lazyflow.graph import Graph
from lazyflow.operators import OpReorderAxes
from lazyflow.operators.classifierOperators import OpClassifierPredict
from lazyflow.request import Request, RequestPool
from measure import blocks_of, serve

GRAPH = Graph()
# training on more takes so long that it is not run once before
MOST_ROWS_TWICE = 10_000


def columns_of(project, path: str, axes: str, order: str):
    """What ilastik's feature operator gives of an image, in an order of axes."""
    reordered = OpReorderAxes(graph=GRAPH, AxisOrder=order)
    reordered.Input.setValue(vigra.taggedView(np.load(path), axes))
    operator = OpFeatureSelection(graph=GRAPH)
    operator.InputImage.connect(reordered.Output)
    matrix = project.feature_matrix
    operator.FeatureIds.setValue(list(matrix.names))
    operator.Scales.setValue(list(matrix.scales))
    operator.SelectionMatrix.setValue(matrix.selections)
    operator.ComputeIn2d.setValue(list(matrix.compute_in_2d))
    # a slot lives as long as its operators
    operator.reordered = reordered
    return operator.OutputImage


def request_blocks(slot, side: int, keep: bool) -> np.ndarray | None:
    """Asks for the whole image in blocks, as many at once as there are threads."""
    shape, keys = slot.meta.shape, slot.meta.getAxisKeys()
    out = np.empty(shape, np.float32) if keep else None
    pool = RequestPool()
    sizes = tuple(
        min(side, size) if side and key in "zyx" else size
        for key, size in zip(keys, shape, strict=True)
    )
    for part in blocks_of(shape, sizes):
        lo, hi = [axis.start for axis in part], [axis.stop for axis in part]

        def compute(part=part, lo=lo, hi=hi) -> None:
            found = slot(lo, hi).wait()
            if out is not None:
                out[part] = found

        pool.add(Request(compute))
    pool.wait()
    return out


def predictor(stored, image):
    """ilastik's prediction operator on columns: a slot, or an array."""
    operator = OpClassifierPredict(graph=GRAPH)
    operator.Classifier.setValue(stored.classifier)
    operator.Classifier.meta.classifier_factory = stored.classifier_factory
    operator.LabelsCount.setValue(stored.label_count)
    if isinstance(image, np.ndarray):
        operator.Image.setValue(image)
    else:
        operator.Image.connect(image)
    return operator


def grow(config: dict):
    """What grows a forest from the rows all rivals get."""
    rows = np.load(config["rows"])
    labels = np.load(config["rowLabels"]).astype(np.uint32)
    names = [str(i) for i in range(rows.shape[1])]
    factory = ParallelVigraRfLazyflowClassifierFactory(config["trees"])
    return lambda: factory.create_and_train(rows, labels, names)


def store_own_forest(config: dict) -> None:
    """Copies the project with a forest that ilastik grew from the same rows."""
    forest = grow(config)()
    path = config["project"]
    with h5py.File(path, "r+") as file:
        group = file["PixelClassification"]
        del group["ClassifierForests"]
        forest.serialize_hdf5(group.create_group("ClassifierForests"))


def prepare(config: dict):
    """All stages; `storeForest` changes the project and has nothing to time."""
    stage, block = config["stage"], config["block"]
    Request.reset_thread_pool(config["workers"])
    facts = {"version": f"vigra {vigra.version}, fastfilters {fastfilters_version()}"}
    if stage == "storeForest":
        store_own_forest(config)
        return (lambda: None), facts
    if stage == "train":
        train = grow(config)
        if np.load(config["rows"], mmap_mode="r").shape[0] <= MOST_ROWS_TWICE:
            train()
        return train, facts
    with h5py.File(config["project"], "r") as file:
        project = parser.PixelClassificationProject.model_validate(file)
    return stage_of_image(config, project, stage, block), facts


def stage_of_image(config: dict, project, stage: str, block: int):
    """What is timed; it ran once on the small image."""

    def build(path: str):
        axes = config["axes"]
        if stage == "features":
            # the order its filters work in: one copy less than for a forest
            columns = columns_of(project, path, axes, "tczyx")
            return lambda: request_blocks(columns, block, keep=False)
        columns = columns_of(project, path, axes, axes.replace("c", "") + "c")
        if stage == "endToEnd":
            maps = predictor(project.classifier, columns).PMaps
            return lambda: request_blocks(maps, block, keep=True)
        held = request_blocks(columns, block, keep=True)
        tags = columns.meta.getAxisKeys()
        operator = predictor(project.classifier, vigra.taggedView(held, tags))
        if stage == "predict":
            return lambda: request_blocks(operator.PMaps, block, keep=True)
        train = grow(config)

        def live() -> np.ndarray:
            operator.Classifier.setValue(train())
            return request_blocks(operator.PMaps, block, keep=True)

        return live

    build(config["warmImage"])()
    return build(config["image"])


def fastfilters_version() -> str:
    """Which one, where it says."""
    try:
        return version("fastfilters")
    except ImportError:
        return "(built from source)"


serve(prepare)
