"""Shows that models and PyTorch read each other's weights: see docs/experiments.md. Run by hand, not by the build.

    python models.py write FOLDER          saves networks of PyTorch, images and what the networks answer to them
    java -cp CLASSPATH Models.java FOLDER  answers the same images by them, and saves models of its own with their answers
    python models.py check FOLDER          answers the images by these

CLASSPATH is pcn4j-cli/target/pcn4j-cli.jar, which names the libraries beside it, after ./pcn4j has built it.
"""

import sys
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn

TOLERANCE = 1e-5


def mlp():
    return nn.Sequential(OrderedDict(
        flatten=nn.Flatten(),
        fc1=nn.Linear(784, 64), tanh1=nn.Tanh(),
        fc2=nn.Linear(64, 32), tanh2=nn.Tanh(),
        out=nn.Linear(32, 10)))


def cnn():
    return nn.Sequential(OrderedDict(
        conv1=nn.Conv2d(1, 32, 3, padding=1), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2),
        conv2=nn.Conv2d(32, 64, 3, padding=1), relu2=nn.ReLU(), pool2=nn.MaxPool2d(2),
        flatten=nn.Flatten(),
        fc1=nn.Linear(64 * 7 * 7, 128), relu3=nn.ReLU(),
        out=nn.Linear(128, 10)))


MODELS = {"mlp": mlp, "cnn": cnn}


def write(folder):
    torch.manual_seed(1)
    images = torch.rand(16, 1, 28, 28)
    answers = {"images": images}
    for name, make in MODELS.items():
        model = make().eval()
        # As networks are often saved: within another module.
        save_file({"module." + key: value for key, value in model.state_dict().items()},
                  folder / f"torch-{name}.safetensors")
        with torch.no_grad():
            answers[name] = model(images)
    save_file(answers, folder / "torch-answers.safetensors")


def check(folder):
    answers = load_file(folder / "java-answers.safetensors")
    for name, make in MODELS.items():
        model = make().eval()
        model.load_state_dict(load_file(folder / f"java-{name}.safetensors"), strict=True)
        with torch.no_grad():
            difference = (model(answers["images"]) - answers[name]).abs().max().item()
        print(f"{name} of Java in PyTorch: at most {difference:.1e} apart")
        if not difference <= TOLERANCE:
            sys.exit(f"{name}: expected at most {TOLERANCE}")


if __name__ == "__main__":
    {"write": write, "check": check}[sys.argv[1]](Path(sys.argv[2]))
