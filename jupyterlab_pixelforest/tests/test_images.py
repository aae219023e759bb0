"""Images in every format are read as the browser reads them."""

import json
from pathlib import Path

import h5py
import numpy as np
import pytest
import zarr

from jupyterlab_pixelforest.errors import PixelForestError
from jupyterlab_pixelforest.images import AxesWish, open_image

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
INDEX = json.loads((FIXTURES / "images/index.json").read_text("utf-8"))
GOOD = [entry for entry in INDEX if "error" not in entry]
# read here, though not in the browser
ALSO_READ = {"jpeg2000.tif", "loop.tif", "interlaced_1bit.png"}
BAD = [e for e in INDEX if "error" in e and e["file"] not in ALSO_READ]


def read(path: Path, wish: AxesWish | None = None):
    """(t, z, y, x, c), and the axes."""
    with open_image(str(path), wish) as image:
        shape = image.shape
        frames = [image.slices(t, 0, shape.z) for t in range(shape.t)]
        return np.stack(frames), image.axes


@pytest.mark.parametrize("entry", GOOD, ids=lambda entry: entry["file"])
def test_values_and_axes_are_the_files(entry):
    values, axes = read(FIXTURES / "images" / entry["file"])
    wanted = np.load(FIXTURES / "images" / entry["array"])
    planes = values.transpose(0, 1, 4, 2, 3).astype(np.float64)
    gaps = np.abs(planes - wanted.reshape(planes.shape).astype(np.float64))
    assert gaps.max() <= entry.get("tolerance", 0)
    assert axes == entry["axes"]


@pytest.mark.parametrize("entry", BAD, ids=lambda entry: entry["file"])
def test_damaged_and_unsupported_files_are_refused(entry):
    with pytest.raises(PixelForestError) as caught:
        read(FIXTURES / "images" / entry["file"])
    assert caught.value.tag in ("format", "memory")


@pytest.fixture
def volume() -> np.ndarray:
    return np.arange(3 * 10 * 12, dtype=np.uint16).reshape(3, 10, 12)


def test_npy_takes_the_axes_of_the_project_and_those_given(tmp_path, volume):
    path = tmp_path / "a.npy"
    np.save(path, volume)
    assert read(path)[1] == "zyx"
    values, axes = read(path, AxesWish(others=("yx", "tyx")))
    assert (axes, values.shape) == ("tyx", (3, 1, 10, 12, 1))
    values, axes = read(path, AxesWish(stated="cyx", others=("tyx",)))
    assert (axes, values.shape) == ("cyx", (1, 1, 10, 12, 3))
    with pytest.raises(PixelForestError, match="3 dimensions"):
        read(path, AxesWish(stated="yx"))


def test_zarr_arrays_and_ome_zarr_images_are_read(tmp_path, volume):
    array = zarr.create_array(
        tmp_path / "a.zarr", data=volume, attributes={"_ARRAY_DIMENSIONS": list("cyx")}
    )
    assert array.shape == volume.shape
    assert read(tmp_path / "a.zarr")[1] == "cyx"
    group = zarr.open_group(tmp_path / "b.zarr", mode="w")
    group.create_array("s0", data=volume)
    group.attrs["multiscales"] = [
        {"axes": [{"name": axis} for axis in "tyx"], "datasets": [{"path": "s0"}]}
    ]
    values, axes = read(tmp_path / "b.zarr")
    assert (axes, values.shape) == ("tyx", (3, 1, 10, 12, 1))
    assert np.array_equal(values[:, 0, :, :, 0], volume)
    assert read(tmp_path / "b.zarr/s0")[1] == "zyx"


def test_an_hdf5_file_of_two_images_asks_for_a_name(tmp_path, volume):
    path = tmp_path / "two.h5"
    with h5py.File(path, "w") as file:
        file["a"] = volume
        file["b/c"] = volume[0]
    with pytest.raises(PixelForestError, match=r"two\.h5/a, two\.h5/b/c"):
        read(path)
    values, axes = read(path / "b/c")
    assert (axes, values.shape) == ("yx", (1, 1, 10, 12, 1))
    with pytest.raises(PixelForestError, match="no data set /d"):
        read(path / "d")


def test_integers_beyond_2_to_the_53_are_refused(tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, np.full((4, 4), 2**60, np.int64))
    with pytest.raises(PixelForestError, match=str(2**60)):
        read(path)
    np.save(path, np.full((4, 4), 2**53, np.int64))
    assert read(path)[0].dtype == np.float64


def test_a_pickle_in_an_npy_file_is_not_loaded(tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, np.array([[{}]], dtype=object), allow_pickle=True)
    with pytest.raises(PixelForestError, match="damaged or not supported"):
        read(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.tif", b""), ("b.txt", b"hello"), ("c.h5", b"\x89HDF\r\n\x1a\n")],
)
def test_what_is_no_image_is_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(PixelForestError) as caught:
        read(path)
    assert caught.value.tag == "format"
