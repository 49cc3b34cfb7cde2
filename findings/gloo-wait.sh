#!/bin/sh
# A wait that runs out of time does nothing to a collective of c10d's Gloo, which a second wait finds done. To a receive it
# ends the connection: the sender's send fails as well, and so does every collective of the two from then on.
#
# PyTorch 2.13.0 (libtorch 2.10.0's ProcessGroupGloo alike), two ranks on one machine, CPU. Rank 0 waits 200 ms for what
# rank 1 gives after 1 s, then waits again. So whoever looks up from a wait now and then, to see whether the other rank
# is still alive, may do so with Work.wait(timeout) of a collective, and must not of irecv.
#
# Seen: collective: timed out, then done
#       receive: timed out, then failed
#       send on the other side: failed
#       collective afterwards: failed, failed
# Needs Python 3.11 or newer and Linux. Exits with 1 if the behavior is another.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --extra-index-url https://download.pytorch.org/whl/cpu \
    numpy==2.4.6 torch==2.13.0
cat > finding.py <<'PYTHON'
import datetime
import multiprocessing
import sys
import time

import torch
import torch.distributed as dist

BRIEFLY = datetime.timedelta(milliseconds=200)


def outcome(act):
    try:
        act()
        return "done"
    except RuntimeError as e:
        return "timed out" if "timed out" in str(e).lower() else "failed"


def rank(number, store, answers):
    dist.init_process_group("gloo", init_method=f"file://{store}", rank=number, world_size=2)
    said = {}
    summed, received = torch.ones(3), torch.zeros(3)
    if number == 0:
        work = dist.all_reduce(summed, async_op=True)
        said["collective"] = [outcome(lambda: work.wait(BRIEFLY)), outcome(work.wait)]
    else:
        time.sleep(1)
        dist.all_reduce(summed)
    dist.barrier()
    if number == 0:
        work = dist.irecv(received, 1)
        said["receive"] = [outcome(lambda: work.wait(BRIEFLY)), outcome(work.wait)]
    else:
        time.sleep(1)
        said["send"] = [outcome(lambda: dist.send(torch.ones(3), 0))]
    said["afterwards"] = [outcome(lambda: dist.all_reduce(torch.ones(2)))]
    answers.put((number, said, summed.tolist()))


if __name__ == "__main__":
    spawn = multiprocessing.get_context("spawn")
    answers = spawn.Queue()
    ranks = [spawn.Process(target=rank, args=(number, f"{sys.argv[1]}/store", answers)) for number in range(2)]
    for each in ranks:
        each.start()
    (_, first, sums), (_, second, _) = sorted((answers.get(timeout=120) for _ in ranks), key=lambda each: each[0])
    for each in ranks:
        each.join()
    print("collective:", ", then ".join(first["collective"]))
    print("receive:", ", then ".join(first["receive"]))
    print("send on the other side:", *second["send"])
    print("collective afterwards:", ", ".join(first["afterwards"] + second["afterwards"]))
    seen = first["collective"] == ["timed out", "done"] and sums == [2, 2, 2]
    seen = seen and first["receive"] == ["timed out", "failed"] and second["send"] == ["failed"]
    sys.exit(0 if seen and first["afterwards"] == second["afterwards"] == ["failed"] else 1)
PYTHON
venv/bin/python finding.py "$dir" 2>/dev/null
