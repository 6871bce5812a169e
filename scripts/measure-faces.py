#!/usr/bin/env python3
"""How hard generated faces are: accuracies on the validation images of a folder that `chorus data synthesize` made.

    scripts/measure-faces.py FOLDER [--epochs N] [--learning-rate R] [--batch N] [--threads N] [--skip-regression]

Multinomial logistic regression on standardised pixels (scikit-learn) is what a model without a notion of shape can do.
With --epochs, the fer-cnn preset is trained in Keras too, and its accuracies are printed after every epoch: on the
training batches as trained, with dropout, and on the validation images.
"""
import argparse
import os
import pathlib
import sys
import time

import numpy as np
from PIL import Image


def read(folder):
    """Pixels in 0…1, N×48×48, and class indices, in order of class and file name."""
    images, labels = [], []
    for label, of_class in enumerate(sorted(path for path in folder.iterdir() if path.is_dir())):
        for file in sorted(of_class.glob("*.png")):
            images.append(np.asarray(Image.open(file), np.float32) / 255)
            labels.append(label)
    return np.stack(images), np.array(labels)


def logistic_regression(train, validation):
    """Training and validation accuracy for each strength of regularisation, scikit-learn's C."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    (x, y), (x_validation, y_validation) = train, validation
    scaler = StandardScaler().fit(x.reshape(len(x), -1))
    x, x_validation = (scaler.transform(part.reshape(len(part), -1)) for part in (x, x_validation))
    for strength in (1e-4, 1e-3, 1e-2, 1e-1):
        model = LogisticRegression(C=strength, max_iter=1000).fit(x, y)
        yield strength, model.score(x, y), model.score(x_validation, y_validation)


def convolutional_network(train, validation, epochs, learning_rate, batch, threads):
    """Trains the fer-cnn preset in Keras and yields (epoch, training accuracy, validation accuracy, seconds)."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import tensorflow as tf

    sys.path.insert(0, str(pathlib.Path(__file__).parent / "loaders"))
    import keras_layers

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.keras.utils.set_random_seed(0)
    model = keras_layers.build(keras_layers.preset_layers("fer-cnn"), (48, 48, 1), 7)
    optimizer = tf.keras.optimizers.Adam(learning_rate)
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    x, y = train[0][..., None], train[1]
    validation = (validation[0][..., None], validation[1])
    start = time.perf_counter()
    for epoch in range(1, epochs + 1):
        training_accuracy = model.fit(x, y, batch_size=batch, epochs=1, verbose=0).history["accuracy"][0]
        validation_accuracy = model.evaluate(*validation, batch_size=256, verbose=0)[1]
        yield epoch, training_accuracy, validation_accuracy, time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--epochs", type=int, default=0)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--skip-regression", action="store_true", help="only the network")
    options = parser.parse_args()
    train, validation = read(options.folder / "train"), read(options.folder / "validation")
    print(f"{len(train[1])} training and {len(validation[1])} validation faces")
    if not options.skip_regression:
        for strength, training, accuracy in logistic_regression(train, validation):
            accuracies = f"training {training:.3f}, validation {accuracy:.3f}"
            print(f"logistic regression, C={strength:g}: {accuracies}", flush=True)
    if options.epochs > 0:
        for epoch, training, accuracy, seconds in convolutional_network(
            train, validation, options.epochs, options.learning_rate, options.batch, options.threads
        ):
            print(
                f"fer-cnn, epoch {epoch}: training {training:.3f}, validation {accuracy:.3f}, {seconds:.0f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
