#!/usr/bin/env python3
"""The benchmark's workloads in JAX on the CPU: a peer of training.bench.ts, with the protocol of torch_peer.py.

    jax_peer.py step    as most people write it: one jitted step per update, whose loss is read; lax's convolution
    jax_peer.py loop    all steps of a round in one compiled loop, and a convolution as one product for each tap of its kernel,
                        which is the stronger form of small networks; with 64 channels lax's convolution may be the faster one

In either it computes the updates of ours: from the same weights the losses are the same but for rounding.
"""
import os
import sys
import time
from functools import partial

THREADS = int(os.environ.get("THREADS", "1"))
# Before the import of jax, for XLA sizes its pools by the cores that it may have.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-THREADS:])
os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} --xla_cpu_multi_thread_eigen={str(THREADS > 1).lower()}"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import jax_networks as networks
import numpy as np
from jax import lax, random
from jax_networks import linear, parameters, rows

FORM = sys.argv[1] if len(sys.argv) > 1 else "step"
networks.convolves_by_products = FORM == "loop"
# Losses that a loop keeps.
KEPT = 4096


def cross_entropy(logits, labels):
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], 1).mean()


def adam(rate=0.01, beta1=0.9, beta2=0.999):
    def update(params, grads, state, i):
        mean = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, state["mean"], grads)
        square = jax.tree.map(lambda v, g: beta2 * v + (1 - beta2) * g * g, state["square"], grads)
        size, correction = rate / (1 - beta1 ** (i + 1.0)), jnp.sqrt(1 - beta2 ** (i + 1.0))
        step = lambda p, m, v: p - size * m / (jnp.sqrt(v) / correction + 1e-8)
        return jax.tree.map(step, params, mean, square), {"mean": mean, "square": square}

    return lambda params: {part: jax.tree.map(jnp.zeros_like, params) for part in ("mean", "square")}, update


def sgd(rate=0.01, momentum=0.9):
    def update(params, grads, velocity, _):
        velocity = jax.tree.map(lambda v, g: momentum * v + g, velocity, grads)
        return jax.tree.map(lambda p, v: p - rate * v, params, velocity), velocity

    return lambda params: jax.tree.map(jnp.zeros_like, params), update


def training(network, optimizer, count=4000, batch=100, masks=None):
    """The parameters, the optimiser's state and the buffers at first, and one update as a function of these and its number."""
    params, apply = network
    (init, update), (x, labels) = optimizer, rows(count)
    buffers = {name: params.pop(name) for name in list(params) if ".running_" in name}

    def step(state, i):
        params, buffers, optimizer_state = state
        if masks:
            params = {name: p * masks[name] for name, p in params.items()}
        xs, ys = (lax.dynamic_slice_in_dim(table, i * batch % count, batch) for table in (x, labels))

        def loss_of(p):
            updated = {}
            return cross_entropy(apply({**p, **buffers}, xs, updated), ys), updated

        (loss, buffers), grads = jax.value_and_grad(loss_of, has_aux=True)(params)
        params, optimizer_state = update(params, grads, optimizer_state, i)
        return (params, buffers, optimizer_state), loss

    return (params, buffers, init(params)), step


def lottery(hidden, sparsity):
    network = networks.mlp(hidden)
    masks = {name: jnp.asarray(networks.drawn.random(p.shape) > sparsity, jnp.float32) for name, p in network[0].items()}
    return training(network, adam(), masks=masks)


def simclr(count=4000, batch=100):
    trunk, apply = networks.cnn(25, 125)
    params = {**trunk, **parameters({"head": (16, 125)})}
    (init, update), (signals, _), t = adam(), rows(count), jnp.arange(40) - 19.5

    def augment(key, x):
        shift, slope, offset = random.split(key, 3)
        level = x - x.mean(1, keepdims=True)
        level = level - (level @ t / (t**2).sum())[:, None] * t
        rolled = jax.vmap(jnp.roll)(level, random.randint(shift, (batch,), 0, 10))
        return rolled + random.normal(slope, (batch, 1)) * 0.04 * t + random.normal(offset, (batch, 1)) * 0.3

    def encode(p, x):
        h = linear(p, "head", jax.nn.relu(apply(p, x, {})))
        return h / jnp.maximum(jnp.linalg.norm(h, axis=1, keepdims=True), 1e-12)

    def step(state, i):
        params, optimizer_state = state
        order, first, second = random.split(random.fold_in(random.key(0), i), 3)
        x = signals[random.permutation(order, count)[:batch]]

        def loss_of(p):
            u, v = (encode(p, augment(key, x)) for key in (first, second))
            similarities = jnp.exp(u @ v.T / 0.5)
            return (jnp.log(similarities.sum(1)) - jnp.log(jnp.diag(similarities))).mean()

        loss, grads = jax.value_and_grad(loss_of)(params)
        return update(params, grads, optimizer_state, i), loss

    return (params, init(params)), step


def flat_mlp(inputs, hidden, outputs):
    """The parameters of two linear layers as one vector, and the network as a function of it."""
    parts = list(parameters({"1": (hidden, inputs), "2": (outputs, hidden)}).values())
    cuts = [sum(part.size for part in parts[:i]) for i in (1, 2, 3)]

    def apply(vector, x, activation):
        w1, b1, w2, b2 = (cut.reshape(part.shape) for cut, part in zip(jnp.split(vector, cuts), parts))
        return activation(x @ w1.T + b1) @ w2.T + b2

    return jnp.concatenate([part.ravel() for part in parts]), apply


def learned_rate(steps=200, count=4000, batch=50):
    (x, labels), (initial, apply) = rows(count), flat_mlp(40, 50, 10)

    def mean_loss(rate):
        def inner(params, i):
            xs, ys = (lax.dynamic_slice_in_dim(table, i * batch % count, batch) for table in (x, labels))
            loss, grad = jax.value_and_grad(lambda p: cross_entropy(apply(p, xs, jnp.tanh), ys))(params)
            return params - rate * grad, loss

        return lax.scan(inner, initial, jnp.arange(steps))[1].mean()

    def outer_step(rate, _):
        grad = jax.grad(mean_loss)(rate)
        # So that no two steps are the same, or a compiler may carry out one for all.
        return rate - 1e-6 * grad, grad

    return jnp.float32(0.5), outer_step


def learned_activation(steps=301, counted=200, count=8000, batch=100):
    (x, labels), (initial, learned), (start, apply) = rows(count), flat_mlp(1, 100, 1), flat_mlp(40, 128, 10)

    def mean_loss(vector, outer_key):
        def inner(carry, i):
            params, square = carry
            keys = random.split(random.fold_in(outer_key, i))
            inside, outside = (0.1 * random.uniform(key, (1, n), minval=-1, maxval=1) for key, n in zip(keys, (100, 128)))

            def activate(z):
                added = learned(vector, z.reshape(-1, 1), lambda v: jnp.tanh(v) + inside)
                return jax.nn.elu(z) + 0.2 * added.reshape(z.shape) + outside

            xs, ys = (lax.dynamic_slice_in_dim(table, i * batch % count, batch) for table in (x, labels))
            loss, grad = jax.value_and_grad(lambda p: cross_entropy(apply(p, xs, activate), ys))(params)
            square = 0.4 * square + 0.6 * grad**2
            return (params - 0.01 * grad / (jnp.sqrt(square) + 1e-8), square), loss

        return lax.scan(inner, (start, jnp.ones_like(start)), jnp.arange(steps))[1][-counted:].mean()

    def outer_step(vector, i):
        return vector, jnp.linalg.norm(jax.grad(mean_loss)(vector, random.fold_in(random.key(1), i)))

    return initial, outer_step


def evaluation(count=5000):
    (params, apply), (x, _) = networks.cnn(), rows(count)

    def step(before, _):
        # What was found before enters as nothing, for the same reason.
        found = apply(params, x + before * 1e-30, {}).argmax(1).sum().astype(jnp.float32)
        return found, found

    return jnp.float32(0), step


WORKLOADS = {
    "logistic": lambda: training(networks.logistic(), adam()),
    "mlp-100": lambda: training(networks.mlp(100), adam()),
    "cnn-25": lambda: training(networks.cnn(), adam()),
    "gru-6": lambda: training(networks.gru(), adam()),
    "resnet": lambda: training(networks.resnet(), adam()),
    "tcn": lambda: training(networks.tcn(), adam()),
    "dilated-cnn": lambda: training(networks.dilated_cnn(), adam()),
    "lottery-mlp-500": lambda: lottery(500, 0.92),
    "double-descent-mlp-36": lambda: training(networks.mlp(36, is_residual=False), sgd()),
    "double-descent-mlp-300": lambda: training(networks.mlp(300, is_residual=False), sgd()),
    "double-descent-cnn-100": lambda: training(networks.cnn(100), sgd()),
    "pooling-max-20": lambda: training(networks.pooling_cnn(20), adam()),
    "simclr-25": simclr,
    "metalearn-lr-outer-step": learned_rate,
    "metalearn-activation-outer-step": learned_activation,
    "evaluate-cnn-25": evaluation,
}


def in_steps(state, step):
    """A function that carries out that many steps from where the last call ended, and returns their numbers."""
    compiled, done = jax.jit(step, donate_argnums=0), 0

    def run(calls):
        nonlocal state, done
        losses = []
        for done in range(done, done + calls):
            state, loss = compiled(state, done)
            losses.append(loss.item())
        done += 1
        return losses

    return run


def in_a_loop(state, step):
    """The same, in one compiled loop; of more than KEPT numbers, the last ones."""

    @partial(jax.jit, donate_argnums=0)
    def loop(state, first, calls):
        def body(i, carry):
            state, loss = step(carry[0], i)
            return state, carry[1].at[i % KEPT].set(loss)

        return lax.fori_loop(first, first + calls, body, (state, jnp.zeros(KEPT)))

    done = 0

    def run(calls):
        nonlocal state, done
        state, losses = loop(state, done, calls)
        done += calls
        return np.asarray(losses)[np.arange(max(done - KEPT, done - calls), done) % KEPT]

    return run


def serve():
    clock = time.process_time if os.environ.get("CLOCK") == "processor" else time.perf_counter
    warm = {}
    for line in sys.stdin:
        name, calls = line.split()
        try:
            if name not in warm:
                warm[name] = (in_a_loop if FORM == "loop" else in_steps)(*WORKLOADS[name]())
                warm[name](1)
            start = clock()
            losses = warm[name](int(calls))
            milliseconds = (clock() - start) / int(calls) * 1e3
            print(milliseconds if np.isfinite(losses).all() else "the loss is not finite", flush=True)
        except Exception as error:
            print(" ".join(f"{type(error).__name__}: {error}".split()), flush=True)


if __name__ == "__main__":
    serve()
