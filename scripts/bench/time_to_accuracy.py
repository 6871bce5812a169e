"""Time to a validation accuracy, of Chorus and of PyTorch DDP, in turn. Run by scripts/bench/time-to-accuracy."""
import argparse
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
CHORUS = ".build/release/chorus"


def share(text):
    if not 0 < float(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no accuracy between 0 and 1")
    return float(text)


parser = argparse.ArgumentParser(
    prog="scripts/bench/time-to-accuracy",
    description="Minutes to a validation accuracy, by Chorus and by PyTorch DDP in turn.")
parser.add_argument("data", help="folder with train/ and validation/")
parser.add_argument("--target", type=share, default=0.6, help="the validation accuracy to reach (0.6)")
parser.add_argument("--padding", choices=["valid", "same"], default="valid")
parser.add_argument("--workers", type=int, default=2, help="processes of one core each (2)")
parser.add_argument("--epochs", type=int, default=200, help="the most epochs (200)")
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--check", action="store_true", help=argparse.SUPPRESS)
arguments = parser.parse_args()
if arguments.check:
    sys.exit()


def reached(rows):
    """The first row that has the accuracy, or None."""
    return next((row for row in rows if float(row["val_accuracy"]) >= arguments.target), None)


def require_found(name, found, process):
    """Ends this script if a training has not reached the accuracy."""
    if found is not None:
        return
    if process.returncode != 0:
        sys.exit(f"time-to-accuracy: {name} failed with exit status {process.returncode}")
    sys.exit(f"time-to-accuracy: {name} did not reach {arguments.target} in {arguments.epochs} epochs")


def by_chorus(folder):
    """Trains until the accuracy is reached; returns the epochs and the seconds from the start of the program."""
    begin = time.monotonic()
    run = folder / "run"
    command = [
        CHORUS, "train", str(folder / "data"), "--config", str(folder / "offline.yaml"), "--padding",
        arguments.padding, "--seed", str(arguments.seed), "--epochs", str(arguments.epochs), "--workers",
        str(arguments.workers), "--out", str(run), "--quiet",
    ]
    process = subprocess.Popen(command)
    found = None
    while found is None:
        ended = process.poll() is not None
        history = run / "history.csv"
        rows = list(csv.DictReader(history.open())) if history.exists() else []
        found = reached(rows)
        if ended:
            break
        time.sleep(0.5)
    seconds = time.monotonic() - begin
    process.terminate()
    process.wait()
    require_found("Chorus", found, process)
    return int(found["epoch"]), seconds


def by_torch(folder):
    torchrun = pathlib.Path(sys.executable).parent / "torchrun"
    command = [
        str(torchrun), "--standalone", "--nproc_per_node", str(arguments.workers), str(HERE / "torch_train.py"),
        str(folder / "data"), "--target", str(arguments.target), "--padding", arguments.padding, "--epochs",
        str(arguments.epochs), "--seed", str(arguments.seed),
    ]
    environment = dict(os.environ, CUDA_VISIBLE_DEVICES="")
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    rows, seconds = [], 0
    for line in process.stdout:
        rows.append(json.loads(line))
        seconds = time.monotonic() - begin
        print(f"PyTorch DDP: {line.strip()}", file=sys.stderr, flush=True)
    process.wait()
    found = reached(rows)
    require_found("PyTorch DDP", found, process)
    return found["epoch"], seconds


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    augment = [CHORUS, "data", "augment", arguments.data, "--recipe", "paper"]
    subprocess.run([*augment, "--seed", str(arguments.seed), "--out", str(folder / "data")], check=True)
    # The images are balanced already, and the rest of the recipe is for both.
    (folder / "offline.yaml").write_text("recipe: paper\ndata: {balance: null}\n")
    results = {"Chorus": by_chorus(folder), "PyTorch DDP (gloo)": by_torch(folder)}
print(f"| | epochs to {arguments.target:.0%} | minutes | times Chorus |\n|---|---|---|---|")
for name, (epochs, seconds) in results.items():
    print(f"| {name} | {epochs} | {seconds / 60:.1f} | {seconds / results['Chorus'][1]:.2f} |")
