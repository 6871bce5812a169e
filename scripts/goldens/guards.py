"""Writes Tests/ClusterTests/Goldens: what small runs come to, and checkpoints that every later build must resume.

Usage: python3 scripts/goldens/guards.py CHORUS    (needs a built program and nothing else)

`guards.json` lists the runs. This script adds what is missing there: the pictures, the digests of a run that has none,
the run directories of `kept` that are not there. It never changes what is there. To renew an entry, remove its
`digests`, or its folder in `kept`, and call this again. Do that only for a release that is meant to compute other bits
or to write another checkpoint format, and say so in CHANGELOG.md.
"""

import json
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "ClusterTests" / "Goldens"
TABLE = GOLDENS / "guards.json"
# Stands in a kept config.yaml for the folder that has the pictures and the models.
PLACEHOLDER = "/GOLDENS"
SIDE = 12
COUNTS = {
    "train": {"bars": 20, "cross": 16, "disc": 12},
    "validation": {"bars": 4, "cross": 4, "disc": 4},
}


def is_ink(name, row, column, shift):
    """Whether a picture of a class has its foreground colour at a pixel."""
    if name == "bars":
        return (row + shift) % 4 < 2
    if name == "cross":
        return row - shift in (5, 6) or column + shift in (5, 6)
    return (row - 5.5 - shift) ** 2 + (column - 5.5 + shift) ** 2 < 14


def png(rows):
    """The bytes of a PNG file of 8-bit RGB."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    data = b"".join(b"\0" + bytes(row) for row in rows)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")
    )


def draw_pictures():
    """Draws small coloured pictures of three classes, of different numbers."""
    draws = random.Random(15)
    for split, counts in COUNTS.items():
        for name, count in counts.items():
            folder = GOLDENS / "pictures" / split / name
            folder.mkdir(parents=True)
            for number in range(count):
                ink, paper = ([draws.randrange(256) for _ in range(3)] for _ in range(2))
                shift = draws.randrange(-2, 3)
                rows = []
                for row in range(SIDE):
                    colours = [ink if is_ink(name, row, column, shift) else paper for column in range(SIDE)]
                    rows.append([(value + draws.randrange(16)) % 256 for colour in colours for value in colour])
                (folder / f"{number}.png").write_bytes(png(rows))


def counters(path):
    """The text of a checkpoint that `state_sha256` covers beside its tensors."""
    data = path.read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    return json.loads(data[8 : 8 + length].decode("utf-8"))["__metadata__"]["counters"]


def train(program, folder, commands):
    """Runs commands in a folder that has pictures and models; returns the digests of the run in `run`."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    for command in commands:
        ended = subprocess.run(
            [program, *command, "--json"], cwd=folder, env=environment, check=True, stdout=subprocess.PIPE
        )
        summary = json.loads(ended.stdout)
    digests = {key: summary[key] for key in ("weights_sha256", "best_weights_sha256", "state_sha256")}
    return {**digests, "counters": counters(folder / "run" / "checkpoints" / "last.safetensors")}


def keep(run, entry, inputs):
    """Keeps what resuming needs of a run directory."""
    kept = GOLDENS / "kept" / entry["name"]
    (kept / "checkpoints").mkdir(parents=True)
    shutil.copy(run / "checkpoints" / entry["checkpoint"], kept / "checkpoints" / "last.safetensors")
    shutil.copy(run / "run_id", kept)
    options = (run / "config.yaml").read_text(encoding="utf-8")
    (kept / "config.yaml").write_text(options.replace(str(inputs), PLACEHOLDER), encoding="utf-8")


def main():
    if len(sys.argv) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return os.EX_USAGE
    program = str(pathlib.Path(sys.argv[1]).resolve())
    if not (GOLDENS / "pictures").exists():
        draw_pictures()
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    for entry in table["runs"] + table["kept"]:
        is_kept = "resume" in entry
        if "digests" in entry and not (is_kept and not (GOLDENS / "kept" / entry["name"]).exists()):
            continue
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name).resolve()
            shutil.copytree(GOLDENS / "pictures", folder / "pictures")
            shutil.copytree(GOLDENS / "models", folder / "models")
            entry["digests"] = train(program, folder, entry["commands"])
            if is_kept:
                entry["made_by"] = subprocess.run(
                    [program, "--version"], check=True, stdout=subprocess.PIPE, text=True
                ).stdout.strip()
                keep(folder / "run", entry, folder)
        print(f"{entry['name']}: {entry['digests']['state_sha256']}")
    TABLE.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
