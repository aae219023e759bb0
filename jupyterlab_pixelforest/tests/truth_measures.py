"""How far found objects are from the objects that are really in an image."""

import numpy as np


def dice(found: np.ndarray, truth: np.ndarray) -> float:
    """2 |A ∩ B| / (|A| + |B|) of two boolean arrays."""
    return 2 * np.count_nonzero(found & truth) / (found.sum() + truth.sum())


def object_f1(found: np.ndarray, truth: np.ndarray, least_iou: float) -> float:
    """2 · hits / (objects found + objects there), of two label images.

    A hit is a pair whose intersection is at least `least_iou` of its union; pairs are
    made from the best down, each object in one at most.
    """
    columns = int(truth.max()) + 1
    pairs = found.astype(np.int64) * columns + truth
    sizes = (int(found.max()) + 1, columns)
    shared = np.bincount(pairs.ravel(), minlength=sizes[0] * sizes[1]).reshape(sizes)
    found_sizes, true_sizes = shared.sum(1), shared.sum(0)
    union = found_sizes[:, None] + true_sizes[None] - shared
    iou = (shared / np.maximum(union, 1))[1:, 1:]
    rows, cols = np.nonzero(iou >= least_iou)
    best_first = np.argsort(-iou[rows, cols], kind="stable")
    taken_rows, taken_columns, hits = set(), set(), 0
    for row, column in zip(rows[best_first], cols[best_first], strict=True):
        if row not in taken_rows and column not in taken_columns:
            taken_rows.add(row)
            taken_columns.add(column)
            hits += 1
    count = np.count_nonzero(found_sizes[1:]) + np.count_nonzero(true_sizes[1:])
    return 2 * hits / count


def count_error(found: np.ndarray, truth: np.ndarray) -> float:
    """Part of the true number of objects by which the number found is off."""
    there = np.count_nonzero(np.bincount(truth.ravel())[1:])
    return abs(np.count_nonzero(np.bincount(found.ravel())[1:]) - there) / there
