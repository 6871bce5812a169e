"""Writes Tests/VocabularyTests/Goldens/class_metrics.json: scikit-learn's macro F1 and balanced accuracy.

Usage: python scripts/goldens/class_metrics.py    (needs scikit-learn)
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.metrics import balanced_accuracy_score, f1_score

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "VocabularyTests" / "Goldens" / "class_metrics.json"


def case(name, classes, labels, predictions):
    with warnings.catch_warnings():
        # Predictions of a class without samples are one of the cases.
        warnings.simplefilter("ignore", UserWarning)
        balanced = balanced_accuracy_score(labels, predictions)
    return {
        "name": name,
        "classes": classes,
        "labels": [int(label) for label in labels],
        "predictions": [int(prediction) for prediction in predictions],
        "macro_f1": f1_score(labels, predictions, labels=list(range(classes)), average="macro", zero_division=0),
        "balanced_accuracy": balanced,
    }


def random_case(name, classes, samples, accuracy, seed):
    """Predictions that are right as often as `accuracy` says; the first classes have the most samples."""
    generator = np.random.default_rng(seed)
    shares = 1 / np.arange(1, classes + 1)
    labels = generator.choice(classes, samples, p=shares / shares.sum())
    guesses = generator.choice(classes, samples)
    return case(name, classes, labels, np.where(generator.random(samples) < accuracy, labels, guesses))


CASES = [
    random_case("seven classes", 7, 900, 0.6, 1),
    random_case("thirty classes", 30, 2_000, 0.4, 2),
    case("all right", 3, [0, 1, 2, 2], [0, 1, 2, 2]),
    case("all wrong", 2, [0, 0, 1], [1, 1, 0]),
    case("one class never predicted", 3, [0, 1, 2, 2, 1], [0, 2, 2, 2, 0]),
    case("one class without samples", 3, [0, 2, 2, 0], [0, 1, 2, 0]),
    case("one class in neither", 3, [0, 0, 2], [0, 2, 2]),
    case("one class", 1, [0, 0], [0, 0]),
]
GOLDEN.write_text(json.dumps(CASES).replace('}, {"name"', '},\n{"name"') + "\n", encoding="utf-8")
