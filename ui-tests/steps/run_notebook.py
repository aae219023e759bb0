"""Runs a notebook in a new kernel: what it shows before and after, what it loads."""

import json
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

LOADED = """
import json
kinds = {name: value for name, value in globals().items() if name in
         ("probabilities", "labels", "summary", "objects")}
print(json.dumps({name: list(value.shape) for name, value in kinds.items()}))
"""


def shown(notebook):
    """The data of all outputs, cell by cell."""
    return [
        [output.get("data", output) for output in cell.get("outputs", [])]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


path = Path(sys.argv[1])
notebook = nbformat.read(path, as_version=4)
before = shown(notebook)
notebook.cells.append(nbformat.v4.new_code_cell(LOADED))
NotebookClient(
    notebook,
    timeout=120,
    kernel_name="python3",
    resources={"metadata": {"path": str(path.parent)}},
).execute()
after = shown(notebook)
loaded = json.loads(after.pop()[0]["text"])
print(json.dumps({"before": before, "after": after, "loaded": loaded}))
