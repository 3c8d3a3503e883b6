#!/usr/bin/env python3
"""Times PyTorch's updates in the sweeps of the paper: milliseconds each, one thread, median of five rounds.

Run:  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python3 torch_times.py    (Debian: python3-torch, python3-numpy, libopenblas0-pthread)

An update is what the paper's code does: take the batch, forward, loss (read back as a number), backward, optimiser.
Data are random: only time is measured.
"""
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
torch.manual_seed(0)


class ResidualMLP(nn.Module):
    """Every parameter is multiplied by its mask before each forward pass, as in the paper's lottery tickets."""

    def __init__(self, hidden, sparsity):
        super().__init__()
        self.a, self.b, self.c = nn.Linear(40, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, 10)
        self.masks = [(torch.rand_like(p) > sparsity).float() for p in self.parameters()]

    def forward(self, x):
        for p, mask in zip(self.parameters(), self.masks):
            p.data = p.data * mask
        h = self.a(x).relu()
        return self.c(h + self.b(h).relu())


def mlp(hidden):
    return nn.Sequential(
        nn.Linear(40, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, 10)
    )


def cnn(channels):
    return nn.Sequential(
        nn.Unflatten(1, (1, 40)),
        *[nn.Conv1d(1, channels, 5, stride=2, padding=1), nn.ReLU()],
        *[nn.Conv1d(channels, channels, 3, stride=2, padding=1), nn.ReLU()],
        *[nn.Conv1d(channels, channels, 3, stride=2, padding=1), nn.ReLU()],
        *[nn.Flatten(), nn.Linear(5 * channels, 10)],
    )


def pooling(name):
    stride = 2 if name == "stride" else 1
    pools = {"max": nn.MaxPool1d(2), "average": nn.AvgPool1d(2), "l2": nn.LPPool1d(2, 2)}
    pool = pools.get(name, nn.Identity())
    return nn.Sequential(
        nn.Unflatten(1, (1, 40)),
        *[nn.Conv1d(1, 20, 3, stride=stride, padding=1), nn.ReLU(), pool],
        *[nn.Conv1d(20, 20, 3, stride=stride, padding=1), nn.ReLU(), pool],
        *[nn.Flatten(), nn.Linear(800 if name == "none" else 200, 10)],
    )


def views(x, t=torch.arange(40) - 19.5):
    """A view of each signal: without offset and trend, shifted circularly, with a slope and an offset of chance."""
    z = x - x.mean(1, keepdim=True)
    z = z - ((x * t).sum(1) / (t**2).sum())[:, None] * t
    z = torch.stack([torch.roll(row, int(shift)) for row, shift in zip(z, torch.randint(0, 10, (len(z),)))])
    return z + torch.randn(len(z), 1) * 0.04 * t + torch.randn(len(z), 1) * 0.3


def contrastive(projector):
    depth = {"none": 0, "default": 1, "deep": 3}[projector]
    hidden = [layer for _ in range(depth) for layer in (nn.Linear(125, 125), nn.ReLU())]
    return nn.Sequential(*list(cnn(25))[:-1], *hidden, *([nn.Linear(125, 16)] if depth else []))


def info_nce(model, x, _):
    u, v = F.normalize(model(views(x))), F.normalize(model(views(x)))
    return F.cross_entropy(u @ v.t() / 0.5, torch.arange(len(x)))


def classify(model, x, y):
    return F.cross_entropy(model(x), y)


def milliseconds(model, optimiser, batch=100, rows=4000, loss_of=classify):
    x, y = torch.randn(rows, 40), torch.randint(0, 10, (rows,))
    step = 0

    def update():
        nonlocal step
        first = step * batch % rows
        loss = loss_of(model, x[first : first + batch], y[first : first + batch])
        loss.item()
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
        step += 1

    def time_of(count):
        start = time.perf_counter()
        for _ in range(count):
            update()
        return (time.perf_counter() - start) / count

    count = max(5, int(0.3 / time_of(5)))
    return round(statistics.median(time_of(count) for _ in range(5)) * 1e3, 4)


def adam(model, rate):
    return torch.optim.Adam(model.parameters(), rate)


def sgd(model):
    return torch.optim.SGD(model.parameters(), 0.01, momentum=0.9)


def swept(make, sizes):
    return {size: milliseconds(model, sgd(model)) for size in sizes for model in [make(size)]}


def pooled(name):
    model = pooling(name)
    return milliseconds(model, adam(model, 0.01))


def contrasted(projector):
    model = contrastive(projector)
    return milliseconds(model, adam(model, 0.01), loss_of=info_nce)


def masked(batch):
    model = ResidualMLP(500, 0.92)
    return milliseconds(model, adam(model, 0.02), batch)


print(
    json.dumps(
        {
            "torch": torch.__version__,
            "double-descent": {
                "mlp": swept(mlp, [2, 36, 104, 177, 300]),
                "cnn": swept(cnn, [2, 10, 25, 50, 75, 100]),
            },
            "pooling": {name: pooled(name) for name in ["none", "stride", "max", "average", "l2"]},
            "self-supervised": {name: contrasted(name) for name in ["none", "default", "deep"]},
            "lottery": {batch: masked(batch) for batch in [100, 500]},
        },
        indent=1,
    )
)
