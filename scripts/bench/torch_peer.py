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
from torch_network import make_network, parallel, train_step

parser = argparse.ArgumentParser()
parser.add_argument("--batch", type=int, default=64)
parser.add_argument("--padding", choices=["valid", "same"], default="valid")
parser.add_argument("--steps", type=int, default=40)
parser.add_argument("--threads", type=int, default=1)
arguments = parser.parse_args()

world = int(os.environ.get("WORLD_SIZE", "1"))
torch.set_num_threads(arguments.threads)
torch.manual_seed(0)
network, penalties = make_network(arguments.padding)
optimizer = torch.optim.Adam(network.parameters(), lr=1e-4, eps=1e-7)
model = parallel(network)

warm_up = 5
count = arguments.batch // world
images = torch.rand(warm_up + arguments.steps, count, 1, 48, 48)
labels = torch.randint(0, 7, (warm_up + arguments.steps, count))
seconds = []
for step in range(warm_up + arguments.steps):
    start = time.perf_counter()
    train_step(model, penalties, optimizer, nn.CrossEntropyLoss(), images[step], labels[step])
    seconds.append(time.perf_counter() - start)

if int(os.environ.get("RANK", "0")) == 0:
    median = statistics.median(seconds[warm_up:])
    print(json.dumps({"version": torch.__version__, "samples_per_second": arguments.batch / median}), flush=True)
if world > 1:
    torch.distributed.destroy_process_group()
