"""Writes Tests/ReportsTests/Goldens/reports.json: scikit-learn's reports, for the tests of Reports.

Usage: python scripts/goldens/reports.py    (needs scikit-learn)
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.metrics import classification_report, confusion_matrix

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "ReportsTests" / "Goldens"
EMOTIONS = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"]


def case(name, classes, labels, predictions):
    """Labels and predictions of one test set, and what scikit-learn makes of them."""
    indices = list(range(len(classes)))
    options = {"labels": indices, "target_names": classes, "zero_division": 0}
    return {
        "name": name,
        "classes": classes,
        "labels": [int(label) for label in labels],
        "predictions": [int(prediction) for prediction in predictions],
        "counts": confusion_matrix(labels, predictions, labels=indices).tolist(),
        "text": classification_report(labels, predictions, digits=2, **options),
        "dictionary": classification_report(labels, predictions, output_dict=True, **options),
    }


def random_case(name, classes, samples, accuracy, seed, shares=None):
    """Predictions that are right as often as `accuracy` says."""
    generator = np.random.default_rng(seed)
    labels = generator.choice(len(classes), samples, p=shares)
    guesses = generator.choice(len(classes), samples, p=shares)
    return case(name, classes, labels, np.where(generator.random(samples) < accuracy, labels, guesses))


def cases():
    imbalanced = np.array([5, 0.5, 5, 9, 6, 6, 4]) / 35.5
    yield random_case("seven emotions", EMOTIONS, 900, 0.6, 1, imbalanced)
    yield random_case("all right", EMOTIONS, 50, 1.0, 2)
    yield case("all wrong", ["a", "b"], [0, 0, 1], [1, 1, 0])
    yield case("one class never predicted", ["a", "b", "c"], [0, 1, 2, 2, 1], [0, 2, 2, 2, 0])
    yield case("one class without samples", EMOTIONS, [0, 2, 3, 3, 4, 5, 6], [0, 1, 3, 2, 4, 5, 5])
    yield case("one class in neither", ["a", "b", "c"], [0, 0, 2], [0, 2, 2])
    yield case("one class", ["only"], [0, 0, 0], [0, 0, 0])
    yield case("one sample", EMOTIONS, [3], [4])
    yield case("halves", ["a", "b"], [0] * 8 + [1] * 8, [0] + [1] * 7 + [1] * 3 + [0] * 5)
    yield random_case("long names", ["größe", "Überraschung und Freude", "日本", "e\u0301te\u0301"], 100, 0.5, 3)
    yield random_case("many samples", ["a", "b"], 1_234, 0.7, 4)
    # The length of a name, and the rounding of sums of more than 8 and more than 128 scores.
    for count in (8, 9, 17, 150):
        yield random_case(f"{count} classes", [f"class {index:03}" for index in range(count)], 700, 0.5, count)


if __name__ == "__main__":
    GOLDENS.mkdir(parents=True, exist_ok=True)
    content = {"scikit-learn": sklearn.__version__, "cases": list(cases())}
    text = json.dumps(content, ensure_ascii=False)
    (GOLDENS / "reports.json").write_text(text.replace('}}, {"name"', '}},\n{"name"') + "\n", encoding="utf-8")
