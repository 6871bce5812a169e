"""Trains fer-cnn in PyTorch on a folder with train/ and validation/, until a validation accuracy is reached.

Started by torchrun, it trains data-parallel over gloo with one thread a process. Class weights, initial
weights, Adam, the plateau rule and the batch are those of Chorus' recipe paper. Prints a JSON line an epoch: its
number, validation loss and accuracy.
"""
import argparse
import json
import os
import pathlib

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch_network import make_network, parallel, train_step

parser = argparse.ArgumentParser()
parser.add_argument("data", type=pathlib.Path)
parser.add_argument("--target", type=float, default=0.6)
parser.add_argument("--batch", type=int, default=64)
parser.add_argument("--padding", choices=["valid", "same"], default="valid")
parser.add_argument("--epochs", type=int, default=500)
parser.add_argument("--seed", type=int, default=0)
arguments = parser.parse_args()

world, rank = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("RANK", "0"))
torch.set_num_threads(1)
torch.manual_seed(arguments.seed)


def read(split):
    """The images of a split as floats from 0 to 1, and their labels."""
    pixels, labels = [], []
    classes = sorted(path.name for path in (arguments.data / split).iterdir())
    for label, name in enumerate(classes):
        for path in sorted((arguments.data / split / name).iterdir()):
            pixels.append(np.asarray(Image.open(path).convert("L"), np.uint8))
            labels.append(label)
    return torch.from_numpy(np.stack(pixels))[:, None].float() / 255, torch.tensor(labels)


images, labels = read("train")
validation_images, validation_labels = read("validation")
counts = torch.bincount(labels)
# Keras multiplies by the weights and divides by the number of samples, not by the sum of the weights.
weights = len(labels) / (len(counts) * counts.float())
network, penalties = make_network(arguments.padding, classes=len(counts))
for layer in network:
    if isinstance(layer, (nn.Conv2d, nn.Linear)):
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)
optimizer = torch.optim.Adam(network.parameters(), lr=1e-4, eps=1e-7)
# PyTorch reduces in the epoch after its patience, Keras and Chorus in the last one of it.
plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(
    optimizer, factor=0.75, patience=7, threshold=1e-4, threshold_mode="abs", min_lr=1e-5)
model = parallel(network)


def loss_of_batch(count):
    """The loss of this process' samples in a batch of `count`: the processes' mean is the mean over the batch."""

    def loss(outputs, targets):
        losses = nn.functional.cross_entropy(outputs, targets, reduction="none")
        return (losses * weights[targets]).sum() * world / count

    return loss


def validate():
    """Loss with the L2 term, and accuracy. Each process computes its share of the images."""
    network.eval()
    sums = torch.zeros(3)
    with torch.no_grad():
        for start in range(rank * arguments.batch, len(validation_labels), world * arguments.batch):
            part = slice(start, start + arguments.batch)
            outputs = network(validation_images[part].to(memory_format=torch.channels_last))
            targets = validation_labels[part]
            sums += torch.tensor([
                nn.functional.cross_entropy(outputs, targets, reduction="sum").item(),
                (outputs.argmax(1) == targets).sum().item(), len(targets),
            ])
        penalty = sum(factor * (kernel**2).sum() for factor, kernel in penalties).item()
    if world > 1:
        torch.distributed.all_reduce(sums)
    network.train()
    return (sums[0] / sums[2]).item() + penalty, (sums[1] / sums[2]).item()


generator = torch.Generator().manual_seed(arguments.seed)
for epoch in range(1, arguments.epochs + 1):
    order = torch.randperm(len(labels), generator=generator)
    for start in range(0, len(labels), arguments.batch):
        batch = order[start:start + arguments.batch]
        # A process without samples would not take part in the exchange of the last batch.
        if len(batch) < world:
            break
        mine = batch[rank::world]
        train_step(model, penalties, optimizer, loss_of_batch(len(batch)), images[mine], labels[mine])
    loss, accuracy = validate()
    plateau.step(loss)
    if rank == 0:
        print(json.dumps({"epoch": epoch, "val_loss": loss, "val_accuracy": accuracy}), flush=True)
    if accuracy >= arguments.target:
        break
if world > 1:
    torch.distributed.destroy_process_group()
