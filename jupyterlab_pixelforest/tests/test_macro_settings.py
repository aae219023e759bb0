"""Steps of a macro that set how objects are found."""

import numpy as np
import tifffile

from .test_macros import export, same_files, step, write_macro
from .test_object_tables import RED


def test_fitting_objects_sets_what_the_browser_would_and_undo_takes_it_back(
    pixelforest, tmp_path
):
    fitted = {"smoothing": 3.75, "minimumSize": 196}
    y, x = np.mgrid[:80, :160]
    disc = (np.hypot(y - 40, x % 80 - 40) <= 25).astype(np.uint16) * 1000
    disc[2:5, 2:5] = 1000
    image = tmp_path / "disc.tif"
    tifffile.imwrite(image, disc)
    counts = []
    for name, steps in {
        "plain": [],
        "fitted": [step("fit-objects")],
        "set": [step("set-objects", **fitted)],
        "undone": [step("fit-objects"), step("undo-change")],
        "unchanged": [
            step("set-objects", smoothing=1),
            step("set-objects", smoothing=1),
            step("undo-change"),
        ],
    }.items():
        macro = write_macro(
            tmp_path / "macro.json",
            step("set-objects", **RED),
            *steps,
            export("objects-tiff"),
        )
        out = tmp_path / name
        assert pixelforest("run", macro, image, "--out", out) == 0, pixelforest.err
        counts.append(int(tifffile.imread(out / "disc_objects.tif").max()))
    assert counts == [3, 2, 2, 3, 3]
    names = ["disc_objects.tif", "disc_objects.csv"]
    same_files(tmp_path / "fitted", tmp_path / "set", names)
    same_files(tmp_path / "undone", tmp_path / "plain", names)
