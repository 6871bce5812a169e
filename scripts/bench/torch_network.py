"""The network of preset fer-cnn in PyTorch, in float32 and channels last, with Keras' L2 and Adam."""
import os

import torch
from torch import nn


def block(inputs, filters, padding):
    return [
        nn.Conv2d(inputs, filters, 3, padding=padding), nn.ReLU(),
        nn.BatchNorm2d(filters, eps=1e-3, momentum=0.01), nn.MaxPool2d(2), nn.Dropout(0.4),
    ]


def make_network(padding, classes=7):
    """The network, and pairs of an L2 factor and its kernel: all kernels but the last layer's."""
    features = 512 * (9 if padding == "same" else 1)
    network = nn.Sequential(
        *block(1, 32, padding), *block(32, 64, padding), *block(64, 128, padding), *block(128, 512, padding),
        nn.Flatten(), nn.Linear(features, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, classes),
    ).to(memory_format=torch.channels_last)
    kernels = [layer.weight for layer in network if isinstance(layer, (nn.Conv2d, nn.Linear))][:-1]
    return network, list(zip([0.001, 0.01, 0.01, 0.01, 0.01], kernels, strict=True))


def parallel(network):
    """The network as one of torchrun's processes trains it: data-parallel over gloo; alone, the network itself."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return network
    torch.distributed.init_process_group("gloo")
    return nn.parallel.DistributedDataParallel(network)


def train_step(model, penalties, optimizer, loss_function, images, labels):
    """One step of Adam; returns the loss, and the outputs."""
    optimizer.zero_grad(set_to_none=True)
    outputs = model(images.to(memory_format=torch.channels_last))
    loss = loss_function(outputs, labels) + sum(factor * (kernel**2).sum() for factor, kernel in penalties)
    loss.backward()
    optimizer.step()
    return loss.detach(), outputs.detach()
