"""Hosts `kernels.wasm` under wasmtime: the only file here that touches it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
import wasmtime

from .errors import PixelForestError

Module = wasmtime.Module
_COMPILING = threading.Lock()


@cache
def _compile() -> tuple[wasmtime.Engine, Module]:
    engine = wasmtime.Engine()
    path = Path(__file__).with_name("kernels.wasm")
    return engine, Module.from_file(engine, str(path))


def compile_module(code: bytes) -> Module:
    """A module that the kernels of any thread can link."""
    with _COMPILING:
        engine, _ = _compile()
    return Module(engine, code)


class Kernels:
    """One instance of the kernels with a memory of its own: for one thread.

    Pointers are byte addresses in its memory. What is allocated is given back in the
    reverse order: by `scratch`, or by the exports `mark`, `release` and `reset`.
    """

    def __init__(self) -> None:
        """Instantiates the packaged kernels; they are compiled once."""
        with _COMPILING:
            engine, module = _compile()
        self._store = wasmtime.Store(engine)
        self._exports = wasmtime.Instance(self._store, module, []).exports(self._store)
        self._memory = self._exports["memory"]
        self._functions: dict[str, wasmtime.Func] = {}
        self._bytes = np.empty(0, np.uint8)
        # where functions of other modules go: one is enough
        self._place = self._exports["table"].grow(self._store, 1, None)

    def emit_forest(self, pointer: int) -> bytes:
        """A packed forest as a module of its own; empty if it is too deep or large."""
        with self.scratch():
            size = self.call("emitForest", pointer)
            start = self.call("emittedModule")
            return self.view(start, (size,), np.uint8).tobytes()

    def link_forest(self, module: Module) -> wasmtime.Func:
        """The function of a forest's module, working on this memory."""
        imports = [self._exports[name] for name in ("addFractions", "memory")]
        instance = wasmtime.Instance(self._store, module, imports)
        return instance.exports(self._store)["walk"]

    def place_function(self, function: wasmtime.Func) -> int:
        """Makes a function callable by the kernels; returns how they name it."""
        self._exports["table"].set(self._store, self._place, function)
        return self._place

    def call(self, name: str, *values: float) -> float:
        """Calls an export; integers go in and come back as unsigned 32 bits.

        Raises PixelForestError `worker` if the kernels trap.
        """
        arguments = [
            (value + 2**31) % 2**32 - 2**31 if isinstance(value, int) else value
            for value in values
        ]
        function = self._functions.get(name)
        if function is None:
            function = self._functions[name] = self._exports[name]
        try:
            result = function(self._store, *arguments)
        except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
            raise PixelForestError(
                "worker", f"The kernels failed in {name}: {error}".splitlines()[0]
            ) from error
        return (
            0
            if result is None
            else result % 2**32
            if isinstance(result, int)
            else result
        )

    def allocate(self, size: float, clear: bool = False) -> int:
        """A block, 64-byte aligned. Raises PixelForestError `memory`."""
        pointer = self.call("allocate", int(size)) if size < 2**32 else 0
        if pointer == 0:
            self.out_of_memory()
        if clear:
            self.view(pointer, (int(size),), np.uint8)[:] = 0
        return pointer

    def place(self, values: np.ndarray) -> int:
        """Copies an array into a new block and returns its pointer."""
        pointer = self.allocate(values.nbytes)
        self.view(pointer, values.shape, values.dtype)[...] = values
        return pointer

    def view(
        self,
        pointer: int,
        shape: tuple[int, ...],
        dtype: type,
        strides: tuple[int, ...] = (),
    ) -> np.ndarray:
        """Memory as an array, valid until it grows; `strides` are those of all axes
        but the last, in bytes, where it has gaps.
        """
        size = self._memory.data_len(self._store)
        if size != self._bytes.size:
            start = self._memory.data_ptr(self._store)
            self._bytes = np.ctypeslib.as_array(start, (size,))
        steps = (*strides, np.dtype(dtype).itemsize) if strides else None
        return np.ndarray(shape, dtype, self._bytes, pointer, steps)

    @contextmanager
    def scratch(self) -> Iterator[None]:
        """Gives back what was allocated inside."""
        top = self.call("mark")
        try:
            yield
        finally:
            self.call("release", top)

    def out_of_memory(self) -> None:
        """Raises PixelForestError `memory`."""
        raise PixelForestError(
            "memory",
            "The computation needs more than the 4 GiB the kernels may hold. Choose "
            "smaller scales, fewer labels or a smaller image.",
        )
