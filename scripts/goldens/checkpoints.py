"""Writes Tests/CheckpointsTests/Goldens: safetensors files of Python's library, a Chorus checkpoint, their digests.

Usage: python scripts/goldens/checkpoints.py    (needs safetensors and NumPy)

`chorus.safetensors` is put together here byte by byte, as Chorus must write it, and read by Python's safetensors
before it is kept.
"""

import json
import pathlib
import struct
import sys

import numpy as np
import safetensors
from safetensors.numpy import load_file, save_file

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
GOLDENS = REPOSITORY / "Tests" / "CheckpointsTests" / "Goldens"
sys.path.insert(0, str(REPOSITORY / "scripts" / "loaders"))
import checkpoint


def described(tensors, metadata):
    """What a file holds, floats as the integers of their bits, for the tests to compare."""
    return {
        "tensors": {
            name: {"shape": list(tensor.shape), "bits": tensor.view(np.uint32).ravel().tolist()}
            for name, tensor in tensors.items()
        },
        "metadata": metadata,
        "digests": checkpoint.digests(tensors, metadata),
    }


def odd_contents():
    """Values, shapes, names and strings that a careless reader gets wrong."""
    special = [0.0, -0.0, 1.0, np.inf, -np.inf, np.nan, 1e-45, 3.4028235e38, -1.1754944e-38]
    tensors = {
        "special": np.array(special, np.float32),
        "scalar": np.array(2.5, np.float32),
        "empty": np.zeros((0, 3), np.float32),
        "größe/π 😀": np.arange(6, dtype=np.float32).reshape(1, 2, 3),
        'quote " backslash \\ slash / line\nend': np.arange(4, dtype=np.float32).reshape(2, 2),
    }
    metadata = {"text": 'a "b" \\ \n\t\r\b\f\u0001 é 😀', "empty": "", "ключ": '{"epoch": 1}'}
    return tensors, metadata


def run_contents():
    """The groups of tensors of `last.safetensors`, of a tiny model."""
    generator = np.random.default_rng(7)
    shapes = {
        "conv2d_1/kernel": (3, 3, 1, 2),
        "conv2d_1/bias": (2,),
        "batch_normalization_1/gamma": (2,),
        "batch_normalization_1/moving_mean": (2,),
        "dense_1/kernel": (8, 3),
        "dense_1/bias": (3,),
    }
    tensors = {}
    for prefix in ("", *checkpoint.GROUPS):
        for name, shape in shapes.items():
            if prefix.startswith("adam/") and "moving" in name:
                continue
            tensors[prefix + name] = generator.standard_normal(shape).astype(np.float32)
    metadata = {"counters": '{"epoch":3,"step":120}', "classes": '["angry","happy","größe"]', "line": "a\nb\u0001"}
    return tensors, metadata


def chorus_bytes(tensors, metadata):
    """The bytes of a file as Chorus writes it: names sorted, no blanks, data aligned to 64 bytes, digest included."""
    metadata = {**metadata, checkpoint.DIGEST_KEY: checkpoint.sha256(tensors, metadata)}
    header = {"__metadata__": {key: metadata[key] for key in sorted(metadata, key=str.encode)}}
    data = b""
    for name in sorted(tensors, key=str.encode):
        part = tensors[name].tobytes()
        offsets = [len(data), len(data) + len(part)]
        header[name] = {"dtype": "F32", "shape": list(tensors[name].shape), "data_offsets": offsets}
        data += part
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    # Chorus escapes every control character by its number.
    text = text.replace(b"\\n", b"\\u000a")
    text += b" " * (-(8 + len(text)) % 64)
    return struct.pack("<Q", len(text)) + text + data


def main():
    GOLDENS.mkdir(parents=True, exist_ok=True)
    tensors, metadata = odd_contents()
    save_file(tensors, GOLDENS / "python.safetensors", metadata)
    contents = {"safetensors": safetensors.__version__, "python": described(tensors, metadata)}

    tensors, metadata = run_contents()
    path = GOLDENS / "chorus.safetensors"
    path.write_bytes(chorus_bytes(tensors, metadata))
    read = load_file(path)
    assert read.keys() == tensors.keys()
    assert all(np.array_equal(read[name], tensors[name]) for name in tensors)
    with safetensors.safe_open(path, "numpy") as file:
        assert {**metadata, checkpoint.DIGEST_KEY: checkpoint.sha256(tensors, metadata)} == file.metadata()
    contents["chorus"] = described(tensors, metadata)
    (GOLDENS / "contents.json").write_text(json.dumps(contents, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
