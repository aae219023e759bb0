"""`pixelforest run`: recorded macros without a screen."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import tifffile

from jupyterlab_pixelforest.brush import rasterise_stroke
from jupyterlab_pixelforest.errors import PixelForestError
from jupyterlab_pixelforest.macro_arguments import EXPORTS, SCREEN_STEPS, STEPS
from jupyterlab_pixelforest.macro_state import next_class_name
from jupyterlab_pixelforest.macros import read_macro
from jupyterlab_pixelforest.project import read_project

from .test_object_tables import (
    PLANE,
    RED,
    corrections_of,
    points,
    with_topics,
)

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"
HELA = FIXTURES / "hela/hela-cells.tif"
LESSON = FIXTURES / "hela/lesson.ilp"


def step(command: str, **arguments: object) -> dict:
    return {"command": f"pixelforest:{command}", "args": arguments}


def export(*exporters: str) -> dict:
    return step("export-results", exporters=list(exporters))


def write_macro(path: Path, *steps: object, **members: object) -> Path:
    macro = {"format": "pixelforest-macro", "version": 1, "steps": list(steps)}
    path.write_text(json.dumps({**macro, **members}), "utf-8")
    return path


def lesson_strokes() -> list[dict]:
    stored = json.loads((FIXTURES / "hela/demo_scribbles.json").read_text("utf-8"))
    return [
        step(
            "paint-stroke",
            classIndex=stroke["class"] - 1,
            diameter=stroke["diameter"],
            points=[[y, x] for x, y in stroke["points"]],
        )
        for stroke in stored["strokes"]
    ]


def same_files(one: Path, other: Path, names: list[str]) -> None:
    for name in names:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def test_the_strokes_of_the_lesson_give_the_bits_of_its_project(pixelforest, tmp_path):
    """The browser painted, stored and predicts the same strokes."""
    macro = write_macro(
        tmp_path / "macro.json",
        step("set-tool", tool="brush"),
        step("set-training-channels", channels=[0]),
        *lesson_strokes(),
        step("update-once"),
        export("probabilities-npy", "labels-tiff", "objects-csv"),
    )
    out, plain = tmp_path / "out", tmp_path / "plain"
    assert pixelforest("run", macro, HELA, "--out", out, "--json") == 0
    [report] = map(json.loads, pixelforest.out)
    assert report["error"] is None
    names = [
        f"hela-cells_{name}"
        for name in ("probabilities.npy", "labels.tif", "objects.tif", "objects.csv")
    ]
    assert report["outputs"] == [str(out / name) for name in names]
    [note] = pixelforest.err
    assert note.endswith("left out, as they need a screen: pixelforest:set-tool.")
    pixelforest("predict", LESSON, HELA, "--out", plain, "--format", "npy")
    labels = ("--source", "labels", "--format", "tif")
    pixelforest("predict", LESSON, HELA, "--out", plain, *labels)
    pixelforest("objects", LESSON, HELA, "--out", plain)
    same_files(out, plain, names)


def test_object_steps_are_what_the_project_would_store(pixelforest, tmp_path):
    out, plain = tmp_path / "out", tmp_path / "plain"
    project = with_topics(tmp_path / "red.ilp", {"segmentation": RED})
    pixelforest("objects", project, HELA, "--out", plain)
    before = tifffile.imread(plain / "hela-cells_objects.tif")
    stored = corrections_of(before)[:5]
    region = points((0, 0), (0, 60), (60, 0))
    image_id = read_project(LESSON).images[0].id
    project = with_topics(
        tmp_path / "mended.ilp",
        {
            "segmentation": {
                **RED,
                "excluded": {image_id: [{"points": region, "z": None}]},
            },
            "objectCorrections": {"images": {image_id: stored}},
        },
    )
    # beside the image, as the lesson's project is
    (tmp_path / "hela-cells.tif").write_bytes(HELA.read_bytes())
    image = tmp_path / "hela-cells.tif"
    assert pixelforest("objects", project, image, "--out", plain) == 0

    def pairs(listed: list[dict]) -> list[list[float]]:
        return [[point["y"], point["x"]] for point in listed]

    delete, split, merge, again, draw = stored
    macro = write_macro(
        tmp_path / "macro.json",
        step("toggle-objects", isOn=True),
        step("set-objects", **RED),
        step("delete-objects", points=pairs([delete["at"]])),
        step("split-objects", line=pairs(split["line"])),
        step("merge-objects", points=pairs(merge["points"])),
        step("delete-objects", points=[[1, 1]]),
        step("undo-change"),
        step("merge-objects", points=pairs(again["points"])),
        step("undo-change"),
        step("redo-change"),
        step("draw-object", outline=pairs(draw["outline"])),
        step("delete-objects", points=[[300, 300], [1, 1]]),
        step("remove-correction", index=5),
        step("remove-correction", index=5),
        step("exclude-region", points=[[300, 300], [300, 400], [400, 300]]),
        step("exclude-region", points=pairs(region)),
        step("include-region", index=0),
        export("objects-tiff"),
    )
    assert pixelforest("run", macro, image, "--out", out) == 0, pixelforest.err
    after = tifffile.imread(out / "hela-cells_objects.tif")
    assert (after != before).any()
    same_files(out, plain, ["hela-cells_objects.tif", "hela-cells_objects.csv"])
    assert delete["plane"] == PLANE


def test_each_image_begins_anew_and_a_bad_one_does_not_stop_the_others(
    pixelforest, tmp_path
):
    blank = np.zeros((40, 50), np.uint8)
    for name in ("a", "b"):
        tifffile.imwrite(tmp_path / f"{name}.tif", blank)
    macro = write_macro(
        tmp_path / "macro.json",
        step("set-plane", t=0, z=0),
        step("add-class", name="third"),
        step("paint-stroke", classIndex=2, diameter=1, points=[[5, 5], [5, 9]]),
        step("paint-stroke", classIndex=0, diameter=1, points=[[7, 5], [7, 9]]),
        step("paint-stroke", classIndex=None, diameter=1, points=[[7, 9]]),
        step("merge-class", classIndex=0, intoIndex=1),
        export("labels-tiff"),
    )
    out = tmp_path / "out"
    images = [tmp_path / name for name in ("a.tif", "missing.tif", "b.tif")]
    again = tmp_path / "again"
    again.mkdir()
    tifffile.imwrite(again / "a.tif", blank)
    arguments = (macro, *images, again / "a.tif", "--out", out, "--json")
    assert pixelforest("run", *arguments) == 1
    reports = [json.loads(line) for line in pixelforest.out]
    errors = [report["error"] for report in reports]
    assert errors[0] is None
    assert "there is no file" in errors[1]
    assert errors[2] is None
    assert "would replace" in errors[3]
    for name in ("a", "b"):
        labels = tifffile.imread(out / f"{name}_labels.tif")
        # the merged class takes the number 1, the third moves down
        assert labels[5, 5:10].tolist() == [2] * 5
        assert labels[7, 5:10].tolist() == [1] * 4 + [0]
        assert np.count_nonzero(labels) == 9


def test_a_project_is_where_an_image_begins_and_stays_as_it_is(pixelforest, tmp_path):
    before = LESSON.read_bytes()
    macro = write_macro(
        tmp_path / "macro.json",
        step("clear-class", classIndex=0),
        step("paint-stroke", classIndex=0, diameter=3, points=[[9, 9]]),
        export("labels-tiff"),
    )
    out = tmp_path / "out"
    assert pixelforest("run", macro, HELA, "--out", out, "--project", LESSON) == 0
    labels = tifffile.imread(out / "hela-cells_labels.tif")
    assert np.count_nonzero(labels == 1) == 9
    assert np.count_nonzero(labels == 2) == 1002
    assert LESSON.read_bytes() == before


def test_undo_leaves_out_strokes_that_changed_nothing(pixelforest, tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((40, 50), np.uint8))
    stroke = step("paint-stroke", classIndex=0, diameter=1, points=[[5, 5]])
    macro = write_macro(
        tmp_path / "macro.json",
        stroke,
        stroke,
        step("undo-change"),
        export("labels-tiff"),
    )
    assert pixelforest("run", macro, tmp_path / "a.tif", "--out", tmp_path) == 0
    assert tifffile.imread(tmp_path / "a_labels.tif").max() == 0


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (step("explode"), "step 1 should name a command that the recorder writes"),
        ({"command": "apputils:save"}, 'names "apputils:save"'),
        ({"command": ["x"]}, "step 1 should name"),
        (7, "step 1 should name"),
        (
            {"command": "pixelforest:undo-change", "args": [1]},
            "should be a JSON object",
        ),
        (step("undo-change", now=1), 'no argument "now"; it takes none'),
        (step("paint-stroke", classIndex=0, diameter=3), '"points" is missing'),
        (
            step("paint-stroke", classIndex=0, diameter=0, points=[[1, 1]]),
            '"diameter" should be a number from 1',
        ),
        (
            step("paint-stroke", classIndex=-1, diameter=1, points=[[1, 1]]),
            '"classIndex" should be a whole number from 0, but is -1',
        ),
        (
            step("paint-stroke", classIndex=0, diameter=1, points=[[1, "1"]]),
            '"points" should be a list of 1 to 100000 image points [y, x]',
        ),
        (step("delete-objects"), '"points" is missing, which without a screen'),
        (step("merge-objects", points=[[1, 1]]), "list of 2 to"),
        (step("set-objects"), "one of source, smoothing"),
        (step("set-objects", smoothing=51), '"smoothing" such as 0.5'),
        (step("set-objects", split={"on": "luck"}), '"split" such as'),
        (step("set-objects", dropBorder=0), '"dropBorder" such as false'),
        (step("set-objects", colour=1), 'no argument "colour"'),
        (step("set-training-channels", channels=[]), "or null, but is []"),
        (step("set-features", ids=["X"], scales=[1], selected=[[True]]), '"ids" of'),
        (
            step("set-features", ids=[], scales=[1], selected=[[True]]),
            "with a row of true or false per id",
        ),
        (export("masks"), "a list of probabilities-tiff"),
        (export(), "a list of probabilities-tiff"),
        (export("labels-tiff"), "would write the labels of step 1 again"),
    ],
)
def test_a_wrong_step_is_told_before_anything_is_computed(
    bad, message, pixelforest, tmp_path
):
    macro = write_macro(tmp_path / "macro.json", bad, export("labels-tiff"))
    out = tmp_path / "out"
    assert pixelforest("run", macro, HELA, "--out", out) == 2
    [line] = pixelforest.err
    assert line.startswith(f"pixelforest: {macro}: ")
    assert message in line
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "should be JSON"),
        ("[" * 100_000, "should be JSON"),
        ("[]", 'should say "format": "pixelforest-macro"'),
        ('{"format": "pixelforest-macro", "version": 2}', 'pixelforest-macro" and 2'),
        ('{"format": "pixelforest-macro", "version": 1}', "should be a list"),
        (
            '{"format": "pixelforest-macro", "version": 1, "steps": []}',
            "no step writes",
        ),
    ],
)
def test_a_file_that_is_no_macro_is_refused(text, message, pixelforest, tmp_path):
    macro = tmp_path / "macro.json"
    macro.write_text(text, "utf-8")
    assert pixelforest("run", macro, HELA, "--out", tmp_path / "out") == 2
    assert message in pixelforest.err[0]


def test_missing_files_are_named(pixelforest, tmp_path):
    assert pixelforest("run", tmp_path / "no.json", HELA, "--out", tmp_path) == 2
    assert "no.json: it cannot be read" in pixelforest.err[0]
    macro = write_macro(tmp_path / "macro.json", export("labels-tiff"))
    wrong = ("--project", tmp_path / "no.ilp")
    assert pixelforest("run", macro, HELA, "--out", tmp_path, *wrong) == 2
    assert "no.ilp" in pixelforest.err[0]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (step("rename-class", classIndex=2, name="x"), "there are 2"),
        (step("delete-class", classIndex=0), "2 classes must stay"),
        (step("set-plane", z=4), "z = 4 is not among them"),
        (step("set-training-channels", channels=[3]), "the image has 3"),
        (step("include-region", index=0), "should be below 0"),
        (step("remove-correction", index=0), "should be below 0"),
        (step("update-once"), "no labelled pixels"),
    ],
)
def test_a_step_that_does_not_fit_the_image_is_named(
    bad, message, pixelforest, tmp_path
):
    macro = write_macro(tmp_path / "macro.json", bad, export("labels-tiff"))
    assert pixelforest("run", macro, HELA, "--out", tmp_path / "out") == 1
    [line] = pixelforest.err
    assert f"{HELA}: step 1 ({bad['command']}): " in line
    assert message in line
    assert list((tmp_path / "out").iterdir()) == []


def test_every_command_of_the_recorder_is_done_or_left_out():
    """What the recorder may write: src/lab/recorder/recorded-actions.ts."""
    ids = (ROOT / "src/lab/commands/ids.ts").read_text("utf-8")
    names = dict(re.findall(r"(\w+): id\('([\w-]+)'\)", ids))
    recorder = ROOT / "src/lab/recorder/recorded-actions.ts"
    listed = re.search(
        r"MACRO_COMMANDS: .*?\[(.*?)\]", recorder.read_text("utf-8"), re.DOTALL
    )
    found = {names[key] for key in re.findall(r"CommandIDs\.(\w+)", listed[1])}
    assert found == {*STEPS, *SCREEN_STEPS}


def test_every_result_that_is_written_is_one_of_the_browsers():
    sources = (ROOT / "src/export").glob("*.ts")
    ids = {
        found
        for path in sources
        for found in re.findall(r"id: '([\w-]+)'", path.read_text("utf-8"))
    }
    assert {*EXPORTS} <= ids


def test_a_brush_of_one_pixel_covers_the_nearest_and_leaves_out_what_is_outside():
    y0, x0, covered = rasterise_stroke([(2.0, 3.0)], 1, 10, 10)
    assert np.argwhere(covered).tolist() == [[2 - y0, 3 - x0]]
    assert rasterise_stroke([(-20.0, 3.0)], 3, 10, 10) is None
    _, _, covered = rasterise_stroke([(-5.0, 4.0), (15.0, 4.0)], 1, 10, 10)
    assert covered.sum() == 10


def test_new_classes_are_named_as_in_the_browser():
    assert next_class_name(["Label 1", "Label 2"]) == "Label 3"
    assert next_class_name(["cells", "Label 7"]) == "Label 8"


ODD = (
    *(None, True, -1, 1.5, 10**400, "", "\ud800", [], [[]], [[1, 2]], {}),
    *(float("inf"), float("nan"), [[1, 2], [3, 4], [5, 6]], {"kind": [1]}, {"on": {}}),
    {"kind": "single", "value": 10**400},
    {"kind": "classes", "classIndexes": [10**400]},
)


def test_odd_values_end_in_a_plain_message(tmp_path):
    rng = np.random.default_rng(5)
    told = []
    for _ in range(3000):
        command = str(rng.choice(list(STEPS)))
        arguments = {
            name: ODD[rng.integers(len(ODD))]
            for name in (*STEPS[command], "unknown")
            if rng.random() < (0.02 if name == "unknown" else 0.9)
        }
        macro = write_macro(tmp_path / "macro.json", step(command, **arguments))
        try:
            read_macro(macro)
        except PixelForestError as error:
            told.append(str(error))
    assert len(told) > 2000
    assert all(message.endswith(".") for message in told)
