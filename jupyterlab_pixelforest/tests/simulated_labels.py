"""Labels as a person paints them, drawn from the objects that are really there."""

from dataclasses import dataclass

import numpy as np

OBJECT, BACKGROUND = 1, 2
DABS, STROKES = 25, 16
# pixels along a stroke, and how much it turns at each (radians)
STROKE_LENGTH, TURN = 45, 0.15


@dataclass(frozen=True)
class Hand:
    """How labels are painted: `dab_radius` on the middle of an object; `margin` around
    objects that stays free; so many of the strokes begin `beside` a dabbed object,
    `distance` pixels from its rim, the others anywhere.
    """

    dab_radius: float
    margin: int
    distance: tuple[float, float]
    beside: int = 4


def simulate_labels(truth: np.ndarray, hand: Hand, seed: int) -> np.ndarray:
    """25 dabs and 16 background strokes 3 pixels wide: uint8 class numbers."""
    rng = np.random.default_rng(seed)
    labels = np.zeros(truth.shape, np.uint8)
    numbers = np.unique(truth)[1:]
    chosen = rng.choice(numbers, min(DABS, len(numbers)), replace=False)
    dabbed = [_dab(labels, truth == number, hand.dab_radius) for number in chosen]
    free = ~_widen(truth > 0, hand.margin)
    anywhere = np.argwhere(~_widen(truth > 0, hand.margin + 1))
    for stroke in range(STROKES):
        if stroke < hand.beside:
            centre, radius = dabbed[rng.integers(len(dabbed))]
            away = radius + rng.uniform(*hand.distance)
            at = centre + away * _direction(rng.uniform(0, 2 * np.pi))
        else:
            at = anywhere[rng.integers(len(anywhere))].astype(float)
        _stroke(labels, free, at, rng)
    return labels


def _dab(
    labels: np.ndarray, inside: np.ndarray, radius: float
) -> tuple[np.ndarray, float]:
    """Labels the middle of an object: its centre (y, x), and its own radius."""
    pixels = np.argwhere(inside)
    centre = pixels.mean(0)
    near = pixels[((pixels - centre) ** 2).sum(1) <= radius**2]
    labels[near[:, 0], near[:, 1]] = OBJECT
    return centre, np.sqrt(len(pixels) / np.pi)


def _stroke(
    labels: np.ndarray, free: np.ndarray, at: np.ndarray, rng: np.random.Generator
) -> None:
    angle = rng.uniform(0, 2 * np.pi)
    for _ in range(STROKE_LENGTH):
        angle += rng.normal() * TURN
        at = at + _direction(angle)
        y, x = np.rint(at).astype(int)
        square = np.s_[max(0, y - 1) : max(0, y + 2), max(0, x - 1) : max(0, x + 2)]
        labels[square][free[square]] = BACKGROUND


def _direction(angle: float) -> np.ndarray:
    return np.array([np.sin(angle), np.cos(angle)])


def _widen(mask: np.ndarray, radius: int) -> np.ndarray:
    """All pixels within a radius of the mask."""
    height, width = mask.shape
    padded, out = np.pad(mask, radius), np.zeros_like(mask)
    for dy in range(-radius, radius + 1):
        for dx in range(-radius, radius + 1):
            if dy**2 + dx**2 <= radius**2:
                y, x = radius + dy, radius + dx
                out |= padded[y : y + height, x : x + width]
    return out
