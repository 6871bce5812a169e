"""Chorus and its peers in turn, round by round, and a table of medians. Run by scripts/bench/peers."""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
BINARIES = pathlib.Path(sys.executable).parent



def positive(text):
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 1")
    return int(text)


parser = argparse.ArgumentParser(
    prog="scripts/bench/peers",
    description="Samples/s of training steps of fer-cnn, by Chorus and by its peers in turn.")
parser.add_argument("--rounds", type=positive, default=5, help="how often each is measured (5)")
parser.add_argument("--steps", type=positive, default=40, help="steps of a measurement; the median counts (40)")
parser.add_argument(
    "--padding", nargs="+", choices=["valid", "same"], default=["valid", "same"], help="both if not given")
parser.add_argument("--batch", nargs="+", type=positive, default=[64], help="samples of a step (64)")
parser.add_argument("--workers", type=positive, default=2, help="processes, or threads, of one core each (2)")
parser.add_argument("--check", action="store_true", help=argparse.SUPPRESS)
arguments = parser.parse_args()
if arguments.check:
    sys.exit()


def commands(batch, padding):
    """What is measured, by name: a command that prints one JSON line with `samples_per_second`."""
    step = ["--batch", str(batch), "--padding", padding, "--steps", str(arguments.steps)]
    workers = str(arguments.workers)
    torch = [sys.executable, str(HERE / "torch_peer.py"), *step]
    keras = [sys.executable, str(HERE / "keras_peer.py"), *step]
    return {
        "Chorus": [
            ".build/release/chorus", "bench", "step", "--json", "--batch-size", str(batch), "--padding", padding,
            "--steps", str(arguments.steps), "--workers", workers,
        ],
        "PyTorch DDP (gloo)": [
            str(BINARIES / "torchrun"), "--standalone", "--nproc_per_node", workers, str(HERE / "torch_peer.py"), *step,
        ],
        f"PyTorch, one process, {workers} threads": [*torch, "--threads", workers],
        f"Keras, one process, {workers} threads": [*keras, "--threads", workers],
        "PyTorch, one thread": [*torch, "--threads", "1"],
        "Keras, one thread": [*keras, "--threads", "1"],
    }


def measure(command):
    environment = dict(os.environ, CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="3")
    # PyTorch's gloo now and then aborts when its processes end.
    for _ in range(3):
        result = subprocess.run(command, env=environment, capture_output=True, text=True)
        if result.returncode == 0:
            break
        print(f"peers: '{' '.join(command)}' failed:\n{result.stderr}", file=sys.stderr)
    else:
        sys.exit("peers: it failed three times")
    start = result.stdout.index("{")
    return json.loads(result.stdout[start:])["samples_per_second"]


for padding in arguments.padding:
    for batch in arguments.batch:
        rows = {}
        for number in range(arguments.rounds):
            for name, command in commands(batch, padding).items():
                rows.setdefault(name, []).append(measure(command))
            seen = ", ".join(f"{name} {values[-1]:.0f}" for name, values in rows.items())
            print(f"{padding}, batch {batch}, round {number + 1}: {seen}", file=sys.stderr, flush=True)
        chorus = rows["Chorus"]
        print(f"\n{padding}, batch {batch}, {arguments.rounds} rounds\n")
        print("| | samples/s, median (least to most) | Chorus is faster by, median of rounds |")
        print("|---|---|---|")
        for name, values in rows.items():
            ratio = statistics.median(ours / theirs for ours, theirs in zip(chorus, values, strict=True))
            spread = f"{statistics.median(values):.0f} ({min(values):.0f} to {max(values):.0f})"
            print(f"| {name} | {spread} | {ratio:.2f} |")
        sys.stdout.flush()
