"""Goldens for Tests/AugmentationTests: what Keras' ImageDataGenerator, SciPy and Pillow make of small pictures.

Writes augmentation.json (the cases: picture, transforms and their parameters) and augmentation.bin (the pictures as
bytes, then each case's result as little-endian floats) to Tests/AugmentationTests/Goldens. Needs Keras, Pillow, SciPy.
"""

import json
import pathlib

import numpy as np
from images import picture
from keras.src.legacy.preprocessing import image as legacy
from PIL import Image, ImageEnhance
from scipy import ndimage

FOLDER = pathlib.Path(__file__).parents[2] / "Tests" / "AugmentationTests" / "Goldens"
# Keras' centre has rows and columns swapped, so it serves for squares alone; the wide picture is SciPy's.
PICTURES = {"grey": picture(22, 22)[..., 1:2], "rgb": picture(15, 15), "wide": picture(18, 13)[..., :1]}


def affine(
    values, rotation=0.0, row_shift=0.0, column_shift=0.0, shear=0.0, row_zoom=1.0, column_zoom=1.0, fill="nearest"
):
    """Keras' matrix, rows first. Keras 2.9 and later swap rows and columns; transposing swaps them back."""
    height, width = values.shape[:2]
    if height != width:
        return by_scipy(values, rotation, row_shift, column_shift, shear, row_zoom, column_zoom, fill)
    changed = legacy.apply_affine_transform(
        values.transpose(1, 0, 2).astype(np.float32),
        theta=rotation,
        tx=row_shift * height,
        ty=column_shift * width,
        shear=shear,
        zx=row_zoom,
        zy=column_zoom,
        row_axis=0,
        col_axis=1,
        channel_axis=2,
        fill_mode=fill,
        cval=37.0,
        order=1,
    )
    return changed.transpose(1, 0, 2)


def by_scipy(values, rotation, row_shift, column_shift, shear, row_zoom, column_zoom, fill):
    """The same about the true centre."""
    height, width, channels = values.shape
    sine, cosine = np.sin(np.deg2rad(rotation)), np.cos(np.deg2rad(rotation))
    matrix = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    matrix = matrix @ np.array([[1, 0, row_shift * height], [0, 1, column_shift * width], [0, 0, 1]])
    angle = np.deg2rad(shear)
    matrix = matrix @ np.array([[1, -np.sin(angle), 0], [0, np.cos(angle), 0], [0, 0, 1]])
    matrix = matrix @ np.diag([row_zoom, column_zoom, 1])
    centre = np.array([(height - 1) / 2, (width - 1) / 2])
    linear = matrix[:2, :2]
    offset = centre + matrix[:2, 2] - linear @ centre
    planes = [
        ndimage.affine_transform(values[..., channel], linear, offset, order=1, mode=fill, cval=37.0)
        for channel in range(channels)
    ]
    return np.stack(planes, axis=-1)


def flip(values, axis):
    return legacy.flip_axis(values, 1 if axis == "horizontal" else 0)


def brightness(values, factor):
    return legacy.apply_brightness_shift(values, factor, scale=False)


def contrast(values, factor):
    """Keras has none; Pillow's, after the same truncation."""
    pixels = values.astype(np.uint8)
    pillow = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    return np.asarray(ImageEnhance.Contrast(pillow).enhance(factor), np.float32).reshape(values.shape)


def by_generator(values, rotation, row_shift, column_shift, shear, row_zoom, column_zoom, factor):
    """All of it by ImageDataGenerator itself, of a square; its rows are our columns, so its vertical flip is ours."""
    height, width = values.shape[:2]
    generator = legacy.ImageDataGenerator(fill_mode="nearest", data_format="channels_last", interpolation_order=1)
    parameters = {
        "theta": rotation,
        "tx": row_shift * height,
        "ty": column_shift * width,
        "shear": shear,
        "zx": row_zoom,
        "zy": column_zoom,
        "flip_vertical": True,
        "brightness": factor,
    }
    changed = generator.apply_transform(values.transpose(1, 0, 2), parameters)
    return changed.transpose(1, 0, 2)


KINDS = {"affine": affine, "flip": flip, "brightness": brightness, "contrast": contrast}
EVERYTHING = {
    "rotation": -23.5,
    "row_shift": 0.13,
    "column_shift": -0.17,
    "shear": 11.0,
    "row_zoom": 0.83,
    "column_zoom": 1.19,
}
LISTS = [
    [("affine", {})],
    [("affine", {"rotation": 30.0})],
    [("affine", {"rotation": -90.0})],
    [("affine", {"row_shift": 0.2})],
    [("affine", {"column_shift": -0.11})],
    [("affine", {"shear": 0.2})],
    [("affine", {"shear": -25.0})],
    [("affine", {"row_zoom": 0.8})],
    [("affine", {"column_zoom": 1.2})],
    *[[("affine", {**EVERYTHING, "fill": fill})] for fill in ("nearest", "reflect", "constant")],
    [("affine", {"row_shift": 2.3, "column_shift": -3.4, "fill": "reflect"})],
    [("flip", {"axis": "horizontal"})],
    [("flip", {"axis": "vertical"})],
    *[[(kind, {"factor": factor})] for kind in ("brightness", "contrast") for factor in (0.0, 0.8, 1.0, 1.37)],
    [
        ("affine", EVERYTHING),
        ("flip", {"axis": "horizontal"}),
        ("brightness", {"factor": 1.17}),
        ("contrast", {"factor": 0.9}),
    ],
]


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    cases, results = [], []
    for name, pixels in PICTURES.items():
        for transforms in LISTS:
            values = pixels.astype(np.float32)
            for kind, parameters in transforms:
                values = KINDS[kind](values, **parameters)
            cases.append(
                {"picture": name, "transforms": [{"kind": kind, **parameters} for kind, parameters in transforms]}
            )
            results.append(np.ascontiguousarray(values, "<f4"))
        if pixels.shape[0] == pixels.shape[1]:
            together = [("affine", EVERYTHING), ("flip", {"axis": "horizontal"}), ("brightness", {"factor": 1.17})]
            cases.append({"picture": name, "transforms": [{"kind": kind, **some} for kind, some in together]})
            values = by_generator(pixels.astype(np.float32), **EVERYTHING, factor=1.17)
            results.append(np.ascontiguousarray(values, "<f4"))
    document = {
        "pictures": [{"name": name, "shape": pixels.shape} for name, pixels in PICTURES.items()],
        "cases": cases,
    }
    (FOLDER / "augmentation.json").write_text(json.dumps(document, indent=1) + "\n")
    data = b"".join(pixels.tobytes() for pixels in PICTURES.values()) + b"".join(r.tobytes() for r in results)
    (FOLDER / "augmentation.bin").write_bytes(data)


main()
