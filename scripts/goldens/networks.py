"""Goldens of Networks: what Keras computes, in float64, for small models whose weights and pixels both sides make by
the same formula (`draw`).

Usage: python scripts/goldens/networks.py    (needs tensorflow, numpy)
Writes Tests/NetworksTests/Goldens/keras.json.
"""

import base64
import copy
import json
import os
import pathlib
import sys

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts" / "loaders"))
import keras_layers

BATCH = 6
GLOBAL_COUNT = 10


def draw(count, stream):
    """`count` numbers in [0, 1): element e of a stream is a hash of e and the stream's number."""
    e = np.arange(count, dtype=np.uint64)
    h = (e * 0x9E3779B1 + np.uint64(stream) * 0x85EBCA6B) & 0xFFFFFFFF
    h ^= h >> np.uint64(15)
    h = (h * 0x2C1B3C6D) & 0xFFFFFFFF
    h ^= h >> np.uint64(12)
    return h.astype(np.float64) / 2.0**32


def draw_weight(name, shape, stream):
    u = draw(int(np.prod(shape)), stream)
    role = name.split("/")[1]
    if role == "kernel":
        fans = int(np.prod(shape[:-2])) * (shape[-2] + shape[-1])
        values = (2 * u - 1) * np.sqrt(6.0 / fans)
    else:
        low, span = {
            "bias": (-0.1, 0.2),
            "gamma": (0.5, 1.0),
            "beta": (-0.2, 0.4),
            "moving_mean": (-0.1, 0.2),
            "moving_variance": (0.1, 1.0),
        }[role]
        values = low + span * u
    return values.astype(np.float32).reshape(shape)


def build(model, shape, classes):
    """The Keras model of a model file, without L2 terms. The last layer's softmax is left to the loss."""
    layers = copy.deepcopy(model["layers"])
    for layer in layers:
        ((_, options),) = layer.items()
        options.pop("kernel_regularizer", None)
        if options.get("activation") == "softmax":
            options["activation"] = "linear"
    return keras_layers.build(layers, shape, classes)


def entry_name(variable):
    """`conv2d_1/kernel`, whatever the model is called."""
    return "/".join(variable.path.split("/")[-2:])


def encoded(array):
    return base64.b64encode(np.asarray(array, dtype="<f4").tobytes()).decode()


def conv(filters, size=3, padding="valid", activation="relu"):
    return {"conv2d": {"filters": filters, "kernel_size": size, "padding": padding, "activation": activation}}


def dense(units, activation):
    return {"dense": {"units": units, "activation": activation}}


def case(model, shape, classes):
    network = build(model, shape, classes)
    for stream, variable in enumerate(network.weights):
        variable.assign(draw_weight(entry_name(variable), variable.shape, stream + 1))
    pixels = np.floor(draw(BATCH * int(np.prod(shape)), 0) * 256).reshape((BATCH, *shape))
    labels = [(3 * i + 1) % classes for i in range(BATCH)]
    class_weights = np.array([np.float32(0.5 + 0.25 * c) for c in range(classes)], dtype=np.float64)
    x = tf.constant(pixels / 255.0, tf.float64)

    logits = network(x, training=False)
    entropies = keras.ops.sparse_categorical_crossentropy(np.array(labels), logits, from_logits=True)
    golden = {
        "model": model,
        "input": list(shape),
        "classes": classes,
        "labels": labels,
        "class_weights": [float(w) for w in class_weights],
        "global_count": GLOBAL_COUNT,
        "probabilities": encoded(keras.ops.softmax(logits)),
        "evaluation_loss_sum": float(tf.reduce_sum(entropies)),
        "evaluation_correct": int(np.sum(np.argmax(logits, axis=1) == labels)),
    }
    before = {entry_name(v): v.numpy() for v in network.non_trainable_variables}
    with tf.GradientTape() as tape:
        logits = network(x, training=True)
        entropies = keras.ops.sparse_categorical_crossentropy(np.array(labels), logits, from_logits=True)
        loss = tf.reduce_sum(entropies * class_weights[labels])
        scaled = loss / GLOBAL_COUNT
    variables = [v.value for v in network.trainable_variables]
    gradients = tape.gradient(scaled, variables)
    golden["training_loss_sum"] = float(loss)
    golden["training_cross_entropy_sum"] = float(tf.reduce_sum(entropies))
    tensors = {entry_name(v): g.numpy() for v, g in zip(network.trainable_variables, gradients, strict=True)}
    for variable in network.non_trainable_variables:
        # Keras moved it by 1 % of the batch's statistic; the micro-batch reports samples times the statistic.
        name = entry_name(variable)
        if "moving" in name:
            moved = variable.numpy() - 0.99 * before[name]
            tensors[name] = BATCH * moved / 0.01
    golden["gradients"] = {name: encoded(values) for name, values in tensors.items()}
    return golden


def parameter_counts():
    counts = {}
    for name in ["fer-cnn", "hackersrealm"]:
        for padding in ["valid", "same"]:
            network = build({"layers": keras_layers.preset_layers(name, padding)}, (48, 48, 1), 7)
            counts[f"{name} {padding}"] = sum(int(np.prod(v.shape)) for v in network.trainable_variables)
    return counts


def main():
    counts = parameter_counts()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    normalize, pool = {"batch_normalization": {}}, {"max_pooling2d": {"pool_size": 2}}
    blocks = [layer for filters in (4, 8, 8, 16) for layer in (conv(filters), normalize, pool)]
    small = {
        "name": "small fer-cnn",
        "layers": [*blocks, {"flatten": {}}, dense(16, "relu"), dense("classes", "softmax")],
    }
    odd = {
        "name": "odd shapes",
        "layers": [
            conv(5, padding="same"), normalize, pool,
            conv(6, size=5, padding="same"), {"max_pooling2d": {"pool_size": 3}},
            conv(9, activation="linear"), {"batch_normalization": {"epsilon": 0.01}},
            {"flatten": {}}, dense(10, "relu"), dense("classes", "softmax"),
        ],
    }
    wide = {
        "name": "whole lanes",
        "layers": [
            normalize, conv(16, padding="same"), normalize, pool, conv(32, padding="same"), pool, conv(48),
            {"flatten": {}}, dense("classes", "softmax"),
        ],
    }
    goldens = {
        "keras": keras.__version__,
        "trainable_parameters": counts,
        "cases": [case(small, (48, 48, 1), 7), case(odd, (21, 30, 3), 4), case(wide, (13, 12, 2), 3)],
    }
    path = ROOT / "Tests/NetworksTests/Goldens/keras.json"
    path.write_text(json.dumps(goldens, indent=1) + "\n")
    print(path, path.stat().st_size, counts)


if __name__ == "__main__":
    main()
