#!/usr/bin/env python3
"""MNIST-1D in NumPy and SciPy, sample by sample as the Python package makes it: the peer of the benchmark and of the tests.

Reads one JSON object of options per line (the names of makeDataset), answers with the seconds that the dataset took and,
where the object has a "dump" path, writes the arrays there as .npz. Needs numpy and scipy.
"""
import json
import sys
import time

import numpy as np
from scipy.interpolate import interp1d
from scipy.ndimage import gaussian_filter

PEN = {
    0: [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
    1: [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
    2: [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
    3: [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
    4: [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
    5: [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
    6: [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
    7: [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
    8: [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
    9: [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
}


def interpolated(signal, count):
    return interp1d(np.linspace(0, 1, len(signal)), signal, kind="linear")(np.linspace(0, 1, count))


def generate(numSamples=5000, trainSplit=0.8, templateLength=12, padding=(36, 60), scaleCoeff=0.4, maxTranslation=48,
             corrNoiseScale=0.25, iidNoiseScale=0.02, shearScale=0.75, shuffleSeq=False, finalSeqLength=40, seed=42):
    random = np.random.RandomState(seed)
    pen = np.array([PEN[digit] for digit in range(10)], dtype=float)
    pen -= pen.mean(1, keepdims=True)
    pen /= pen.std(1, keepdims=True)
    pen = (pen - pen[:, :1]) / 6.0
    points = templateLength + padding[1]
    each = numSamples // 10
    rows = []
    for digit in range(10):
        for _ in range(each):
            zeros = padding[0] + int(random.rand() * (padding[1] - padding[0] + 1))
            row = interpolated(np.concatenate([pen[digit] + 1e-8, np.zeros(zeros)]), points)
            row = row * (1 + scaleCoeff * (random.rand() - 0.5))
            row = np.roll(row, random.choice(maxTranslation))
            drawn = row != 0
            row = drawn * row + (1 - drawn) * gaussian_filter(corrNoiseScale * random.randn(points), 2)
            row = row + iidNoiseScale * random.randn(points)
            row = row - shearScale * (random.rand() - 0.5) * np.linspace(-0.5, 0.5, points)
            rows.append(interpolated(row, finalSeqLength))
    x, y = np.stack(rows), np.repeat(np.arange(10), each)
    order = random.permutation(len(y))
    x, y = x[order], y[order]
    if shuffleSeq:
        x = x[:, random.permutation(finalSeqLength)]
    t = interpolated(interpolated(np.linspace(-5, 5, 12) / 6.0, points), finalSeqLength) / x.std()
    x = (x - x.mean()) / x.std()
    cut = int(len(y) * trainSplit)
    return dict(x=x[:cut], x_test=x[cut:], y=y[:cut], y_test=y[cut:], t=t)


for line in sys.stdin:
    options = json.loads(line)
    dump = options.pop("dump", None)
    start = time.perf_counter()
    arrays = generate(**options)
    seconds = time.perf_counter() - start
    if dump:
        np.savez(dump, **{k: np.ascontiguousarray(v, dtype="<i4" if k[0] == "y" else "<f8") for k, v in arrays.items()})
    print(json.dumps(seconds), flush=True)
