"""Version numbers of ilastik projects."""

import math
import re
from dataclasses import dataclass

import h5py

from . import hdf5
from .errors import PixelForestError

WORKFLOW_NAME = "Pixel Classification"
OBJECTS = "Object Classification (from pixel classification)"
# what a project of another workflow must have
SHARED_GROUPS = ("Input Data", "FeatureSelections", "PixelClassification")
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
    # name of another workflow whose file has the same groups
    other_workflow: str | None = None

    @property
    def block_axes(self) -> str | None:
        """How labels lie that do not say it: "file" as the image, axes, or None.

        Between two releases ilastik stored them as the image file lies, and Object
        Classification shortly before in an order of its own.
        """
        if self.is_between("1.3.3post2", "1.4.0b7"):
            return "file"
        is_before = self.is_between("1.3.3", "1.3.3post1")
        return "txyzc" if is_before and self.other_workflow == OBJECTS else None

    def is_between(self, first: str, last: str) -> bool:
        """Whether it lies in a range, both ends included."""
        return parse_version(first) <= self.key <= parse_version(last)


def parse_version(text: str) -> tuple[float, ...] | None:
    """Release, stage and its number, post release, development; None if it is none."""
    # longer texts are no version, and would take long to search
    match = PATTERN.fullmatch(text.strip()) if len(text) <= 200 else None
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
        is_first = all(
            hdf5.kind_of(root, name) == "group" for name in ("DataSets", "Project")
        )
        found = "this one is of 0.5 or older" if is_first else "it names none"
        found = f'this one is of "{text}"' if text else found
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
        if any(hdf5.kind_of(root, group) != "group" for group in SHARED_GROUPS):
            raise PixelForestError(
                "project",
                f'{name}: a project of the workflow "{WORKFLOW_NAME}" is needed, or '
                f'one with the same groups, but this one is of "{workflow}". Open it '
                "with ilastik, or choose another file.",
            )
        warnings.append(
            f'This is a project of the workflow "{workflow}". Its images, labels, '
            "classes, features and pixel classifier are used."
        )
        return ProjectVersion(text, key, workflow)
    return ProjectVersion(text, key)
