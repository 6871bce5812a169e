#!/usr/bin/env python3
"""Holds docs/promises.md to the tests: each test, script and heading that it names exists, and no chapter is left out.

Usage: scripts/check-promises.py    (in the package's folder)
Prints a line for each name that is not there, and exits 1 if there is one.
"""

import pathlib
import re
import sys

TABLE = pathlib.Path("docs/promises.md")
DOCUMENTS = {
    "README": pathlib.Path("README.md"),
    "data": pathlib.Path("docs/data.md"),
    "results": pathlib.Path("docs/results.md"),
    "fault-tolerance": pathlib.Path("docs/fault-tolerance.md"),
    "augmentation": pathlib.Path("docs/augmentation.md"),
    "scaling": pathlib.Path("docs/scaling.md"),
    "speed": pathlib.Path("docs/speed.md"),
    "docker": pathlib.Path("docker/README.md"),
}
# Documents whose chapters need a row each, with the chapters that promise nothing.
COMPLETE = {
    "README": {"Chorus", "Further reading", "Licence"},
    "data": {"Data"},
    "results": {"Results of a run"},
    "fault-tolerance": {"What a cluster survives", "How it is tested"},
}

TYPE = re.compile(r"^( *)(?:@\w+(?:\(.*?\))? )*(?:\w+ )*?(?:struct|class|enum|actor|extension) ([\w.]+)")
FUNCTION = re.compile(r"^( *)(?:@Test\b.*? )?(?:\w+ )*?func (\w+)")


def tests_by_suite():
    """The names of all tests, by the name of the type that they are in."""
    suites = {}
    for path in pathlib.Path("Tests").rglob("*.swift"):
        # Types around the present line, with their indentation.
        around = []
        is_test = False
        for line in path.read_text(encoding="utf-8").splitlines():
            is_test = is_test or line.lstrip().startswith("@Test")
            if match := FUNCTION.match(line):
                owners = [name for indent, name in around if indent < len(match[1])]
                if is_test and owners:
                    suites.setdefault(owners[-1], set()).add(match[2])
                is_test = False
            elif match := TYPE.match(line):
                around = [(indent, name) for indent, name in around if indent < len(match[1])]
                around.append((len(match[1]), match[2].split(".")[-1]))
    return suites


def headings(path):
    """The headings of a Markdown file, without its blocks of code."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return set(re.findall(r"^#+ (.+)$", text, re.MULTILINE))


def rows(text):
    """Number of the line and cells of each row of each table of three columns, without the tables' heads."""
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and not set(cells[2]) <= set("-") and cells[0] != "promise":
            yield number, cells


def problem_of(name, suites):
    """What is wrong with the name of a test or script, or None."""
    if "/" in name:
        return None if pathlib.Path(name).is_file() else f"there is no file {name}"
    suite, _, test = name.partition(".")
    if suite not in suites:
        return f"there is no suite {suite} in Tests"
    return None if not test or test in suites[suite] else f"suite {suite} has no test {test}"


def problems():
    """A line for each thing that is wrong."""
    suites = tests_by_suite()
    chapters = {name: headings(path) for name, path in DOCUMENTS.items()}
    seen = {name: set() for name in DOCUMENTS}
    for number, (promise, place, tests) in rows(TABLE.read_text(encoding="utf-8")):
        document, _, chapter = place.partition(": ")
        if chapter not in chapters.get(document, set()):
            yield f"{TABLE}:{number}: there is no chapter '{place}'"
        else:
            seen[document].add(chapter)
        names = re.findall(r"`([^`]+)`", tests)
        if not names:
            yield f"{TABLE}:{number}: no test is named for: {promise}"
        for name in names:
            if problem := problem_of(name, suites):
                yield f"{TABLE}:{number}: {problem}"
    for document, silent in COMPLETE.items():
        for chapter in sorted(chapters[document] - seen[document] - silent):
            yield f"{TABLE}: nothing of '{document}: {chapter}' is in it; add its promises and their tests"


found = list(problems())
print("\n".join(found), end="\n" if found else "", file=sys.stderr)
sys.exit(1 if found else 0)
