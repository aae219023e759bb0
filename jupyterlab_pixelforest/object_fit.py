"""Settings that suit the size of the objects in an image.

docs/numerics.md, “Fit to object size”; the rule itself is in the kernels.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .errors import PixelForestError
from .kernels import Kernels
from .segmentation import median_piece_size
from .segmentation_settings import ExcludedRegion, SegmentationSettings


@dataclass(frozen=True)
class ObjectFit:
    """What suits objects whose pieces have `median_size` pixels."""

    median_size: float
    smoothing: float
    minimum_size: int
    # of probabilities
    depth: float


def fit_to_size(
    wasm: Kernels,
    sources: Sequence[np.ndarray],
    settings: SegmentationSettings,
    excluded: Sequence[ExcludedRegion] = (),
) -> ObjectFit:
    """From the connected pieces of the sum of the sources, (z, y, x) each.

    They are cut with the default smoothing and least size, so that a fit is the same
    whatever these are now. Raises PixelForestError `input` without pieces, `memory`.
    """
    plain = SegmentationSettings()
    probe = replace(
        settings, smoothing=plain.smoothing, minimum_size=plain.minimum_size
    )
    size = median_piece_size(wasm, sources, probe, excluded)
    if size == 0:
        raise PixelForestError(
            "input",
            "settings are to be fitted to the size of the objects, but nothing "
            "lies above the threshold. Lower it.",
        )
    slices = sources[0].shape[0]
    return ObjectFit(
        size,
        wasm.call("fittedSmoothing", slices, size),
        int(wasm.call("fittedMinimumSize", size)),
        wasm.call("fittedDepth"),
    )


def fitted_fields(settings: SegmentationSettings, fit: ObjectFit) -> dict[str, Any]:
    """Fields of the settings that are fitted; the depth if probabilities are split."""
    split = settings.split
    fields = {"smoothing": fit.smoothing, "minimum_size": fit.minimum_size}
    if split and split.on == "probability" and settings.class_indexes is not None:
        fields["split"] = replace(split, depth=fit.depth)
    return fields
