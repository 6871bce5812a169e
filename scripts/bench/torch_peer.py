"""Times training steps of fer-cnn in PyTorch, in float32 and channels last. Prints one JSON line.

Started by torchrun, it trains data-parallel over gloo with one thread a process, and the batch is that of all together.
"""
import argparse
import json
import os
import statistics
import time

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--batch", type=int, default=64)
parser.add_argument("--padding", choices=["valid", "same"], default="valid")
parser.add_argument("--steps", type=int, default=40)
parser.add_argument("--threads", type=int, default=1)
arguments = parser.parse_args()

world = int(os.environ.get("WORLD_SIZE", "1"))
torch.set_num_threads(arguments.threads)
torch.manual_seed(0)


def block(inputs, filters):
    return [
        nn.Conv2d(inputs, filters, 3, padding=arguments.padding), nn.ReLU(),
        nn.BatchNorm2d(filters, eps=1e-3, momentum=0.01), nn.MaxPool2d(2), nn.Dropout(0.4),
    ]


features = 512 * (9 if arguments.padding == "same" else 1)
network = nn.Sequential(
    *block(1, 32), *block(32, 64), *block(64, 128), *block(128, 512), nn.Flatten(),
    nn.Linear(features, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, 7),
).to(memory_format=torch.channels_last)
# Keras' L2: λ · Σ w², of all kernels but the last layer's.
kernels = [layer.weight for layer in network if isinstance(layer, (nn.Conv2d, nn.Linear))][:-1]
penalties = list(zip([0.001, 0.01, 0.01, 0.01, 0.01], kernels, strict=True))
optimizer = torch.optim.Adam(network.parameters(), lr=1e-4, eps=1e-7)
model = network
if world > 1:
    torch.distributed.init_process_group("gloo")
    model = nn.parallel.DistributedDataParallel(network)

warm_up = 5
count = arguments.batch // world
images = torch.rand(warm_up + arguments.steps, count, 1, 48, 48)
labels = torch.randint(0, 7, (warm_up + arguments.steps, count))
loss_function = nn.CrossEntropyLoss()
seconds = []
for step in range(warm_up + arguments.steps):
    start = time.perf_counter()
    batch = images[step].to(memory_format=torch.channels_last)
    optimizer.zero_grad(set_to_none=True)
    loss = loss_function(model(batch), labels[step]) + sum(factor * (kernel**2).sum() for factor, kernel in penalties)
    loss.backward()
    optimizer.step()
    seconds.append(time.perf_counter() - start)

if int(os.environ.get("RANK", "0")) == 0:
    median = statistics.median(seconds[warm_up:])
    print(json.dumps({"version": torch.__version__, "samples_per_second": arguments.batch / median}), flush=True)
if world > 1:
    torch.distributed.destroy_process_group()
