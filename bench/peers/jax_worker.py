"""JAX as a peer: inference learning (rules il and ipc) in one jitted function of all of an update, Adam included, and the
relaxation alone (rule settle).

Modes:
  fori      the steps as a lax.fori_loop
  unrolled  the steps written out, without the layers that the error cannot have reached yet
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import Any, Callable

import common
from common import Arrays, Data, Layer, Peer, Workload


def limit_threads(threads: int) -> None:
    """Before JAX is imported: its pool is made once."""
    os.environ["NPROC"] = os.environ["PJRT_NPROC"] = str(threads)
    os.environ["JAX_PLATFORMS"] = "cpu"
    if threads == 1:
        flags = os.environ.get("XLA_FLAGS", "")
        os.environ["XLA_FLAGS"] = flags + " --xla_cpu_multi_thread_eigen=false"


def start(workload: Workload, folder: Path, threads: int, mode: str) -> tuple[Peer, int, dict[str, str]]:
    limit_threads(threads)
    import jax
    import jaxlib

    peer = make(workload, common.load(workload, folder), mode)
    return peer, len(peer.inputs), {"jax": jax.__version__, "jaxlib": jaxlib.__version__}


def make(workload: Workload, data: Data, mode: str) -> Any:
    import jax
    import jax.numpy as jnp
    from jax import lax

    activations: dict[str, Callable[[Any], Any]] = {
        "": lambda x: x,
        "gelu": partial(jax.nn.gelu, approximate=False),
        "relu": jax.nn.relu,
        "tanh": jnp.tanh,
    }
    nodes = common.layers(workload)
    last = len(nodes) - 1
    classes = data.initial["out.bias"].shape[0]
    adam = workload["optimizer"] == "adam"

    def apply(layer: Layer, theta: Any, x: Any) -> Any:
        weight, bias = theta
        if layer.flatten:
            x = x.reshape(x.shape[0], -1)
        if layer.convolution:
            x = lax.conv_general_dilated(x, weight, (1, 1), "SAME", dimension_numbers=("NCHW", "OIHW", "NCHW"))
            x = x + bias[None, :, None, None]
        else:
            x = x @ weight.T + bias
        x = activations[layer.activation](x)
        if layer.pool:
            x = lax.reduce_window(x, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")
        return x

    def output_error(output: Any, target: Any) -> Any:
        if workload["loss"] == "cross-entropy":
            return jax.nn.one_hot(target, classes, dtype=output.dtype) - jax.nn.softmax(output)
        return target - output

    def relaxed(theta: Any, values: Any, predictions: Any, target: Any, lowest: int) -> Any:
        """One synchronous step of the values of nodes lowest … last − 1; those below have no error yet."""
        pulled: list[Any] = [None] * (last + 1)
        now = list(predictions)
        backs: list[Any] = [None] * (last + 1)
        for v in range(max(1, lowest + 1), last + 1):
            now[v], backs[v] = jax.vjp(partial(apply, nodes[v], theta[v]), values[v])
        errors = [values[v + 1] - now[v] for v in range(last)] + [output_error(now[last], target)]
        for v in range(max(1, lowest + 1), last + 1):
            pulled[v] = backs[v](errors[v])[0]
        moved = list(values)
        for v in range(lowest, last):
            moved[v + 1] = values[v + 1] + workload["gamma"] * (pulled[v + 1] - errors[v])
        return tuple(moved)

    def begin(theta: Any, x: Any) -> Any:
        predictions, values = [], [x]
        for node, own in zip(nodes, theta):
            predictions.append(apply(node, own, values[-1]))
            values.append(predictions[-1])
        return predictions, tuple(values[:-1])

    def settled(theta: Any, x: Any, target: Any) -> Any:
        predictions, values = begin(theta, x)
        if mode == "unrolled":
            for t in range(workload["steps"]):
                values = relaxed(theta, values, predictions, target, max(0, last - 1 - t))
        else:
            step = lambda t, free: relaxed(theta, (x, *free), predictions, target, 0)[1:]  # noqa: E731
            values = (x, *lax.fori_loop(0, workload["steps"], step, values[1:]))
        return values

    def gradients(theta: Any, x: Any, target: Any) -> Any:
        values = settled(theta, x, target)
        slopes = []
        for v, (node, own) in enumerate(zip(nodes, theta)):
            prediction, back = jax.vjp(lambda th, v=v, node=node: apply(node, th, values[v]), own)
            error = output_error(prediction, target) if v == last else values[v + 1] - prediction
            slopes.append(back(error * (-1.0 / x.shape[0]))[0])
        return slopes

    def together(theta: Any, values: Any, target: Any, lowest: int) -> Any:
        """A time of ipc: the gradients of nodes lowest … last, and the values after a step by the same errors."""
        slopes = [jax.tree.map(jnp.zeros_like, own) for own in theta]
        moved = list(values)
        for v in range(lowest, last + 1):
            prediction, back = jax.vjp(partial(apply, nodes[v]), theta[v], values[v])
            error = output_error(prediction, target) if v == last else values[v + 1] - prediction
            own, pulled = back(error)
            slopes[v] = jax.tree.map(lambda g: g * (-1.0 / values[0].shape[0]), own)
            if v < last:
                moved[v + 1] = moved[v + 1] - workload["gamma"] * error
            if v > 0:
                moved[v] = moved[v] + workload["gamma"] * pulled
        return slopes, tuple(moved)

    def incremental(theta: Any, state: Any, x: Any, target: Any) -> Any:
        values = begin(theta, x)[1]
        if mode == "unrolled":
            for t in range(workload["steps"] + 1):
                slopes, values = together(theta, values, target, max(0, last - t))
                theta, state = stepped(theta, state, slopes)
            return theta, state

        def step(t: Any, carried: Any) -> Any:
            theta, state, free = carried
            slopes, values = together(theta, (x, *free), target, 0)
            return *stepped(theta, state, slopes), values[1:]

        return lax.fori_loop(0, workload["steps"] + 1, step, (theta, state, values[1:]))[:2]

    def update(theta: Any, state: Any, x: Any, target: Any) -> Any:
        return stepped(theta, state, gradients(theta, x, target))

    def stepped(theta: Any, state: Any, slopes: Any) -> Any:
        lr = workload["lr"]
        if not adam:
            return jax.tree.map(lambda p, g: p - lr * g, theta, slopes), state
        count, first, second = state
        count = count + 1
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, slopes)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, slopes)
        size = lr / (1 - 0.9**count)
        root = jnp.sqrt(1 - 0.999**count)
        theta = jax.tree.map(lambda p, m, v: p - size * m / (jnp.sqrt(v) / root + 1e-8), theta, first, second)
        return theta, (count, first, second)

    class JaxInference:
        """The peer; parameters and Adam's state are given away to each update, which writes over them."""

        def __init__(self) -> None:
            self.inputs = [jnp.asarray(values) for values in data.inputs]
            self.targets = [jnp.asarray(values) for values in data.targets]
            learning = incremental if workload["rule"] == "ipc" else update
            self.jitted = jax.jit(learning, donate_argnums=(0, 1))

        def reset(self) -> None:
            names = [(n.name + ".weight", n.name + ".bias") for n in nodes]
            self.theta = [tuple(jnp.array(data.initial[name]) for name in pair) for pair in names]
            zeros = lambda: jax.tree.map(jnp.zeros_like, self.theta)  # noqa: E731
            self.state = (jnp.zeros((), jnp.float32), zeros(), zeros())

        def update(self, batch: int) -> None:
            self.theta, self.state = self.jitted(self.theta, self.state, self.inputs[batch], self.targets[batch])
            jax.block_until_ready(self.theta)

        def parameters(self) -> Arrays:
            import numpy as np

            return {
                name: np.asarray(value)
                for node, own in zip(nodes, self.theta)
                for name, value in zip((node.name + ".weight", node.name + ".bias"), own)
            }

    class JaxSettling(JaxInference):
        """The relaxation alone."""

        def reset(self) -> None:
            super().reset()
            self.jitted = jax.jit(settled)

        def update(self, batch: int) -> None:
            self.settled = jax.block_until_ready(self.jitted(self.theta, self.inputs[batch], self.targets[batch]))

        def parameters(self) -> Arrays:
            import numpy as np

            return {node.name: np.asarray(value) for node, value in zip(nodes, self.settled[1:])}

    return JaxSettling() if workload["rule"] == "settle" else JaxInference()


if __name__ == "__main__":
    common.serve(start)
