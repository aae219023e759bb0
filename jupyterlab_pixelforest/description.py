"""What `pixelforest info` says of a project."""

import json
from typing import Any

from .labels import highest_label
from .pipeline import TrainedForest
from .project import Project


def describe_project(project: Project) -> dict[str, Any]:
    """Plain data, as printed by `--json`."""
    forest = project.forest
    counts: dict[int, int] = {}
    for labels in project.labels.values():
        for number, count in labels.counts().items():
            counts[number] = counts.get(number, 0) + count
    for blocks in project.pending_labels.values():
        for number in range(1, highest_label(blocks) + 1):
            found = sum(int((block.values == number).sum()) for block in blocks)
            counts[number] = counts.get(number, 0) + found
    return {
        "project": str(project.path),
        "ilastikVersion": project.version,
        "images": [
            {
                "nickname": image.nickname,
                "path": image.path or str(project.path),
                "innerPath": image.inner_path,
                "axes": image.axes,
                "shape": list(image.sizes),
            }
            for image in project.images
        ],
        "classes": [
            {"name": name, "labelledPixels": counts.get(number, 0)}
            for number, name in enumerate(project.class_names, 1)
        ],
        "features": [
            {"id": family, "scale": scale, "computeIn2d": planar}
            for family, scale, planar in project.features.cells()
        ],
        "trainingChannels": project.training_channels,
        "forest": forest
        and {
            "trees": len(forest.trees),
            "columns": forest.column_count,
            "knownLabels": list(forest.known_labels),
            "trainedOn": forest.row_count,
        },
        "warnings": project.warnings,
    }


def format_description(description: dict[str, Any]) -> str:
    """A few lines to read."""
    lines = [f"{description['project']} (ilastik {description['ilastikVersion']})"]
    for image in description["images"]:
        sizes = " × ".join(map(str, image["shape"])) or "size not stored"
        place = f"{image['path']}{image['innerPath']}"
        lines.append(f"image     {image['nickname']}: {place}, {image['axes']} {sizes}")
    for item in description["classes"]:
        lines.append(f"class     {item['name']}: {item['labelledPixels']} labels")
    families: dict[str, list[str]] = {}
    for cell in description["features"]:
        scale = f"{cell['scale']:g}{'' if cell['computeIn2d'] else ' (3-D)'}"
        families.setdefault(cell["id"], []).append(scale)
    for family, scales in families.items():
        lines.append(f"feature   {family}: σ {', '.join(scales)}")
    if description["trainingChannels"] is not None:
        channels = ", ".join(str(c + 1) for c in description["trainingChannels"])
        lines.append(f"channels  {channels} take part in training")
    forest = description["forest"]
    lines.append(
        f"forest    {forest['trees']} trees, {forest['columns']} columns, trained on "
        f"{forest['trainedOn']} labels"
        if forest
        else "forest    none"
    )
    return "\n".join(lines)


def describe_training(
    output: str, trained: TrainedForest, seed: int, is_json: bool
) -> list[str]:
    """The lines printed of a forest that was written to a file."""
    forest, error = trained.forest, trained.out_of_bag.error
    if is_json:
        line = {
            "output": output,
            "trees": len(forest.trees),
            "trainedOn": forest.row_count,
            "seed": seed,
            "outOfBagError": error,
        }
        return [json.dumps(line)]
    lines = [
        f"{output}: {len(forest.trees)} trees trained on {forest.row_count} "
        f"labelled pixels (seed {seed})"
    ]
    if error is not None:
        lines.append(
            f"{output}: out-of-bag error {error:.2%} (labelled pixels that the trees "
            "which did not learn from them get wrong)"
        )
    return lines
