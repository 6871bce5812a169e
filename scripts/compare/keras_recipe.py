"""The recipe of preset fer-cnn in Keras: the same layers, loss, class weights, optimizer and batches as `chorus train`.

Prints one JSON line an epoch, to compare with a run's history.csv. Needs tensorflow-cpu, numpy and pillow.
Usage: keras_recipe.py FOLDER [--epochs 5] [--threads 2] [--seed 0]   (FOLDER/train|validation/<class>/<image>)
"""
import argparse
import json
import os
import pathlib
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--batch", type=int, default=64)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--learning-rate", type=float, default=1e-4)
arguments = parser.parse_args()

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
from PIL import Image

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "loaders"))
import keras_layers

tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
tf.config.threading.set_inter_op_parallelism_threads(1)
tf.keras.utils.set_random_seed(arguments.seed)


def read(split):
    folder = arguments.folder / split
    classes = sorted(entry.name for entry in folder.iterdir() if entry.is_dir())
    images, labels = [], []
    for label, name in enumerate(classes):
        for path in sorted((folder / name).iterdir()):
            images.append(np.asarray(Image.open(path).convert("L"), dtype=np.uint8))
            labels.append(label)
    x = np.stack(images)[..., None].astype("float32") / 255
    return x, np.array(labels), classes


x, y, classes = read("train")
validation_x, validation_y, _ = read("validation")
counts = np.bincount(y, minlength=len(classes))
weights = {label: len(y) / (len(classes) * count) for label, count in enumerate(counts)}

model = keras_layers.build(keras_layers.preset_layers("fer-cnn"), x.shape[1:], len(classes))
model.compile(
    optimizer=tf.keras.optimizers.Adam(arguments.learning_rate),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)


class Report(tf.keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        seconds = time.perf_counter() - self.start
        row = {"epoch": epoch + 1, **{key: float(value) for key, value in logs.items()}, "seconds": seconds}
        print(json.dumps(row), flush=True)


model.fit(
    x,
    y,
    batch_size=arguments.batch,
    epochs=arguments.epochs,
    validation_data=(validation_x, validation_y),
    class_weight=weights,
    verbose=0,
    callbacks=[Report()],
)
