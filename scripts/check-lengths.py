#!/usr/bin/env python3
"""Checks the lengths of lines and of Swift files.

A line has at most 120 characters, in Swift, C, Python and shell files, and in Markdown outside of tables and code. A
Swift file has at most 250 lines, unless EXCEPTIONS gives a reason. Generated files are not checked.

Usage: scripts/check-lengths.py    (in the repository's folder)
Prints a line for each file that is too long, and for each line, and exits 1 if there is one.
"""

import pathlib
import re
import subprocess
import sys

LONGEST_LINE = 120
LONGEST_FILE = 250

# Swift files that may be longer, with the reason.
EXCEPTIONS = {
    "Package.swift": "SwiftPM reads one file",
    "Tests/CoordinationTests/WorkerTests.swift": "one scenario after another with the same worker",
    "Tests/ClusterTests/LyingWorkerTests.swift": "one lie after another, with the same expectations",
    "Tests/SimulationTests/Scalars/ScalarCoordinator.swift": "shares no code with the real coordinator",
}
SUFFIXES = {".swift", ".c", ".h", ".inc", ".py", ".md"}
SHELL = re.compile(rb"#!.*[/ ](ba)?sh$")


def files():
    """All files of the repository whose lines are checked."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], check=True, stdout=subprocess.PIPE
    ).stdout
    for name in sorted(names.decode().split("\0")[:-1]):
        path = pathlib.Path(name)
        if path.is_symlink() or not path.is_file() or name.endswith(".pb.swift"):
            continue
        if path.suffix in SUFFIXES:
            yield path
        elif not path.suffix:
            with path.open("rb") as file:
                if SHELL.match(file.readline().rstrip()):
                    yield path


def long_lines(path, lines):
    """Number and length of each line that is too long."""
    in_code = False
    for number, line in enumerate(lines, start=1):
        if path.suffix == ".md":
            in_code ^= line.startswith("```")
            if in_code or line.startswith("|"):
                continue
        if len(line) > LONGEST_LINE:
            yield number, len(line)


def problems():
    known = set()
    for path in files():
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, length in long_lines(path, lines):
            yield f"{path}:{number}: {length} characters; at most {LONGEST_LINE} are allowed"
        if path.suffix == ".swift" and len(lines) > LONGEST_FILE:
            known.add(str(path))
            if str(path) not in EXCEPTIONS:
                yield f"{path}: {len(lines)} lines; at most {LONGEST_FILE} are allowed: split it by subject"
    for name in sorted(set(EXCEPTIONS) - known):
        yield f"{sys.argv[0]}: {name} needs no exception any more"


found = list(problems())
print("\n".join(found), end="\n" if found else "", file=sys.stderr)
sys.exit(1 if found else 0)
