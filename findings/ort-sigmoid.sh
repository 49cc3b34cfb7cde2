#!/bin/sh
# ONNX Runtime's Sigmoid is exactly 0 from -18 down and goes up and down before: its logarithm is infinite where
# PyTorch's is -18, and a more certain "no" may get the larger probability.
#
# onnxruntime 1.30.0 (PyPI; 1.29.0 from Maven alike), float32, CPU, on an AMD EPYC with AVX-512. The true value at -18
# is 1.5e-8, far above float32's least number; float32's own arithmetic, 1 / (1 + exp(-x)), has all its digits there.
#
# Seen: -15: 3.576e-07, true 3.059e-07
#       -16: 5.960e-08, true 1.125e-07
#       -17: 8.941e-08, true 4.140e-08
#       -18: 0.000e+00, true 1.523e-08
#       -80: 0.000e+00, true 1.805e-35
#       log of the sigmoid of -18: -inf
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


x = np.array([-15, -16, -17, -18, -80], np.float32)
y = run("(float[N] x) => (float[N] y) { y = Sigmoid(x) }", x)
for number, sigmoid in zip(x, y):
    print(f"{number:.0f}: {sigmoid:.3e}, true {1 / (1 + np.exp(-float(number))):.3e}")
with np.errstate(divide="ignore"):
    print("log of the sigmoid of -18:", np.log(y[3]))
assert onnxruntime.__version__ == "1.30.0" and y[3] == y[4] == 0 and y[2] > y[1]
PYTHON
