"""Forests as code of their own, compiled once for all threads.

Same bits as walking the forest, in less than half the time once it is compiled.
"""

import threading
from weakref import WeakKeyDictionary

from .forest import Forest
from .kernels import Kernels, Module, compile_module

# pixels from which compiling pays, per inner node of a tree: both what it costs and
# what it saves grow with the trees; measured, docs/performance.md
COMPILE_PIXELS = 20_000

_MAKING = threading.Lock()
_CODE: WeakKeyDictionary[Forest, "ForestCode"] = WeakKeyDictionary()


class ForestCode:
    """The code of one forest, shared by the threads that predict with it."""

    def __init__(self, forest: Forest) -> None:
        """Nothing is compiled yet."""
        nodes = sum(int((tree.column >= 0).sum()) for tree in forest.trees)
        self._pixels_seen = 0
        self._pixels_wanted = COMPILE_PIXELS * max(1, nodes / len(forest.trees))
        self._compiling = threading.Lock()
        self._is_tried = False
        #: None until it is compiled
        self.module: Module | None = None

    def module_for(
        self, kernels: Kernels, pointer: int, pixels: int, run_pixels: int
    ) -> Module | None:
        """The module once it pays, which is at once in a run of many pixels.

        None before, while another thread compiles it, and for a forest too deep or too
        large for code of its own. `pixels` are those to be predicted now, by the
        kernels in whose memory the forest lies packed at `pointer`.
        """
        is_worth_it = max(run_pixels, self._pixels_seen) >= self._pixels_wanted
        self._pixels_seen += pixels
        if is_worth_it and not self._is_tried and self._compiling.acquire(False):
            try:
                if not self._is_tried:
                    code = kernels.emit_forest(pointer)
                    self.module = compile_module(code) if code else None
                    self._is_tried = True
            finally:
                self._compiling.release()
        return self.module


def code_of(forest: Forest) -> ForestCode:
    """The code of a forest, kept as long as the forest."""
    with _MAKING:
        if forest not in _CODE:
            _CODE[forest] = ForestCode(forest)
        return _CODE[forest]
