"""How a forest is grown and measured: same trees, votes and sums as in the browser."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .errors import PixelForestError
from .forest import MAX_CLASSES, MAX_TREES, Forest, Tree
from .kernels import Kernels

# weights outside are a mistake rather than a wish; they are rounded to 1/1024
LEAST_WEIGHT, MOST_WEIGHT = 1 / 1024, 1024
MAX_PERMUTATIONS = 1000
# one tree that is sure gives 2²⁰ units
VOTE_UNIT = 2.0**-20


@dataclass(frozen=True)
class Growth:
    """How a forest is grown.

    `class_weights` by class number − 1, 1 if not given. `permutations`: None measures
    nothing, 0 out-of-bag votes and Gini importance, more exchange the values of each
    column so often for its permutation importance.
    """

    seed: int
    tree_count: int
    class_weights: Sequence[float] = ()
    permutations: int | None = None


@dataclass(frozen=True, eq=False)
class TrainingBlock:
    """(samples, columns) float32, no NaN in `columns`; (samples,) class numbers."""

    rows: np.ndarray
    labels: np.ndarray
    columns: Sequence[int]


@dataclass(frozen=True, eq=False)
class ForestSums:
    """What trees add up while they grow: exact, so parts may come in any order.

    `voters` (samples,) and `votes` (samples, outputs) uint32, in units of 2⁻²⁰ tree;
    `gini_decreases` (columns,) and `losses` (columns, outputs) float64, the last one
    None without permutations.
    """

    voters: np.ndarray
    votes: np.ndarray
    gini_decreases: np.ndarray
    losses: np.ndarray | None


@dataclass(frozen=True, eq=False)
class OutOfBag:
    """Each sample is judged by the trees that did not draw it.

    `votes` (samples, outputs) float32 is their mean vote, `voters` (samples,) how many
    they are; `confusion` (outputs, outputs) counts samples by label and class voted
    for; `error` is the share voted wrong, None if no tree left a sample out.
    """

    votes: np.ndarray
    voters: np.ndarray
    confusion: np.ndarray
    error: float | None


@dataclass(frozen=True, eq=False)
class Importance:
    """What columns do for a forest.

    `gini` (columns,): mean impurity a tree loses by splits on the column, 0 to 1.
    `by_class` (columns, outputs) and `overall` (columns,): accuracy lost out of bag
    when the column's values are exchanged; None without permutations.
    """

    gini: np.ndarray
    by_class: np.ndarray | None
    overall: np.ndarray | None


@dataclass(frozen=True, eq=False)
class GrownTrees:
    """Some trees of a forest, and their sums if they were measured."""

    trees: tuple[Tree, ...]
    sums: ForestSums | None


def check_growth(growth: Growth) -> None:
    """Raises PixelForestError `mismatch` naming what is not possible."""
    if not 1 <= growth.tree_count <= MAX_TREES:
        _refuse(
            f"A forest has 1 to {MAX_TREES} trees, but {growth.tree_count} were asked "
            "for. Choose another number of trees."
        )
    for number, weight in enumerate(growth.class_weights, 1):
        if not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
            _refuse(
                f"The weight of class {number} should be from 1/1024 to 1024, but is "
                f"{weight}. To leave a class out, train on the others only."
            )
    if len(growth.class_weights) > MAX_CLASSES:
        _refuse(
            f"There are at most {MAX_CLASSES} classes, but "
            f"{len(growth.class_weights)} weights."
        )
    if not 0 <= (growth.permutations or 0) <= MAX_PERMUTATIONS:
        _refuse(
            f"Columns are permuted 0 to {MAX_PERMUTATIONS} times, but "
            f"{growth.permutations} was asked for."
        )


def grow_trees(
    wasm: Kernels, block: TrainingBlock, growth: Growth, trees: range
) -> GrownTrees:
    """Grows some trees of a forest; tree i depends on block, growth and i only.

    The kernels' memory is given back. Raises PixelForestError `memory`.
    """
    known, outputs = np.unique(block.labels, return_inverse=True)
    weights = [
        growth.class_weights[label - 1] if label <= len(growth.class_weights) else 1
        for label in known.tolist()
    ]
    measures, permutes = growth.permutations is not None, bool(growth.permutations)
    rows, count = len(block.rows), len(known)
    sizes = (rows, len(block.columns), count)
    with wasm.scratch():
        pointers = [
            wasm.place(np.ascontiguousarray(values, dtype))
            for values, dtype in (
                (block.rows, np.float32),
                (outputs, np.uint8),
                (block.columns, np.int32),
                (weights, np.float64),
            )
        ]
        needed = wasm.call("trainBytes", *sizes)
        needed += wasm.call("outOfBagBytes", rows, count) if measures else 0
        needed += wasm.call("permuteBytes", *sizes) if permutes else 0
        # what training takes must be there: it does not ask
        with wasm.scratch():
            wasm.allocate(needed)
        wasm.call(
            "trainBegin", pointers[0], pointers[1], rows, block.rows.shape[1],
            pointers[2], len(block.columns), count, pointers[3],
            max(1, int(len(block.columns) ** 0.5 + 0.5)),
        )  # fmt: skip
        for index in range(len(block.columns)):
            wasm.call("trainRank", index)
        if measures:
            wasm.call("outOfBagBegin")
        if permutes:
            wasm.call("permuteBegin")
        grown = []
        for tree in trees:
            wasm.call("trainTreeBegin", growth.seed, tree)
            nodes = wasm.call("trainTreeStep", float("inf"))
            if measures:
                wasm.call("outOfBagTree")
            if permutes:
                _permute_columns(wasm, growth, tree, len(block.columns))
            grown.append(_copy_tree(wasm, nodes, count))
        sums = _copy_sums(wasm, block, count, permutes) if measures else None
    return GrownTrees(tuple(grown), sums)


def _permute_columns(wasm: Kernels, growth: Growth, tree: int, columns: int) -> None:
    """Adds what the tree that grew last loses without each column."""
    wasm.call("permuteTreeBegin")
    for index in range(columns):
        repetitions = growth.permutations
        if wasm.call("permuteColumnBegin", growth.seed, tree, index, repetitions):
            for _ in range(repetitions):
                wasm.call("permuteColumn")


def join_trees(
    block: TrainingBlock, parts: Sequence[GrownTrees]
) -> tuple[Forest, ForestSums | None]:
    """Puts the parts of a forest together, in the order given."""
    known = tuple(int(label) for label in np.unique(block.labels))
    trees = tuple(tree for part in parts for tree in part.trees)
    forest = Forest(block.rows.shape[1], known, trees, len(block.rows))
    sums = [part.sums for part in parts]
    if sums[0] is None:
        return forest, None
    losses = [part.losses for part in sums]
    return forest, ForestSums(
        _add([part.voters for part in sums]),
        _add([part.votes for part in sums]),
        _add([part.gini_decreases for part in sums]),
        None if losses[0] is None else _add(losses),
    )


def judge_out_of_bag(sums: ForestSums, labels: np.ndarray) -> OutOfBag:
    """Judges a forest by the samples its trees did not draw."""
    known, truth = np.unique(labels, return_inverse=True)
    judged = np.flatnonzero(sums.voters)
    # of equal votes the first
    winners = sums.votes[judged].argmax(axis=1)
    cells = truth[judged] * len(known) + winners
    confusion = np.bincount(cells, minlength=len(known) ** 2)
    wrong = int((winners != truth[judged]).sum())
    votes = sums.votes * VOTE_UNIT / np.maximum(sums.voters, 1)[:, None]
    return OutOfBag(
        votes.astype(np.float32),
        sums.voters,
        confusion.reshape(len(known), len(known)).astype(np.uint32),
        wrong / len(judged) if len(judged) else None,
    )


def rate_columns(sums: ForestSums, labels: np.ndarray, growth: Growth) -> Importance:
    """Importance of each column."""
    gini = sums.gini_decreases / growth.tree_count
    if sums.losses is None:
        return Importance(gini, None, None)
    _, truth = np.unique(labels, return_inverse=True)
    # how often a sample of each class was judged by a tree
    chances = np.bincount(truth, weights=sums.voters) * growth.permutations
    by_class = np.where(chances > 0, sums.losses / np.maximum(chances, 1), 0)
    overall = sums.losses.sum(axis=1) / max(chances.sum(), 1)
    return Importance(gini, by_class, overall)


def _copy_tree(wasm: Kernels, nodes: int, outputs: int) -> Tree:
    """The tree just grown."""
    with wasm.scratch():
        samples = wasm.allocate(nodes * 8)
        fractions = wasm.allocate(nodes * outputs * 8)
        wasm.call("finishTree", samples, fractions)
        column, left, right = (
            _read(wasm, wasm.call(name), (nodes,), np.int32)
            for name in ("treeColumns", "treeLefts", "treeRights")
        )
        threshold = _read(wasm, wasm.call("treeThresholds"), (nodes,), np.float64)
        return Tree(
            column,
            threshold,
            left,
            right,
            _read(wasm, samples, (nodes,), np.float64),
            _read(wasm, fractions, (nodes, outputs), np.float64),
        )


def _copy_sums(
    wasm: Kernels, block: TrainingBlock, outputs: int, permutes: bool
) -> ForestSums:
    rows, allowed = len(block.rows), len(block.columns)
    columns = np.asarray(block.columns)

    def spread(name: str, *shape: int) -> np.ndarray:
        values = np.zeros((block.rows.shape[1], *shape))
        values[columns] = _read(wasm, wasm.call(name), (allowed, *shape), np.float64)
        return values

    return ForestSums(
        _read(wasm, wasm.call("outOfBagVoters"), (rows,), np.uint32),
        _read(wasm, wasm.call("outOfBagVotes"), (rows, outputs), np.uint32),
        spread("trainGiniDecreases"),
        spread("permuteLosses", outputs) if permutes else None,
    )


def _add(parts: list[np.ndarray]) -> np.ndarray:
    return np.add.reduce(parts, dtype=parts[0].dtype)


def _read(
    wasm: Kernels, pointer: int, shape: tuple[int, ...], dtype: type
) -> np.ndarray:
    return wasm.view(pointer, shape, dtype).copy()


def _refuse(message: str) -> None:
    raise PixelForestError("mismatch", message)
