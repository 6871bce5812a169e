#!/usr/bin/env python3
"""Holds Package.swift and the imports of all Swift files to the table of rooms and floors in CONTRIBUTING.md.

Usage: swift package dump-package | scripts/check-imports.py    (in the package's folder)
Prints a line for each arrow that may not be and for each dependency that nothing imports, and exits 1 if there is one.
"""

import json
import pathlib
import re
import sys

EVERY_ROOM_BELOW = "every room below"

# From the top floor down: what a room may import. With a room it may also import the rooms that one may, but not the
# packages and system libraries: those stay behind the room that names them.
FLOORS = {
    "chorus": [EVERY_ROOM_BELOW, "ArgumentParser"],
    "ChorusKit": ["Launch", "Views", "TensorBoard", "Reports", "Programs"],
    "chorus-worker": ["Programs", "ArgumentParser"],
    "Pages": ["Pictures", "Views"],
    "Pictures": ["Plots", "Reports", "Run"],
    "Benchmarks": ["Launch", "Views", "OpenBLAS", "CLimits"],
    "Programs": ["Worker", "Terminals", "CVersion", "ArgumentParser"],
    "Views": ["Run", "Coordination", "Terminals"],
    "TensorBoard": ["Run", "SwiftProtobuf"],
    "Reports": ["Run"],
    "Launch": ["Coordinator", "Run"],
    "Coordinator": ["Worker", "Run"],
    "Worker": ["Exchange", "Coordination", "Compute"],
    "Exchange": ["Transport", "Messages", "Training", "CLimits"],
    "Coordination": ["Messages", "Vocabulary"],
    "Transport": ["Files", "CZeroMQ"],
    "Messages": ["Vocabulary", "PlainText", "SwiftProtobuf"],
    "Run": ["Compute", "Configuration", "Checkpoints", "GeneratedFaces"],
    "Compute": ["Checkpoints", "Training", "Augmentation"],
    "Configuration": ["Yams", "Networks", "Training", "Augmentation", "Files", "Options"],
    "Checkpoints": ["Tensors", "Files"],
    "Training": ["Networks", "Vocabulary"],
    "Networks": ["Tensors", "CKernels", "Vocabulary", "PlainText"],
    "GeneratedFaces": ["Datasets"],
    "Datasets": ["Augmentation", "Tensors", "Vocabulary", "Files", "PlainText", "CPNG", "CJPEG", "CWebP"],
    "Augmentation": ["Tensors", "Options", "PlainText"],
    "Tensors": ["CKernels"],
    "CKernels": [],
    "Options": ["Vocabulary", "PlainText"],
    "Vocabulary": [],
    "Terminals": ["Files", "PlainText"],
    "Plots": ["PlainText", "CCairo"],
    "Files": ["PlainText", "CCrypto"],
    "CVersion": [],
    "PlainText": [],
    "OpenBLAS": [],
}
# They have no I/O, no clock and no threads: they may not even log.
PURE = {"Coordination", "Vocabulary"}
SYSTEM = {"Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization"}
FOR_TESTS = {"FoundationXML", "Testing"}

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)",
    re.MULTILINE,
)


def rooms_below(room):
    """The rooms that a room may import, directly or by way of others."""
    names = list(FLOORS)
    below = names[names.index(room) + 1 :]
    if EVERY_ROOM_BELOW in FLOORS[room]:
        return set(below)
    direct = [name for name in FLOORS[room] if name in FLOORS]
    assert all(name in below for name in direct), f"the table itself points up from {room}"
    return set(direct).union(*(rooms_below(name) for name in direct))


def allowed(room):
    """All that a room may name as a dependency in Package.swift."""
    names = rooms_below(room) | set(FLOORS[room]) - {EVERY_ROOM_BELOW}
    return names if room in PURE else names | {"Logging"}


def dependency_names(target):
    """The names of a target's dependencies. Our packages' products are named like their modules."""
    return {next(iter(dependency.values()))[0] for dependency in target["dependencies"]}


def wrong_imports(name, folder, declared, system):
    """A line for each import that Package.swift does not declare, and for each dependency that no file imports."""
    imported = set()
    for path in sorted(pathlib.Path(folder).rglob("*.swift")):
        modules = set(IMPORT.findall(path.read_text(encoding="utf-8")))
        imported |= modules
        for module in sorted(modules - declared - system):
            yield f"{path}: imports {module}, which is not among its target's dependencies in Package.swift"
    for dependency in sorted(declared - imported):
        yield f"Package.swift: {name} depends on {dependency}, which none of its files imports"


def problems(package):
    """A line for each arrow that may not be."""
    targets = {target["name"]: target for target in package["targets"]}
    # What tests share lies with them.
    tests = {name for name, target in targets.items() if target["type"] == "test" or target.get("path")}
    rooms = {name for name, target in targets.items() if target["type"] in ("regular", "executable")} - tests
    for name in sorted(rooms - set(FLOORS)):
        yield f"Package.swift: target {name} stands on no floor: add it to the table in {sys.argv[0]}"
    for name in sorted(set(FLOORS) - rooms):
        yield f"{sys.argv[0]}: the table has {name}, which is no target of Package.swift"
    for name in sorted(rooms & set(FLOORS)):
        declared = dependency_names(targets[name])
        for dependency in sorted(declared - allowed(name)):
            yield f"Package.swift: {name} may not depend on {dependency}; it may on {', '.join(sorted(allowed(name)))}"
        yield from wrong_imports(name, f"Sources/{name}", declared, set() if name in PURE else SYSTEM)
    for name in sorted(tests):
        yield from wrong_imports(name, f"Tests/{name}", dependency_names(targets[name]), SYSTEM | FOR_TESTS)


found = list(problems(json.load(sys.stdin)))
print("\n".join(found), end="\n" if found else "", file=sys.stderr)
sys.exit(1 if found else 0)
