"""What a user of PyTorch waits for: from the start of Python to the end of the first update of the cnn.

Takes WORKLOAD_ID WORKLOADS FOLDER, and uses of the folder one batch; the network draws its own weights.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn


def main() -> None:
    batches = Path(sys.argv[3]) / "batches"
    x = torch.from_numpy(np.load(batches / "input-0.npy"))
    target = torch.from_numpy(np.load(batches / "target-0.npy"))
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(64 * 7 * 7, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    nn.functional.cross_entropy(model(x), target).backward()
    optimizer.step()
    print('{"ok": true}', flush=True)


if __name__ == "__main__":
    main()
