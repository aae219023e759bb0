"""Whether the features of a setup can be computed on an image."""

from .errors import PixelForestError
from .features import FeatureSetup, filter_depth
from .labels import ImageShape
from .workers import Workers


def check_image(workers: Workers, setup: FeatureSetup, shape: ImageShape) -> None:
    """Makes sure that the features of a setup can be computed on an image.

    Raises PixelForestError `mismatch` for other channels than those of the training
    images, or a plane where those are stacks and the other way round; `input` if a σ
    is too large for the image (docs/numerics.md, "Image too small").
    """
    if shape.c != setup.channel_count:
        raise PixelForestError(
            "mismatch",
            f"the classifier was set up on images with {setup.channel_count} "
            f"channel(s), but this one has {shape.c}.",
        )
    cells = setup.choice.cells()
    largest = max(scale for _, scale, _ in cells)
    side = workers.ask(lambda jobs: jobs.smallest_side(largest))
    if side > min(shape.y, shape.x):
        raise PixelForestError(
            "input",
            f"features at σ = {largest:g} need an image of at least {side} × {side} "
            f"pixels, but this one is {shape.y} × {shape.x} (height × width).",
        )
    solid = [scale for _, scale, planar in cells if not planar]
    if solid and shape.z > 1:
        deepest = max(solid)
        slices = workers.ask(lambda jobs: jobs.smallest_depth(deepest, False, shape.z))
        if slices > shape.z:
            raise PixelForestError(
                "input",
                f"features at σ = {deepest:g} in 3-D need a stack of at least {slices} "
                f"slices, but this one has {shape.z}. Switch the scales that are too "
                "large to 2-D in the project and train again.",
            )
    if filter_depth(setup.choice, shape.z) != setup.depth:
        kind = "single planes" if setup.depth == 1 else "stacks"
        raise PixelForestError(
            "mismatch",
            f"the classifier was set up on {kind} with features in 3-D, but this image "
            f"has {shape.z} slice(s). Use images of one kind, or switch all scales to "
            "2-D in the project and train again.",
        )
