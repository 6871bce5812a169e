"""Points of a scaling study, one after the other. Run by scripts/bench/scaling."""
import argparse
import json
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile
import time

import scaling_report
from scaling_network import ADDRESS, Star

CHORUS = ".build/release/chorus"
PORT = 7070
# Samples of a micro-batch in every point, the default of `chorus train`.
MICRO_BATCH = 16

# What grows with the workers. Of each series: micro-batches for so many workers, cores of a worker, paddings.
SERIES = {
    "strong 64": (lambda workers: 4, 1, ["valid"]),
    "strong 512": (lambda workers: 32, 1, ["valid", "same"]),
    "strong 512, 8 slots": (lambda workers: 32, 8, ["valid", "same"]),
    "weak 16": (lambda workers: workers, 1, ["valid"]),
    "weak 32": (lambda workers: 2 * workers, 1, ["valid", "same"]),
}


def number(kind):
    """A type of options: more than 0."""
    def read(text):
        value = kind(text)
        if not 0 < value < float("inf"):
            raise ValueError
        return value
    read.__name__ = "number above 0:"
    return read


parser = argparse.ArgumentParser(
    prog="scripts/bench/scaling",
    description="How many workers one coordinator keeps busy, over links of a given speed.",
    epilog="series: 'strong B' divides batches of B samples, 'weak B' gives each worker B samples")
parser.add_argument(
    "--out", default="scaling",
    help="folder for results.json, tables.md and scaling.svg; results there are kept, points measured again replaced")
parser.add_argument("--links", nargs="+", type=number(float), default=[1, 10], help="Gbit/s each way")
parser.add_argument(
    "--workers", nargs="+", type=number(int), default=[1, 2, 4, 8, 16, 32], help="at most 32 slots have work")
parser.add_argument("--padding", nargs="+", choices=["valid", "same"], default=["valid", "same"])
parser.add_argument("--series", nargs="+", choices=SERIES, default=list(SERIES))
parser.add_argument("--seconds", type=number(float), default=8, help="about how long a point is measured")
parser.add_argument("--exchange-precision", choices=["fp32", "bf16"], default="fp32", help="what gradients are sent as")
parser.add_argument("--options", default="", help="more options for 'chorus bench scaling', as one word")
parser.add_argument("--label", default="", help="a name for results with --options, shown beside those without")
parser.add_argument("--from", dest="source", help="write tables and plot of a results.json again, and measure nothing")


def measure_pace(padding, extra):
    """When the parts of a micro-batch are done on this machine, with one worker and nothing else."""
    words = ["bench", "scaling", "--json", "--workers", "1", "--steps", "1", "--padding", padding, *extra]
    result = subprocess.run([CHORUS, *words], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"scaling: 'chorus {' '.join(words)}' failed:\n{result.stderr}")
    return json.loads(result.stdout)["pace_ms"]


def wait_for_words(path, words, process):
    while words not in path.read_text():
        if process.poll() is not None:
            sys.exit(f"scaling: the coordinator has ended:\n{path.read_text()}")
        time.sleep(0.02)


def steps(point, pace, gigabits, seconds):
    """Steps of about so many seconds, if exchange and computation take turns."""
    version = 3.3e6 if point["padding"] == "valid" else 7.5e6
    rounds = -(-point["micro_batches"] // (point["workers"] * point["slots"]))
    estimate = rounds * pace[-1] / 1e3 + 2 * point["workers"] * version * 8 / (gigabits * 1e9)
    return max(10, min(100, round(seconds / estimate)))


def measure(star, point, pace, gigabits, seconds, extra):
    """One point: a coordinator on its host, a stub on each other one, until the coordinator has what it wants; None if
    that takes too long. A worker that fails is reported."""
    slots, workers = str(point["slots"]), point["workers"]
    marks = ",".join(map(str, pace))
    processes = []
    with tempfile.TemporaryDirectory() as folder:
        words = pathlib.Path(folder, "errors")
        try:
            with open(words, "w") as errors:
                coordinator = subprocess.Popen(
                    star.inside("coordinator", [
                        CHORUS, "bench", "scaling", "--json", "--bind", f"tcp://{ADDRESS}:{PORT}", "--insecure",
                        "--workers", str(workers), "--slots", slots, "--padding", point["padding"],
                        "--batch-size", str(point["micro_batches"] * MICRO_BATCH),
                        "--micro-batches", str(point["micro_batches"]), "--pace", marks,
                        "--steps", str(steps(point, pace, gigabits, seconds)), *extra,
                    ]),
                    stdout=subprocess.PIPE, stderr=errors, text=True)
            processes.append(coordinator)
            wait_for_words(words, "listening on", coordinator)
            for host in star.hosts[1:workers + 1]:
                with open(pathlib.Path(folder, host), "w") as errors:
                    processes.append(
                        subprocess.Popen(
                            star.inside(host, [
                                CHORUS, "worker", f"tcp://{ADDRESS}:{PORT}", "--slots", slots, "--name", host,
                                "--stub", marks,
                            ]),
                            stderr=errors))
            output, _ = coordinator.communicate(timeout=60 + 20 * seconds)
            if coordinator.returncode != 0:
                sys.exit(f"scaling: the coordinator failed at {point}:\n{words.read_text()}")
            deadline = time.monotonic() + 30
            for host, process in zip(star.hosts[1:], processes[1:], strict=True):
                while process.poll() is None and time.monotonic() < deadline:
                    time.sleep(0.01)
                if process.returncode != 0:
                    end = "is still there" if process.returncode is None else f"ended with {process.returncode}"
                    print(f"scaling: {host} {end}:\n{pathlib.Path(folder, host).read_text()}", file=sys.stderr)
            return json.loads(output)
        except subprocess.TimeoutExpired:
            print(f"scaling: {point} took too long and is left out:\n{words.read_text()}", file=sys.stderr)
            return None
        finally:
            for process in processes:
                if process.poll() is None:
                    process.kill()
                    process.wait()


def points(arguments):
    for padding in arguments.padding:
        for series in arguments.series:
            micro_batches, slots, paddings = SERIES[series]
            for workers in arguments.workers:
                # Of hosts with several cores, as many as have work.
                if padding in paddings and (slots == 1 or workers * slots <= micro_batches(workers)):
                    yield {
                        "series": series, "padding": padding, "workers": workers, "slots": slots,
                        "micro_batches": micro_batches(workers),
                    }


def key(result):
    """The key of a result in the study; a later result with the same key replaces it."""
    return [result[key] for key in ("series", "padding", "label", "link_gbits", "workers", "slots")]


def load(path):
    """The results of a file."""
    try:
        results = json.loads(path.read_text())
        for result in results:
            key(result), result["options"], result["pace_ms"]
    except (OSError, ValueError) as error:
        sys.exit(f"scaling: {path} cannot be read: {error}")
    except (KeyError, TypeError) as error:
        sys.exit(f"scaling: {path} has results of another release, without {error}: measure into another folder")
    return results


def study(arguments, results, save):
    extra = shlex.split(arguments.options)
    todo = list(points(arguments))
    if not todo:
        sys.exit("scaling: no point has these series, paddings and workers; see --help")
    # All results of a folder that compute alike are of one pace, so that they can be compared.
    paces = {result["padding"]: result["pace_ms"] for result in results if result["options"] == arguments.options}
    for padding in dict.fromkeys(point["padding"] for point in todo):
        if padding not in paces:
            paces[padding] = measure_pace(padding, extra)
    for padding, pace in paces.items():
        print(f"{padding}: a micro-batch of {MICRO_BATCH} takes {pace[-1]:.2f} ms", file=sys.stderr, flush=True)
    more = [*extra, "--exchange-precision", arguments.exchange_precision]
    precision = "" if arguments.exchange_precision == "fp32" else arguments.exchange_precision
    label = ", ".join(filter(None, [precision, arguments.label]))
    with Star(max(point["workers"] for point in todo)) as star:
        for gigabits in arguments.links:
            star.shape(gigabits)
            stream = star.stream_rate()
            print(f"{gigabits:g} Gbit/s: a plain stream has {stream:.2f}", file=sys.stderr, flush=True)
            for point in todo:
                result = measure(star, point, paces[point["padding"]], gigabits, arguments.seconds, more)
                if result is None:
                    continue
                point_result = {
                    **result, "series": point["series"], "padding": point["padding"], "label": label,
                    "options": arguments.options, "link_gbits": gigabits, "stream_gbits": stream,
                }
                results[:] = [other for other in results if key(other) != key(point_result)] + [point_result]
                save()
                print(scaling_report.line(point_result), file=sys.stderr, flush=True)


def own(path):
    """What sudo's root has made belongs to who called it."""
    if "SUDO_UID" in os.environ:
        os.chown(path, int(os.environ["SUDO_UID"]), int(os.environ["SUDO_GID"]), follow_symlinks=False)


def make(folder):
    if not folder.is_dir():
        folder.mkdir(parents=True)
        own(folder)


def write(path, text):
    path.write_text(text)
    own(path)


def main():
    arguments = parser.parse_args()
    folder = pathlib.Path(arguments.out)
    file = folder / "results.json"
    if arguments.source:
        results = load(pathlib.Path(arguments.source))
        make(folder)
    else:
        make(folder)
        # SIGTERM ends the study as Ctrl-C does, so that nothing of it is left.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        results = load(file) if file.exists() else []
        study(arguments, results, lambda: write(file, json.dumps(results, indent=1) + "\n"))
    if not results:
        sys.exit("scaling: there is no result")
    write(folder / "tables.md", scaling_report.tables(results))
    write(folder / "scaling.svg", scaling_report.plot(results))
    print(f"scaling: {folder}/tables.md and {folder}/scaling.svg are written", file=sys.stderr)


main()
