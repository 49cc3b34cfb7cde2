#!/bin/sh
# ONNX Runtime's Tanh gives numbers beyond 1, so that atanh of it or the root of 1 - tanh^2 is NaN; nor is it monotone.
#
# onnxruntime 1.30.0 (PyPI; 1.29.0 from Maven alike), float32, CPU, on an AMD EPYC with AVX-512. Of 24,001 numbers from
# -12 to 12 94 have a hyperbolic tangent of 1.0000001 in size, the least of them at 8.434, and 2,046 have a lesser one
# than the number before. NumPy's and libtorch's tanh do neither.
#
# Seen: beyond 1: 94, the least at 8.434 in size; falling: 2046; numpy: 0 and 0
#       with tanh 1.0000001 atanh gives nan
# Needs Python 3.11 or newer on x86-64. Exits with 1 if the behavior is another.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6 onnx==1.23.1 onnxruntime==1.30.0
venv/bin/python - <<'PYTHON'
import numpy as np
import onnxruntime
from onnx import checker, parser


def run(graph, x):
    model = parser.parse_model('<ir_version: 8, opset_import: ["" : 17]> g ' + graph)
    checker.check_model(model)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0]


x = np.linspace(-12, 12, 24001).astype(np.float32)
y = run("(float[N] x) => (float[N] y) { y = Tanh(x) }", x)
beyond, falls = np.abs(y) > 1, np.diff(y) < 0
n = np.tanh(x)
print(f"beyond 1: {beyond.sum()}, the least at {np.abs(x[beyond]).min():.3f} in size; falling: {falls.sum()};"
      f" numpy: {(np.abs(n) > 1).sum()} and {(np.diff(n) < 0).sum()}")
with np.errstate(invalid="ignore"):
    print(f"with tanh {y.max()} atanh gives {np.arctanh(y.max())}")
assert onnxruntime.__version__ == "1.30.0" and beyond.any() and falls.any()
PYTHON
