"""The networks of jax_peer.py: parameters by PyTorch's names, and logits from them; signals are batch × time × channels."""
import math

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

# A convolution as one product for each tap of its kernel, in the place of lax's.
convolves_by_products = False
drawn = np.random.default_rng(0)


def rows(count):
    return jnp.asarray(drawn.standard_normal((count, 40)), jnp.float32), jnp.asarray(drawn.integers(0, 10, count))


def parameters(shapes):
    """By PyTorch's names: weights [out, in, …] and biases, uniform in ±1/√fan-in; batch normalisation begins as ones and zeros."""
    params = {}
    for name, shape in shapes.items():
        bound = 1 / math.sqrt(math.prod(shape[1:]))
        for part, size in (("weight", shape), ("bias", shape[:1])):
            params[f"{name}.{part}"] = jnp.asarray(drawn.uniform(-bound, bound, size), jnp.float32)
    return params


def normalisations(names, channels):
    ones, zeros = jnp.ones(channels), jnp.zeros(channels)
    starts = {"weight": ones, "bias": zeros, "running_mean": zeros, "running_var": ones}
    return {f"{name}.{part}": start + 0 for name in names for part, start in starts.items()}


def linear(p, name, x):
    return x @ p[f"{name}.weight"].T + p[f"{name}.bias"]


def conv1d(p, name, x, padding, stride=1, dilation=1):
    """x: batch × time × channels; padding: zeros before and after."""
    weight = p[f"{name}.weight"]
    if not convolves_by_products:
        layout = ("NHC", "OIH", "NHC")
        y = lax.conv_general_dilated(x, weight, (stride,), [padding], rhs_dilation=(dilation,), dimension_numbers=layout)
    else:
        x = jnp.pad(x, ((0, 0), padding, (0, 0)))
        taps = weight.shape[2]
        last = (x.shape[1] - dilation * (taps - 1) - 1) // stride * stride
        y = sum(x[:, t * dilation : t * dilation + last + 1 : stride] @ weight[:, :, t].T for t in range(taps))
    return y + p[f"{name}.bias"]


def batch_norm(p, name, x, updated):
    """With the batch's mean and variance; what it makes of the running ones goes into `updated`."""
    mean, variance = x.mean((0, 1)), x.var((0, 1))
    unbiased = variance * (x.shape[0] * x.shape[1] / (x.shape[0] * x.shape[1] - 1))
    for part, value in (("running_mean", mean), ("running_var", unbiased)):
        updated[f"{name}.{part}"] = lax.stop_gradient(0.9 * p[f"{name}.{part}"] + 0.1 * value)
    return (x - mean) / jnp.sqrt(variance + 1e-5) * p[f"{name}.weight"] + p[f"{name}.bias"]


def flat(x):
    return x.reshape(x.shape[0], -1)


def logistic():
    return parameters({"linear": (10, 40)}), lambda p, x, _: linear(p, "linear", x)


def mlp(hidden, is_residual=True):
    def apply(p, x, _):
        h = jax.nn.relu(linear(p, "linear1", x))
        g = jax.nn.relu(linear(p, "linear2", h))
        return linear(p, "linear3", h + g if is_residual else g)

    return parameters({"linear1": (hidden, 40), "linear2": (hidden, hidden), "linear3": (10, hidden)}), apply


def cnn(channels=25, outputs=10):
    def apply(p, x, _):
        h = x[:, :, None]
        for name in ("conv1", "conv2", "conv3"):
            h = jax.nn.relu(conv1d(p, name, h, (1, 1), stride=2))
        return linear(p, "linear", flat(h))

    convs = {"conv1": (channels, 1, 5), "conv2": (channels, channels, 3), "conv3": (channels, channels, 3)}
    return parameters({**convs, "linear": (outputs, 5 * channels)}), apply


def pooling_cnn(channels):
    def apply(p, x, _):
        h = x[:, :, None]
        for name in ("conv1", "conv2"):
            h = jax.nn.relu(conv1d(p, name, h, (1, 1)))
            h = h.reshape(h.shape[0], h.shape[1] // 2, 2, channels).max(2)
        return linear(p, "linear", flat(h))

    return parameters({"conv1": (channels, 1, 3), "conv2": (channels, channels, 3), "linear": (10, 10 * channels)}), apply


def gru(hidden=6):
    def direction(p, end, xs):
        w_ih, w_hh, b_ih, b_hh = (p[f"gru.{part}_l0{end}"] for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))

        def cell(h, x):
            r, z, n = jnp.split(x, 3, 1)
            hr, hz, hn = jnp.split(h @ w_hh.T + b_hh, 3, 1)
            z = jax.nn.sigmoid(z + hz)
            h = (1 - z) * jnp.tanh(n + jax.nn.sigmoid(r + hr) * hn) + z * h
            return h, h

        return lax.scan(cell, jnp.zeros((xs.shape[1], hidden)), xs @ w_ih.T + b_ih)[1]

    def apply(p, x, _):
        xs = x.T[:, :, None]
        both = jnp.concatenate([direction(p, "", xs), direction(p, "_reverse", xs[::-1])[::-1]], 2)
        return linear(p, "linear", flat(both.transpose(1, 0, 2)))

    bound = 1 / math.sqrt(hidden)
    shapes = {"weight_ih": (3 * hidden, 1), "weight_hh": (3 * hidden, hidden), "bias_ih": (3 * hidden,), "bias_hh": (3 * hidden,)}
    cells = {
        f"gru.{part}_l0{end}": jnp.asarray(drawn.uniform(-bound, bound, shape), jnp.float32)
        for end in ("", "_reverse")
        for part, shape in shapes.items()
    }
    return {**cells, **parameters({"linear": (10, 80 * hidden)})}, apply


def resnet(c=64):
    def apply(p, x, updated):
        h = jax.nn.relu(batch_norm(p, "bn1", conv1d(p, "conv1", x[:, :, None], (3, 3), stride=2), updated))
        g = jax.nn.relu(batch_norm(p, "bn2", conv1d(p, "conv2", h, (1, 1)), updated))
        g = batch_norm(p, "bn3", conv1d(p, "conv3", g, (1, 1)), updated)
        return linear(p, "linear", jax.nn.relu(g + h).mean(1))

    shapes = {"conv1": (c, 1, 7), "conv2": (c, c, 3), "conv3": (c, c, 3), "linear": (10, c)}
    return {**parameters(shapes), **normalisations(("bn1", "bn2", "bn3"), c)}, apply


def dilated_cnn(c=64):
    def apply(p, x, _):
        h = x[:, :, None]
        for name in ("conv1", "conv2", "conv3"):
            h = jax.nn.relu(conv1d(p, name, h, (2, 2), dilation=2))
        return linear(p, "linear", h.mean(1))

    return parameters({"conv1": (c, 1, 3), "conv2": (c, c, 3), "conv3": (c, c, 3), "linear": (10, c)}), apply


def tcn(c=32):
    def apply(p, x, updated):
        x = x[:, :, None]
        for i in range(4):
            h, name = x, f"block{i + 1}"
            for j in (1, 2):
                h = conv1d(p, f"{name}.conv{j}", h, (2 << i, 0), dilation=1 << i)
                h = jax.nn.relu(batch_norm(p, f"{name}.bn{j}", h, updated))
            x = jax.nn.relu(h + (x if i > 0 else conv1d(p, f"{name}.down", x, (0, 0))))
        return linear(p, "linear", x[:, -1])

    shapes = {"block1.down": (c, 1, 1), "linear": (10, c)}
    for i in range(1, 5):
        shapes |= {f"block{i}.conv1": (c, 1 if i == 1 else c, 3), f"block{i}.conv2": (c, c, 3)}
    return {**parameters(shapes), **normalisations([f"block{i}.bn{j}" for i in range(1, 5) for j in (1, 2)], c)}, apply
