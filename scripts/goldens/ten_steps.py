"""Golden of Training: ten steps of Keras, in float64, on generated faces: a narrow fer-cnn with its L2 terms, dropout
off, class weights, Adam at the default rate.

Usage: python scripts/goldens/ten_steps.py    (needs tensorflow with Keras 3, numpy, pillow, and the program as
       `swift build -c release --product chorus` builds it)
Writes Tests/TrainingTests/Goldens/ten_steps.json.
"""

import base64
import copy
import json
import pathlib
import subprocess
import tempfile

import keras
import numpy as np
from networks import ROOT, build, encoded, entry_name, keras_layers
from PIL import Image

FACES = 32
BATCH = 16
STEPS = 10
# Of a gradient that stays under this, Adam makes whole steps of rounding errors. There must be none, so that the test
# compares every parameter.
SMALLEST_GRADIENT = 1e-7


class RecordingAdam(keras.optimizers.Adam):
    """Adam that calls `record` with the path and the gradient, L2 term included, of each variable at each step."""

    def __init__(self, record, **options):
        super().__init__(**options)
        self.record = record

    def apply(self, grads, trainable_variables=None):
        for gradient, variable in zip(grads, trainable_variables, strict=True):
            self.record(variable.path, gradient.numpy())
        super().apply(grads, trainable_variables)


def narrow_preset():
    layers = keras_layers.preset_layers("fer-cnn")
    filters = iter([8, 16, 16, 32])
    for layer in layers:
        ((kind, options),) = layer.items()
        if kind == "conv2d":
            options["filters"] = next(filters)
        elif kind == "dense" and options["units"] != "classes":
            options["units"] = 32
    return {"name": "narrow fer-cnn", "layers": layers}


def keras_model(model, shape, classes):
    """The Keras model, with the L2 terms and without dropout; its weights are float32 numbers."""
    model = copy.deepcopy(model)
    for layer in model["layers"]:
        if "dropout" in layer:
            layer["dropout"]["rate"] = 0.0
    network = build(model, shape, classes)
    for entry, layer in zip(model["layers"], network.layers, strict=True):
        ((_, options),) = entry.items()
        if "kernel_regularizer" in options:
            layer.kernel.regularizer = keras.regularizers.L2(**options["kernel_regularizer"])
    for variable in network.weights:
        variable.assign(variable.numpy().astype(np.float32))
    return network


def generated_faces():
    """Of 64 faces that Chorus draws: pixels (faces, 48, 48, 1), labels, and how many classes there are."""
    with tempfile.TemporaryDirectory() as folder:
        program = ROOT / ".build" / "release" / "chorus"
        subprocess.run([program, "data", "synthesize", "--out", folder, "--count", "64", "--seed", "3"], check=True)
        return read_faces(pathlib.Path(folder))


def read_faces(folder):
    """The first faces by number."""
    classes = sorted(path.name for path in (folder / "train").iterdir())
    paths = sorted((folder / "train").glob("*/*.png"), key=lambda path: path.name)[:FACES]
    pixels = np.stack([np.asarray(Image.open(path)) for path in paths])
    assert pixels.dtype == np.uint8 and pixels.shape == (FACES, 48, 48)
    return pixels[..., None], [classes.index(path.parent.name) for path in paths], len(classes)


def main():
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    keras.utils.set_random_seed(3)
    pixels, labels, classes = generated_faces()
    model = narrow_preset()
    network = keras_model(model, pixels.shape[1:], classes)
    class_weights = [0.5 + 0.25 * c for c in range(classes)]
    largest = {}

    def keep_largest(path, slopes):
        largest[path] = np.maximum(largest.get(path, 0), np.abs(slopes))

    network.compile(
        optimizer=RecordingAdam(keep_largest, learning_rate=1e-4), run_eagerly=True,
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))

    start = {variable.path: variable.numpy() for variable in network.weights}
    batches = [[(12 * step + i) % FACES for i in range(BATCH)] for step in range(STEPS)]
    losses = [
        float(network.train_on_batch(
            pixels[batch] / 255.0, np.array(labels)[batch], class_weight=dict(enumerate(class_weights))))
        for batch in batches
    ]
    smallest = min(slopes.min() for slopes in largest.values())
    assert len(largest) == len(network.trainable_weights) and smallest >= SMALLEST_GRADIENT, smallest
    tensors = {}
    for variable in network.weights:
        before = start[variable.path]
        tensors[entry_name(variable)] = {"start": encoded(before), "update": encoded(variable.numpy() - before)}

    golden = {
        "keras": keras.__version__,
        "model": model,
        "input": list(pixels.shape[1:]),
        "classes": classes,
        "class_weights": class_weights,
        "pixels": base64.b64encode(pixels.tobytes()).decode(),
        "labels": labels,
        "batches": batches,
        "losses": losses,
        "tensors": tensors,
    }
    path = ROOT / "Tests/TrainingTests/Goldens/ten_steps.json"
    path.write_text(json.dumps(golden).replace('}, "', '},\n"') + "\n")
    print(path, path.stat().st_size, smallest, losses)


if __name__ == "__main__":
    main()
