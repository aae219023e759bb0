"""Version numbers of ilastik projects."""

import math
import re
from dataclasses import dataclass

import h5py

from . import hdf5
from .errors import PixelForestError

WORKFLOW_NAME = "Pixel Classification"
# `major.minor` of the project files ilastik itself still opens
READABLE = {(0, 6), *((1, minor) for minor in range(6))}
# as Python packages write versions (PEP 440)
PATTERN = re.compile(
    r"v?(\d+)\.(\d+)(?:\.(\d+))?(?:\.\d+)*"
    r"(?:[-_.]?(a|alpha|b|beta|c|rc|pre|preview)[-_.]?(\d*))?"
    r"(?:[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?"
    r"(?:\+[a-z0-9._-]+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ProjectVersion:
    """What the root of a project says; `key` orders as versions do."""

    text: str
    key: tuple[float, ...]

    def is_between(self, first: str, last: str) -> bool:
        """Whether it lies in a range, both ends included."""
        return parse_version(first) <= self.key <= parse_version(last)


def parse_version(text: str) -> tuple[float, ...] | None:
    """Release, stage and its number, post release, development; None if it is none."""
    match = PATTERN.fullmatch(text.strip())
    if not match:
        return None
    major, minor, patch, stage, number, post, post_number, dev, n = match.groups()
    ranks = {None: 3, "a": 0, "alpha": 0, "b": 1, "beta": 1}
    is_bare_development = dev is not None and not stage and post is None
    return (
        int(major),
        int(minor),
        int(patch or 0),
        -1 if is_bare_development else ranks.get(stage and stage.lower(), 2),
        int(number or 0),
        -1 if post is None else int(post_number or 0),
        math.inf if dev is None else int(n or 0),
    )


def read_version(root: h5py.File, name: str, warnings: list[str]) -> ProjectVersion:
    """Makes sure that a file is a Pixel Classification project we read.

    Raises PixelForestError `project` for another workflow or version.
    """
    text = hdf5.text(root, "ilastikVersion") or ""
    key = parse_version(text)
    if key is None or key[:2] not in READABLE:
        found = f'this one is of "{text}"' if text else "it names none"
        raise PixelForestError(
            "project",
            f"{name}: a project of ilastik 0.6 or 1.0 to 1.5 is needed, but {found}. "
            "Open and save it with a current ilastik, or choose another file.",
        )
    workflow = hdf5.text(root, "workflowName")
    if workflow is None:
        warnings.append(
            f"The file does not name its workflow; it was opened as {WORKFLOW_NAME}."
        )
    elif workflow not in (WORKFLOW_NAME, "PixelClassificationWorkflow"):
        raise PixelForestError(
            "project",
            f'{name}: a project of the workflow "{WORKFLOW_NAME}" is needed, but this '
            f'one is of "{workflow}". Open it with ilastik, or choose another file.',
        )
    return ProjectVersion(text, key)
