"""PyTorch as a peer: back-propagation, and inference learning written by hand with care.

Modes of back-propagation (rules z-il and bp):
  eager          autograd, as most users run it
  channels-last  the same with images and kernels in channels-last order (networks of convolutions)
  module         torch.nn.RNN instead of the loop over the time steps (rnn)
  compile        forward and backward through torch.compile

Modes of inference learning (rule il; skip and compile also of ipc, and of settle, which learns nothing):
  autograd       the gradient of the energy by autograd, values stepped in place
  manual         the local steps by hand, in place and under inference mode; what is clamped is predicted once
  skip           manual, and without the layers that the error cannot have reached yet
  compile        all steps of an update, unrolled and without those layers, through torch.compile
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Callable

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

import common
from common import Arrays, Data, Layer, Peer, Workload

aten = torch.ops.aten
Forward = Callable[[dict[str, Tensor], Tensor], Tensor]

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "": lambda x: x,
    "gelu": F.gelu,
    "relu": F.relu,
    "tanh": torch.tanh,
}


def apply(layer: Layer, parameters: dict[str, Tensor], x: Tensor) -> Tensor:
    weight, bias = parameters[layer.name + ".weight"], parameters[layer.name + ".bias"]
    if layer.flatten:
        x = x.flatten(1)
    x = F.conv2d(x, weight, bias, padding=1) if layer.convolution else F.linear(x, weight, bias)
    x = ACTIVATIONS[layer.activation](x)
    return F.max_pool2d(x, 2) if layer.pool else x


# Networks, as functions of their parameters


def sequential(workload: Workload) -> Forward:
    nodes = common.layers(workload)

    def forward(p: dict[str, Tensor], x: Tensor) -> Tensor:
        for node in nodes:
            x = apply(node, p, x)
        return x

    return forward


def rnn(p: dict[str, Tensor], s: Tensor) -> Tensor:
    """All products with the input in one, then the steps."""
    steps = F.linear(s, p["h.input.weight"], p["h.input.bias"]).unbind(1)
    state = p["h.state.weight"].t()
    h = torch.tanh(steps[0])  # h_0 = 0
    for step in steps[1:]:
        h = torch.tanh(torch.addmm(step, h, state))
    return F.linear(h, p["out.weight"], p["out.bias"])


def rnn_module(workload: Workload) -> Forward:
    inputs, hidden = workload["sizes"][0], workload["sizes"][1]
    module = torch.nn.RNN(inputs, hidden, batch_first=True)
    zero = torch.zeros(hidden)  # the second bias, which the network does not have

    def forward(p: dict[str, Tensor], s: Tensor) -> Tensor:
        own = {
            "weight_ih_l0": p["h.input.weight"],
            "weight_hh_l0": p["h.state.weight"],
            "bias_ih_l0": p["h.input.bias"],
            "bias_hh_l0": zero,
        }
        states, _ = torch.func.functional_call(module, own, (s,))
        return F.linear(states[:, -1], p["out.weight"], p["out.bias"])

    return forward


def resnet18(p: dict[str, Tensor], x: Tensor, running: dict[str, Tensor]) -> Tensor:
    def conv(name: str, x: Tensor, stride: int) -> Tensor:
        weight = p[name + ".0.weight"]
        x = F.conv2d(x, weight, None, stride, weight.shape[-1] // 2)
        mean, variance = running[name + ".mean"], running[name + ".variance"]
        return F.batch_norm(x, mean, variance, p[name + ".1.weight"], p[name + ".1.bias"], training=True)

    x = F.relu_(conv("stem", x, 1))
    for stage in range(1, 5):
        for block in (1, 2):
            name = f"s{stage}.{block}"
            stride = 2 if stage > 1 and block == 1 else 1
            inner = F.relu_(conv(name + "a", x, stride))
            shortcut = x if stride == 1 else conv(name + "b.shortcut", x, stride)
            x = F.relu_(conv(name + "b.residual", inner, 1) + shortcut)
    return F.linear(x.mean((2, 3)), p["out.weight"], p["out.bias"])


def running_statistics(initial: Arrays) -> dict[str, Tensor]:
    statistics = {}
    for name, value in initial.items():
        if name.endswith(".1.bias"):
            statistics[name[:-7] + ".mean"] = torch.zeros(value.shape)
            statistics[name[:-7] + ".variance"] = torch.ones(value.shape)
    return statistics


def transformer(p: dict[str, Tensor], tokens: Tensor) -> Tensor:
    heads = 4

    def norm(name: str, x: Tensor) -> Tensor:
        return F.layer_norm(x, x.shape[-1:], p[name + ".weight"], p[name + ".bias"])

    def linear(name: str, x: Tensor) -> Tensor:
        return F.linear(x, p[name + ".weight"], p[name + ".bias"])

    def into_heads(x: Tensor) -> Tensor:
        return x.view(x.shape[0], x.shape[1], heads, -1).transpose(1, 2)

    x = F.embedding(tokens, p["embedding.weight"]) + p["placed.offset"]
    blocks = sum(1 for name in p if name.startswith("block_") and name.endswith(".weight"))
    for i in range(1, blocks + 1):
        y = norm(f"attention_{i}.0", x)
        query, key, value = (into_heads(linear(f"attention_{i}.1.{part}", y)) for part in ("query", "key", "value"))
        seen = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + linear(f"attention_{i}.1.out", seen.transpose(1, 2).reshape(x.shape))
        y = F.gelu(linear(f"hidden_{i}.1", norm(f"hidden_{i}.0", x)))
        x = x + linear(f"block_{i}", y)
    return F.linear(norm("normal", x), p["embedding.weight"])


def network(data: Data, mode: str) -> Forward:
    kind = data.workload["network"]
    if kind == "rnn":
        return rnn_module(data.workload) if mode == "module" else rnn
    if kind == "resnet18":
        running = running_statistics(data.initial)
        return lambda p, x: resnet18(p, x, running)
    if kind == "transformer":
        return transformer
    return sequential(data.workload)


def total_loss(kind: str, output: Tensor, target: Tensor) -> Tensor:
    if kind == "cross-entropy":
        return F.cross_entropy(output.reshape(-1, output.shape[-1]), target.reshape(-1), reduction="sum")
    return 0.5 * F.mse_loss(output, target, reduction="sum")


def answers(workload: Workload, target: Tensor) -> int:
    """What a gradient is divided by: the samples, or the labels of all places of all samples."""
    return target.numel() if workload["loss"] == "cross-entropy" else target.shape[0]


def optimizer_of(workload: Workload, parameters: list[Tensor]) -> torch.optim.Optimizer:
    if workload["optimizer"] == "sgd":
        return torch.optim.SGD(parameters, lr=workload["lr"], fused=True)
    return torch.optim.Adam(parameters, lr=workload["lr"], fused=True)


class TorchPeer:
    """Parameters, batches and optimizer, which all modes have."""

    def __init__(self, data: Data, learns: bool, layout: torch.memory_format = torch.contiguous_format) -> None:
        self.data = data
        self.workload = data.workload
        self.layout = layout
        self.inputs = [self.placed(values) for values in data.inputs]
        self.targets = [torch.from_numpy(values.copy()) for values in data.targets]
        self.divisor = answers(data.workload, self.targets[0])
        self.p = {name: self.placed(values).requires_grad_(learns) for name, values in data.initial.items()}
        self.values = list(self.p.values())
        self.optimizer = optimizer_of(self.workload, self.values)

    def placed(self, values: np.ndarray) -> Tensor:
        tensor = torch.from_numpy(values.copy())
        return tensor.contiguous(memory_format=self.layout) if tensor.dim() == 4 else tensor

    def reset(self) -> None:
        with torch.no_grad():
            for name, values in self.data.initial.items():
                self.p[name].copy_(torch.from_numpy(values))
        self.optimizer = optimizer_of(self.workload, self.values)

    def parameters(self) -> Arrays:
        return {name: np.ascontiguousarray(value.detach().numpy()) for name, value in self.p.items()}


class BackPropagation(TorchPeer):
    """The gradient of the summed loss by autograd, divided by the number of answers."""

    def __init__(self, data: Data, mode: str) -> None:
        super().__init__(data, True, torch.channels_last if mode == "channels-last" else torch.contiguous_format)
        forward = network(data, mode)
        kind, divisor, p = self.workload["loss"], self.divisor, self.p

        def loss(x: Tensor, target: Tensor) -> Tensor:
            return total_loss(kind, forward(p, x), target) / divisor

        self.loss = torch.compile(loss) if mode == "compile" else loss

    def update(self, batch: int) -> None:
        self.optimizer.zero_grad(set_to_none=True)
        self.loss(self.inputs[batch], self.targets[batch]).backward()
        self.optimizer.step()


class AutogradInference(TorchPeer):
    """Inference learning by autograd of the energy."""

    def __init__(self, data: Data) -> None:
        super().__init__(data, True)
        self.layers = common.layers(self.workload)
        self.kind = self.workload["loss"]
        self.steps, self.gamma = self.workload["steps"], self.workload["gamma"]

    def energy(self, first: Tensor, values: list[Tensor], target: Tensor) -> Tensor:
        """Of all nodes but the first, whose prediction is given, where it has one."""
        total = 0.5 * F.mse_loss(values[0], first, reduction="sum")
        for layer, below, x in zip(self.layers[1:-1], values, values[1:]):
            total = total + 0.5 * F.mse_loss(apply(layer, self.p, below), x, reduction="sum")
        return total + total_loss(self.kind, apply(self.layers[-1], self.p, values[-1]), target)

    def update(self, batch: int) -> None:
        data, target = self.inputs[batch], self.targets[batch]
        with torch.no_grad():
            values = []
            x = data
            for layer in self.layers[:-1]:
                x = apply(layer, self.p, x)
                values.append(x)
            first = values[0].clone()
        for value in values:
            value.requires_grad_()
        for _ in range(self.steps):
            slopes = torch.autograd.grad(self.energy(first, values, target), values)
            with torch.no_grad():
                for value, slope in zip(values, slopes):
                    value.add_(slope, alpha=-self.gamma)
        fixed = [value.detach() for value in values]
        total = self.energy(apply(self.layers[0], self.p, data), fixed, target) / self.divisor
        for parameter, slope in zip(self.values, torch.autograd.grad(total, self.values)):
            parameter.grad = slope
        self.optimizer.step()


class LinearNode:
    """μ = activation(W x + b) and its pullbacks, into buffers that are kept."""

    def __init__(self, layer: Layer, p: dict[str, Tensor]) -> None:
        self.layer = layer
        self.weight, self.bias = p[layer.name + ".weight"], p[layer.name + ".bias"]
        self.transposed = self.weight.t()
        self.buffers: tuple[Tensor, Tensor, Tensor] | None = None

    def predict(self, x: Tensor) -> Tensor:
        if self.layer.flatten:
            x = x.view(x.shape[0], -1)
        if self.buffers is None:
            shape = (x.shape[0], self.weight.shape[0])
            self.buffers = (torch.empty(shape), torch.empty(shape), torch.empty(shape))
        before, after, _ = self.buffers
        torch.addmm(self.bias, x, self.transposed, out=before)
        if self.layer.activation == "gelu":
            return aten.gelu.out(before, out=after)
        if self.layer.activation == "tanh":
            return torch.tanh(before, out=after)
        if self.layer.activation == "relu":
            return torch.clamp_min(before, 0, out=after)
        return before

    def through(self, e: Tensor) -> Tensor:
        before, after, inner = self.buffers
        if self.layer.activation == "gelu":
            return aten.gelu_backward.grad_input(e, before, grad_input=inner)
        if self.layer.activation == "tanh":
            return aten.tanh_backward.grad_input(e, after, grad_input=inner)
        if self.layer.activation == "relu":
            return aten.threshold_backward.grad_input(e, before, 0, grad_input=inner)
        return e

    def feed(self, e: Tensor, below: Tensor, gamma: float) -> None:
        """Adds γ times the feedback to the value below."""
        flat = below.view(below.shape[0], -1) if self.layer.flatten else below
        flat.addmm_(self.through(e), self.weight, alpha=gamma)

    def learn(self, e: Tensor, below: Tensor) -> None:
        flat = below.view(below.shape[0], -1) if self.layer.flatten else below
        inner = self.through(e)
        self.weight.grad = inner.t() @ flat
        self.bias.grad = inner.sum(0)

    def learn_by(self, e: Tensor, below: Tensor, scale: float) -> None:
        """The same into gradients that stand, of an error times a number; keeps the error within."""
        self.inner = self.through(e)
        torch.addmm(self.weight.grad, self.inner.t(), below, beta=0, alpha=scale, out=self.weight.grad)
        torch.sum(self.inner, 0, out=self.bias.grad).mul_(scale)


class ConvolutionNode:
    """μ = pool(relu(conv x)) and its pullbacks."""

    def __init__(self, layer: Layer, p: dict[str, Tensor]) -> None:
        self.weight, self.bias = p[layer.name + ".weight"], p[layer.name + ".bias"]

    def predict(self, x: Tensor) -> Tensor:
        self.rectified = F.conv2d(x, self.weight, self.bias, padding=1).clamp_min_(0)
        pooled, self.places = F.max_pool2d(self.rectified, 2, return_indices=True)
        return pooled

    def backward(self, e: Tensor, below: Tensor, wanted: list[bool]) -> tuple[Tensor, Tensor, Tensor]:
        inner = aten.max_pool2d_with_indices_backward.default(
            e, self.rectified, [2, 2], [2, 2], [0, 0], [1, 1], False, self.places
        )
        inner = aten.threshold_backward.grad_input(inner, self.rectified, 0, grad_input=inner)
        return aten.convolution_backward.default(
            inner, below, self.weight, [self.weight.shape[0]], [1, 1], [1, 1], [1, 1], False, [0, 0], 1, wanted
        )

    def feed(self, e: Tensor, below: Tensor, gamma: float) -> None:
        # Only the shape of `below` matters to the gradient of a convolution's input.
        below.add_(self.backward(e, below, [True, False, False])[0], alpha=gamma)

    def learn(self, e: Tensor, below: Tensor) -> None:
        _, self.weight.grad, self.bias.grad = self.backward(e, below, [False, True, True])


class ManualInference(TorchPeer):
    """Inference learning by hand: predictions and errors of all nodes first, then all values step in place."""

    def __init__(self, data: Data, skips: bool) -> None:
        super().__init__(data, False)
        self.skips = skips
        self.nodes = [
            ConvolutionNode(layer, self.p) if layer.convolution else LinearNode(layer, self.p)
            for layer in common.layers(self.workload)
        ]
        self.steps, self.gamma = self.workload["steps"], self.workload["gamma"]
        self.cross_entropy = self.workload["loss"] == "cross-entropy"

    def output_error(self, prediction: Tensor, target: Tensor) -> Tensor:
        """−∂ℓ/∂μ."""
        if not self.cross_entropy:
            return target - prediction
        e = torch.softmax(prediction, 1).neg_()
        return e.scatter_add_(1, target.unsqueeze(1), torch.ones_like(e))

    @torch.inference_mode()
    def update(self, batch: int) -> None:
        values, errors = self.relaxed(batch)
        for v, node in enumerate(self.nodes):
            node.learn(errors[v].mul_(-1 / self.divisor), values[v])
        self.optimizer.step()

    def relaxed(self, batch: int, learns: bool = True) -> tuple[list[Tensor], list[Tensor]]:
        """Values and, if they are to be learned from, errors at time T."""
        target = self.targets[batch]
        nodes, last, gamma = self.nodes, len(self.nodes) - 1, self.gamma
        predictions = []
        x = self.inputs[batch]
        values = [x]  # values[v] is below nodes[v]
        for node in nodes:
            x = node.predict(x)
            predictions.append(x)
            values.append(x.clone() if node is not nodes[-1] else target)
        errors = [None] * last + [self.output_error(predictions[last], target)]
        for t in range(self.steps + 1 if learns else self.steps):
            if t > 0:
                # The first node's parent is clamped. At time t only the values of levels 1 … t have moved.
                changed = range(max(1, last - t + 1) if self.skips else 1, last + 1)
                for v in changed:
                    predictions[v] = nodes[v].predict(values[v])
                errors[last] = self.output_error(predictions[last], target)
                lowest = max(0, last - t) if self.skips else 0
                for v in range(lowest, last):
                    errors[v] = torch.sub(values[v + 1], predictions[v])
            if t < self.steps:
                lowest = max(0, last - t) if self.skips or t == 0 else 0
                for v in range(lowest, last):
                    values[v + 1].add_(errors[v], alpha=-gamma)
                for v in range(max(1, lowest), last + 1):
                    nodes[v].feed(errors[v], values[v], gamma)
        return values, errors


class ManualSettling(ManualInference):
    """The relaxation of values alone."""

    @torch.inference_mode()
    def update(self, batch: int) -> None:
        self.settled, _ = self.relaxed(batch, learns=False)

    def parameters(self) -> Arrays:
        names = [layer.name for layer in common.layers(self.workload)]
        return {name: value.numpy() for name, value in zip(names, self.settled[1:-1])}


class ManualIncremental(ManualInference):
    """Incremental predictive coding by hand: at each time values and parameters move by the same errors. Nodes that the
    error has not reached yet neither move nor are predicted anew."""

    def reset(self) -> None:
        super().reset()
        for value in self.values:
            value.grad = torch.zeros_like(value)

    @torch.inference_mode()
    def update(self, batch: int) -> None:
        target = self.targets[batch]
        nodes, last, gamma = self.nodes, len(self.nodes) - 1, self.gamma
        x = self.inputs[batch]
        values, predictions = [x], []
        for node in nodes:
            x = node.predict(x)
            predictions.append(x)
            values.append(x.clone() if node is not nodes[-1] else target)
        for slope in (value.grad for value in self.values):
            slope.zero_()
        for t in range(self.steps + 1):
            lowest = max(0, last - t)
            for v in range(max(0, last - t + 1), last + 1):
                predictions[v] = nodes[v].predict(values[v])
            errors = [torch.sub(values[v + 1], predictions[v]) for v in range(lowest, last)]
            errors.append(self.output_error(predictions[last], target))
            for v, error in enumerate(errors, lowest):
                nodes[v].learn_by(error, values[v], -1 / self.divisor)
            for v, error in enumerate(errors[:-1], lowest):
                values[v + 1].add_(error, alpha=-gamma)
            for v in range(max(1, lowest), last + 1):
                values[v].addmm_(nodes[v].inner, nodes[v].weight, alpha=gamma)
            self.optimizer.step()


class CompiledInference(TorchPeer):
    """Inference learning without autograd, all steps in one compiled function of parameters and batch."""

    def __init__(self, data: Data) -> None:
        super().__init__(data, False)
        self.compiled = torch.compile(self.computed)
        self.layers = common.layers(self.workload)

    def pulled(self, v: int, e: Tensor, x: Tensor) -> Tensor:
        _, back = torch.func.vjp(lambda below: apply(self.layers[v], self.p, below), x)
        return back(e)[0]

    def output_error(self, output: Tensor, target: Tensor) -> Tensor:
        if self.workload["loss"] == "cross-entropy":
            return F.one_hot(target, output.shape[1]).to(output.dtype) - torch.softmax(output, 1)
        return target - output

    def relaxed(self, data: Tensor, target: Tensor, learns: bool) -> tuple[list[Tensor], list[Tensor]]:
        """Values and, if they are to be learned from, errors at time T."""
        steps, gamma, last = self.workload["steps"], self.workload["gamma"], len(self.layers) - 1
        predictions, values = [], [data]
        for layer in self.layers:
            predictions.append(apply(layer, self.p, values[-1]))
            values.append(predictions[-1])
        errors = []
        for t in range(steps + 1 if learns else steps):
            for v in range(max(1, last - t + 1), last + 1):
                predictions[v] = apply(self.layers[v], self.p, values[v])
            errors = [values[v + 1] - predictions[v] for v in range(last)]
            errors.append(self.output_error(predictions[last], target))
            if t < steps:
                moved = list(values)
                for v in range(max(0, last - 1 - t), last):
                    moved[v + 1] = values[v + 1] + gamma * (
                        self.pulled(v + 1, errors[v + 1], values[v + 1]) - errors[v]
                    )
                values = moved
        return values, errors

    def computed(self, data: Tensor, target: Tensor) -> list[Tensor]:
        values, errors = self.relaxed(data, target, True)
        gradients = []
        for v, layer in enumerate(self.layers):
            names = (layer.name + ".weight", layer.name + ".bias")
            _, back = torch.func.vjp(
                lambda weight, bias: apply(layer, dict(zip(names, (weight, bias))), values[v]),
                *(self.p[name] for name in names),
            )
            gradients.extend(back(errors[v] * (-1 / self.divisor)))
        return gradients

    def update(self, batch: int) -> None:
        with torch.no_grad():
            for parameter, slope in zip(self.values, self.compiled(self.inputs[batch], self.targets[batch])):
                parameter.grad = slope
            self.optimizer.step()


class CompiledSettling(CompiledInference):
    """The relaxation of values alone."""

    def computed(self, data: Tensor, target: Tensor) -> list[Tensor]:
        return self.relaxed(data, target, False)[0][1:-1]

    def update(self, batch: int) -> None:
        with torch.no_grad():
            self.settled = self.compiled(self.inputs[batch], self.targets[batch])

    def parameters(self) -> Arrays:
        return {layer.name: value.numpy() for layer, value in zip(self.layers, self.settled)}


class CompiledIncremental(CompiledInference):
    """Incremental predictive coding in one compiled function, the optimizer's steps included."""

    def reset(self) -> None:
        super().reset()
        self.theta = [value.detach().clone() for value in self.values]
        self.state = (torch.zeros(()), *([torch.zeros_like(value) for value in self.theta] for _ in range(2)))

    def stepped(self, theta: list[Tensor], state: tuple, slopes: list[Tensor]) -> tuple[list[Tensor], tuple]:
        lr = self.workload["lr"]
        if self.workload["optimizer"] == "sgd":
            return [p - lr * g for p, g in zip(theta, slopes)], state
        count, first, second = state
        count = count + 1
        first = [0.9 * m + 0.1 * g for m, g in zip(first, slopes)]
        second = [0.999 * v + 0.001 * g * g for v, g in zip(second, slopes)]
        size, root = lr / (1 - 0.9**count), (1 - 0.999**count).sqrt()
        moved = [p - size * m / (v.sqrt() / root + 1e-8) for p, m, v in zip(theta, first, second)]
        return moved, (count, first, second)

    def computed(self, theta: list[Tensor], state: tuple, data: Tensor, target: Tensor) -> tuple[list[Tensor], tuple]:
        gamma, last = self.workload["gamma"], len(self.layers) - 1
        names = [name for layer in self.layers for name in (layer.name + ".weight", layer.name + ".bias")]
        values = [data]
        for layer in self.layers:
            values.append(apply(layer, dict(zip(names, theta)), values[-1]))
        for t in range(self.workload["steps"] + 1):
            slopes = [torch.zeros_like(value) for value in theta]
            moved = list(values)
            for v in range(max(0, last - t), last + 1):
                own = names[2 * v : 2 * v + 2]
                prediction, back = torch.func.vjp(
                    lambda weight, bias, below, v=v, own=own: apply(
                        self.layers[v], dict(zip(own, (weight, bias))), below
                    ),
                    *theta[2 * v : 2 * v + 2],
                    values[v],
                )
                error = self.output_error(prediction, target) if v == last else values[v + 1] - prediction
                weight, bias, pulled = back(error)
                slopes[2 * v : 2 * v + 2] = [weight * (-1 / self.divisor), bias * (-1 / self.divisor)]
                if v < last:
                    moved[v + 1] = moved[v + 1] - gamma * error
                if v > 0:
                    moved[v] = moved[v] + gamma * pulled
            values = moved
            theta, state = self.stepped(theta, state, slopes)
        return theta, state

    def update(self, batch: int) -> None:
        with torch.no_grad():
            self.theta, self.state = self.compiled(self.theta, self.state, self.inputs[batch], self.targets[batch])

    def parameters(self) -> Arrays:
        return {name: value.numpy() for name, value in zip(self.p, self.theta)}


PEERS = {
    ("il", "autograd"): AutogradInference,
    ("il", "manual"): lambda data: ManualInference(data, False),
    ("il", "skip"): lambda data: ManualInference(data, True),
    ("il", "compile"): CompiledInference,
    ("ipc", "skip"): lambda data: ManualIncremental(data, True),
    ("ipc", "compile"): CompiledIncremental,
    ("settle", "skip"): lambda data: ManualSettling(data, True),
    ("settle", "compile"): CompiledSettling,
}


def start(workload: Workload, folder: Path, threads: int, mode: str) -> tuple[Peer, int, dict[str, str]]:
    torch.set_num_threads(threads)
    data = common.load(workload, folder)
    make = PEERS.get((workload["rule"], mode), lambda data: BackPropagation(data, mode))
    peer: Peer = make(data)
    versions = {"torch": torch.__version__, "python": sys.version.split()[0]}
    return peer, len(data.inputs), versions


if __name__ == "__main__":
    common.serve(start)
