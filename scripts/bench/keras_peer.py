"""Times training steps of fer-cnn in Keras on TensorFlow, in one process. Prints one JSON line."""
import argparse
import itertools
import json
import pathlib
import statistics
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--batch", type=int, default=64)
parser.add_argument("--padding", choices=["valid", "same"], default="valid")
parser.add_argument("--steps", type=int, default=40)
parser.add_argument("--threads", type=int, default=1)
arguments = parser.parse_args()

import keras
import numpy as np
import tensorflow as tf

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "loaders"))
import keras_layers

tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
tf.config.threading.set_inter_op_parallelism_threads(1)
keras.utils.set_random_seed(0)

model = keras_layers.build(keras_layers.preset_layers("fer-cnn", arguments.padding), (48, 48, 1), 7)
model.compile(optimizer=keras.optimizers.Adam(1e-4), loss="sparse_categorical_crossentropy")

class Clock(keras.callbacks.Callback):
    """The seconds from the end of one step to the end of the next, the batch's data included."""

    def __init__(self):
        super().__init__()
        self.marks = []

    def on_train_batch_end(self, batch, logs=None):
        self.marks.append(time.perf_counter())


warm_up = 5
random = np.random.default_rng(0)
images = random.random((arguments.batch * (warm_up + arguments.steps), 48, 48, 1), dtype=np.float32)
labels = random.integers(0, 7, len(images))
data = tf.data.Dataset.from_tensor_slices((images, labels)).batch(arguments.batch).prefetch(tf.data.AUTOTUNE)
clock = Clock()
model.fit(data, epochs=1, verbose=0, callbacks=[clock])
seconds = [end - start for start, end in itertools.pairwise(clock.marks)]
median = statistics.median(seconds[warm_up - 1:])
print(json.dumps({"version": keras.__version__, "samples_per_second": arguments.batch / median}), flush=True)
