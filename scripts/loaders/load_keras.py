"""Loads a Chorus checkpoint into Keras.

Usage: python load_keras.py CHECKPOINT [PREDICTIONS.csv]

With the table of `chorus predict --csv`, predicts the same images, prints the maximal absolute difference of a
probability and exits 1 if it is more than 1e-5. In Python: `model = load_keras.load(Checkpoint("best.safetensors"))`.
"""

import sys

import checkpoint
import keras
import keras_layers


def load(source):
    """The model of a `Checkpoint`, with its weights: from images in N, H, W, C order to probabilities."""
    model = keras.Sequential([keras.Input((source.height, source.width, source.channels))], name="chorus")
    for layer in source.layers:
        options = layer.options
        if layer.kind == "dense":
            options = {**options, "units": layer.units(source.classes)}
        model.add(keras_layers.keras_layer(layer.name, layer.kind, options))
        order = ("kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance")
        model.layers[-1].set_weights([layer.weights[name] for name in order if name in layer.weights])
    return model


def _predictor(source):
    model = load(source)
    return lambda images: model.predict(images, verbose=0)


if __name__ == "__main__":
    sys.exit(checkpoint.main(__doc__, _predictor))
