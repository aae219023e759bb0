"""`node scripts/pixelforest.mjs`: the browser's code in Node, with the same digests."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts/pixelforest.mjs"
HASHES = json.loads((ROOT / "fixtures/hashes.json").read_text("utf-8"))
F01 = "ilastik/f01_rgb_uint8_tif/f01_rgb_uint8_tif"
F12 = "ilastik/f12_time_volumes/f12_time_volumes"

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None, reason="node is not on the path"
)


def run_node(*arguments: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["node", SCRIPT, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
    )


def node(*arguments: object) -> str:
    """What it printed; it must succeed."""
    done = run_node(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def digest(path: Path) -> str:
    return hashlib.sha256(np.load(path).tobytes()).hexdigest()


@pytest.fixture
def f01(tmp_path) -> Path:
    """A copy of the project f01 with its images: (96, 112, 3), three classes."""
    folder = tmp_path / "f01"
    shutil.copytree((ROOT / "fixtures" / F01).parent, folder)
    return folder / "f01_rgb_uint8_tif.ilp"


@pytest.mark.parametrize("workers", [1, 2])
def test_any_number_of_workers_predicts_the_bits_of_the_browser(workers, f01, tmp_path):
    out = tmp_path / "out.npy"
    image = f01.with_name("raw0.tif")
    node("predict", f01, image, "--out", out, "--workers", workers)
    assert np.load(out).shape == (96, 112, 3)
    assert np.load(out).dtype == np.float32
    assert digest(out) == HASHES["stored"][F01]


@pytest.mark.parametrize("source", ["segmentation", "features", "labels"])
def test_other_sources_are_the_arrays_python_writes(source, f01, tmp_path, pixelforest):
    out = tmp_path / "out.npy"
    image = f01.with_name("raw0.tif")
    node("predict", f01, image, "--out", out, "--source", source)
    wanted = ("--out", tmp_path, "--source", source, "--format", "npy")
    assert pixelforest("predict", f01, image, *wanted) == 0
    found, python = np.load(out), np.load(tmp_path / f"raw0_{source}.npy")
    assert found.dtype == python.dtype
    np.testing.assert_array_equal(found, python)


def test_a_time_series_keeps_the_axes_of_its_file(project, tmp_path, pixelforest):
    out = tmp_path / "out.npy"
    image = project.with_name("raw0.h5")
    node("predict", project, image, "--out", out)
    assert (
        pixelforest("predict", project, image, "--out", tmp_path, "--format", "npy")
        == 0
    )
    assert np.load(out).shape == (4, 48, 56, 2)
    assert digest(out) == digest(tmp_path / "raw0_probabilities.npy")


def test_a_series_of_stacks_has_the_features_and_bits_of_python(tmp_path, pixelforest):
    folder = tmp_path / "f12"
    shutil.copytree((ROOT / "fixtures" / F12).parent, folder)
    project, image = folder / "f12_time_volumes.ilp", folder / "raw0.h5"
    for source in ("probabilities", "features"):
        out = tmp_path / "out.npy"
        node("predict", project, image, "--out", out, "--source", source)
        wanted = ("--out", tmp_path, "--source", source, "--format", "npy")
        assert pixelforest("predict", project, image, *wanted) == 0
        assert digest(out) == digest(tmp_path / f"raw0_{source}.npy")
    assert digest(tmp_path / "raw0_probabilities.npy") == HASHES["stored"][F12]


def test_a_project_saved_again_is_the_same_project(f01, tmp_path, pixelforest):
    saved, out = f01.with_name("saved.ilp"), tmp_path / "out.npy"
    node("resave", f01, saved)
    told = []
    for path in (f01, saved):
        assert pixelforest("info", path, "--json") == 0
        description = json.loads(pixelforest.out[0])
        # what saving is meant to change
        del description["project"], description["ilastikVersion"]
        told.append(description)
    assert told[0] == told[1]
    node("predict", saved, f01.with_name("raw0.tif"), "--out", out)
    assert digest(out) == HASHES["stored"][F01]


def test_a_copy_in_another_folder_trains_the_forest_of_the_browser(f01, tmp_path):
    trained, out = tmp_path / "elsewhere" / "trained.ilp", tmp_path / "out.npy"
    trained.parent.mkdir()
    node("retrain", f01, trained)
    # the image is found through the path in the project alone
    f01.unlink()
    node("retrain", trained, trained.with_name("again.ilp"))
    node("predict", trained, f01.with_name("raw0.tif"), "--out", out)
    assert digest(out) == HASHES["trained"][F01]


def test_training_twice_with_a_seed_gives_the_same_bits(f01, tmp_path):
    digests = []
    for name in ("a", "b"):
        trained, out = f01.with_name(f"{name}.ilp"), tmp_path / f"{name}.npy"
        node("retrain", f01, trained, "--seed", 7)
        node("predict", trained, f01.with_name("raw0.tif"), "--out", out)
        digests.append(digest(out))
    assert digests[0] == digests[1]
    # another seed, another forest
    assert digests[0] != HASHES["trained"][F01]


def test_the_measurement_reports_every_stage(f01):
    result = json.loads(
        node("bench", "--project", f01, "--workers", 1, "--repeat", 2, "--json")
    )
    assert result["image"] == {"shape": [96, 112, 3], "dtype": "uint8"}
    assert result["peakRssMiB"] > 0
    stages = [(run["stage"], run["workers"]) for run in result["runs"]]
    assert sorted(stages) == [
        ("endToEnd", 1),
        ("endToEnd", 2),
        ("features", 1),
        ("predict", 1),
        ("train", 1),
    ]
    for run in result["runs"]:
        assert len(run["wallS"]) == len(run["cpuS"]) == 2
        assert min(run["wallS"]) > 0
        assert run["megapixels"] == pytest.approx(96 * 112 / 1e6)
        assert (run["trees"], run["columns"]) == (100, 123)
        assert run["leavesPerTree"] > 1


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        (["paint"], 2, "there is no command paint"),
        (["predict", "{project}", "{image}"], 2, "--out FILE.npy is needed"),
        (["predict", "no.ilp", "{image}", "--out", "{out}"], 2, "no.ilp"),
        (["predict", "{project}", "no.tif", "--out", "{out}"], 1, "no.tif"),
        (["resave", "{project}", "{project}"], 2, "is the project itself"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(arguments, status, reason, f01, tmp_path):
    names = {
        "project": f01,
        "image": f01.with_name("raw0.tif"),
        "out": tmp_path / "out.npy",
    }
    done = run_node(*(argument.format(**names) for argument in arguments))
    assert done.returncode == status
    assert len(done.stderr.splitlines()) == 1
    assert reason in done.stderr
    assert done.stdout == ""
    assert not names["out"].exists()
