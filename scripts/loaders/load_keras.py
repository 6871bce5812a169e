"""Loads a Chorus checkpoint into Keras.

Usage: python load_keras.py CHECKPOINT [PREDICTIONS.csv]

With the table of `chorus predict --csv`, predicts the same images, prints the maximal absolute difference of a
probability and exits 1 if it is more than 1e-5. In Python: `model = load_keras.load(Checkpoint("best.safetensors"))`.
"""

import sys

import checkpoint
import keras


def load(source):
    """The model of a `Checkpoint`, with its weights: from images in N, H, W, C order to probabilities."""
    model = keras.Sequential([keras.Input((source.height, source.width, source.channels))], name="chorus")
    for layer in source.layers:
        model.add(_keras_layer(layer, source.classes))
        order = ("kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance")
        model.layers[-1].set_weights([layer.weights[name] for name in order if name in layer.weights])
    return model


def _keras_layer(layer, classes):
    options = layer.options
    l2 = (options.get("kernel_regularizer") or {}).get("l2")
    regularizer = keras.regularizers.L2(l2) if l2 else None
    activation = options.get("activation")
    match layer.kind:
        case "conv2d":
            return keras.layers.Conv2D(
                options["filters"], options["kernel_size"], padding=options.get("padding", "valid"),
                activation=activation, kernel_regularizer=regularizer, name=layer.name,
            )
        case "batch_normalization":
            return keras.layers.BatchNormalization(
                momentum=options.get("momentum", 0.99), epsilon=options.get("epsilon", 1e-3), name=layer.name
            )
        case "max_pooling2d":
            return keras.layers.MaxPooling2D(options.get("pool_size", 2), name=layer.name)
        case "dropout":
            return keras.layers.Dropout(options["rate"], name=layer.name)
        case "flatten":
            return keras.layers.Flatten(name=layer.name)
        case "dense":
            return keras.layers.Dense(
                layer.units(classes), activation=activation, kernel_regularizer=regularizer, name=layer.name
            )
    raise ValueError(f"{layer.name}: not a kind of layer that this loader knows")


def _predictor(source):
    model = load(source)
    return lambda images: model.predict(images, verbose=0)


if __name__ == "__main__":
    sys.exit(checkpoint.main(__doc__, _predictor))
