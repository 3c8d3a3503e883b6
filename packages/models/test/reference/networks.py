#!/usr/bin/env python3
"""Networks in PyTorch, by the names and options of createModel, and what they give: for pytorch.py beside this file, which
records it, and for the tests, which send cases as a JSON list and get a list of results (python3 networks.py < cases.json)."""
import hashlib
import json
import struct
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)


def digest(tensor):
    kind = "<f4" if tensor.is_floating_point() else "<i4"
    return hashlib.sha256(tensor.detach().contiguous().numpy().astype(kind).tobytes()).hexdigest()


def per_layer(value, count):
    return value if isinstance(value, (list, tuple)) else [value] * count


def initialise(model, initialisation):
    kinds = {"default": (), "he": (nn.Linear, nn.Conv1d), "he-linear": (nn.Linear,)}[initialisation]
    for module in model.modules():
        if isinstance(module, kinds):
            nn.init.kaiming_uniform_(module.weight)
            nn.init.zeros_(module.bias)


class Perceptron(nn.Module):
    def __init__(self, inputSize=40, hiddenSize=100, outputSize=10, depth=None, residual="relu-before-addition",
                 batchNorm=False, initialisation="default"):
        super().__init__()
        depth = depth or (len(hiddenSize) if isinstance(hiddenSize, list) else 2)
        sizes = [inputSize, *per_layer(hiddenSize, depth), outputSize]
        self.depth, self.residual = depth, residual
        for i in range(1, depth + 2):
            self.add_module(f"linear{i}", nn.Linear(sizes[i - 1], sizes[i]))
        for i in range(1, depth + 1):
            if batchNorm and not (residual == "pre-activation" and i == 1):
                self.add_module(f"bn{i}", nn.BatchNorm1d(sizes[i]))
        initialise(self, initialisation)

    def forward(self, x):
        linear = lambda i, h: getattr(self, f"linear{i}")(h)
        active = lambda i, h: getattr(self, f"bn{i}", nn.Identity())(h).relu()
        h = linear(1, x)
        if self.residual == "pre-activation":
            for i in range(2, self.depth + 1):
                h = h + linear(i, active(i, h))
            return linear(self.depth + 1, h.relu())
        h = active(1, h)
        for i in range(2, self.depth + 1):
            g = active(i, linear(i, h))
            h = g if self.residual == "none" else h + g
        return linear(self.depth + 1, h)


class PlainPerceptron(Perceptron):
    def __init__(self, **options):
        super().__init__(residual="none", **options)


class Cnn(nn.Module):
    def __init__(self, inputSize=40, channels=25, outputSize=10, kernelSize=(5, 3, 3), stride=2, padding=1,
                 initialisation="default"):
        super().__init__()
        given = [channels, kernelSize, stride, padding]
        depth = next((len(v) for v in given if isinstance(v, list)), 3)
        channels, kernelSize, stride, padding = (per_layer(v, depth) for v in given)
        for i in range(depth):
            conv = nn.Conv1d(1 if i == 0 else channels[i - 1], channels[i], kernelSize[i], stride[i], padding[i])
            self.add_module(f"conv{i + 1}", conv)
        self.depth = depth
        self.linear = nn.Linear(self.features(torch.zeros(1, inputSize)).shape[1], outputSize)
        initialise(self, initialisation)

    def features(self, x):
        h = x[:, None, :]
        for i in range(self.depth):
            h = getattr(self, f"conv{i + 1}")(h).relu()
        return h.flatten(1)

    def forward(self, x):
        return self.linear(self.features(x))


class Resnet(nn.Module):
    def __init__(self, inputSize=40, channels=64, outputSize=10):
        super().__init__()
        for i in (1, 2, 3):
            first = i == 1
            self.add_module(f"conv{i}", nn.Conv1d(1 if first else channels, channels, 7 if first else 3,
                                                  stride=2 if first else 1, padding=3 if first else 1))
            self.add_module(f"bn{i}", nn.BatchNorm1d(channels))
        self.linear = nn.Linear(channels, outputSize)

    def forward(self, x):
        h = self.bn1(self.conv1(x[:, None, :])).relu()
        g = self.bn2(self.conv2(h)).relu()
        return self.linear((self.bn3(self.conv3(g)) + h).relu().mean(-1))


class DilatedCnn(nn.Module):
    def __init__(self, inputSize=40, channels=64, outputSize=10, dilation=2):
        super().__init__()
        for i in (1, 2, 3):
            conv = nn.Conv1d(1 if i == 1 else channels, channels, 3, dilation=dilation, padding=dilation)
            self.add_module(f"conv{i}", conv)
        self.linear = nn.Linear(channels, outputSize)

    def forward(self, x):
        h = x[:, None, :]
        for conv in (self.conv1, self.conv2, self.conv3):
            h = conv(h).relu()
        return self.linear(h.mean(-1))


class TcnBlock(nn.Module):
    def __init__(self, inside, outside, kernel, dilation):
        super().__init__()
        self.silence = (kernel - 1) * dilation
        self.conv1 = nn.Conv1d(inside, outside, kernel, dilation=dilation)
        self.bn1 = nn.BatchNorm1d(outside)
        self.conv2 = nn.Conv1d(outside, outside, kernel, dilation=dilation)
        self.bn2 = nn.BatchNorm1d(outside)
        self.down = nn.Conv1d(inside, outside, 1) if inside != outside else None

    def forward(self, x):
        h = x
        for conv, norm in ((self.conv1, self.bn1), (self.conv2, self.bn2)):
            h = norm(conv(F.pad(h, (self.silence, 0)))).relu()
        return (h + (self.down(x) if self.down else x)).relu()


class Tcn(nn.Module):
    def __init__(self, inputSize=40, channels=32, outputSize=10, kernelSize=3, blocks=4):
        super().__init__()
        self.blocks = blocks
        for i in range(blocks):
            self.add_module(f"block{i + 1}", TcnBlock(1 if i == 0 else channels, channels, kernelSize, 2**i))
        self.linear = nn.Linear(channels, outputSize)

    def forward(self, x):
        h = x[:, None, :]
        for i in range(self.blocks):
            h = getattr(self, f"block{i + 1}")(h)
        return self.linear(h[:, :, -1])


NETWORKS = {
    "mlp": Perceptron,
    "plain-mlp": PlainPerceptron,
    "cnn": Cnn,
    "resnet": Resnet,
    "dilated-cnn": DilatedCnn,
    "tcn": Tcn,
}


def rounded(tensor):
    return [round(v, 7) for v in tensor.flatten().tolist()]


def give(name, seed, batch, options, read=None, write=None):
    """Initial parameters, logits and gradients in training, buffers after it, and logits in evaluation then. The batch, with as
    many rows, comes from a generator with the same seed. `read` and `write` are safetensors files: one that the model is loaded
    from before, and one of what it is after."""
    torch.manual_seed(seed)
    model = NETWORKS[name](**options)
    init = {key: digest(p) for key, p in model.named_parameters()}
    if read:
        model.load_state_dict(read_safetensors(read), strict=True)
    torch.manual_seed(seed)
    x = torch.randn(batch, options.get("inputSize", 40))
    y = torch.randint(0, options.get("outputSize", 10), (batch,))
    logits = model(x)
    F.cross_entropy(logits, y).backward()
    model.eval()
    evaluated = model(x)
    if write:
        write_safetensors(write, model.state_dict())
    return {
        "name": name,
        "seed": seed,
        "batch": batch,
        "options": options,
        "sha256": init,
        "keys": [key for key in model.state_dict() if "num_batches" not in key],
        "logits": rounded(logits),
        "gradients": {
            key: {"norm": p.grad.norm().item(), "first": p.grad.flatten()[:4].tolist()}
            for key, p in model.named_parameters()
        },
        "buffers": {key: rounded(b) for key, b in model.named_buffers() if "num_batches" not in key},
        "evaluated": rounded(evaluated),
    }


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    return {
        key: torch.from_numpy(np.frombuffer(data[slice(*entry["data_offsets"])], "<f4").copy()).reshape(entry["shape"])
        for key, entry in header.items()
    }


def write_safetensors(path, state):
    header, data = {}, b""
    for key, tensor in sorted(state.items(), reverse=True):
        start, kind = len(data), "I64" if tensor.dtype == torch.int64 else "F32"
        data += tensor.detach().numpy().tobytes()
        header[key] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [start, len(data)]}
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


if __name__ == "__main__":
    json.dump([give(**case) for case in json.load(sys.stdin)], sys.stdout)
