"""Features of one tile at a time, in the memory of the kernels.

Columns, halos and addresses are asked of the kernels; nothing is kept at image size.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .errors import PixelForestError
from .features import FEATURE_IDS, FeatureSetup
from .kernels import Kernels
from .tiles import Slab, Tile, TileNeeds

# more slices than any stack has: memory of a tile that does for all of them
DEEP = 2**20


class _Cell(NamedTuple):
    """An output of a filter; `first` column + channel × `step` is its column."""

    family: int
    component: int
    first: int
    step: int


@dataclass(frozen=True)
class _Scale:
    sigma: float
    is_planar: bool
    cells: tuple[_Cell, ...]

    @property
    def families(self) -> int:
        """Bit i set: family i is wanted."""
        return sum(1 << family for family in {cell.family for cell in self.cells})


class FeaturePlanes:
    """Loads a channel with its halo and filters it scale by scale."""

    def __init__(self, wasm: Kernels, setup: FeatureSetup) -> None:
        """Takes its memory from the arena, valid until that is released below it.

        Raises PixelForestError `input` for a σ no kernel exists for, `memory`.
        """
        self._wasm, self.setup = wasm, setup
        self._scales, self.column_count = self._list_scales()
        depth = setup.depth if setup.depth < 3 else DEEP
        self.plan: int = wasm.call("createPlan", len(self._scales), depth)
        is_made = self.plan and all(
            wasm.call(
                "planScale", self.plan, index, scale.sigma, scale.families,
                int(scale.is_planar),
            )
            for index, scale in enumerate(self._scales)
        )  # fmt: skip
        if not is_made or not wasm.call("layOutPlan", self.plan):
            wasm.out_of_memory()
        self.needs = TileNeeds(
            wasm.call("planTileSide", self.plan),
            wasm.call("planTileDepth", self.plan),
            wasm.call("planDepthHalo", self.plan),
        )
        self._halo: int = wasm.call("planHalo", self.plan)
        self._source: int = wasm.call("sourcePointer", self.plan)
        self._source_strides = (
            wasm.call("sourceSliceStride", self.plan),
            wasm.call("sourceStride", self.plan),
        )
        self._plane_strides = (
            wasm.call("planeSliceStride", self.plan),
            wasm.call("planeStride"),
        )
        self._pointers = [
            [
                wasm.call("planePointer", self.plan, cell.family, cell.component)
                for cell in scale.cells
            ]
            for scale in self._scales
        ]

    def load(self, slab: Slab, channel: int, tile: Tile) -> None:
        """Writes a channel around a tile as float32 and mirrors it at the edges.

        The slab must hold the tile's slices and those the halo needs.
        """
        height, width = slab.slices[0].shape[:2]
        halo, depth_halo = self._halo, self.needs.depth_halo
        top, left = max(0, tile.y0 - halo), max(0, tile.x0 - halo)
        bottom, right = min(height, tile.y1 + halo), min(width, tile.x1 + halo)
        z0, z1 = max(0, tile.z0 - depth_halo), min(slab.depth, tile.z1 + depth_halo)
        slice_stride, stride = self._source_strides
        corner = (
            self._source
            + (z0 - tile.z0) * slice_stride
            + (top - tile.y0) * stride
            + (left - tile.x0) * 4
        )
        sizes = (z1 - z0, bottom - top, right - left)
        target = self._wasm.view(corner, sizes, np.float32, self._source_strides)
        with np.errstate(over="ignore", invalid="ignore"):
            for to, pixels in zip(target, slab.slices[z0 - slab.first :], strict=False):
                to[:] = pixels[top:bottom, left:right, channel]
        self._wasm.call(
            "mirrorSource", self.plan, tile.z0, tile.y0, tile.x0, *tile.sizes,
            slab.depth, height, width,
        )  # fmt: skip

    def columns(self, slab: Slab, tile: Tile) -> Iterator[tuple[int, np.ndarray]]:
        """(column, (z, y, x) float32) of a tile; overwritten by the next ones."""
        for channel in self.setup.training_channels:
            self.load(slab, channel, tile)
            for index, scale in enumerate(self._scales):
                self._wasm.call("computeScale", self.plan, index)
                for cell, pointer in zip(
                    scale.cells, self._pointers[index], strict=True
                ):
                    yield (
                        cell.first + channel * cell.step,
                        self._wasm.view(
                            pointer, tile.sizes, np.float32, self._plane_strides
                        ),
                    )

    def list_columns(self, channel: int, needed: frozenset[int]) -> np.ndarray:
        """What `codeTile` is to code of a channel, as int32; only of scales with a
        needed column.
        """
        listed: list[int] = []
        for index, scale in enumerate(self._scales):
            columns = [cell.first + channel * cell.step for cell in scale.cells]
            if not needed.isdisjoint(columns):
                listed += [index, len(columns)]
                for pair in zip(columns, self._pointers[index], strict=True):
                    listed += pair
        return np.array([*listed, -1], np.int64).astype(np.int32)

    def _list_scales(self) -> tuple[list[_Scale], int]:
        """Scales with a ticked cell, and the number of columns."""
        choice, wasm = self.setup.choice, self._wasm
        cells: list[list[_Cell]] = [[] for _ in choice.scales]
        column_count = 0
        for row, name in enumerate(choice.ids):
            family = FEATURE_IDS.index(name)
            smallest = wasm.call("smallestSigma", family)
            for index, sigma in enumerate(choice.scales):
                if not choice.selected[row][index]:
                    continue
                if not sigma >= smallest:
                    raise PixelForestError(
                        "input",
                        f"{name} needs σ of at least {smallest:g} pixels, but "
                        f"σ = {sigma:g} is selected. Deselect it in the project.",
                    )
                count = wasm.call(
                    "componentCount", family, sigma,
                    int(choice.compute_in_2d[index]), self.setup.depth,
                )  # fmt: skip
                cells[index] += [
                    _Cell(family, component, column_count + component, count)
                    for component in range(count)
                ]
                column_count += count * self.setup.channel_count
        used = zip(choice.scales, choice.compute_in_2d, cells, strict=True)
        scales = [_Scale(*scale[:2], tuple(scale[2])) for scale in used if scale[2]]
        return scales, column_count
