"""The jobs a thread runs on the kernels: features, prediction, training of a tile.

Same jobs in the same order as in the browser. Data is moved in and out; columns,
halos and addresses are asked of the kernels.
"""

from collections.abc import Iterator

import numpy as np

from .compiled_forests import ForestCode, code_of
from .errors import PixelForestError
from .features import FEATURE_IDS, FeatureSetup
from .forest import Forest, Tree
from .kernels import Kernels
from .training import GrownTrees, Growth, TrainingBlock, grow_trees

# (y0, x0, y1, x1) in image pixels, start inclusive, stop exclusive
Box = tuple[int, int, int, int]
# references to nodes and fractions are offsets of 30 bits
MAX_INNER_NODES = 2**26 - 1
MAX_MIXED_ENTRIES = 2**27 - 1


class TileJobs:
    """Runs jobs on kernels of its own: for one thread."""

    def __init__(self) -> None:
        """Nothing is made ready yet."""
        self._wasm = Kernels()
        self._setup: FeatureSetup | None = None
        self._prepared: tuple[Forest, int] | None = None
        self.tile_side = self._wasm.call("tileSide")

    def smallest_side(self, sigma: float) -> int:
        """Shortest side of an image that may be filtered at σ, in pixels."""
        return self._wasm.call("smallestSide", sigma)

    def set_features(self, setup: FeatureSetup) -> None:
        """Makes ready to compute these columns; at once if it is the same setup.

        Raises PixelForestError `input` for a σ no kernel exists for, `memory`.
        """
        if setup is self._setup:
            return
        self._setup = self._prepared = None
        scales, self.column_count = self._list_scales(setup)
        self._wasm.call("reset")
        plan = self._wasm.call("createPlan", len(scales), 1)
        is_made = plan and all(
            self._wasm.call(
                "planScale",
                plan,
                index,
                sigma,
                sum(1 << family for family in {family for family, *_ in planes}),
                1,
            )
            for index, (sigma, planes) in enumerate(scales)
        )
        if not is_made or not self._wasm.call("layOutPlan", plan):
            self._wasm.out_of_memory()
        self.halo: int = self._wasm.call("planHalo", plan)
        self._plan, self._scales = (
            plan,
            [
                [
                    (
                        self._wasm.call("planePointer", plan, family, component),
                        first,
                        step,
                    )
                    for family, component, first, step in planes
                ]
                for _, planes in scales
            ],
        )
        self._setup, self._top_of_planes = setup, self._wasm.call("mark")

    def set_forest(self, forest: Forest, class_count: int) -> None:
        """Makes a forest ready that was trained on the columns set before.

        Raises PixelForestError `mismatch` if it has other columns, `memory`.
        """
        if self._prepared and self._prepared[0] is forest:
            return
        if forest.column_count != self.column_count:
            raise PixelForestError(
                "mismatch",
                f"The forest was trained on {forest.column_count} feature columns, but "
                f"the chosen features give {self.column_count} for this image.",
            )
        self._prepared = None
        self._wasm.call("release", self._top_of_planes)
        self._forest = self._wasm.place(self._pack(forest))
        self._needed = forest.needed_columns()
        self._code: ForestCode = code_of(forest)
        self._walk = None
        self._prepared = forest, class_count

    def predict(self, plane: np.ndarray, box: Box, run_pixels: int = 0) -> np.ndarray:
        """(class, y, x) float32 probabilities of a tile of a (y, x, channel) plane.

        `run_pixels` are those of all tiles of this run: for many, the forest is
        compiled, which does not change the result.
        """
        forest, class_count = self._prepared
        height, width = box[2] - box[0], box[3] - box[1]
        with self._wasm.scratch():
            size = height * width * 4
            out = self._wasm.allocate(size * class_count, clear=True)
            offsets = [(label - 1) * size for label in forest.known_labels]
            planes = self._wasm.place(np.array(offsets, np.uint32))
            work = self._wasm.allocate(
                self._wasm.call("predictWorkBytes", self._forest)
            )
            blocks = -(-width // 8) * -(-height // 8)
            code_bytes = self._wasm.call("codeBytes", self._forest)
            codes = self._wasm.allocate(blocks * code_bytes, clear=True)
            invalid = self._wasm.allocate(blocks * 64, clear=True)
            walk = self._walk_for(height * width, run_pixels)
            stride = self._wasm.call("planeStride")
            for pointer, column in self._groups(plane, box, self._needed):
                self._wasm.call(
                    "codeColumn", self._forest, column, pointer, stride,
                    width, height, codes, invalid,
                )  # fmt: skip
            self._wasm.call(
                "predictTile", self._forest, walk, codes, invalid, width, height,
                planes, work, out, width * 4,
            )  # fmt: skip
            return self._wasm.view(out, (class_count, height, width), np.float32).copy()

    def _walk_for(self, pixels: int, run_pixels: int) -> int:
        """What `predictTile` is to call: the forest's own code once it pays, or 0."""
        module = self._code.module_for(self._wasm, self._forest, pixels, run_pixels)
        if module and self._walk is None:
            self._walk = self._wasm.link_forest(module)
        return self._wasm.place_function(self._walk) if self._walk else 0

    def features(self, plane: np.ndarray, box: Box) -> np.ndarray:
        """(y, x, column) float32; columns of channels not trained on stay 0."""
        height, width = box[2] - box[0], box[3] - box[1]
        result = np.zeros((height, width, self.column_count), np.float32)
        stride = self._wasm.call("planeStride")
        for pointer, column in self._groups(plane, box):
            values = self._wasm.view(pointer, (height, width), np.float32, stride)
            result[:, :, column] = values
        return result

    def segment(self, probabilities: np.ndarray) -> np.ndarray:
        """(class, y, x) → (y, x) uint8 class numbers from 1."""
        return self._reduce("segment", probabilities, np.uint8)

    def uncertainty(self, probabilities: np.ndarray) -> np.ndarray:
        """(class, y, x) → (y, x) float32, 0 where one class is certain."""
        return self._reduce("uncertainty", probabilities, np.float32)

    def train(self, block: TrainingBlock, growth: Growth, trees: range) -> GrownTrees:
        """Grows some trees of a forest; what was made ready before is forgotten."""
        self._setup = self._prepared = None
        self._wasm.call("reset")
        return grow_trees(self._wasm, block, growth, trees)

    def _list_scales(self, setup: FeatureSetup) -> tuple[list, int]:
        """(σ, [(family, component, first column, step)]) in use; number of columns."""
        planes: dict[int, list] = {}
        choice, column_count = setup.choice, 0
        for row, name in enumerate(choice.ids):
            family = FEATURE_IDS.index(name)
            smallest = self._wasm.call("smallestSigma", family)
            for index, sigma in enumerate(choice.scales):
                if not choice.selected[row][index]:
                    continue
                if not sigma >= smallest:
                    raise PixelForestError(
                        "input",
                        f"{name} needs σ of at least {smallest:g} pixels, but "
                        f"σ = {sigma:g} is selected. Deselect it in the project.",
                    )
                components = self._wasm.call(
                    "componentCount", family, choice.scales[index], 1, 1
                )
                planes.setdefault(index, []).extend(
                    (family, component, column_count + component, components)
                    for component in range(components)
                )
                column_count += components * setup.channel_count
        return [(choice.scales[i], planes[i]) for i in sorted(planes)], column_count

    def _groups(
        self, plane: np.ndarray, box: Box, needed: frozenset[int] | None = None
    ) -> Iterator[tuple[int, int]]:
        """(address, column) of each feature plane, overwritten by the next ones."""
        (height, width), (y0, x0, y1, x1) = plane.shape[:2], box
        top, left = max(0, y0 - self.halo), max(0, x0 - self.halo)
        bottom, right = min(height, y1 + self.halo), min(width, x1 + self.halo)
        source = self._wasm.call("sourcePointer", self._plan)
        stride = self._wasm.call("sourceStride", self._plan)
        corner = source + (top - y0) * stride + (left - x0) * 4
        for channel in self._setup.training_channels:
            target = (bottom - top, right - left)
            with np.errstate(over="ignore", invalid="ignore"):
                self._wasm.view(corner, target, np.float32, stride)[:] = plane[
                    top:bottom, left:right, channel
                ]
            self._wasm.call(
                "mirrorSource", self._plan, 0, y0, x0, 1, y1 - y0, x1 - x0,
                1, height, width,
            )  # fmt: skip
            for scale, planes in enumerate(self._scales):
                columns = [
                    (pointer, first + channel * step) for pointer, first, step in planes
                ]
                if needed is None or any(column in needed for _, column in columns):
                    self._wasm.call("computeScale", self._plan, scale)
                    yield from columns

    def _pack(self, forest: Forest) -> np.ndarray:
        """The forest as one block of bytes that can be put anywhere."""
        outputs = len(forest.known_labels)
        inner = sum(int((tree.column >= 0).sum()) for tree in forest.trees)
        mixed = sum(_count_mixed(tree) for tree in forest.trees)
        if inner > MAX_INNER_NODES or mixed > MAX_MIXED_ENTRIES:
            self._wasm.out_of_memory()
        largest = max(len(tree.column) for tree in forest.trees)
        sizes = (len(forest.trees), outputs, forest.column_count, largest, inner, mixed)
        with self._wasm.scratch():
            with self._wasm.scratch():
                self._wasm.allocate(self._wasm.call("packBytes", *sizes))
            block = self._wasm.call("packBegin", *sizes)
            for tree in forest.trees:
                for name, values in (
                    ("packColumns", tree.column),
                    ("packThresholds", tree.threshold),
                    ("packLefts", tree.left),
                    ("packRights", tree.right),
                    ("packFractions", tree.fractions),
                ):
                    pointer = self._wasm.call(name)
                    self._wasm.view(pointer, values.shape, values.dtype)[...] = values
                self._wasm.call("packTree", len(tree.column))
            return self._wasm.view(
                block, (self._wasm.call("packEnd"),), np.uint8
            ).copy()

    def _reduce(self, name: str, values: np.ndarray, dtype: type) -> np.ndarray:
        classes, height, width = values.shape
        with self._wasm.scratch():
            source = self._wasm.place(np.ascontiguousarray(values, np.float32))
            out = self._wasm.allocate(height * width * np.dtype(dtype).itemsize)
            self._wasm.call(name, source, classes, height * width, out)
            return self._wasm.view(out, (height, width), dtype).copy()


def _count_mixed(tree: Tree) -> int:
    """Entries of the impure leaves: a head and one per class with a fraction."""
    fractions = tree.fractions[tree.column < 0]
    mixed = fractions[~(fractions == 1).any(axis=1)]
    return len(mixed) + int((mixed > 0).sum())
