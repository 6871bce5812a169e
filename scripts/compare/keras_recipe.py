"""The recipe of preset fer-cnn in Keras: the same layers, loss, class weights, optimizer and batches as `chorus train`.

Prints one JSON line an epoch, to be held against a run's history.csv. Needs tensorflow-cpu, numpy and pillow.
Usage: keras_recipe.py FOLDER [--epochs 5] [--threads 2] [--seed 0]   (FOLDER/train|validation/<class>/<image>)
"""
import argparse
import json
import os
import pathlib
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
from tensorflow.keras import Sequential
from tensorflow.keras import layers as L
from tensorflow.keras import regularizers as R

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

model = Sequential([L.Input(x.shape[1:])])
for filters, l2 in [(32, 0.001), (64, 0.01), (128, 0.01), (512, 0.01)]:
    model.add(L.Conv2D(filters, 3, activation="relu", kernel_regularizer=R.l2(l2)))
    model.add(L.BatchNormalization())
    model.add(L.MaxPooling2D())
    model.add(L.Dropout(0.4))
model.add(L.Flatten())
model.add(L.Dense(256, activation="relu", kernel_regularizer=R.l2(0.01)))
model.add(L.Dropout(0.5))
model.add(L.Dense(len(classes), activation="softmax"))
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
