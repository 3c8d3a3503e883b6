#!/usr/bin/env python3
"""Records pytorch.json: what PyTorch 1.13 (CPU, AVX2, one thread) gives for seeds, sizes and calls that the tests repeat.

Run:  OMP_NUM_THREADS=1 python3 pytorch.py > pytorch.json     (Debian 12: apt-get install python3-torch python3-numpy)
"""
import hashlib
import json
import random

import torch
from torch import nn
from torch.nn import functional as F

from networks import give

torch.set_num_threads(1)


def digest(tensor):
    kind = "<f4" if tensor.is_floating_point() else "<i4"
    return hashlib.sha256(tensor.detach().contiguous().numpy().astype(kind).tobytes()).hexdigest()


class Mlp(nn.Module):
    def __init__(self, inputSize, hiddenSize, outputSize):
        super().__init__()
        self.linear1 = nn.Linear(inputSize, hiddenSize)
        self.linear2 = nn.Linear(hiddenSize, hiddenSize)
        self.linear3 = nn.Linear(hiddenSize, outputSize)

    def forward(self, x):
        h = self.linear1(x).relu()
        return self.linear3(h + self.linear2(h).relu())


class Logistic(nn.Module):
    def __init__(self, inputSize, outputSize):
        super().__init__()
        self.linear = nn.Linear(inputSize, outputSize)

    def forward(self, x):
        return self.linear(x)


class Cnn(nn.Module):
    def __init__(self, inputSize, channels, outputSize):
        super().__init__()
        self.conv1 = nn.Conv1d(1, channels, 5, stride=2, padding=1)
        self.conv2 = nn.Conv1d(channels, channels, 3, stride=2, padding=1)
        self.conv3 = nn.Conv1d(channels, channels, 3, stride=2, padding=1)
        length = (inputSize - 3) // 2 + 1
        for _ in range(2):
            length = (length - 1) // 2 + 1
        self.linear = nn.Linear(channels * length, outputSize)

    def forward(self, x):
        h = x[:, None, :]
        for conv in (self.conv1, self.conv2, self.conv3):
            h = conv(h).relu()
        return self.linear(h.flatten(1))


class Gru(nn.Module):
    def __init__(self, inputSize, hiddenSize, outputSize):
        super().__init__()
        self.gru = nn.GRU(1, hiddenSize, batch_first=True, bidirectional=True)
        self.linear = nn.Linear(inputSize * 2 * hiddenSize, outputSize)

    def forward(self, x):
        return self.linear(self.gru(x[:, :, None])[0].flatten(1))


class PlainMlp(Mlp):
    def forward(self, x):
        return self.linear3(self.linear2(self.linear1(x).relu()).relu())


class PoolingCnn(nn.Module):
    POOLS = {
        "none": lambda x: x,
        "stride": lambda x: x,
        "max": lambda x: F.max_pool1d(x, 2),
        "average": lambda x: F.avg_pool1d(x, 2),
        "l2": lambda x: F.lp_pool1d(x, 2, 2),
    }

    def __init__(self, inputSize, channels, outputSize, pooling):
        super().__init__()
        stride = 2 if pooling == "stride" else 1
        self.pool = self.POOLS[pooling]
        self.conv1 = nn.Conv1d(1, channels, 3, stride=stride, padding=1)
        self.conv2 = nn.Conv1d(channels, channels, 3, stride=stride, padding=1)
        features = self.features(torch.zeros(1, inputSize)).shape[1]
        self.linear = nn.Linear(features, outputSize)

    def features(self, x):
        h = x[:, None, :]
        for conv in (self.conv1, self.conv2):
            h = self.pool(conv(h).relu())
        return h.flatten(1)

    def forward(self, x):
        return self.linear(self.features(x))


MODELS = {
    "logistic": Logistic,
    "mlp": Mlp,
    "cnn": Cnn,
    "gru": Gru,
    "plain-mlp": PlainMlp,
    "pooling-cnn": PoolingCnn,
}


def record_model(name, seed, batch, **options):
    """Digests of the initial parameters, then logits and gradients for a batch drawn from the same generator."""
    torch.manual_seed(seed)
    model = MODELS[name](**options)
    x = torch.randn(batch, options["inputSize"])
    y = torch.randint(0, options["outputSize"], (batch,))
    logits = model(x)
    F.cross_entropy(logits, y).backward()
    parameters = dict(model.named_parameters())
    return {
        "name": name,
        "seed": seed,
        "batch": batch,
        "options": options,
        "sha256": {key: digest(p) for key, p in parameters.items()},
        "logits": [round(v, 7) for v in logits.flatten().tolist()],
        "gradients": {
            key: {"norm": p.grad.norm().item(), "first": p.grad.flatten()[:4].tolist()}
            for key, p in parameters.items()
            if p.grad.isfinite().all()  # lp_pool1d gives NaN at a pair of zeros
        },
    }


def record_stream(rng):
    """A sequence of calls on one generator, each with the digest of its result."""
    seed = rng.choice([0, 1, 42, 2**32 - 1, rng.randrange(2**32)])
    torch.manual_seed(seed)
    calls = []
    for _ in range(8):
        method = rng.choice(["rand", "uniform", "randn", "randn", "randperm", "randint"])
        size = rng.choice([0, 1, 2, 5, 7, 15, 16, 17, 31, 32, 33, 100, rng.randrange(3000)])
        arguments = [size]
        if method == "rand":
            result = torch.rand(size)
        elif method == "randn":
            result = torch.randn(size)
        elif method == "randperm":
            result = torch.randperm(size)
        elif method == "uniform":
            low = rng.choice([0, -0.2, 1000, rng.uniform(-1e5, 1e5), -1e30])
            high = low + rng.choice([0, 0.4, rng.random() * 1e-3, rng.random() * 1e4, 1e30])
            arguments = [size, low, high]
            result = torch.empty(size).uniform_(low, high)
        else:
            low, high = rng.choice([(0, 10), (-5, 7), (-(2**31), 2**31 - 1), (0, 2**31), (3, 4)])
            arguments = [low, high, size]
            result = torch.randint(low, high, (size,))
        calls.append({"method": method, "arguments": arguments, "sha256": digest(result)})
    return {"seed": seed, "calls": calls}


def record_digest(method, seed, size):
    torch.manual_seed(seed)
    return {"method": method, "seed": seed, "size": size, "sha256": digest(getattr(torch, method)(size))}


rng = random.Random(1)
small = [
    ("logistic", dict(inputSize=3, outputSize=2)),
    ("logistic", dict(inputSize=1, outputSize=2)),
    ("mlp", dict(inputSize=7, hiddenSize=5, outputSize=3)),
    ("cnn", dict(inputSize=3, channels=1, outputSize=2)),
    ("cnn", dict(inputSize=10, channels=3, outputSize=4)),
    ("cnn", dict(inputSize=41, channels=6, outputSize=10)),
    ("gru", dict(inputSize=1, hiddenSize=1, outputSize=2)),
    ("gru", dict(inputSize=6, hiddenSize=5, outputSize=3)),
]
paper = [
    ("logistic", dict(inputSize=40, outputSize=10)),
    ("mlp", dict(inputSize=40, hiddenSize=100, outputSize=10)),
    ("cnn", dict(inputSize=40, channels=25, outputSize=10)),
    ("gru", dict(inputSize=40, hiddenSize=6, outputSize=10)),
]
others = [
    ("plain-mlp", dict(inputSize=7, hiddenSize=5, outputSize=3)),
    ("plain-mlp", dict(inputSize=40, hiddenSize=36, outputSize=10)),
] + [
    ("pooling-cnn", dict(inputSize=size, channels=channels, outputSize=10, pooling=pooling))
    for pooling in PoolingCnn.POOLS
    for size, channels in ((11, 3), (40, 20))
]
residual = dict(hiddenSize=10, depth=6, residual="pre-activation", initialisation="he")
networks = [
    ("resnet", dict(channels=8)),
    ("resnet", dict(inputSize=11, channels=3, outputSize=4)),
    ("dilated-cnn", dict(channels=8)),
    ("dilated-cnn", dict(inputSize=9, channels=3, dilation=4)),
    ("tcn", dict(channels=8)),
    ("tcn", dict(inputSize=7, channels=1, kernelSize=2, blocks=2, outputSize=3)),
    ("plain-mlp", dict(hiddenSize=30, initialisation="he")),
    ("plain-mlp", dict(hiddenSize=[12, 7, 5], batchNorm=True)),
    ("mlp", residual),
    ("mlp", dict(batchNorm=True, **residual)),
    ("mlp", dict(inputSize=6, hiddenSize=5, depth=1, batchNorm=True, initialisation="he-linear")),
    ("mlp", dict(hiddenSize=9, depth=4, batchNorm=True)),
    ("cnn", dict(channels=15, kernelSize=3, stride=2, padding=0, initialisation="he")),
    ("cnn", dict(channels=15, kernelSize=3, stride=2, padding=0, initialisation="he-linear")),
    ("cnn", dict(channels=[4, 6], kernelSize=[7, 2], stride=[1, 3], padding=[0, 2])),
]
print(json.dumps({
    "note": "recorded by pytorch.py beside this file; sha256 of float32 or int32, little-endian",
    "torch": torch.__version__,
    "models": [record_model(name, 7 + i, 3, **options) for i, (name, options) in enumerate(small + paper + others)],
    "networks": [give(name, 42 + i, 6, options) for i, (name, options) in enumerate(networks)],
    "linearWeights": [
        (lambda fan: (torch.manual_seed(fan), {"fanIn": fan, "sha256": digest(nn.Linear(fan, 3).weight)})[1])(fan)
        for fan in list(range(1, 65)) + [100, 500, 1000]
    ],
    "streams": [record_stream(rng) for _ in range(12)],
    "long": [record_digest("randn", 3, 1000003), record_digest("randn", 4, 65536), record_digest("randperm", 5, 100000)],
}, indent=1))
