"""A Chorus checkpoint in Python: its tensors, model, classes and digests. Needs NumPy; Pillow to read images."""

import csv
import dataclasses
import hashlib
import json
import os
import struct
import sys

import numpy as np

DIGEST_KEY = "content_sha256"
COUNTERS_KEY = "counters"
# The formats that are read; a checkpoint without one has the first.
FORMATS = ("chorus-1",)
GROUPS = ("adam/first_moment/", "adam/second_moment/", "best/")
MAXIMAL_DIFFERENCE = 1e-5


def read_safetensors(path):
    """The tensors of a safetensors file of 32-bit floats by name, and its metadata."""
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length].decode("utf-8"))
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] != "F32":
            raise ValueError(f"{path}: tensor '{name}' has type {entry['dtype']}, only F32 is read")
        begin, end = entry["data_offsets"]
        values = np.frombuffer(data, "<f4", (end - begin) // 4, 8 + length + begin)
        tensors[name] = values.reshape(entry["shape"])
    return tensors, metadata


def sha256(tensors, strings=None):
    """The digest of named tensors and strings; the recipe is in Sources/Checkpoints/Digest.swift."""

    def by_bytes(pairs):
        return sorted(pairs.items(), key=lambda pair: pair[0].encode())

    digest = hashlib.sha256()
    for name, tensor in by_bytes(tensors):
        digest.update(struct.pack("<I", len(name.encode())) + name.encode() + b"F32")
        digest.update(struct.pack(f"<I{tensor.ndim}Q", tensor.ndim, *tensor.shape))
        digest.update(np.ascontiguousarray(tensor, "<f4").tobytes())
    for name, value in by_bytes(strings or {}):
        digest.update(struct.pack("<I", len(name.encode())) + name.encode() + b"STR")
        digest.update(struct.pack("<Q", len(value.encode())) + value.encode())
    return digest.hexdigest()


def digests(tensors, metadata):
    """The digests that `chorus inspect` and summary.json show, computed from what a file holds."""
    best = {name.removeprefix("best/"): tensor for name, tensor in tensors.items() if name.startswith("best/")}
    state = {name: tensor for name, tensor in tensors.items() if not name.startswith("best/")}
    counters = {key: value for key, value in metadata.items() if key == COUNTERS_KEY}
    contents = {key: value for key, value in metadata.items() if key != DIGEST_KEY}
    result = {"weights_sha256": sha256(weights_of(tensors))}
    if best:
        result["best_weights_sha256"] = sha256(best)
    if len(state) > len(weights_of(tensors)):
        result["state_sha256"] = sha256(state, counters)
    result[DIGEST_KEY] = sha256(tensors, contents)
    return result


def weights_of(tensors):
    """The current weights: the tensors with plain names."""
    return {name: tensor for name, tensor in tensors.items() if not name.startswith(GROUPS)}


@dataclasses.dataclass
class Layer:
    """One layer of the model: its name in the checkpoint, its kind, its options and its weights."""

    name: str
    kind: str
    options: dict
    weights: dict

    def units(self, classes):
        """The outputs of a dense layer."""
        return len(classes) if self.options["units"] == "classes" else self.options["units"]


class Checkpoint:
    """The model and the weights of `best.safetensors`, or the current ones of `last.safetensors`."""

    def __init__(self, path):
        tensors, metadata = read_safetensors(path)
        expected = metadata.get(DIGEST_KEY)
        if expected and expected != digests(tensors, metadata)[DIGEST_KEY]:
            raise ValueError(f"{path}: its contents differ from their digest")
        if (found := metadata.get("format", FORMATS[0])) not in FORMATS:
            raise ValueError(f"{path}: its format is {found}, only {', '.join(FORMATS)} is read")
        missing = {"model", "classes", "image_height", "image_width", "channels"} - metadata.keys()
        if missing:
            raise ValueError(f"{path}: not a Chorus checkpoint: its metadata lacks {', '.join(sorted(missing))}")
        self.classes = json.loads(metadata["classes"])
        self.height, self.width, self.channels = (
            int(metadata[key]) for key in ("image_height", "image_width", "channels")
        )
        self.name = json.loads(metadata["model"])["name"]
        self.layers = list(_layers(json.loads(metadata["model"])["layers"], weights_of(tensors)))

    def read_image(self, path):
        """One image as height × width × channels numbers from 0 to 1, as Chorus reads it.

        Of 16-bit *colour* images Pillow keeps only the high byte, so that values may differ by 1/255.
        """
        from PIL import Image, ImageOps

        with Image.open(path) as file:
            image = ImageOps.exif_transpose(file)
            if image.mode.startswith("I"):
                values = (np.asarray(image).astype(np.int64) * 255 + 32895) >> 16
                image = Image.fromarray(values.astype(np.uint8))
            image = image.convert("RGB")
            if self.channels == 1:
                image = image.convert("L")
            # Rows first: in one call Pillow 13 begins with the columns where that is cheaper.
            for size in ((self.width, image.height), (self.width, self.height)):
                image = image.resize(size, Image.Resampling.LANCZOS)
            pixels = np.asarray(image, np.float32).reshape(self.height, self.width, self.channels)
            return pixels / np.float32(255)

    def maximal_difference(self, path, predict, batch=64):
        """Compares `predict`, from images to probabilities, with the table that `chorus predict --csv` wrote."""
        with open(path, newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        if header != ["image", "class", *self.classes]:
            raise ValueError(f"{path}: its columns are not image, class and the classes of the checkpoint")
        if not rows:
            raise ValueError(f"{path}: no predictions")
        largest = 0.0
        for start in range(0, len(rows), batch):
            part = rows[start : start + batch]
            probabilities = predict(np.stack([self.read_image(row[0]) for row in part]))
            expected = np.array([[float(value) for value in row[2:]] for row in part])
            # NaN must not hide in a maximum.
            difference = np.nan_to_num(np.abs(probabilities - expected), nan=np.inf)
            largest = max(largest, float(difference.max()))
        return largest


def _layers(specification, weights):
    """Names the layers as Keras does: `conv2d_1` is the first convolution."""
    counts = {}
    for entry in specification:
        ((kind, options),) = entry.items()
        counts[kind] = counts.get(kind, 0) + 1
        name = f"{kind}_{counts[kind]}"
        own = {key.removeprefix(f"{name}/"): value for key, value in weights.items() if key.startswith(f"{name}/")}
        yield Layer(name, kind, options or {}, own)


def main(usage, load):
    """The command line of a loader; returns the exit code."""
    if len(sys.argv) not in (2, 3):
        print(usage.strip(), file=sys.stderr)
        return os.EX_USAGE
    checkpoint = Checkpoint(sys.argv[1])
    predict = load(checkpoint)
    if len(sys.argv) == 2:
        zeros = np.zeros((1, checkpoint.height, checkpoint.width, checkpoint.channels), np.float32)
        print(f"{checkpoint.name}: {len(checkpoint.layers)} layers, on a black image:")
        for name, probability in zip(checkpoint.classes, predict(zeros)[0], strict=True):
            print(f"{name} {probability:.6f}")
        return 0
    largest = checkpoint.maximal_difference(sys.argv[2], predict)
    print(f"maximal difference {largest:.3g}")
    return 0 if largest <= MAXIMAL_DIFFERENCE else 1
