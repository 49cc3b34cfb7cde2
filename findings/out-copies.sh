#!/bin/sh
# Told where to write, some of ATen's kernels make a result of their own and copy it there: relu.out, and Scalar_out of
# add, sub, rsub, mul and div. So giving them memory costs more memory and time than giving them none.
#
# PyTorch 2.13.0 (relu and mul of libtorch 2.10.0 alike), float32, CPU. Others of the same formulas write there: clamp_min.out
# of 0 is ReLU, and mul.out takes the number as a tensor without dimensions. Of 100,000 numbers relu.out takes 22 µs and
# clamp_min.out 9, mul.Scalar_out 20 and mul.out 11, on one core of an AMD EPYC.
#
# Seen: bytes made and copies by relu.out 400000 and 1, clamp_min.out 0 and 0, add.Scalar_out 400000 and 1,
#       sub.Scalar_out 400000 and 1, rsub.Scalar_out 400000 and 1, mul.Scalar_out 400000 and 1, div.Scalar_out 400000 and 1,
#       mul.out 0 and 0
# Needs Python 3.11 or newer. Exits with 1 if the behavior is another.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --extra-index-url https://download.pytorch.org/whl/cpu \
    numpy==2.4.6 torch==2.13.0
venv/bin/python - <<'PYTHON' 2>/dev/null
import torch
from torch.profiler import ProfilerActivity, profile

torch.set_num_threads(1)
aten = torch.ops.aten
x = torch.linspace(-1, 1, 100_000)
into, factor = torch.empty_like(x), torch.tensor(0.5)


def seen(kernel):
    """The bytes of the largest tensor that is made, and how many of this size are copied."""
    kernel()
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True, record_shapes=True) as recorded:
        kernel()
    made = max(event.cpu_memory_usage for event in recorded.events())
    copies = sum(event.name == "aten::copy_" and event.input_shapes[0] == [100_000] for event in recorded.events())
    return made, copies


kernels = {
    "relu.out": lambda: aten.relu.out(x, out=into),
    "clamp_min.out": lambda: aten.clamp_min.out(x, 0, out=into),
    "add.Scalar_out": lambda: aten.add.Scalar_out(x, 0.5, out=into),
    "sub.Scalar_out": lambda: aten.sub.Scalar_out(x, 0.5, out=into),
    "rsub.Scalar_out": lambda: aten.rsub.Scalar_out(x, 0.5, out=into),
    "mul.Scalar_out": lambda: aten.mul.Scalar_out(x, 0.5, out=into),
    "div.Scalar_out": lambda: aten.div.Scalar_out(x, 0.5, out=into),
    "mul.out": lambda: aten.mul.out(x, factor, out=into),
}
found = {name: seen(kernel) for name, kernel in kernels.items()}
for name, (made, copies) in found.items():
    print(f"{name}: makes {made} bytes, copies {copies}")
direct = {"clamp_min.out", "mul.out"}
assert torch.__version__.startswith("2.13.0")
assert all(found[name] == ((0, 0) if name in direct else (400_000, 1)) for name in found)
PYTHON
