#!/usr/bin/env python3
"""The benchmark's workloads in PyTorch on the CPU: a peer of training.bench.ts.

Reads lines "name calls" and answers each with the milliseconds per step of one round of that many steps, or with what kept
it from that. A workload is built and warmed at its first line and stays warm. A step is what the experiment does in its
inner loop: batch, forward, loss read back as a number, backward, update. In the environment, THREADS says how many of them
(1), CLOCK=processor that the time is the processor's.
"""
import os
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class MLP(nn.Module):
    def __init__(self, hidden=100):
        super().__init__()
        self.linear1, self.linear2, self.linear3 = nn.Linear(40, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, 10)

    def forward(self, x):
        h = F.relu(self.linear1(x))
        return self.linear3(h + F.relu(self.linear2(h)))


class LotteryMLP(MLP):
    def __init__(self, hidden, sparsity):
        super().__init__(hidden)
        self.masks = [(torch.rand_like(p) > sparsity).float() for p in self.parameters()]

    def forward(self, x):
        for p, mask in zip(self.parameters(), self.masks):
            p.data = p.data * mask
        return super().forward(x)


class CNN(nn.Module):
    def __init__(self, channels=25, outputs=10):
        super().__init__()
        self.conv1 = nn.Conv1d(1, channels, 5, stride=2, padding=1)
        self.conv2 = nn.Conv1d(channels, channels, 3, stride=2, padding=1)
        self.conv3 = nn.Conv1d(channels, channels, 3, stride=2, padding=1)
        self.linear = nn.Linear(5 * channels, outputs)

    def forward(self, x):
        h = x.unsqueeze(1)
        for conv in (self.conv1, self.conv2, self.conv3):
            h = F.relu(conv(h))
        return self.linear(h.flatten(1))


class PoolingCNN(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv1d(1, channels, 3, padding=1)
        self.conv2 = nn.Conv1d(channels, channels, 3, padding=1)
        self.linear = nn.Linear(10 * channels, 10)

    def forward(self, x):
        h = x.unsqueeze(1)
        for conv in (self.conv1, self.conv2):
            h = F.max_pool1d(F.relu(conv(h)), 2)
        return self.linear(h.flatten(1))


class GRU(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(1, 6, batch_first=True, bidirectional=True)
        self.linear = nn.Linear(480, 10)

    def forward(self, x):
        return self.linear(self.gru(x.unsqueeze(2))[0].flatten(1))


class ResNet(nn.Module):
    def __init__(self, c=64):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv1d(1, c, 7, stride=2, padding=3), nn.BatchNorm1d(c)
        self.conv2, self.bn2 = nn.Conv1d(c, c, 3, padding=1), nn.BatchNorm1d(c)
        self.conv3, self.bn3 = nn.Conv1d(c, c, 3, padding=1), nn.BatchNorm1d(c)
        self.linear = nn.Linear(c, 10)

    def forward(self, x):
        h = F.relu(self.bn1(self.conv1(x.unsqueeze(1))))
        g = self.bn3(self.conv3(F.relu(self.bn2(self.conv2(h)))))
        return self.linear(F.relu(g + h).mean(-1))


class DilatedCNN(nn.Module):
    def __init__(self, c=64):
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv1d(i, c, 3, dilation=2, padding=2) for i in (1, c, c))
        self.linear = nn.Linear(c, 10)

    def forward(self, x):
        h = x.unsqueeze(1)
        for conv in self.convs:
            h = F.relu(conv(h))
        return self.linear(h.mean(-1))


class CausalBlock(nn.Module):
    def __init__(self, inputs, outputs, dilation):
        super().__init__()
        self.padding = 2 * dilation
        self.conv1, self.bn1 = nn.Conv1d(inputs, outputs, 3, dilation=dilation), nn.BatchNorm1d(outputs)
        self.conv2, self.bn2 = nn.Conv1d(outputs, outputs, 3, dilation=dilation), nn.BatchNorm1d(outputs)
        self.down = nn.Conv1d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x):
        h = F.relu(self.bn1(self.conv1(F.pad(x, (self.padding, 0)))))
        h = F.relu(self.bn2(self.conv2(F.pad(h, (self.padding, 0)))))
        return F.relu(h + self.down(x))


class TCN(nn.Module):
    def __init__(self, c=32):
        super().__init__()
        self.blocks = nn.Sequential(*(CausalBlock(1 if d == 1 else c, c, d) for d in (1, 2, 4, 8)))
        self.linear = nn.Linear(c, 10)

    def forward(self, x):
        return self.linear(self.blocks(x.unsqueeze(1))[:, :, -1])


def plain_mlp(hidden):
    return nn.Sequential(nn.Linear(40, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, 10))


def adam(model):
    return torch.optim.Adam(model.parameters(), lr=0.01)


def sgd(model):
    return torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)


def update(optimizer, loss):
    value = loss.item()
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return value


def training(model, optimizer, rows=4000, batch=100):
    x, y = torch.randn(rows, 40), torch.randint(0, 10, (rows,))
    optimizer = optimizer(model)
    first = 0

    def step():
        nonlocal first
        rows_now = slice(first, first + batch)
        first = (first + batch) % rows
        return update(optimizer, F.cross_entropy(model(x[rows_now]), y[rows_now]))

    return step


def simclr(rows=4000, batch=100):
    encoder = nn.Sequential(CNN(25, 125), nn.ReLU(), nn.Linear(125, 16))
    optimizer = adam(encoder)
    signals, t = torch.randn(rows, 40), torch.arange(40) - 19.5

    def augment(x):
        flat = x - x.mean(1, keepdim=True) - ((x * t).sum(1, keepdim=True) / (t**2).sum()) * t
        shifts = torch.randint(0, 10, (len(x),)).tolist()
        rolled = torch.stack([torch.roll(row, shift) for row, shift in zip(flat, shifts)])
        return rolled + torch.randn(len(x), 1) * 0.04 * t + torch.randn(len(x), 1) * 0.3

    def step():
        x = signals[torch.randperm(rows)[:batch]]
        u, v = F.normalize(encoder(augment(x))), F.normalize(encoder(augment(x)))
        similarities = torch.exp(u @ v.t() / 0.5)
        return update(optimizer, torch.mean(torch.log(similarities.sum(1)) - torch.log(torch.diag(similarities))))

    return step


def flat_mlp(inputs, hidden, outputs):
    """The parameters of two linear layers as one vector, and the network as a function of it."""
    parts = [p.detach() for layer in (nn.Linear(inputs, hidden), nn.Linear(hidden, outputs)) for p in layer.parameters()]

    def apply(params, x, activation):
        w1, b1, w2, b2 = (cut.reshape(part.shape) for cut, part in zip(params.split([p.numel() for p in parts]), parts))
        return activation(x @ w1.t() + b1) @ w2.t() + b2

    return torch.cat([p.flatten() for p in parts]), apply


def learned_rate(steps=200, rows=4000, batch=50):
    x, y = torch.randn(rows, 40), torch.randint(0, 10, (rows,))

    def outer_step():
        rate = torch.tensor(0.5, requires_grad=True)
        params, apply = flat_mlp(40, 50, 10)
        params.requires_grad_()
        losses = []
        for i in range(steps):
            first = i * batch % rows
            loss = F.cross_entropy(apply(params, x[first : first + batch], torch.tanh), y[first : first + batch])
            (grad,) = torch.autograd.grad(loss, params, create_graph=True)
            params = params - rate * grad
            losses.append(loss)
        return torch.autograd.grad(torch.stack(losses).mean(), rate)[0].item()

    return outer_step


def learned_activation(steps=301, counted=200, rows=8000, batch=100):
    x, y = torch.randn(rows, 40), torch.randint(0, 10, (rows,))
    initial, learned = flat_mlp(1, 100, 1)

    def noise(width):
        return 0.1 * (2 * torch.rand(1, width) - 1)

    def outer_step():
        activation = initial.clone().requires_grad_()

        def activate(z):
            inner = learned(activation, z.reshape(-1, 1), lambda v: torch.tanh(v) + noise(100))
            return F.elu(z) + 0.2 * inner.reshape(z.shape) + noise(128)

        params, apply = flat_mlp(40, 128, 10)
        params.requires_grad_()
        square, losses = torch.ones_like(params), []
        for i in range(steps):
            first = i * batch % rows
            loss = F.cross_entropy(apply(params, x[first : first + batch], activate), y[first : first + batch])
            (grad,) = torch.autograd.grad(loss, params, create_graph=True)
            square = 0.4 * square + 0.6 * grad**2
            params = params - 0.01 * grad / (square.sqrt() + 1e-8)
            losses.append(loss)
        return torch.autograd.grad(torch.stack(losses[-counted:]).mean(), activation)[0].norm().item()

    return outer_step


def evaluation(model, rows=5000):
    x = torch.randn(rows, 40)

    def step():
        with torch.no_grad():
            return model(x).argmax(1).sum().item()

    return step


WORKLOADS = {
    "logistic": lambda: training(nn.Linear(40, 10), adam),
    "mlp-100": lambda: training(MLP(), adam),
    "cnn-25": lambda: training(CNN(), adam),
    "gru-6": lambda: training(GRU(), adam),
    "resnet": lambda: training(ResNet(), adam),
    "tcn": lambda: training(TCN(), adam),
    "dilated-cnn": lambda: training(DilatedCNN(), adam),
    "lottery-mlp-500": lambda: training(LotteryMLP(500, 0.92), adam),
    "double-descent-mlp-36": lambda: training(plain_mlp(36), sgd),
    "double-descent-mlp-300": lambda: training(plain_mlp(300), sgd),
    "double-descent-cnn-100": lambda: training(CNN(100), sgd),
    "pooling-max-20": lambda: training(PoolingCNN(20), adam),
    "simclr-25": simclr,
    "metalearn-lr-outer-step": learned_rate,
    "metalearn-activation-outer-step": learned_activation,
    "evaluate-cnn-25": lambda: evaluation(CNN()),
}


def serve():
    torch.set_num_threads(int(os.environ.get("THREADS", "1")))
    torch.manual_seed(0)
    clock = time.process_time if os.environ.get("CLOCK") == "processor" else time.perf_counter
    warm = {}
    for line in sys.stdin:
        name, calls = line.split()
        try:
            if name not in warm:
                warm[name] = WORKLOADS[name]()
                warm[name]()
            start = clock()
            for _ in range(int(calls)):
                warm[name]()
            print((clock() - start) / int(calls) * 1e3, flush=True)
        except Exception as error:
            print(" ".join(f"{type(error).__name__}: {error}".split()), flush=True)


serve()
