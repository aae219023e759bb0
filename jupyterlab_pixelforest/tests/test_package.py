"""The Python package as users install it."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import jupyterlab_pixelforest

ROOT = Path(__file__).resolve().parents[2]
LABEXTENSION = "share/jupyter/labextensions/jupyterlab-pixelforest"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_the_python_and_the_browser_kernels_are_the_same_bytes():
    browser = (ROOT / "wasm/kernels.wasm").read_bytes()
    python = (ROOT / "jupyterlab_pixelforest/kernels.wasm").read_bytes()
    assert sha256(browser) == sha256(python)
    assert browser[:4] == b"\0asm"


def test_the_built_labextension_carries_the_kernels_and_the_practice_image():
    static = ROOT / "jupyterlab_pixelforest/labextension/static"
    shipped = {sha256(path.read_bytes()) for path in static.iterdir()}
    assert sha256((ROOT / "wasm/kernels.wasm").read_bytes()) in shipped
    practice = (ROOT / "assets/practice-lysosomes.tif").read_bytes()
    assert sha256(practice) in shipped


def test_the_built_labextension_carries_the_licences_of_what_it_bundles():
    static = ROOT / "jupyterlab_pixelforest/labextension/static"
    notices = (static / "third-party-notices.txt").read_text("utf-8")
    assert "NIST-developed software" in notices
    assert "Copyright 2006 by The HDF Group" in notices
    metadata = json.loads((ROOT / "package.json").read_text("utf-8"))
    for name, shared in metadata["jupyterlab"]["sharedPackages"].items():
        if shared is False:
            assert f"\n{name} " in notices


def test_jupyterlab_finds_the_labextension_under_its_npm_name():
    npm_name = json.loads((ROOT / "package.json").read_text("utf-8"))["name"]
    [path] = jupyterlab_pixelforest._jupyter_labextension_paths()
    assert path == {"src": "labextension", "dest": npm_name}
    package = Path(jupyterlab_pixelforest.__file__).parent
    assert (package / path["src"] / "package.json").exists()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, ROOT], check=True)
    [path] = folder.glob("jupyterlab_pixelforest-*.whl")
    return path


def test_the_wheel_has_the_version_of_package_json_and_asks_for_nothing(wheel):
    version = json.loads((ROOT / "package.json").read_text("utf-8"))["version"]
    with zipfile.ZipFile(wheel) as archive:
        [name] = [n for n in archive.namelist() if n.endswith("/METADATA")]
        metadata = archive.read(name).decode()
    assert f"\nVersion: {version}\n" in metadata
    assert "\nRequires-Python: >=3.10\n" in metadata
    required = [
        line for line in metadata.splitlines() if line.startswith("Requires-Dist:")
    ]
    assert [line for line in required if "extra ==" not in line] == []


def test_the_wheel_installs_without_node(wheel, tmp_path):
    target = tmp_path / "installed"
    # a search path on which nothing but Python's own tools is found
    empty = tmp_path / "bin"
    empty.mkdir()
    environment = {**os.environ, "PATH": str(empty)}
    assert shutil.which("node", path=environment["PATH"]) is None
    options = ["--quiet", "--no-index", "--no-deps", "--target", target]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, wheel],
        check=True,
        env=environment,
    )
    kernels = target / "jupyterlab_pixelforest/kernels.wasm"
    assert kernels.read_bytes() == (ROOT / "wasm/kernels.wasm").read_bytes()
    assert (target / LABEXTENSION / "package.json").exists()
    assert (target / LABEXTENSION / "install.json").exists()
    static = target / LABEXTENSION / "static"
    assert list(static.glob("remoteEntry.*.js"))
    assert "Tony Collins" in (static / "practice-lysosomes.SOURCE.txt").read_text()
    assert not (target / "jupyterlab_pixelforest/tests").exists()
