"""What the steps of a macro change, on one image."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .brush import rasterise_stroke
from .errors import PixelForestError
from .forest import MAX_CLASSES
from .image_references import ImageReference
from .labels import ImageShape, LabelBlock, LabelImage
from .object_corrections import ObjectCorrection
from .project import Project
from .segmentation_settings import ExcludedRegion, SegmentationSettings

# written over a label, it erases
ERASER = 255
MIN_CLASSES = 2
# as in src/store/history.ts
MAX_UNDO = 500


@dataclass(frozen=True)
class Undoable:
    """What undo takes back."""

    class_names: list[str]
    labels: dict[str, LabelImage]
    pending_labels: dict[str, list[LabelBlock]]
    corrections: dict[str, tuple[ObjectCorrection, ...]]
    segmentation: SegmentationSettings
    # whether the step after it changed what is learnt
    is_training: bool


class MacroState:
    """A project in memory that steps are done on; nothing is written to its file."""

    def __init__(
        self, project: Project, reference: ImageReference, keeps_history: bool
    ) -> None:
        """`project` is not changed; `reference` has the image's axes and sizes.

        Raises PixelForestError `mismatch` if labels were drawn on another size.
        """
        shape = ImageShape.of(reference.axes, reference.sizes)
        labels = project.labels_of(reference, shape, reference.axes)
        is_known = any(each.id == reference.id for each in project.images)
        self.project = replace(
            project,
            images=[
                reference if each.id == reference.id else each
                for each in (
                    project.images if is_known else [*project.images, reference]
                )
            ],
            class_names=list(project.class_names),
            # they are changed in place
            labels=deepcopy({**project.labels, reference.id: labels}),
            pending_labels={
                key: blocks
                for key, blocks in project.pending_labels.items()
                if key != reference.id
            },
            corrections=dict(project.corrections),
        )
        self._id = reference.id
        self._shape = shape
        self._t = self._z = 0
        self._keeps_history = keeps_history
        self._done: list[Undoable] = []
        self._undone: list[Undoable] = []

    @property
    def frame(self) -> int:
        """Time point shown."""
        return self._t

    def do(self, command: str, arguments: dict[str, Any]) -> None:
        """One step that changes the project. Raises PixelForestError `input`."""
        is_kept = command in _UNDOABLE and self._keeps_history
        before = self._snapshot(command not in _OF_OBJECTS) if is_kept else None
        _VERBS[command](self, **arguments)
        # as in the browser, what changes nothing is no step
        if before and self._has_changed(command, before):
            self._done.append(before)
            del self._done[:-MAX_UNDO]
            self._undone.clear()

    # --- steps

    def _paint(self, points: Any, class_index: int | None, diameter: float) -> None:
        if class_index is not None:
            self._check_class(class_index)
        stroke = rasterise_stroke(points, diameter, self._shape.y, self._shape.x)
        if stroke is None:
            return
        y0, x0, covered = stroke
        number = ERASER if class_index is None else class_index + 1
        values = np.where(covered, number, 0).astype(np.uint8)
        self._labels.write(self._t, self._z, y0, x0, values)
        self.project.forest = None

    def _undo(self) -> None:
        self._step_back(self._done, self._undone)

    def _redo(self) -> None:
        self._step_back(self._undone, self._done)

    def _set_plane(self, t: int | None = None, z: int | None = None) -> None:
        t, z = self._t if t is None else t, self._z if z is None else z
        if t >= self._shape.t or z >= self._shape.z:
            raise PixelForestError(
                "input",
                f"the image has {self._shape.t} time points and {self._shape.z} "
                f"slices; t = {t}, z = {z} is not among them.",
            )
        self._t, self._z = t, z

    def _add_class(self, name: str | None = None) -> None:
        names = self.project.class_names
        if len(names) >= MAX_CLASSES:
            raise PixelForestError("input", f"there are {len(names)} classes already.")
        names.append(name or next_class_name(names))
        self.project.forest = None

    def _rename_class(self, class_index: int, name: str) -> None:
        self._check_class(class_index)
        self.project.class_names[class_index] = name

    def _recolor_class(self, class_index: int, color: Any) -> None:
        """No result has colours, but it is a step that undo takes back."""
        self._check_class(class_index)

    def _delete_class(self, class_index: int) -> None:
        self._remove_class(class_index, ERASER)

    def _clear_class(self, class_index: int) -> None:
        self._check_class(class_index)
        table = np.arange(256, dtype=np.uint8)
        table[class_index + 1] = 0
        self._renumber(table)

    def _merge_class(self, class_index: int, into_index: int) -> None:
        self._check_class(into_index)
        if class_index == into_index:
            raise PixelForestError("input", "a class cannot be merged into itself.")
        into = into_index if into_index > class_index else into_index + 1
        self._remove_class(class_index, into)

    def _set_features(self, value: Any) -> None:
        self.project.features = value
        self.project.forest = None

    def _set_channels(self, channels: list[int] | None) -> None:
        wrong = [each for each in channels or () if each >= self._shape.c]
        if wrong:
            raise PixelForestError(
                "input",
                f"channel {wrong[0] + 1} is to be trained on, but the image has "
                f"{self._shape.c}.",
            )
        self.project.training_channels = channels
        self.project.forest = None

    def _set_objects(self, value: dict[str, Any]) -> None:
        self.project.segmentation = replace(self.project.segmentation, **value)

    def _exclude(self, points: Any) -> None:
        self._set_excluded([*self._excluded, ExcludedRegion(points, None)])

    def _include(self, index: int) -> None:
        listed = self._excluded
        shown = [each for each in listed if each.z is None or each.z == self._z]
        self._check_index(index, shown)
        self._set_excluded([each for each in listed if each is not shown[index]])

    def _correct(self, kind: str, points: Any, z: int | None = None) -> None:
        z = self._z if z is None else z
        places = [(each,) for each in points] if kind == "delete" else [points]
        self._set_corrections(
            *self._corrections,
            *(ObjectCorrection(self._t, z, kind, each) for each in places),
        )

    def _remove_correction(self, index: int) -> None:
        listed = self._corrections
        self._check_index(index, listed)
        self._set_corrections(*(each for i, each in enumerate(listed) if i != index))

    # --- parts

    @property
    def _labels(self) -> LabelImage:
        return self.project.labels[self._id]

    @property
    def _excluded(self) -> tuple[ExcludedRegion, ...]:
        return self.project.segmentation.excluded.get(self._id, ())

    @property
    def _corrections(self) -> tuple[ObjectCorrection, ...]:
        return self.project.corrections.get(self._id, ())

    def _set_excluded(self, regions: list[ExcludedRegion]) -> None:
        settings = self.project.segmentation
        excluded = {**settings.excluded, self._id: tuple(regions)}
        self.project.segmentation = replace(settings, excluded=excluded)

    def _set_corrections(self, *corrections: ObjectCorrection) -> None:
        self.project.corrections = {**self.project.corrections, self._id: corrections}

    def _remove_class(self, index: int, becomes: int) -> None:
        """`becomes` in numbering after the removal."""
        self._check_class(index)
        if len(self.project.class_names) <= MIN_CLASSES:
            raise PixelForestError("input", f"{MIN_CLASSES} classes must stay.")
        table = np.arange(256, dtype=np.uint8)
        table[index + 2 : MAX_CLASSES + 1] -= 1
        table[index + 1] = becomes if becomes != ERASER else 0
        self._renumber(table)
        del self.project.class_names[index]

    def _renumber(self, table: np.ndarray) -> None:
        """New class number by class number, in the labels of all images."""
        for labels in self.project.labels.values():
            labels.renumber(table)
        self.project.pending_labels = {
            key: [replace(block, values=table[block.values]) for block in blocks]
            for key, blocks in self.project.pending_labels.items()
        }
        self.project.forest = None

    def _has_changed(self, command: str, before: Undoable) -> bool:
        if command == "paint-stroke":
            painted = before.labels[self._id].plane(self._t, self._z)
            return not np.array_equal(painted, self._labels.plane(self._t, self._z))
        if command in _OF_SETTINGS:
            return before.segmentation != self.project.segmentation
        return True

    def _snapshot(self, is_training: bool) -> Undoable:
        project = self.project
        return Undoable(
            list(project.class_names),
            deepcopy(project.labels),
            project.pending_labels,
            dict(project.corrections),
            project.segmentation,
            is_training,
        )

    def _step_back(self, source: list[Undoable], target: list[Undoable]) -> None:
        if not source:
            return
        step, project = source.pop(), self.project
        target.append(self._snapshot(step.is_training))
        project.class_names = step.class_names
        project.labels = step.labels
        project.pending_labels = step.pending_labels
        project.corrections = step.corrections
        project.segmentation = step.segmentation
        if step.is_training:
            project.forest = None

    def _check_class(self, index: int) -> None:
        names = self.project.class_names
        if index >= len(names):
            raise PixelForestError(
                "input", f"class {index + 1} is wanted, but there are {len(names)}."
            )

    def _check_index(self, index: int, listed: Any) -> None:
        if index >= len(listed):
            raise PixelForestError(
                "input", f'"index" should be below {len(listed)}, but is {index}.'
            )


def next_class_name(names: list[str]) -> str:
    """As src/project/classes.ts names a new class."""
    numbers = [
        int(name[6:])
        for name in names
        if name.startswith("Label ") and name[6:].isascii() and name[6:].isdigit()
    ]
    return f"Label {max([len(names), *numbers]) + 1}"


_VERBS: dict[str, Callable[..., None]] = {
    "paint-stroke": MacroState._paint,
    "undo-change": MacroState._undo,
    "redo-change": MacroState._redo,
    "set-plane": MacroState._set_plane,
    "add-class": MacroState._add_class,
    "rename-class": MacroState._rename_class,
    "recolor-class": MacroState._recolor_class,
    "delete-class": MacroState._delete_class,
    "clear-class": MacroState._clear_class,
    "merge-class": MacroState._merge_class,
    "set-features": MacroState._set_features,
    "set-training-channels": MacroState._set_channels,
    "set-objects": MacroState._set_objects,
    "exclude-region": MacroState._exclude,
    "include-region": MacroState._include,
    "delete-objects": lambda state, points, z=None: state._correct("delete", points, z),
    "merge-objects": lambda state, points: state._correct("merge", points),
    "split-objects": lambda state, line: state._correct("split", line),
    "draw-object": lambda state, outline: state._correct("draw", outline),
    "remove-correction": MacroState._remove_correction,
}
_OF_SETTINGS = {"set-objects", "exclude-region", "include-region"}
_OF_OBJECTS = {
    *_OF_SETTINGS,
    "delete-objects",
    "merge-objects",
    "split-objects",
    "draw-object",
    "remove-correction",
}
_UNDOABLE = {
    *_OF_OBJECTS,
    "paint-stroke",
    "add-class",
    "rename-class",
    "recolor-class",
    "delete-class",
    "clear-class",
    "merge-class",
}
