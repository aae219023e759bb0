"""`ClassifierFactory`: ilastik's description of the classifier to train.

It is the text of a Python pickle; it is searched, never unpickled.
"""

import re
from dataclasses import dataclass

import h5py

from . import hdf5

KNOWN_CLASS = "ParallelVigraRfLazyflowClassifierFactory"
CLASS = re.compile(r"c[\w.]+\n(\w*Factory)\n")
# Python 2 wrote `S'_num_trees'`, Python 3 `V_num_trees`
TREES = re.compile(r"(S'|V)_num_trees'?\n(?:p\d+\n)?I(\d+)\n")
MAX_LENGTH = 10_000
# releases up to 1.4.0 load these very bytes: only the two numbers may change
TEXT = (
    "ccopy_reg\n_reconstructor\np0\n"
    f"(clazyflow.classifiers.parallelVigraRfLazyflowClassifier\n{KNOWN_CLASS}\np1\n"
    "c__builtin__\nobject\np2\nNtp3\nRp4\n(dp5\nVVERSION\np6\nI2\nsV_num_trees\np7\n"
    "I{trees}\nsV_label_proportion\np8\nNsV_variable_importance_path\np9\n"
    "NsV_variable_importance_enabled\np10\nI00\nsV_kwargs\np11\n(dp12\n"
    "sV_num_forests\np13\nI{forests}\nsb."
)


@dataclass(frozen=True)
class ClassifierFactory:
    """What the description says; `tree_count` is None if it does not.

    `is_current`: ilastik 1.4.1 and later find their way in it.
    """

    class_name: str
    tree_count: int | None
    is_current: bool

    @property
    def is_known(self) -> bool:
        """Whether it trains the kind of forest that is trained here."""
        return self.class_name == KNOWN_CLASS


def read_factory(trained: h5py.Group | None) -> ClassifierFactory | None:
    """What `PixelClassification` says about it; None if nothing that is known."""
    if hdf5.kind_of(trained, "ClassifierFactory") != "dataset":
        return None
    text = hdf5.text(trained, "ClassifierFactory") or ""
    # longer texts are none of ilastik's, and would take long to search
    name = CLASS.search(text) if len(text) <= MAX_LENGTH else None
    if name is None:
        return None
    trees = TREES.search(text)
    count = int(trees[2]) if trees else None
    return ClassifierFactory(name[1], count, bool(trees) and trees[1] == "V")


def write_factory(trained: h5py.Group, trees: int, forests: int) -> None:
    """Describes ilastik's default classifier, unless it is chosen already."""
    found = read_factory(trained)
    if found and found.is_known and found.is_current:
        return
    if "ClassifierFactory" in trained:
        del trained["ClassifierFactory"]
    text = TEXT.format(trees=trees, forests=forests)
    trained["ClassifierFactory"] = text.encode()
