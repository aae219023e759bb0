"""What the browser's code writes over a project of ilastik, looked at with h5py."""

import shutil
import subprocess
from pathlib import Path

import h5py
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"
REPLACED = ("time", "PixelForest")
PROJECTS = [
    "ilp/unknown_groups.ilp",
    "ilp/missing_option.ilp",
    "ilp/sklearn.ilp",
    *(
        f"ilastik/{name}/{name}.ilp"
        for name in (
            "f01_rgb_uint8_tif",
            "f03_gray_unused_class_internal",
            "f04_time_tyx",
            "f08_txyzc_singletons",
        )
    ),
]
# what a file of these must have, so it is replaced
CHANGED = {
    "ilp/unknown_groups.ilp": ("PixelClassification/ClassifierFactory",),
    "ilp/missing_option.ilp": ("PixelClassification/ClassifierForests",),
}

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None, reason="node is not on the path"
)


def resave(project: Path, out: Path) -> None:
    script = ROOT / "scripts/pixelforest.mjs"
    done = subprocess.run(
        ["node", script, "resave", project, out],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def members(file: h5py.File, skipped: tuple[str, ...]) -> dict[str, tuple]:
    """Everything h5py can tell of each member, by path."""
    found = {}

    def visit(group: h5py.Group) -> None:
        for name in group:
            path = f"{group.name}/{name}".strip("/")
            if path in skipped:
                continue
            link = group.get(name, getlink=True)
            if not isinstance(link, h5py.HardLink):
                found[path] = (type(link).__name__, link.path)
                continue
            member = group[name]
            attributes = [
                (key, attribute_type(member, key), value_of(member.attrs[key]))
                for key in member.attrs
            ]
            if isinstance(member, h5py.Group):
                found[path] = ("group", attributes)
                visit(member)
            else:
                found[path] = ("data set", attributes, description_of(member))

    visit(file)
    return found


def attribute_type(member, key: str) -> bytes:
    return h5py.h5a.open(member.id, key.encode()).get_type().encode()


def description_of(member: h5py.Dataset) -> tuple:
    filters = member.id.get_create_plist()
    return (
        member.id.get_type().encode(),
        member.shape,
        member.maxshape,
        member.chunks,
        [filters.get_filter(i)[:3] for i in range(filters.get_nfilters())],
        value_of(member.fillvalue),
        value_of(member[()]),
    )


def value_of(value: object) -> object:
    """Values of variable length by content, all others by their bytes."""
    if isinstance(value, h5py.Empty):
        return ("empty", str(value.dtype))
    array = np.asarray(value)
    if array.dtype.hasobject:
        return [
            item.tobytes() if isinstance(item, np.ndarray) else repr(item)
            for item in array.ravel().tolist() or []
        ]
    return (str(array.dtype), array.shape, array.tobytes())


@pytest.mark.parametrize("name", PROJECTS)
def test_saving_an_unchanged_project_keeps_every_other_object_exactly(name, tmp_path):
    project, out = tmp_path / "p.ilp", tmp_path / "out.ilp"
    shutil.copyfile(FIXTURES / name, project)
    resave(project, out)
    skipped = REPLACED + CHANGED.get(name, ())
    with h5py.File(project) as before, h5py.File(out) as after:
        kept, found = members(before, skipped), members(after, skipped)
        assert {path: found.get(path) for path in kept} == kept
        assert after["PixelForest"].attrs["version"][0] == 1
        if name == "ilp/unknown_groups.ilp":
            assert after["Lab notes/same"] == after["Lab notes/pieces"]
            assert after["Lab notes/pieces"][39, 39] == 1599
            assert len(after["Lab notes/many"]) == 300


def test_h5py_goes_on_working_with_a_saved_file(tmp_path):
    project, out = tmp_path / "p.ilp", tmp_path / "out.ilp"
    shutil.copyfile(FIXTURES / "ilp/unknown_groups.ilp", project)
    resave(project, out)
    with h5py.File(out, "r+") as file:
        for i in range(50):
            file[f"more {i}"] = i
            file[f"PixelClassification/more {i}"] = i
        del file["Lab notes"], file["PixelClassification/LabelSets"]
        file["time"][...] = b"later"
    with h5py.File(out) as file:
        assert file["more 49"][()] == 49
        assert file["PixelClassification/more 0"][()] == 0
        assert file["time"][()] == b"later"
        assert "Lab notes" not in file
