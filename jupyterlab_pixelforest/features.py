"""Which filters at which scales, and the columns of the feature matrix they make."""

import math
from dataclasses import dataclass

from .errors import PixelForestError

# the six filter families, in ilastik's order and spelling, and their names in columns
FAMILY_NAMES = {
    "GaussianSmoothing": "Gaussian Smoothing",
    "LaplacianOfGaussian": "Laplacian of Gaussian",
    "GaussianGradientMagnitude": "Gaussian Gradient Magnitude",
    "DifferenceOfGaussians": "Difference of Gaussians",
    "StructureTensorEigenvalues": "Structure Tensor Eigenvalues",
    "HessianOfGaussianEigenvalues": "Hessian of Gaussian Eigenvalues",
}
FEATURE_IDS = tuple(FAMILY_NAMES)
DEFAULT_SCALES = (0.3, 0.7, 1.0, 1.6, 3.5, 5.0, 10.0)


@dataclass(frozen=True)
class FeatureChoice:
    """Ticked cells: `selected[row][column]`, rows as `ids`, columns as `scales` (σ)."""

    ids: tuple[str, ...]
    scales: tuple[float, ...]
    selected: tuple[tuple[bool, ...], ...]
    compute_in_2d: tuple[bool, ...]

    def cells(self) -> list[tuple[str, float, bool]]:
        """(family, σ, computed slice by slice) of the ticked cells, in column order."""
        return [
            (family, scale, planar)
            for family, row in zip(self.ids, self.selected, strict=True)
            for scale, ticked, planar in zip(
                self.scales, row, self.compute_in_2d, strict=True
            )
            if ticked
        ]


@dataclass(frozen=True)
class FeatureColumn:
    """One column of the feature matrix, with ilastik's name for it."""

    family: str
    scale: float
    channel: int
    component: int
    name: str


@dataclass(frozen=True)
class FeatureSetup:
    """A choice on images of `channel_count` channels; ascending training channels.

    `depth` says what the kernels must know of the images' slices, see `filter_depth`.
    """

    choice: FeatureChoice
    channel_count: int
    training_channels: tuple[int, ...]
    depth: int

    def columns(self) -> list["FeatureColumn"]:
        """The columns, over all channels, trained on or not."""
        return feature_columns(self.choice, self.channel_count, self.depth)

    def allowed_columns(self) -> list[int]:
        """Columns a tree may split on: those of the training channels, ascending."""
        return [
            index
            for index, column in enumerate(self.columns())
            if column.channel in self.training_channels
        ]


def filter_depth(choice: FeatureChoice, slices: int) -> int:
    """Slices as far as they decide what is computed.

    1 for a plane, or where every scale is filtered slice by slice; 2; or 3 for three
    and more, as the widest filter sees three.
    """
    is_planar = all(planar for _, _, planar in choice.cells())
    return 1 if is_planar else min(slices, 3)


def default_features(slices: int = 1) -> FeatureChoice:
    """All families at σ ≥ 0.7, smoothing from 0.3; of a stack, every scale that is not
    too large for it is filtered in 3-D.
    """
    return FeatureChoice(
        ids=FEATURE_IDS,
        scales=DEFAULT_SCALES,
        selected=tuple(
            tuple(
                scale >= (0.3 if family == "GaussianSmoothing" else 0.7)
                for scale in DEFAULT_SCALES
            )
            for family in FEATURE_IDS
        ),
        compute_in_2d=tuple(
            slices == 1 or math.ceil(3.5 * scale) + 1 > slices
            for scale in DEFAULT_SCALES
        ),
    )


def create_setup(
    choice: FeatureChoice,
    channel_count: int,
    training_channels: list[int] | None,
    slices: int,
) -> FeatureSetup:
    """A setup for images of so many slices; `None` trains on all channels.

    Raises PixelForestError `input` if no feature is chosen or a channel is missing.
    """
    channels = range(channel_count) if training_channels is None else training_channels
    channels = tuple(sorted(set(channels)))
    wrong = [channel for channel in channels if not 0 <= channel < channel_count]
    if wrong or not channels:
        found = f"channel {wrong[0] + 1}" if wrong else "no channel"
        raise PixelForestError(
            "input",
            f"Training wants {found}, but the images have {channel_count} channel(s). "
            "Tick other channels in the project.",
        )
    if not choice.cells():
        raise PixelForestError(
            "input",
            "At least one feature is needed, but none is selected. "
            "Select features in the project.",
        )
    return FeatureSetup(choice, channel_count, channels, filter_depth(choice, slices))


def feature_columns(
    choice: FeatureChoice, channel_count: int, depth: int = 1
) -> list[FeatureColumn]:
    """The columns in ilastik's order: families, scales, channels, eigenvalues.

    `channel_count` counts all channels, trained on or not; `depth` is the number of
    slices of the image.
    """
    columns = []
    for family, scale, planar in choice.cells():
        components = _component_count(family, scale, planar, depth)
        outputs = channel_count * components
        name = f"{FAMILY_NAMES[family]} (σ={scale!r}){' in 2D' if planar else ''}"
        columns += [
            FeatureColumn(
                family,
                scale,
                channel=k // components,
                component=k % components,
                name=f"{name} [{k}]" if outputs > 1 else name,
            )
            for k in range(outputs)
        ]
    return columns


def _component_count(family: str, scale: float, planar: bool, depth: int) -> int:
    """Eigenvalue filters have one output per dimension, others one."""
    if not family.endswith("Eigenvalues"):
        return 1
    # after the pre-smoothing no filter is wider than σ = 1
    width = math.ceil(2 * min(scale, 1.0)) + 1
    return 2 if planar or depth == 1 or width > depth else 3
