#!/usr/bin/env python3
"""Holds generated files to what they are made from.

scripts/generated.sha256 has a paragraph for each command: a heading, then the digests of its sources and of what it
writes, as sha256sum prints them. The command itself and the scripts that it imports belong to its sources. The files of
the paragraph "kept" have no command: earlier builds wrote them, and later ones must read them.

Usage: scripts/generated.py check             names each file that does not match, and exits 1 if there is one
       scripts/generated.py make COMMAND...   runs commands of the list, with this Python, and notes the new digests

For a new command add its heading, and lines of any digest for the sources that it reads; `make` finds what it writes.
"""

import ast
import hashlib
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIST = ROOT / "scripts" / "generated.sha256"
KEPT = "kept"
MODULES = [ROOT / "scripts" / "goldens", ROOT / "scripts" / "loaders"]


def read_list():
    """By heading: the digest of each path."""
    paragraphs = {}
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            paragraph = paragraphs.setdefault(line[2:], {})
        elif line:
            digest, path = line.split(maxsplit=1)
            paragraph[path] = digest
    return paragraphs


def write_list(paragraphs):
    texts = []
    for heading, digests in sorted(paragraphs.items()):
        lines = [f"{digest}  {path}" for path, digest in sorted(digests.items())]
        texts.append("\n".join([f"# {heading}", *lines]) + "\n")
    LIST.write_text("\n".join(texts), encoding="utf-8")


def digest(path):
    return hashlib.sha256((ROOT / path).read_bytes()).hexdigest()


def scripts_of(command):
    """A command's file and, of a Python script, the files of this repository that it imports."""
    found, waiting = set(), [ROOT / command]
    while waiting:
        path = waiting.pop()
        if path in found or not path.exists():
            continue
        found.add(path)
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module] if isinstance(node, ast.ImportFrom) else []
                waiting += [folder / f"{name}.py" for name in names for folder in MODULES]
    return {str(path.relative_to(ROOT)) for path in found}


def goldens():
    """All files in folders named Goldens, except README.md."""
    paths = (path for folder in ROOT.glob("Tests/*/Goldens") for path in folder.rglob("*"))
    return {str(path.relative_to(ROOT)) for path in paths if path.is_file() and path.name != "README.md"}


def problems(paragraphs):
    for heading, digests in paragraphs.items():
        remedy = f"run scripts/generated.py make {heading}" if heading != KEPT else "it must not change"
        for path, noted in digests.items():
            if not (ROOT / path).exists():
                yield f"{path} is missing: {remedy}"
            elif digest(path) != noted:
                yield f"{path} has changed: {remedy}"
        if heading != KEPT:
            for path in sorted(scripts_of(heading) - set(digests)):
                yield f"{path} belongs to {heading} and is not noted: {remedy}"
    listed = {path for digests in paragraphs.values() for path in digests}
    commands = {str(path.relative_to(ROOT)) for path in ROOT.glob("scripts/goldens/*.py")}
    for path in sorted((goldens() | commands) - listed):
        yield f"{path} is in no paragraph of {LIST.relative_to(ROOT)}: see scripts/generated.py"


def make(paragraphs, command):
    if command not in paragraphs or command == KEPT:
        sys.exit(f"generated: {command} has no heading in {LIST.relative_to(ROOT)}, which has {', '.join(paragraphs)}")
    print(f"generated: {command}", file=sys.stderr)
    # File systems round the time of a change down.
    start = time.time() - 1
    before = paragraphs[command]
    python = [sys.executable, "-B"] if command.endswith(".py") else []
    subprocess.run([*python, str(ROOT / command)], check=True, cwd=ROOT)
    others = {path for heading, digests in paragraphs.items() if heading != command for path in digests}
    written = {path for path in goldens() - others if os.stat(ROOT / path).st_mtime >= start}
    sources = {path for path in before if path not in goldens() and (ROOT / path).exists()}
    paragraphs[command] = {path: digest(path) for path in scripts_of(command) | sources | written}
    write_list(paragraphs)


def main():
    paragraphs = read_list()
    if len(sys.argv) > 2 and sys.argv[1] == "make":
        for command in sys.argv[2:]:
            make(paragraphs, command)
    elif sys.argv[1:] == ["check"]:
        found = list(problems(paragraphs))
        print("\n".join(found), end="\n" if found else "", file=sys.stderr)
        sys.exit(1 if found else 0)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
