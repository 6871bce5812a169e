#!/usr/bin/env python3
"""Checks that no message below the command line names an option of it.

Errors of the lower rooms name keys of settings (`cluster.worker_timeout`); the command line puts its options in. A
string literal that is an option and nothing else may be anywhere: it is an argument for a process.

Usage: scripts/check-flags.py    (in the repository's folder)
Prints a line for each message that names an option, and exits 1 if there is one.
"""

import pathlib
import re
import sys

# Rooms of the command line. Options makes the spelling of an option from its name.
COMMAND_LINE = {"chorus", "chorus-worker", "Programs", "Benchmarks", "Views", "Pages", "Terminals", "Options"}
# A comment, a string of several lines, or one of a line.
TOKEN = re.compile(r'//.*|"""(?P<lines>(?s:.*?))"""|"(?P<line>(?:[^"\\\n]|\\.)*)"')
OPTION = re.compile(r"(?<![\w-])--[a-z]")
ARGUMENT = re.compile(r"--[a-z-]+")


def problems():
    for path in sorted(pathlib.Path("Sources").rglob("*.swift")):
        if path.parts[1] in COMMAND_LINE:
            continue
        text = path.read_text(encoding="utf-8")
        for token in TOKEN.finditer(text):
            literal = token["lines"] or token["line"] or ""
            for option in [] if ARGUMENT.fullmatch(literal) else OPTION.finditer(literal):
                number = text.count("\n", 0, token.start(token.lastgroup) + option.start()) + 1
                yield f"{path}:{number}: names an option of the command line; name the key of the setting instead"


found = list(problems())
print("\n".join(found), end="\n" if found else "", file=sys.stderr)
sys.exit(1 if found else 0)
