"""Builds Keras models from layers as they are in a model file: a list of {kind: options}."""

import json
import pathlib
import re

import keras

PRESETS = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "Networks" / "Presets"


def named(layers):
    """Name, kind and options of each layer, named as in Keras: `conv2d_1` is the first convolution."""
    counts = {}
    for entry in layers:
        ((kind, options),) = entry.items()
        counts[kind] = counts.get(kind, 0) + 1
        yield f"{kind}_{counts[kind]}", kind, options or {}


def build(layers, shape, classes):
    """A Keras model for images of a shape (height, width, channels)."""
    parts = [keras.Input(shape)]
    for name, kind, options in named(layers):
        if options.get("units") == "classes":
            options = {**options, "units": classes}
        parts.append(keras_layer(name, kind, options))
    return keras.Sequential(parts, name="chorus")


def keras_layer(name, kind, options):
    """One layer; the units of a dense layer must be a number."""
    l2 = (options.get("kernel_regularizer") or {}).get("l2")
    regularizer = keras.regularizers.L2(l2) if l2 else None
    activation = options.get("activation")
    match kind:
        case "conv2d":
            return keras.layers.Conv2D(
                options["filters"], options["kernel_size"], padding=options.get("padding", "valid"),
                activation=activation, kernel_regularizer=regularizer, name=name,
            )
        case "batch_normalization":
            return keras.layers.BatchNormalization(
                momentum=options.get("momentum", 0.99), epsilon=options.get("epsilon", 1e-3), name=name
            )
        case "max_pooling2d":
            return keras.layers.MaxPooling2D(options.get("pool_size", 2), name=name)
        case "dropout":
            return keras.layers.Dropout(options["rate"], name=name)
        case "flatten":
            return keras.layers.Flatten(name=name)
        case "dense":
            return keras.layers.Dense(
                options["units"], activation=activation, kernel_regularizer=regularizer, name=name
            )
    raise ValueError(f"{name}: not a known kind of layer")


def preset_layers(name, padding=None):
    """The layers of a preset of Chorus, with this padding in every convolution; None leaves the preset's."""
    text = (PRESETS / f"{name}.yaml").read_text(encoding="utf-8")
    # Each line `- kind: {key: value}` is JSON once its words are quoted.
    lines = re.findall(r"^ +- (.*)$", text, re.MULTILINE)
    layers = [json.loads("{" + re.sub(r"\b[a-z]\w*", r'"\g<0>"', line) + "}") for line in lines]
    for layer in layers:
        if padding and "conv2d" in layer:
            layer["conv2d"]["padding"] = padding
    return layers
