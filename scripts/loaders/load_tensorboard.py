"""Asks TensorBoard itself what it shows of a run: each epoch of history.csv once, with the same values, the settings of
config.yaml, and the pictures of plots/. Both ways in which TensorBoard reads files are tried. A run that was killed and
resumed must pass too.

Usage: python scripts/loaders/load_tensorboard.py RUN    (needs tensorboard)
Prints what was compared, and exits 1 at the first difference.
"""

import csv
import json
import pathlib
import re
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

# As history.csv names them, behind val_ for those of validation.
TRAIN = ["loss", "accuracy", "cross_entropy", "learning_rate", "samples_per_second"]
VALIDATION = ["loss", "accuracy", "cross_entropy", "macro_f1", "balanced_accuracy"]
PICTURES = ["confusion", "predictions"]
# history.csv rounds them.
ROUNDED = {"samples_per_second": 0.1}
SECONDS = 60


class Server:
    """TensorBoard on a free port."""

    def __init__(self, folder, load_fast):
        command = [sys.executable, "-m", "tensorboard.main", "--logdir", str(folder), "--port", "0"]
        self.process = subprocess.Popen(
            [*command, "--load_fast", load_fast], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for line in self.process.stdout:
            if found := re.search(r"http://localhost:\d+", line):
                self.address = found[0]
                return
        sys.exit("TensorBoard does not start")

    def get(self, path, body=None, **query):
        url = f"{self.address}/data/{path}?{urllib.parse.urlencode(query)}"
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(url, data, {"Content-Type": "application/json"})) as answer:
            return answer.read()

    def json(self, path, body=None, **query):
        return json.loads(self.get(path, body, **query))

    def close(self):
        self.process.terminate()
        self.process.wait()


def float32(text):
    return struct.unpack("<f", struct.pack("<f", float(text)))[0]


def require(holds, text):
    if not holds:
        sys.exit(text)


def wait(condition, text):
    """TensorBoard serves before it has read everything."""
    end = time.monotonic() + SECONDS
    while not condition():
        require(time.monotonic() < end, text)
        time.sleep(0.3)


def compare_curves(server, rows):
    for run, prefix, names in [("train", "", TRAIN), ("validation", "val_", VALIDATION)]:
        for name in names:

            def points(run=run, name=name):
                try:
                    return server.json("plugin/scalars/scalars", run=run, tag=f"epoch_{name}")
                except urllib.error.HTTPError:
                    return []

            wait(lambda points=points: len(points()) >= len(rows), f"{run}: epoch_{name} has {len(points())} points")
            for (_, step, value), row in zip(points(), rows, strict=True):
                expected = float32(row[prefix + name])
                near = abs(value - expected) <= ROUNDED.get(name, 0)
                require(step == int(row["epoch"]) and near, f"{run}: epoch_{name} {step}: {value}, not {expected}")


def compare_settings(server, run):
    statuses = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]
    query = {"experimentName": "", "allowedStatuses": statuses, "colParams": [], "startIndex": 0, "sliceSize": 9}
    (group,) = server.json("plugin/hparams/session_groups", query)["sessionGroups"]
    text = (run / "config.yaml").read_text(encoding="utf-8")
    settings = group["hparams"]
    require({"seed", "model", "optimizer.learning_rate"} <= set(settings), f"settings: {sorted(settings)}")
    require(re.search(rf"^seed: {settings['seed']:.0f}$", text, re.MULTILINE), f"seed {settings['seed']}")
    require(group["sessions"][0]["status"] == "STATUS_SUCCESS", f"the run is {group['sessions'][0]['status']}")
    return len(settings)


def compare_pictures(server, run):
    for name in PICTURES:
        images = server.json("plugin/images/images", run=".", tag=name, sample=0)
        png = server.get(f"plugin/images/individualImage?{images[-1]['query']}&ts=0")
        require(png == (run / "plots" / f"{name}.png").read_bytes(), f"{name} is another picture")


def main():
    run = pathlib.Path(sys.argv[1])
    with open(run / "history.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for load_fast in ["true", "false"]:
        server = Server(run / "tensorboard", load_fast)
        try:
            compare_curves(server, rows)
            settings = compare_settings(server, run)
            compare_pictures(server, run)
        finally:
            server.close()
    print(f"{len(rows)} epochs of {len(TRAIN + VALIDATION)} curves, {settings} settings, {len(PICTURES)} pictures")


if __name__ == "__main__":
    main()
