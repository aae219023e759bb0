"""How a rival is asked: see measure.mjs, which does the same."""

import hashlib
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np


def serve(prepare: Callable[[dict], tuple[Callable[[], Any], dict]]) -> None:
    """Gets ready, then runs the stage once for each line read.

    `prepare` returns what runs the stage, and facts about it. A stage may return
    a (y, x, class) array.
    """
    config = json.loads(sys.argv[1])
    run, facts = prepare(config)
    _say(facts)
    for line in sys.stdin:
        is_reset = _reset_peak()
        begun = time.perf_counter()
        used = _cpu_seconds()
        made = run()
        cpu = _cpu_seconds() - used
        wall = time.perf_counter() - begun
        answer = {"stage": config["stage"], "wallS": wall, "cpuS": cpu}
        answer["peakRssMiB"] = _peak_mib(is_reset)
        if line.strip() == "digest" and isinstance(made, np.ndarray):
            planes = np.moveaxis(made, -1, 0)
            answer["digest"] = hashlib.sha256(planes.tobytes()).hexdigest()
        _say(answer)


def blocks_of(
    shape: tuple[int, ...], sizes: tuple[int, ...]
) -> list[tuple[slice, ...]]:
    """Parts of an array of at most so many elements along each axis."""
    counts = [-(-whole // size) for whole, size in zip(shape, sizes, strict=True)]
    return [
        tuple(
            slice(i * size, min((i + 1) * size, whole))
            for i, size, whole in zip(index, sizes, shape, strict=True)
        )
        for index in np.ndindex(*counts)
    ]


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _reset_peak() -> bool:
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return False
    return True


def _peak_mib(is_reset: bool) -> float:
    if not is_reset:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("/proc/self/status has no VmHWM")


def _say(line: dict) -> None:
    print(json.dumps(line), flush=True)
