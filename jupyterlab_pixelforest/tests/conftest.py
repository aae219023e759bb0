"""What the tests of the command share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyterlab_pixelforest.cli import main
from jupyterlab_pixelforest.workers import Workers

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@pytest.fixture
def workers() -> Iterator[Workers]:
    pool = Workers(2)
    yield pool
    pool.close()


@pytest.fixture
def fixtures() -> Path:
    return FIXTURES


class Command:
    """Runs `pixelforest` in this process and keeps what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture) -> None:
        self._capsys = capsys
        self.out: list[str] = []
        self.err: list[str] = []

    def __call__(self, *arguments: object) -> int:
        self._capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        printed = self._capsys.readouterr()
        self.out = printed.out.splitlines()
        self.err = printed.err.splitlines()
        return status


@pytest.fixture
def pixelforest(capsys) -> Command:
    return Command(capsys)


@pytest.fixture
def project(tmp_path) -> Path:
    """A copy of the time series f04 with its image: (4, 48, 56), two classes."""
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "ilastik/f04_time_tyx", folder)
    return folder / "f04_time_tyx.ilp"
