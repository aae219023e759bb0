"""Pixel Forest: interactive pixel classification in JupyterLab."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("jupyterlab-pixelforest")
except PackageNotFoundError:  # run from a clone that is not installed
    __version__ = "dev"


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where JupyterLab finds the built extension of an editable install."""
    return [{"src": "labextension", "dest": "jupyterlab-pixelforest"}]
