"""A forest in the form the kernels walk, and the prediction of a tile."""

import numpy as np

from .compiled_forests import ForestCode, code_of
from .errors import PixelForestError
from .feature_planes import FeaturePlanes
from .forest import Forest, Tree
from .kernels import Kernels
from .tiles import Slab, Tile

# references to nodes and fractions are offsets of 30 bits
MAX_INNER_NODES = 2**26 - 1
MAX_MIXED_ENTRIES = 2**27 - 1
# codes are written in blocks of so many pixels a side
BLOCK = 8


class PreparedForest:
    """Predicts tiles with a forest, in memory that it takes once."""

    def __init__(
        self, planes: FeaturePlanes, wasm: Kernels, forest: Forest, class_count: int
    ) -> None:
        """Takes its memory from the arena, valid until that is released below it.

        Raises PixelForestError `mismatch` if the forest was trained on other columns
        than those of `planes`, `memory`.
        """
        if forest.column_count != planes.column_count:
            raise PixelForestError(
                "mismatch",
                f"The forest was trained on {forest.column_count} feature columns, but "
                f"the chosen features give {planes.column_count} for this image.",
            )
        self._planes, self._wasm = planes, wasm
        self._class_count = class_count
        self._pointer = wasm.place(_pack(wasm, forest))
        self._code: ForestCode = code_of(forest)
        self._walk = None
        needed = forest.needed_columns()
        self._lists = {
            channel: wasm.place(listed)
            for channel in planes.setup.training_channels
            # a list of one number is its end: nothing of the channel is needed
            if len(listed := planes.list_columns(channel, needed)) > 1
        }
        # the largest tile; smaller ones lie in its corner
        depth, side = planes.needs.depth, planes.needs.side
        self._code_bytes: int = wasm.call("codeBytes", self._pointer)
        blocks = depth * (-(-side // BLOCK)) ** 2
        self._codes = wasm.allocate(blocks * self._code_bytes)
        self._invalid = wasm.allocate(blocks * BLOCK**2)
        self._work = wasm.allocate(wasm.call("predictWorkBytes", self._pointer))
        # (class, z, y, x): what the forest does not know stays 0
        row = side * 4
        self._strides = (depth * side * row, side * row, row)
        self._out = wasm.allocate(class_count * self._strides[0], clear=True)
        offsets = [(label - 1) * self._strides[0] for label in forest.known_labels]
        self._class_planes = wasm.place(np.array(offsets, np.uint32))

    def predict(self, slab: Slab, tile: Tile, run_pixels: int) -> np.ndarray:
        """(class, z, y, x) float32, valid until the next tile.

        `run_pixels` are those of all tiles of this run: for many, the forest is
        compiled, which does not change the result.
        """
        depth, height, width = tile.sizes
        blocks = -(-width // BLOCK) * -(-height // BLOCK)
        code_bytes, invalid_bytes = blocks * self._code_bytes, blocks * BLOCK**2
        walk = self._walk_for(depth * height * width, run_pixels)
        self._clear(self._invalid, depth * invalid_bytes)
        if width % BLOCK or height % BLOCK:
            # pixels past the edge walk one way only
            self._clear(self._codes, depth * code_bytes)
        for channel, listed in self._lists.items():
            self._planes.load(slab, channel, tile)
            self._wasm.call(
                "codeTile", self._planes.plan, listed, self._pointer, self._codes,
                self._invalid,
            )  # fmt: skip
        _, slice_bytes, row_bytes = self._strides
        for z in range(depth):
            self._wasm.call(
                "predictTile", self._pointer, walk, self._codes + z * code_bytes,
                self._invalid + z * invalid_bytes, width, height,
                self._class_planes, self._work, self._out + z * slice_bytes, row_bytes,
            )  # fmt: skip
        shape = (self._class_count, *tile.sizes)
        return self._wasm.view(self._out, shape, np.float32, self._strides)

    def _clear(self, pointer: int, size: int) -> None:
        self._wasm.view(pointer, (size,), np.uint8)[:] = 0

    def _walk_for(self, pixels: int, run_pixels: int) -> int:
        """What `predictTile` is to call: the forest's own code once it pays, or 0."""
        module = self._code.module_for(self._wasm, self._pointer, pixels, run_pixels)
        if module and self._walk is None:
            self._walk = self._wasm.link_forest(module)
        return self._wasm.place_function(self._walk) if self._walk else 0


def _pack(wasm: Kernels, forest: Forest) -> np.ndarray:
    """The forest as one block of bytes that can be put anywhere."""
    outputs = len(forest.known_labels)
    inner = sum(int((tree.column >= 0).sum()) for tree in forest.trees)
    mixed = sum(_count_mixed(tree) for tree in forest.trees)
    if inner > MAX_INNER_NODES or mixed > MAX_MIXED_ENTRIES:
        wasm.out_of_memory()
    largest = max(len(tree.column) for tree in forest.trees)
    sizes = (len(forest.trees), outputs, forest.column_count, largest, inner, mixed)
    with wasm.scratch():
        with wasm.scratch():
            wasm.allocate(wasm.call("packBytes", *sizes))
        block = wasm.call("packBegin", *sizes)
        for tree in forest.trees:
            for name, values in (
                ("packColumns", tree.column),
                ("packThresholds", tree.threshold),
                ("packLefts", tree.left),
                ("packRights", tree.right),
                ("packFractions", tree.fractions),
            ):
                pointer = wasm.call(name)
                wasm.view(pointer, values.shape, values.dtype)[...] = values
            wasm.call("packTree", len(tree.column))
        return wasm.view(block, (wasm.call("packEnd"),), np.uint8).copy()


def _count_mixed(tree: Tree) -> int:
    """Entries of the impure leaves: a head and one per class with a fraction."""
    fractions = tree.fractions[tree.column < 0]
    mixed = fractions[~(fractions == 1).any(axis=1)]
    return len(mixed) + int((mixed > 0).sum())
