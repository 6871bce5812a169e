"""Loads a Chorus checkpoint into PyTorch.

Usage: python load_pytorch.py CHECKPOINT [PREDICTIONS.csv]

With the table of `chorus predict --csv`, predicts the same images, prints the maximal absolute difference of a
probability and exits 1 if it is more than 1e-5. In Python: `model = load_pytorch.load(Checkpoint("best.safetensors"))`.
"""

import sys

import checkpoint
import numpy as np
import torch


class FlattenChannelsLast(torch.nn.Module):
    """Flattens in H, W, C order, in which the kernel of the dense layer after it is stored."""

    def forward(self, features):
        return features.permute(0, 2, 3, 1).flatten(1)


def load(source):
    """The model of a `Checkpoint`, with its weights: from images in N, C, H, W order to probabilities."""
    model = torch.nn.Sequential()
    channels = source.channels
    flat = False
    for layer in source.layers:
        options, weights = layer.options, layer.weights
        match layer.kind:
            case "conv2d":
                module = torch.nn.Conv2d(
                    channels, options["filters"], options["kernel_size"], padding=options.get("padding", "valid")
                )
                # H, W, in, out becomes out, in, H, W.
                _set(module.weight, weights["kernel"].transpose(3, 2, 0, 1))
                _set(module.bias, weights["bias"])
                channels = options["filters"]
            case "batch_normalization":
                kind = torch.nn.BatchNorm1d if flat else torch.nn.BatchNorm2d
                module = kind(
                    len(weights["gamma"]), eps=options.get("epsilon", 1e-3),
                    momentum=1 - options.get("momentum", 0.99),
                )
                _set(module.weight, weights["gamma"])
                _set(module.bias, weights["beta"])
                _set(module.running_mean, weights["moving_mean"])
                _set(module.running_var, weights["moving_variance"])
            case "max_pooling2d":
                module = torch.nn.MaxPool2d(options.get("pool_size", 2))
            case "dropout":
                module = torch.nn.Dropout(options["rate"])
            case "flatten":
                module = FlattenChannelsLast()
                flat = True
            case "dense":
                module = torch.nn.Linear(*weights["kernel"].shape)
                _set(module.weight, weights["kernel"].T)
                _set(module.bias, weights["bias"])
            case _:
                raise ValueError(f"{layer.name}: not a kind of layer that this loader knows")
        model.add_module(layer.name, module)
        match options.get("activation", "linear"):
            case "linear":
                pass
            case "relu":
                model.add_module(f"{layer.name}_activation", torch.nn.ReLU())
            case "softmax":
                model.add_module(f"{layer.name}_activation", torch.nn.Softmax(1))
            case other:
                raise ValueError(f"{layer.name}: not an activation that this loader knows: {other}")
    return model.eval()


def _set(parameter, values):
    if parameter.shape != values.shape:
        raise ValueError(f"weights of shape {values.shape}, but the model's are {tuple(parameter.shape)}")
    with torch.no_grad():
        parameter.copy_(torch.from_numpy(np.array(values)))


def _predictor(source):
    model = load(source)

    def predict(images):
        with torch.no_grad():
            return model(torch.from_numpy(images).permute(0, 3, 1, 2)).numpy()

    return predict


if __name__ == "__main__":
    sys.exit(checkpoint.main(__doc__, _predictor))
