"""Writes the files of PyTorch, safetensors and NumPy that the tests of importing read. Run by hand, not by the build.

    python weights.py pcn4j-train/src/test/resources/org/pcn4j/train

Made with torch 2.13, safetensors 0.8 and NumPy 2.4.
"""

import sys
from pathlib import Path

import numpy
import torch
from safetensors.torch import save_file, save_model
from torch import nn


class Tied(nn.Module):
    """A network with tied weights, and buffers as modules hold them, of every type that PyTorch saves."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(5, 3)
        self.out = nn.Linear(3, 5)
        self.out.weight = self.embedding.weight
        self.register_buffer("mask", torch.ones(4, 4, dtype=torch.bool).tril())
        self.register_buffer("position_ids", torch.arange(4)[None])
        for dtype in (torch.uint8, torch.int8, torch.int16, torch.int32, torch.float8_e4m3fn, torch.float8_e5m2,
                      torch.complex64, torch.uint16, torch.uint32, torch.uint64):
            self.register_buffer("kept_" + str(dtype).removeprefix("torch."), torch.ones(3).to(dtype))

    def forward(self, tokens):
        return self.out(self.embedding(tokens))


def main(folder):
    torch.manual_seed(1)
    tied = Tied().eval()
    models = folder / "model"
    models.mkdir(parents=True, exist_ok=True)
    save_model(tied, models / "tied.safetensors")
    save_model(nn.DataParallel(torch.compile(tied)), models / "tied-wrapped.safetensors")
    clones = {name: tensor.clone() for name, tensor in tied.state_dict().items()}
    save_file(clones, models / "tied-clones.safetensors")
    clones["out.weight"][4, 2] += 1
    save_file(clones, models / "untied.safetensors")
    halves = {name: tensor.to(torch.bfloat16) for name, tensor in tied.state_dict().items() if "weight" in name or "bias" in name}
    save_file({name: tensor.clone() for name, tensor in halves.items()}, models / "tied-bf16.safetensors")
    tokens = torch.tensor([[0, 1, 2, 3], [4, 4, 0, 2]])
    with torch.no_grad():
        save_file({"tokens": tokens, "outputs": tied(tokens)}, models / "tied-answers.safetensors")

    others = folder / "file"
    others.mkdir(parents=True, exist_ok=True)
    linear = nn.Linear(2, 1)
    torch.save(linear.state_dict(), others / "state-dict.pt")
    torch.save(linear.state_dict(), others / "state-dict-before-1.6.pt", _use_new_zipfile_serialization=False)
    torch.jit.script(linear).save(str(others / "script.pt"))
    numpy.savez(others / "arrays.npz", a=numpy.zeros(3))
    numpy.save(others / "array.npy", numpy.zeros(3))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
