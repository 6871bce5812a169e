"""Writes Tests/TrainingTests/Goldens/*.json: what Keras and scikit-learn do, for the tests of Training.

Usage: python scripts/goldens/training.py    (needs tensorflow-cpu with Keras 3, scikit-learn)
"""

import json
import math
import os
import pathlib
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf
from sklearn.utils.class_weight import compute_class_weight

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "TrainingTests" / "Goldens"


def number(value):
    """A float as JSON can hold it."""
    value = float(value)
    return value if math.isfinite(value) else str(value)


def floats(array):
    return [number(value) for value in np.asarray(array, np.float32).ravel()]


def write(name, content):
    GOLDENS.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"keras": keras.__version__, **content}, allow_nan=False)
    (GOLDENS / name).write_text(text.replace("}, {", "},\n{") + "\n")


# ReduceLROnPlateau, EarlyStopping and ModelCheckpoint, epoch by epoch.

def follow(name, losses, learning_rate=1e-4, plateau=None, stopping=None, best=None, accuracies=None, entropies=None):
    """Drives the three callbacks, in mode auto, over scripted validation metrics; the model's one weight is the epoch's
    number. Metrics that are not given stay the same: nothing may follow them."""
    plateau = {
        "monitor": "val_loss", "factor": 0.75, "patience": 8, "min_delta": 1e-4, "cooldown": 0, "min_lr": 1e-5,
        **(plateau or {}),
    }
    stopping = {"monitor": "val_loss", "patience": 20, "min_delta": 0.0, **(stopping or {})}
    best = {"monitor": "val_loss", **(best or {})}
    columns = {
        "val_loss": losses, "val_accuracy": accuracies or [0.5] * len(losses),
        "val_cross_entropy": entropies or [1.0] * len(losses),
    }
    rows = [
        {name: float(np.float32(value)) for name, value in zip(columns, row, strict=True)}
        for row in zip(*columns.values(), strict=True)
    ]
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    # Mode auto asks a metric of that name for its direction; the model has its metrics once it was used.
    metrics = [keras.metrics.BinaryAccuracy("accuracy"), keras.metrics.BinaryCrossentropy("cross_entropy")]
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss="mse", metrics=metrics)
    model.test_on_batch(np.zeros((1, 1)), np.zeros((1, 1)))
    saved = []
    model.save_weights = lambda path, overwrite: saved.append(float(model.get_weights()[0][0, 0]))
    with tempfile.TemporaryDirectory() as folder:
        callbacks = [
            keras.callbacks.ReduceLROnPlateau(**plateau),
            keras.callbacks.EarlyStopping(restore_best_weights=True, **stopping),
            keras.callbacks.ModelCheckpoint(
                folder + "/best.weights.h5", save_best_only=True, save_weights_only=True, **best),
        ]
        for callback in callbacks:
            callback.set_model(model)
            callback.on_train_begin()
        epochs = []
        for epoch, row in enumerate(rows):
            for callback in callbacks:
                callback.on_epoch_begin(epoch)
            model.set_weights([np.full((1, 1), epoch + 1, np.float32)])
            before = float(model.optimizer.learning_rate.numpy())
            for callback in callbacks:
                callback.on_epoch_end(epoch, dict(row))
            epochs.append({
                **{name: number(value) for name, value in row.items()}, "learning_rate": before,
                "next_learning_rate": float(model.optimizer.learning_rate.numpy()),
                "plateau_wait": callbacks[0].wait, "cooldown": callbacks[0].cooldown_counter,
                "stopping_wait": callbacks[1].wait, "stop": bool(model.stop_training),
                "saved": bool(saved) and saved[-1] == epoch + 1,
            })
            if model.stop_training:
                break
        for callback in callbacks:
            callback.on_train_end()
    return {
        "name": name, "learning_rate": learning_rate, "plateau": plateau, "stopping": stopping, "best": best,
        "epochs": epochs,
        "restored_epoch": int(model.get_weights()[0][0, 0]), "saved_epoch": int(saved[-1]),
    }


def ulps(start, steps):
    values = [np.float32(start)]
    for step in steps:
        values.append(np.nextafter(values[-1], np.float32(math.copysign(math.inf, step))))
    return values


def write_callbacks():
    nan, inf = math.nan, math.inf
    noise = np.random.default_rng(7).normal(0, 0.03, 80)
    noisy = [2 * math.exp(-epoch / 15) + 0.6 + noise[epoch] for epoch in range(80)]
    short = {"patience": 2}
    accuracy, entropy = {"monitor": "val_accuracy"}, {"monitor": "val_cross_entropy"}

    def by_accuracy(name, accuracies, plateau=None, stopping=None, losses=None, **options):
        """All three callbacks follow the accuracy, against the losses."""
        return follow(
            name, losses or [1 - value for value in accuracies][::-1], plateau={**accuracy, **(plateau or {})},
            stopping={**accuracy, **(stopping or {})}, best=accuracy, accuracies=accuracies, **options)

    shares = np.random.default_rng(8).normal(0, 40, 80)
    rising = [round(3589 * (0.66 - 0.5 * math.exp(-epoch / 12)) + shares[epoch]) / 3589 for epoch in range(80)]
    other = np.random.default_rng(9).normal(0, 0.05, 80)
    entropies = [1.9 - 0.03 * epoch + 0.0005 * epoch ** 2 + other[epoch] for epoch in range(80)]
    write("callbacks.json", {"runs": [
        follow("falling", [1.0, 0.9, 0.8, 0.7, 0.6]),
        follow("ties", [1.0] * 6, plateau=short, stopping={"patience": 5}),
        follow("less than min_delta each epoch", [1 - 5e-5 * i for i in range(30)], plateau={"patience": 3}),
        follow("exactly min_delta each epoch", [0.5 - 1e-4 * i for i in range(30)], plateau={"patience": 3}),
        follow("improves in the last epoch of patience", [1.0, 1.1, 1.1, 0.9, 1.0, 1.0, 1.0, 0.5],
               plateau={"patience": 3}, stopping={"patience": 3}),
        follow("stops at the boundary of patience", [1.0, 1.1, 1.1, 0.9, 1.0, 1.0, 1.0, 0.5],
               stopping={"patience": 3}),
        follow("cooldown", [1.0] * 20, plateau={"patience": 2, "cooldown": 3}, stopping={"patience": 50}),
        follow("improves in cooldown", [1, 1, 1, 0.9, 0.8, 0.8, 0.8, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7],
               plateau={"patience": 2, "cooldown": 2}),
        follow("cooldown at min_lr", [1.0] * 14, learning_rate=2e-5,
               plateau={"patience": 2, "cooldown": 2, "factor": 0.1}),
        follow("at min_lr the wait grows on", [1.0] * 8 + [0.5] + [0.5] * 6, learning_rate=1.2e-5,
               plateau={"patience": 2}),
        follow("starts at min_lr", [1.0] * 8, learning_rate=1e-5, plateau=short),
        follow("starts below min_lr", [1.0] * 8, learning_rate=5e-6, plateau=short),
        follow("NaN once", [1.0, 0.9, nan, 0.8, 0.7, nan, nan, nan], plateau=short, stopping={"patience": 3}),
        follow("NaN first", [nan, 1.0, 0.9, 0.8, 0.7, 0.6], plateau=short, stopping={"patience": 4}),
        follow("infinite first", [inf, inf, 3.0, inf, nan, 2.0, inf], plateau=short, stopping={"patience": 4}),
        follow("best at the last epoch", [1.0, 1.2, 1.1, 1.3, 0.9]),
        follow("best before the epoch limit", [1.0, 0.7, 1.1, 1.3, 0.9]),
        follow("patience 0", [1.0, 0.9, 0.95, 0.8], plateau={"patience": 0}, stopping={"patience": 0}),
        follow("patience 1", [1.0, 0.9, 0.9, 0.8], plateau={"patience": 1}, stopping={"patience": 1}),
        follow("early stopping's own min_delta", [1.0, 0.96, 0.93, 0.91, 0.9, 0.88, 0.87, 0.86, 0.86],
               stopping={"patience": 4, "min_delta": 0.05}),
        follow("one unit in the last place", ulps(0.7, [-1, -1, 1, 1, 1, -1, -1, -1]),
               plateau={"patience": 2, "min_delta": 0.0}),
        follow("min_delta lost in float32", [1e7, 1e7 - 1, 1e7 - 2, 1e7 - 3, 1e7 - 3], plateau=short),
        follow("down to min_lr", [1.0] * 90, stopping={"patience": 100}),
        follow("noise, defaults", noisy),
        follow("noise, impatient", noisy, learning_rate=1e-3,
               plateau={"patience": 2, "cooldown": 1, "factor": 0.5}, stopping={"patience": 9, "min_delta": 1e-3}),
        by_accuracy("accuracy rises", [0.1, 0.2, 0.3, 0.4, 0.5]),
        by_accuracy("accuracy falls", [0.5, 0.4, 0.3, 0.2, 0.1, 0.1], plateau=short, stopping={"patience": 4}),
        by_accuracy("accuracy ties", [0.5] * 6, plateau=short, stopping={"patience": 5}),
        by_accuracy("accuracy rises by less than min_delta", [0.5 + 5e-5 * i for i in range(30)],
                    plateau={"patience": 3}),
        by_accuracy("accuracy rises by exactly min_delta", [0.5 + 1e-4 * i for i in range(30)],
                    plateau={"patience": 3}),
        by_accuracy("accuracy, one unit in the last place", ulps(0.7, [1, 1, -1, -1, -1, 1, 1, 1]),
                    plateau={"patience": 2, "min_delta": 0.0}),
        by_accuracy("accuracy, early stopping's own min_delta", [0.1, 0.14, 0.17, 0.19, 0.2, 0.22, 0.23, 0.24, 0.24],
                    stopping={"patience": 4, "min_delta": 0.05}),
        by_accuracy("accuracy NaN once", [0.1, 0.2, nan, 0.3, 0.4, nan, nan, nan], plateau=short,
                    stopping={"patience": 3}, losses=[1.0] * 8),
        by_accuracy("accuracy NaN first", [nan, 0.1, 0.2, 0.3, 0.4, 0.5], plateau=short, stopping={"patience": 4},
                    losses=[1.0] * 6),
        by_accuracy("accuracy in noise", rising, learning_rate=1e-3,
                    plateau={"patience": 2, "cooldown": 1, "factor": 0.5}, stopping={"patience": 9, "min_delta": 1e-3}),
        follow("cross-entropy in noise", noisy, learning_rate=1e-3, plateau={**entropy, "patience": 2},
               stopping={**entropy, "patience": 9}, best=entropy, entropies=entropies),
        follow("cross-entropy ties", [1.0 - 0.1 * i for i in range(6)], plateau={**entropy, **short},
               stopping={**entropy, "patience": 5}, best=entropy),
        follow("best by accuracy alone", noisy, best=accuracy, accuracies=rising, entropies=entropies),
        follow("early stopping by accuracy alone", noisy, stopping={**accuracy, "patience": 6}, accuracies=rising,
               entropies=entropies),
        follow("plateau by cross-entropy alone", noisy, plateau={**entropy, "patience": 3}, accuracies=rising,
               entropies=entropies),
        follow("each for itself", noisy, learning_rate=1e-3, plateau={**accuracy, "patience": 3},
               stopping={**entropy, "patience": 12, "min_delta": 1e-3}, best=accuracy, accuracies=rising,
               entropies=entropies),
    ]})


# Adam with an L2 term, and the moving statistics of batch normalization.

def write_optimizer():
    generator = np.random.default_rng(3)
    l2 = 0.01
    model = keras.Sequential([
        keras.Input((5, 5, 1)), keras.layers.Flatten(),
        keras.layers.Dense(3, kernel_regularizer=keras.regularizers.L2(l2)),
    ])
    kernel, bias = model.layers[-1].kernel, model.layers[-1].bias
    kernel.assign(generator.normal(0, 0.05, kernel.shape))
    bias.assign(generator.normal(0, 0.05, bias.shape))
    optimizer = keras.optimizers.Adam(1e-2)
    optimizer.build([kernel, bias])
    start = {"kernel": floats(kernel), "bias": floats(bias)}
    steps = []
    for step in [*range(1, 11), 5000]:
        rate = 1e-2 if step <= 5 else 7.5e-3
        optimizer.learning_rate = rate
        optimizer.iterations.assign(step - 1)
        scale = 10.0 ** generator.integers(-8, 3)
        slopes = [generator.normal(0, scale, v.shape).astype(np.float32) for v in (kernel, bias)]
        slopes[0][0, 0] = 0
        with tf.GradientTape() as tape:
            penalty = tf.add_n(model.losses)
            loss = tf.reduce_sum(kernel * slopes[0]) + tf.reduce_sum(bias * slopes[1]) + penalty
        optimizer.apply(tape.gradient(loss, [kernel.value, bias.value]))
        steps.append({
            "step": step, "learning_rate": rate, "penalty_before": float(penalty),
            "kernel_gradient": floats(slopes[0]), "bias_gradient": floats(slopes[1]),
            "kernel": floats(kernel), "bias": floats(bias),
        })
    means, squares = optimizer._momentums, optimizer._velocities
    write("adam.json", {
        "l2": l2, "start": start, "steps": steps,
        "first_moment": floats(means[0]) + floats(means[1]),
        "second_moment": floats(squares[0]) + floats(squares[1]),
    })

    layer = keras.layers.BatchNormalization(momentum=0.99)
    layer.build((None, 4, 4, 3))
    batches = []
    for _ in range(4):
        images = generator.normal(2, 3, (16, 4, 4, 3)).astype(np.float32)
        layer(images, training=True)
        mean, variance = tf.nn.moments(images, [0, 1, 2])
        batches.append({
            "samples": 16, "mean_sums": floats(16 * mean), "variance_sums": floats(16 * variance),
            "moving_mean": floats(layer.moving_mean), "moving_variance": floats(layer.moving_variance),
        })
    write("moving_statistics.json", {"batches": batches})


def write_class_weights():
    cases = []
    for counts in [[10, 20, 30], [3995, 436, 4097, 7215, 4965, 4830, 3171], [5, 0, 7, 1], [9], [1, 1], [0, 4, 0]]:
        labels = np.repeat(np.arange(len(counts)), counts)
        present = np.unique(labels)
        weights = np.zeros(len(counts))
        weights[present] = compute_class_weight("balanced", classes=present, y=labels)
        cases.append({"counts": counts, "weights": floats(weights)})
    write("class_weights.json", {"cases": cases})


write_callbacks()
write_optimizer()
write_class_weights()
