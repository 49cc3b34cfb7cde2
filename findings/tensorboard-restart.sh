#!/bin/sh
# TensorBoard's two readers disagree about a run that was resumed once: the server's own shows the old points and the
# new.
#
# tensorboard 2.21.0 (PyPI). A run writes steps 0 to 9, is killed, and goes on at step 5 in a second file of the same
# folder, which begins with SessionLog START at step 5, as TensorBoard's format has it for a restart. event_accumulator
# then forgets steps 5 to 9 of the first file. plugin_event_accumulator, which the server uses where
# tensorboard-data-server is missing, takes the first START that it meets for the beginning and forgets nothing, unless
# the first file has a START as well.
#
# Seen: no START in file 1: event_accumulator [0, 1, 2, 3, 4, 5, 6, 7]
#       no START in file 1: plugin_event_accumulator [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 5, 6, 7]
#       START in file 1: event_accumulator [0, 1, 2, 3, 4, 5, 6, 7]
#       START in file 1: plugin_event_accumulator [0, 1, 2, 3, 4, 5, 6, 7]
# Needs Python 3.11 or newer. Exits with 1 if the behavior is another.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check tensorboard==2.21.0 setuptools==80.9.0
venv/bin/python - <<'PYTHON'
import logging
import time

from tensorboard.backend.event_processing import event_accumulator, plugin_event_accumulator
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter

logging.disable()


def write(folder, part, start, steps):
    time.sleep(1.1)  # files are read by the second in their names
    writer = EventFileWriter(folder, filename_suffix=f".{part}")
    if start:
        writer.add_event(Event(step=steps[0], wall_time=time.time(), session_log=SessionLog(status=SessionLog.START)))
    for step in steps:
        value = Summary.Value(tag="loss", simple_value=1.0)
        writer.add_event(Event(step=step, wall_time=time.time(), summary=Summary(value=[value])))
    writer.close()


def steps(folder, first_start):
    write(folder, 1, first_start, range(10))
    write(folder, 2, True, range(5, 8))
    old = event_accumulator.EventAccumulator(folder).Reload().Scalars("loss")
    new = plugin_event_accumulator.EventAccumulator(folder).Reload().Tensors("loss")
    found = [event.step for event in old], [event.step for event in new]
    for name, of_reader in zip(("event_accumulator", "plugin_event_accumulator"), found):
        print(f"{'START' if first_start else 'no START'} in file 1: {name} {of_reader}")
    return found


old, new = steps("without", False)
assert old == list(range(8)) and new == [*range(10), 5, 6, 7]
assert steps("with", True) == (list(range(8)), list(range(8)))
PYTHON
