"""A random forest as flat arrays, and ilastik's way of storing it (vigra in HDF5)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import h5py
import numpy as np

from . import hdf5
from .errors import PixelForestError

MAX_CLASSES = 99
MAX_TREES = 1000
# largest table of one tree, and of all together
MAX_TREE_BYTES = 2**27
MAX_FOREST_BYTES = 2**30
# ilastik predicts the forests of a project side by side, so several are written
WRITTEN_FORESTS = 4
# fractions may miss 1 by the rounding of a file that writes few digits
FRACTION_TOLERANCE = 1e-3

# vigra's nodes: kind and address of the parameters; inner ones also left, right, column
LEAF = 0x40000000
HEADER = 2
INNER_INTEGERS = 5
LEAF_INTEGERS = 2

KNOWN_TYPE = "ParallelVigraRfLazyflowClassifier"
PICKLED_TYPE = (
    f"clazyflow.classifiers.parallelVigraRfLazyflowClassifier\n{KNOWN_TYPE}\np0\n."
)
# for a forest as ilastik grows it; without one of them ilastik predicts wrong numbers
OPTIONS = {
    "training_set_proportion_": 1,
    "training_set_size_": 0,
    "training_set_calc_switch_": 1,
    "training_set_func_": 0,
    "sample_with_replacement_": 1,
    "stratification_method_": 3,
    "mtry_switch_": 6,
    "mtry_": 0,
    "mtry_func_": 0,
    "min_split_node_size_": 1,
    "predict_weighted_": 0,
    "prepare_online_learning_": 0,
}


@dataclass(frozen=True, eq=False)
class Tree:
    """One tree as a table of nodes; node 0 is the root, leaves have column −1.

    Arrays are (nodes,): `column`, `left`, `right` int32, `threshold` and `samples`
    float64; `fractions` is (nodes, outputs) float64, zeros for inner nodes. A value
    goes left if, as a double, it is smaller than the threshold.
    """

    column: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    samples: np.ndarray
    fractions: np.ndarray


@dataclass(frozen=True, eq=False)
class Forest:
    """Output i stands for class number `known_labels[i]` (from 1)."""

    column_count: int
    known_labels: tuple[int, ...]
    trees: tuple[Tree, ...]
    row_count: int

    def needed_columns(self) -> frozenset[int]:
        """Columns that some tree compares."""
        columns = np.concatenate([tree.column for tree in self.trees])
        return frozenset(np.unique(columns[columns >= 0]).tolist())


def read_forest(group: h5py.Group | None) -> Forest | None:
    """Reads `ClassifierForests`; None if there is none. Nothing is unpickled.

    Raises PixelForestError `project` if it is of another type, `format` if damaged.
    """
    if group is None:
        return None
    kind = hdf5.text(group, "pickled_type")
    if not len(group) and kind is None:
        return None
    if kind is not None and f"\n{KNOWN_TYPE}\n" not in kind:
        found = kind.split("\n")[1] if "\n" in kind else kind
        raise PixelForestError(
            "project",
            f'the classifier is a "{found}", and only ilastik\'s parallel random '
            "forest is read",
        )
    names = _in_order(group, r"Forest\d+")
    parts = [hdf5.group(group, name) for name in names]
    budget = [MAX_FOREST_BYTES]
    read = [tree for part in parts if part for tree in _read_trees(part, budget)]
    if not 0 < len(read) <= MAX_TREES:
        _refuse(f"the classifier has {len(read)} trees; 1 to {MAX_TREES} are possible")
    if len({(columns, classes) for _, columns, classes in read}) > 1:
        _refuse("the trees of the classifier were grown on different columns")
    _, column_count, class_count = read[0]
    # projects from before ilastik 1.1 do not name the classes
    stored = hdf5.numbers(group, "known_labels")
    labels = range(1, class_count + 1) if stored is None else stored
    rows = hdf5.numbers(hdf5.group(parts[0], "_ext_param"), "row_count_")
    forest = Forest(
        column_count,
        tuple(int(label) for label in labels),
        tuple(tree for tree, _, _ in read),
        int(rows[0]) if rows and rows[0] >= 0 else 0,
    )
    _check_labels(forest.known_labels, class_count)
    return forest


def missing_options(group: h5py.Group) -> list[str]:
    """Options that stored forests lack, as `Forest0000/tree_count_`.

    ilastik loads such a forest without a word and predicts wrong numbers.
    """
    missing: list[str] = []
    for name in _in_order(group, r"Forest\d+"):
        options = hdf5.group(group, name, "_options")
        present = [] if options is None else list(options)
        missing.extend(
            f"{name}/{option}"
            for option in (*OPTIONS, "tree_count_")
            if option not in present
        )
    return missing


def write_forest(
    parent: h5py.Group, forest: Forest, column_names: Sequence[str]
) -> None:
    """Writes `ClassifierForests` into `PixelClassification`, as ilastik does."""
    group = parent.create_group("ClassifierForests")
    group["pickled_type"] = PICKLED_TYPE.encode()
    group["known_labels"] = np.array(forest.known_labels, np.uint32)
    group["feature_names"] = [name.encode() for name in column_names]
    count = max(1, min(WRITTEN_FORESTS, len(forest.trees)))
    each, extra = divmod(len(forest.trees), count)
    start = 0
    for i in range(count):
        stop = start + each + (1 if i < extra else 0)
        part = group.create_group(f"Forest{i:04d}")
        _write_part(part, forest, forest.trees[start:stop])
        start = stop


def _read_trees(
    group: h5py.Group, budget: list[int]
) -> Iterator[tuple[Tree, int, int]]:
    options = hdf5.group(group, "_options")
    if (hdf5.numbers(options, "predict_weighted_") or [0])[0]:
        raise PixelForestError(
            "project",
            f"{group.name}: the trees weigh their votes by leaf size, which is not "
            "read",
        )
    names = _in_order(group, r"Tree_\d+")
    announced = hdf5.numbers(options, "tree_count_")
    if len(names) > MAX_TREES or (announced and announced[0] != len(names)):
        _refuse(
            f"{group.name}: it should have {announced and announced[0]} trees but has "
            f"{len(names)}"
        )
    for name in names:
        member = hdf5.group(group, name)
        limit = min(MAX_TREE_BYTES, budget[0])
        topology = hdf5.array(member, "topology", limit)
        parameters = hdf5.array(member, "parameters", limit)
        if topology is None or parameters is None:
            _refuse(f"{group.name}/{name} has no topology or no parameters")
        budget[0] -= 4 * topology.size + 8 * parameters.size
        yield _read_tree(
            topology.ravel().astype(np.int64),
            parameters.ravel().astype(np.float64),
            f"{group.name}/{name}",
        )


def _read_tree(
    topology: np.ndarray, parameters: np.ndarray, where: str
) -> tuple[Tree, int, int]:
    """vigra's tree → ours, its columns and classes. Nodes keep the file's order."""
    if topology.size < HEADER:
        _refuse(f"{where}: it has no nodes. The classifier is damaged")
    table, values = topology.tolist(), parameters
    columns, classes = table[:HEADER]
    if not (columns > 0 and 0 < classes < 256):
        _refuse(
            f"{where}: it says {columns} columns and {classes} classes. "
            "The classifier is damaged"
        )
    addresses = _node_addresses(table, where)
    index = {address: i for i, address in enumerate(addresses)}
    count = len(addresses)
    tree = Tree(
        column=np.full(count, -1, np.int32),
        threshold=np.zeros(count),
        left=np.zeros(count, np.int32),
        right=np.zeros(count, np.int32),
        samples=np.zeros(count),
        fractions=np.zeros((count, classes)),
    )
    for i, address in enumerate(addresses):
        kind, at = table[address : address + 2]
        length = 1 + classes if kind == LEAF else 2
        stored = values[at : at + length] if at >= 0 else values[:0]
        if stored.size < length or np.isnan(stored).any():
            _refuse(
                f"{where}: the node at {address} has no values at {at}. "
                "The classifier is damaged"
            )
        if kind == LEAF:
            tree.samples[i] = stored[0]
            tree.fractions[i] = stored[1:]
            _check_leaf(stored, f"{where}: the leaf at {address}")
            continue
        left, right, column = table[address + 2 : address + 5]
        if not 0 <= column < columns:
            _refuse(
                f"{where}: the node at {address} asks for column {column} of "
                f"{columns}. The classifier is damaged"
            )
        tree.column[i] = column
        tree.threshold[i] = stored[1]
        tree.left[i], tree.right[i] = index[left], index[right]
    return tree, columns, classes


def _node_addresses(table: list[int], where: str) -> list[int]:
    """Positions of all nodes the root leads to, ascending; the root is first."""
    seen: set[int] = set()
    waiting = [HEADER]
    while waiting:
        address = waiting.pop()
        if address in seen:
            _refuse(
                f"{where}: two branches lead to the node at {address}. "
                "The classifier is damaged"
            )
        seen.add(address)
        is_inside = HEADER <= address < len(table)
        kind = table[address] if is_inside else 0
        length = LEAF_INTEGERS if kind == LEAF else INNER_INTEGERS
        if not is_inside or address + length > len(table):
            _refuse(
                f"{where}: a branch leads to {address} of {len(table)}. "
                "The classifier is damaged"
            )
        if kind not in (0, LEAF):
            _refuse(
                f"{where}: the node at {address} is of the unknown kind {kind}. "
                "The classifier is damaged"
            )
        if kind == 0:
            waiting += table[address + 2 : address + 4]
    return sorted(seen)


def _check_leaf(stored: np.ndarray, where: str) -> None:
    samples, fractions = stored[0], stored[1:]
    is_sum = abs(fractions.sum() - 1) <= FRACTION_TOLERANCE
    if not (0 <= samples < np.inf and (fractions >= 0).all() and is_sum):
        _refuse(
            f"{where} needs samples and fractions from 0 to 1 that sum to 1, but it "
            f"has {', '.join(f'{value:g}' for value in stored[:8])}"
        )


def _check_labels(labels: tuple[int, ...], class_count: int) -> None:
    is_valid = all(1 <= label <= MAX_CLASSES for label in labels)
    if len(labels) != class_count or not is_valid or len(set(labels)) != class_count:
        _refuse(
            f"the classifier has {class_count} outputs but names the classes "
            f"{', '.join(map(str, labels[:20]))}"
        )


def _write_part(group: h5py.Group, forest: Forest, trees: Sequence[Tree]) -> None:
    group.attrs["vigra_random_forest_version"] = np.array([0.1])
    class_count = len(forest.known_labels)
    options = group.create_group("_options")
    for name, value in {**OPTIONS, "tree_count_": len(trees)}.items():
        options[name] = np.array([value], np.float64)
    external = group.create_group("_ext_param")
    parameters = {
        "column_count_": forest.column_count,
        "class_count_": class_count,
        "row_count_": forest.row_count,
        "actual_mtry_": int(forest.column_count**0.5 + 0.5),
        "actual_msample_": forest.row_count,
        "problem_type_": 1,
        "is_weighted_": 1,
        "used_": 1,
        "precision_": 0,
        "response_size_": 1,
    }
    for name, value in parameters.items():
        external[name] = np.array([value], np.float64)
    external["class_weights_"] = np.ones(class_count)
    external["labels"] = np.array(forest.known_labels, np.uint32)
    digits = len(str(len(trees) - 1))
    for i, tree in enumerate(trees):
        topology, values = _to_vigra(tree, forest.column_count, class_count)
        member = group.create_group(f"Tree_{i:0{digits}d}")
        member["topology"] = topology
        member["parameters"] = values


def _to_vigra(
    tree: Tree, column_count: int, class_count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Our tree → vigra's: nodes in our order, one after the other."""
    is_leaf = tree.column < 0
    integers = np.where(is_leaf, LEAF_INTEGERS, INNER_INTEGERS)
    lengths = np.where(is_leaf, 1 + class_count, 2)
    addresses = HEADER + np.cumsum(integers) - integers
    starts = np.cumsum(lengths) - lengths
    topology = np.zeros(HEADER + integers.sum(), np.int32)
    values = np.zeros(lengths.sum())
    topology[:HEADER] = column_count, class_count
    inner = np.flatnonzero(~is_leaf)
    at = addresses[inner]
    topology[at + 1] = starts[inner]
    topology[at + 2] = addresses[tree.left[inner]]
    topology[at + 3] = addresses[tree.right[inner]]
    topology[at + 4] = tree.column[inner]
    values[starts[inner]] = 1
    values[starts[inner] + 1] = tree.threshold[inner]
    leaves = np.flatnonzero(is_leaf)
    topology[addresses[leaves]] = LEAF
    topology[addresses[leaves] + 1] = starts[leaves]
    values[starts[leaves]] = tree.samples[leaves]
    for output in range(class_count):
        values[starts[leaves] + 1 + output] = tree.fractions[leaves, output]
    return topology, values


def _in_order(group: h5py.Group, pattern: str) -> list[str]:
    names = [name for name in group if re.fullmatch(pattern, name)]
    return sorted(names, key=lambda name: int(re.search(r"\d+$", name)[0]))


def _refuse(fault: str) -> None:
    raise PixelForestError("format", fault)
