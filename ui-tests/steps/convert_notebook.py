"""Whether nbconvert shows the pictures of a notebook, and nbformat finds it valid."""

import json
import sys

import nbformat
from nbconvert import HTMLExporter, MarkdownExporter

notebook = nbformat.read(sys.argv[1], as_version=4)
pictures = [
    output.data["image/png"]
    for cell in notebook.cells
    for output in cell.get("outputs", [])
    if "image/png" in output.get("data", {})
]
html, _ = HTMLExporter().from_notebook_node(notebook)
markdown, resources = MarkdownExporter().from_notebook_node(notebook)
try:
    nbformat.validate(notebook)
    valid = True
except nbformat.ValidationError:
    valid = False
print(
    json.dumps(
        {
            "html": bool(pictures) and all(p.strip() in html for p in pictures),
            "markdown": len(resources["outputs"]) == len(pictures) > 0
            and all(name in markdown for name in resources["outputs"]),
            "valid": valid,
        }
    )
)
