"""Writes Tests/TensorBoardTests/Goldens: an event file as TensorFlow and TensorBoard write it, and the picture in it.

TensorFlow stamps each event with the time, and the first one with its own name: the times become 1000 plus the event's
index, and the name is removed. TensorBoard's writer makes the records again.

Usage: python scripts/goldens/event_files.py    (needs tensorflow-cpu, tensorboard and pillow)
"""

import io
import os
import pathlib
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import PIL.Image
import tensorflow as tf
from tensorboard.compat.proto import event_pb2
from tensorboard.plugins.hparams import api_pb2, plugin_data_pb2
from tensorboard.plugins.hparams import summary as hparams
from tensorboard.summary.writer.record_writer import RecordWriter

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "TensorBoardTests" / "Goldens"


def picture():
    buffer = io.BytesIO()
    PIL.Image.frombytes("L", (3, 2), bytes(range(0, 60, 10))).save(buffer, "png")
    return buffer.getvalue()


def write_events(folder):
    """What Keras' callback, tf.summary.image and the HParams callback write."""
    with tf.summary.create_file_writer(str(folder)).as_default() as writer:
        tf.summary.experimental.write_raw_pb(
            hparams.session_start_pb(
                {"optimizer.learning_rate": 1e-4, "model": "fer-cnn", "data.skip_unreadable": False},
                start_time_secs=1000.5,
            ).SerializeToString(),
            step=0,
        )
        tf.summary.scalar("epoch_accuracy", 0.625, step=1)
        tf.summary.scalar("epoch_loss", 1.1, step=2)
        # tf.summary.image compresses pixels itself; below, its picture is replaced by one from Pillow.
        tf.summary.image("confusion", tf.zeros([1, 2, 3, 1]), step=3, description="of *both* classes")
        tf.summary.experimental.write_raw_pb(
            hparams.session_end_pb(api_pb2.STATUS_SUCCESS, end_time_secs=1003.5).SerializeToString(), step=0
        )
        writer.flush()


def fixed(event, index, png):
    event.wall_time = 1000 + index
    event.ClearField("source_metadata")
    for value in event.summary.value:
        if value.metadata.plugin_data.plugin_name == "images":
            value.tensor.string_val[2] = png
        if value.metadata.plugin_data.plugin_name == "hparams":
            # The settings in a fixed order.
            data = plugin_data_pb2.HParamsPluginData.FromString(value.metadata.plugin_data.content)
            value.metadata.plugin_data.content = data.SerializeToString(deterministic=True)
    return event.SerializeToString(deterministic=True)


def main():
    GOLDENS.mkdir(parents=True, exist_ok=True)
    png = picture()
    (GOLDENS / "picture.png").write_bytes(png)
    with tempfile.TemporaryDirectory() as folder:
        write_events(folder)
        (path,) = pathlib.Path(folder).iterdir()
        events = [event_pb2.Event.FromString(record.numpy()) for record in tf.data.TFRecordDataset(str(path))]
    # A run that goes on, as PyTorch's SummaryWriter(purge_step=4) marks it.
    events.append(event_pb2.Event(step=4, session_log=event_pb2.SessionLog(status=event_pb2.SessionLog.START)))
    with open(GOLDENS / "tensorflow.events", "wb") as file:
        writer = RecordWriter(file)
        for index, event in enumerate(events):
            writer.write(fixed(event, index, png))
        writer.flush()


if __name__ == "__main__":
    main()
