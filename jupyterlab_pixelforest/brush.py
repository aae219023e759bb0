"""The pixels that a brush covers, as in src/project/brush.ts."""

import math
from collections.abc import Sequence

import numpy as np

# so that points on half pixels do not depend on rounding
SLACK = 1e-9

Point = tuple[float, float]


def rasterise_stroke(
    points: Sequence[Point], diameter: float, height: int, width: int
) -> tuple[int, int, np.ndarray] | None:
    """(y0, x0, (y, x) bool): pixels whose centre lies within diameter / 2 of the line.

    `points` are (y, x) in pixels, at least one. None if nothing of a plane of this
    height and width is covered.
    """
    radius = diameter / 2
    ys, xs = [y for y, _ in points], [x for _, x in points]
    y0, x0 = (max(0, math.ceil(min(v) - radius - 1)) for v in (ys, xs))
    y1 = min(height, math.floor(max(ys) + radius + 1) + 1)
    x1 = min(width, math.floor(max(xs) + radius + 1) + 1)
    if y1 <= y0 or x1 <= x0:
        return None
    covered = np.zeros((y1 - y0, x1 - x0), bool)
    for a, b in zip([points[0], *points], points, strict=False):
        _cover_capsule(a, b, radius, (y0, x0), covered)
    return (y0, x0, covered) if covered.any() else None


def _cover_capsule(
    a: Point, b: Point, radius: float, corner: tuple[int, int], covered: np.ndarray
) -> None:
    """Marks the pixels within `radius` of the segment from `a` to `b`."""
    starts, stops = [], []
    for axis in range(2):
        low, high = sorted((a[axis], b[axis]))
        starts.append(max(0, math.ceil(low - radius) - corner[axis]))
        stop = math.floor(high + radius) + 1 - corner[axis]
        stops.append(min(covered.shape[axis], stop))
    if starts[0] >= stops[0] or starts[1] >= stops[1]:
        return
    y = np.arange(starts[0], stops[0], dtype=np.float64)[:, None] + corner[0]
    x = np.arange(starts[1], stops[1], dtype=np.float64)[None] + corner[1]
    dy, dx = b[0] - a[0], b[1] - a[1]
    # lines from beyond any image cover nothing
    with np.errstate(over="ignore", invalid="ignore"):
        length_squared = dy * dy + dx * dx
        along: np.ndarray | float = 0.0
        if length_squared:
            along = np.clip(((y - a[0]) * dy + (x - a[1]) * dx) / length_squared, 0, 1)
        off_y, off_x = y - a[0] - along * dy, x - a[1] - along * dx
        inside = off_y * off_y + off_x * off_x <= radius * radius + SLACK
    covered[starts[0] : stops[0], starts[1] : stops[1]] |= inside
