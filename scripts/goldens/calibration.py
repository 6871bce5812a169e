"""Writes Tests/ReportsTests/Goldens/calibration.json: expected calibration errors, computed with NumPy.

Usage: python scripts/goldens/calibration.py    (needs numpy)
"""

import json
import pathlib

import numpy as np

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "ReportsTests" / "Goldens" / "calibration.json"
BINS = 15


def error(confidences, correct):
    """Sum over bins (i/15, (i + 1)/15] of their share of all samples times |accuracy - mean confidence|."""
    confidences = np.asarray(confidences, dtype=np.float32).astype(np.float64)
    bins = np.maximum(np.ceil(confidences * BINS).astype(int) - 1, 0)
    total = 0.0
    for index in np.unique(bins):
        members = bins == index
        total += members.mean() * abs(np.asarray(correct)[members].mean() - confidences[members].mean())
    return total, np.bincount(bins, minlength=BINS).tolist()


def case(name, confidences, correct):
    value, counts = error(confidences, correct)
    return {
        "name": name,
        "confidences": [float(np.float32(confidence)) for confidence in confidences],
        "correct": [bool(is_correct) for is_correct in correct],
        "error": value,
        "counts": counts,
    }


def random_case(name, samples, exponent, seed):
    """Predictions that are right with a power of their probability."""
    generator = np.random.default_rng(seed)
    confidences = generator.uniform(1 / 7, 1, samples).astype(np.float32)
    return case(name, confidences, generator.random(samples) < confidences**exponent)


CASES = [
    random_case("well calibrated", 5_000, 1, 1),
    random_case("too confident", 3_000, 3, 2),
    random_case("too modest", 999, 0.3, 3),
    case("one image", [0.5], [True]),
    case("certain", [1, 1, 1, 1], [True, True, False, True]),
    case("none", [0, 0], [False, True]),
]
GOLDEN.write_text(json.dumps(CASES).replace('}, {"name"', '},\n{"name"') + "\n", encoding="utf-8")
