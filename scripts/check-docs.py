#!/usr/bin/env python3
"""Holds the documentation to what is there: links, files that are named, commands and their options, and the types that
the articles about the code name.

Usage: chorus --experimental-dump-help | scripts/check-docs.py    (in the repository)
Prints a line for each mistake, with file and line, and exits 1 if there is one. Links to other sites are not followed.
"""

import json
import pathlib
import re
import shlex
import subprocess
import sys

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
IN_REPOSITORY = re.compile(r"(?:Sources|Tests|scripts|docs|docker|\.ci)/[\w./+*-]*")
PRODUCT = re.compile(r'\.product\(name: "(\w+)", package: "chorus"\)')
LIBRARY = re.compile(r'\.library\(name: "(\w+)"')
ASSIGNMENT = re.compile(r"\w+=")
PROGRAM = "chorus"
# They tell of what is gone, or was never made, too.
HISTORIES = {"docs/decisions.md", "CHANGELOG.md"}
# Articles about the code: words like a type's or a room's must be one, and files must exist.
CATALOGUE = pathlib.Path("Sources/ChorusKit/ChorusKit.docc")
# Each item of its lists names one type and the file that declares it; no item names another item's type.
WALK = CATALOGUE / "LifeOfAMicroBatch.md"
TYPE = re.compile(r"[A-Z]\w*[a-z]\w*")
FILE = re.compile(r"[\w./+-]+\.(?:md|swift|py)")
ITEM = re.compile(r"^\d+\. .*\n(?:(?: .*)?\n)*", re.MULTILINE)
DECLARATION = re.compile(r"^[\w@ ()]*\b(?:struct|class|enum|protocol|actor|typealias) (\w+)", re.MULTILINE)


def anchors(path):
    """What a link may name behind `#`, as GitHub makes it of headings."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in HEADING.findall(text)}


def options_of(command):
    """By name, with its dashes: whether the option takes a value."""
    return {
        ("-" if name["kind"] == "short" else "--") + name["name"]: argument["kind"] == "option"
        for argument in command.get("arguments", [])
        for name in argument.get("names", [])
    }


def all_options(command):
    return set(options_of(command)).union(*(all_options(each) for each in command.get("subcommands", [])))


def wrong_command(words, command):
    """What is wrong with the words behind the program's name, or None."""
    path = [PROGRAM]
    while words and command.get("subcommands") and not words[0].startswith("-"):
        names = {each["commandName"]: each for each in command["subcommands"]}
        if words[0] not in names:
            return f"'{' '.join(path)}' has no command '{words[0]}'"
        path.append(words[0])
        command, words = names[words[0]], words[1:]
    options = options_of(command)
    positionals = [each for each in command.get("arguments", []) if each["kind"] == "positional"]
    values = 0
    while words:
        word, words = words[0], words[1:]
        if not word.startswith("-") or word == "-":
            values += 1
            continue
        name, _, value = word.partition("=")
        if name not in options:
            return f"'{' '.join(path)}' has no option '{name}'"
        if options[name] and not value:
            if not words:
                return f"option '{name}' of '{' '.join(path)}' needs a value"
            words = words[1:]
    if values > len(positionals) and not any(each["isRepeating"] for each in positionals):
        return f"'{' '.join(path)}' takes no more than {len(positionals)} arguments"
    return None


def declarations():
    """By name of a type, the files that declare one."""
    found = {}
    for path in sorted(pathlib.Path("Sources").rglob("*.swift")):
        for name in DECLARATION.findall(path.read_text(encoding="utf-8")):
            found.setdefault(name, []).append(str(path))
    return found


class Checker:
    def __init__(self, help_of_program):
        self.command = help_of_program["command"]
        self.options = all_options(self.command)
        files = subprocess.run(["git", "ls-files"], check=True, capture_output=True, text=True).stdout.splitlines()
        self.types = declarations()
        self.libraries = set(LIBRARY.findall(pathlib.Path("Package.swift").read_text(encoding="utf-8")))
        self.rooms = {path.name for folder in ("Sources", "Tests") for path in pathlib.Path(folder).iterdir()}
        self.documents = [pathlib.Path(name) for name in files if name.endswith(".md")]
        # Options that are not the program's are named somewhere in what calls those tools.
        self.scripts = "\n".join(
            pathlib.Path(name).read_text(encoding="utf-8")
            for name in files
            if name.startswith(("scripts/", ".ci/", "docker/", "Package.swift")) and not name.endswith(".md")
        )

    def wrong_link(self, document, target):
        if re.match(r"[a-z]+:", target):
            return None
        name, _, anchor = target.partition("#")
        path = document.parent / name if name else document
        if not path.exists():
            return f"there is no {target}"
        if anchor and anchor not in anchors(path):
            return f"{path} has no heading #{anchor}"
        return None

    def wrong_line(self, line):
        """What is wrong with a line for a shell; only commands of Chorus and of this repository are looked at."""
        try:
            words = shlex.split(line, comments=True)
        except ValueError:
            return None
        while words and (ASSIGNMENT.match(words[0]) or words[0] in ("python3", "sudo")):
            words = words[1:]
        for end in ("|", ">", "&&"):
            words = words[: words.index(end)] if end in words else words
        if not words:
            return None
        if words[0] == PROGRAM:
            return wrong_command(words[1:], self.command)
        return self.wrong_path(words[0])

    def wrong_path(self, word):
        path = IN_REPOSITORY.fullmatch(word)
        if not path or any(pathlib.Path().glob(word.rstrip("/"))):
            return None
        return f"there is no {word}"

    def wrong_span(self, text):
        """What is wrong with a piece of code in a sentence."""
        text = " ".join(text.split())
        if text.startswith("--"):
            name = re.match(r"--[\w-]*", text)[0]
            return None if name in self.options or name in self.scripts else f"no command has an option '{name}'"
        # In a sentence a command may stand without all of its arguments.
        return self.wrong_line(text)

    def wrong_name(self, text):
        """What is wrong with a type, a room or a file that an article about the code names."""
        if TYPE.fullmatch(text) and text not in self.types and text not in self.rooms:
            return f"no type and no room is called {text}"
        if FILE.fullmatch(text) and not pathlib.Path(text).exists():
            return f"there is no {text}"
        return None

    def wrong_steps(self, text):
        """What is wrong with the steps of the walk, with offsets."""
        seen = set()
        for item in ITEM.finditer(text):
            names = SPAN.findall(item[0])
            types = [name for name in names if TYPE.fullmatch(name)]
            files = [name for name in names if FILE.fullmatch(name)]
            if len(types) != 1 or len(files) != 1:
                yield item.start(), f"a step names one type and one file, not {types} and {files}"
            elif types[0] in seen:
                yield item.start(), f"{types[0]} has a step already"
            elif files[0] not in self.types.get(types[0], []):
                declared = " and ".join(self.types.get(types[0], ["no file"]))
                yield item.start(), f"{types[0]} is declared in {declared}, not in {files[0]}"
            seen.update(types)

    def problems(self, document):
        text = document.read_text(encoding="utf-8")

        def at(offset, problem):
            return f"{document}:{text.count(chr(10), 0, offset) + 1}: {problem}"

        for match in FENCE.finditer(text):
            if match[1] == "sh":
                offset = match.start(2)
                for line in match[2].replace("\\\n", "  ").splitlines(keepends=True):
                    if problem := self.wrong_line(line):
                        yield at(offset, problem)
                    offset += len(line)
            for product in PRODUCT.finditer(match[2]) if match[1] == "swift" else []:
                if product[1] not in self.libraries:
                    yield at(match.start(2) + product.start(), f"the package has no library {product[1]}")
        # Blanks in the place of fences keep the offsets.
        prose = FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
        for match in SPAN.finditer(prose) if str(document) not in HISTORIES else []:
            problem = self.wrong_span(match[1])
            if CATALOGUE in document.parents:
                problem = problem or self.wrong_name(match[1])
            if problem:
                yield at(match.start(), problem)
        for offset, problem in self.wrong_steps(prose) if document == WALK else []:
            yield at(offset, problem)
        for match in LINK.finditer(SPAN.sub(lambda match: " " * len(match[0]), prose)):
            if problem := self.wrong_link(document, match[1]):
                yield at(match.start(), problem)


def main():
    checker = Checker(json.load(sys.stdin))
    found = [problem for document in checker.documents for problem in checker.problems(document)]
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
