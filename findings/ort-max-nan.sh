#!/bin/sh
# Whether ONNX Runtime's maximum of numbers and a NaN is NaN depends on the operator and on where the NaN stands.
#
# onnxruntime 1.30.0 (PyPI), float32, CPU, on an AMD EPYC with AVX-512; MaxPool and ReduceMax of 1.29.0 (Maven) do the
# same. MaxPool over 2x2 numbers keeps a NaN at one of four places, over 3x3 at none; ReduceMax keeps it only at the
# first place; ArgMax passes it over unless it is first. PyTorch's max_pool2d, amax and argmax give NaN, or its place,
# always. So a damaged pixel or an exploded activation can leave the network as a plain, plausible answer.
#
# Seen: MaxPool 2x2 keeps a NaN at [1] of 4 places
#       MaxPool 3x3 keeps a NaN at [] of 9 places
#       ReduceMax keeps a NaN at [0] of 8 places
#       ArgMax finds a NaN at [0] of 8 places
#       Max, of two numbers, keeps a NaN at [0, 1] of 2 places
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


POOL = "(float[N,1,H,W] x) => (float[N,1,P,Q] y) {{ y = MaxPool<kernel_shape=[{0},{0}],strides=[{0},{0}]>(x) }}"
REDUCE = "(float[N,K] x) => (float[N] y) { y = ReduceMax<axes=[1],keepdims=0>(x) }"
ARG = "(float[N,K] x) => (int64[N] y) { y = ArgMax<axis=1,keepdims=0>(x) }"
MAX = "(float[2] x) => (float[1] y) { a, b = Split<axis=0>(x) y = Max(a, b) }"


def kept(what, graph, shape, found=lambda y, place: np.isnan(y.ravel()[0])):
    size = int(np.prod(shape))
    places = []
    for place in range(size):
        x = np.arange(1, size + 1, dtype=np.float32)
        x[place] = np.nan
        if found(run(graph, x.reshape(shape)), place):
            places.append(place)
    print(f"{what} a NaN at {places} of {size} places")
    return len(places)


two = kept("MaxPool 2x2 keeps", POOL.format(2), (1, 1, 2, 2))
three = kept("MaxPool 3x3 keeps", POOL.format(3), (1, 1, 3, 3))
most = kept("ReduceMax keeps", REDUCE, (1, 8))
arg = kept("ArgMax finds", ARG, (1, 8), lambda y, place: y[0] == place)
pair = kept("Max, of two numbers, keeps", MAX, (2,))
assert onnxruntime.__version__ == "1.30.0" and two < 4 and three < 9 and most == 1 and arg < 8 and pair == 2
PYTHON
