"""The file of a recorded macro: data only, never evaluated."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import PixelForestError
from .macro_arguments import SCREEN_STEPS, STEPS, read_arguments

FORMAT = "pixelforest-macro"
VERSION = 1
PREFIX = "pixelforest:"
# as in src/lab/recorder/macro.ts
MAX_STEPS = 10_000
MAX_BYTES = 2**28


@dataclass(frozen=True)
class MacroStep:
    """One command with checked arguments; `number` counts from 1 in the file."""

    number: int
    command: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Macro:
    """Steps that need no screen, in order, and the commands that were left out."""

    steps: tuple[MacroStep, ...]
    skipped: tuple[str, ...]


def read_macro(path: Path) -> Macro:
    """Raises PixelForestError `access`, or `format` with the step that is wrong."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PixelForestError(
                "format", f"a macro has at most {MAX_BYTES} bytes, this one has more."
            )
        stored = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise PixelForestError(
            "access", f"it cannot be read: {error.strerror}."
        ) from error
    except (ValueError, RecursionError) as error:
        raise PixelForestError(
            "format", f"a macro should be JSON, but it is not: {error}."
        ) from error
    stored = stored if isinstance(stored, dict) else {}
    if stored.get("format") != FORMAT or stored.get("version") != VERSION:
        found = f"{_brief(stored.get('format'))} and {_brief(stored.get('version'))}"
        raise PixelForestError(
            "format",
            f'a macro should say "format": "{FORMAT}" and "version": {VERSION}, but '
            f"this says {found}. Choose a file saved by the recorder.",
        )
    steps = stored.get("steps")
    if not isinstance(steps, list) or len(steps) > MAX_STEPS:
        found = len(steps) if isinstance(steps, list) else _brief(steps)
        raise PixelForestError(
            "format",
            f"the steps of a macro should be a list of at most {MAX_STEPS}, but they "
            f"are {found}.",
        )
    read: list[MacroStep] = []
    skipped: dict[str, None] = {}
    for number, step in enumerate(steps, 1):
        command, arguments = _read_step(step, number)
        if command in SCREEN_STEPS:
            skipped[PREFIX + command] = None
            continue
        try:
            checked = read_arguments(command, arguments)
        except PixelForestError as error:
            raise PixelForestError(
                "format", f"step {number} ({PREFIX}{command}): {error}"
            ) from error
        read.append(MacroStep(number, command, checked))
    _check_exports(read)
    return Macro(tuple(read), tuple(skipped))


def _read_step(step: Any, number: int) -> tuple[str, dict]:
    members = step if isinstance(step, dict) else {}
    name, arguments = members.get("command"), members.get("args", {})
    command = name.removeprefix(PREFIX) if isinstance(name, str) else ""
    is_known = command in STEPS or command in SCREEN_STEPS
    if not is_known or not name.startswith(PREFIX):
        raise PixelForestError(
            "format",
            f"step {number} should name a command that the recorder writes, but names "
            f"{_brief(name)}. Correct or remove that line.",
        )
    if not isinstance(arguments, dict):
        raise PixelForestError(
            "format",
            f"the arguments of step {number} should be a JSON object, but are "
            f"{_brief(arguments)}. Correct or remove that line.",
        )
    return command, arguments


def _check_exports(steps: list[MacroStep]) -> None:
    """A run that writes nothing, or writes a file twice, is a mistake."""
    written: dict[tuple[str, str], int] = {}
    for step in steps:
        for export in step.arguments.get("exporters", ()):
            if export in written:
                raise PixelForestError(
                    "format",
                    f"step {step.number} would write the {export[0]} of step "
                    f"{written[export]} again ({export[1]}). Remove one of them.",
                )
            written[export] = step.number
    if not written:
        raise PixelForestError(
            "format",
            "no step writes anything. Add a step such as "
            '{"command": "pixelforest:export-results", "args": {"exporters": '
            '["objects-csv"]}}.',
        )


def _brief(value: Any) -> str:
    text = json.dumps(value)
    return f"{text[:60]}…" if len(text) > 60 else text
