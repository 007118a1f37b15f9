"""A taught network → the arrays that `components.tuned_layers` reads."""

from __future__ import annotations

import numpy as np

from components.tuned_layers import in_seven_bits
from tuning.network import Network


def shrunk(network: Network) -> dict[str, np.ndarray]:
    """Matrices of layers in 7 bits, all else in float32; without a table of unseen scores."""
    arrays: dict[str, np.ndarray] = {}
    for number, layer in enumerate(network.layers):
        for name, value in layer.named_parameters():
            tensor = value.detach().numpy()
            key = f"l{number}.{name.replace('_', '.')}"
            if tensor.ndim > 1:
                arrays[key], arrays[f"{key}.scale"] = in_seven_bits(tensor)
            else:
                arrays[key] = tensor
    for task, head in network.heads.items():
        name = task.removeprefix("of_")
        arrays[f"head.{name}.w"] = head.weight.detach().numpy()
        arrays[f"head.{name}.b"] = head.bias.detach().numpy()
    arrays["mean"], arrays["spread"] = network.mean.numpy(), network.spread.numpy()
    return arrays
