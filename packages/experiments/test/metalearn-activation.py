"""Records metalearn-activation.json: inner losses of two outer steps with a short inner training,
and the first meta-gradient, by PyTorch in float64.

Run:  python3 metalearn-activation.py x.bin y.bin > metalearn-activation.json

x.bin and y.bin: training rows (float32, rows × 40) and labels (int32) of makeDataset({ numSamples: 10000 }).
"""
import json
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

STEPS, COUNTED = 12, 8

x = torch.tensor(np.fromfile(sys.argv[1], np.float32).reshape(-1, 40)).double()
y = torch.tensor(np.fromfile(sys.argv[2], np.int32)).long()


def linear(inputs, outputs):
    layer = nn.Linear(inputs, outputs)
    return [layer.weight.data.double(), layer.bias.data.double()]


def noise(units):
    return (0.1 * (2 * torch.rand(1, units) - 1)).double()


def train(activation, network):
    """Inner training from the noise of seed 0; after every update but the first an evaluation draws noise, too."""
    torch.manual_seed(0)
    square = [torch.ones_like(p) for p in network]
    losses = []
    for step in range(STEPS):
        rows = slice(100 * step, 100 * step + 100)
        z = x[rows] @ network[0].T + network[1]
        inner = torch.tanh(z.reshape(-1, 1) @ activation[0].T + activation[1]) + noise(100)
        h = F.elu(z) + 0.2 * (inner @ activation[2].T + activation[3]).reshape(z.shape) + noise(128)
        loss = F.cross_entropy(h @ network[2].T + network[3], y[rows])
        losses.append(loss)
        grads = torch.autograd.grad(loss, network, create_graph=True)
        square = [0.4 * s + 0.6 * g**2 for s, g in zip(square, grads)]
        network = [p - 0.01 * g / (s.sqrt() + 1e-8) for p, g, s in zip(network, grads, square)]
        if step > 0:
            noise(100), noise(128)
    return losses, torch.autograd.grad(torch.stack(losses[-COUNTED:]).mean(), activation)


torch.manual_seed(0)
activation = [p.requires_grad_() for p in linear(1, 100) + linear(100, 1)]
trainings = []
for outer in range(2):
    if outer:
        noise(100)
    network = [p.requires_grad_() for p in linear(40, 128) + linear(128, 10)]
    losses, gradient = train(activation, network)
    trainings.append((losses, gradient))
    activation = [(p - 0.3 * g.clamp(-0.1, 0.1)).detach().requires_grad_() for p, g in zip(activation, gradient)]

print(
    json.dumps(
        {
            "torch": torch.__version__,
            "innerSteps": STEPS,
            "countedSteps": COUNTED,
            "losses": [[round(loss.item(), 9) for loss in losses] for losses, _ in trainings],
            "gradient": [float(f"{g:.7g}") for part in trainings[0][1] for g in part.flatten().tolist()],
        }
    )
)
