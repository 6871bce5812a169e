"""Writes Tests/VocabularyTests/Goldens/sums.json: in which order the results of micro-batches are added.

Neighbours are added pair by pair, level by level; one without a neighbour goes up as it is. The order is a part of
"the same bits": a change of it changes every run.

Usage: python scripts/goldens/reduction.py
"""

import json
import pathlib

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "VocabularyTests" / "Goldens" / "sums.json"


def add(values):
    while len(values) > 1:
        pairs = [values[i:i + 2] for i in range(0, len(values), 2)]
        values = [pair[0] if len(pair) == 1 else f"({pair[0]}+{pair[1]})" for pair in pairs]
    return values[0]


sums = [add([str(leaf) for leaf in range(present)]) for present in range(1, 33)]
GOLDEN.write_text(json.dumps(sums, indent=0) + "\n")
