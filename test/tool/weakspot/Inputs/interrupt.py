"""Starts a command in a process group of its own, interrupts it once it waits
for a FIFO, and wants 130 soon after, with no process of the group left."""

import os
import signal
import subprocess
import sys
import time

process = subprocess.Popen(sys.argv[1:], start_new_session=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
time.sleep(1.5)
assert process.poll() is None, "it did not wait: " + process.stderr.read().decode()
# Only the parent gets it: its children are its own business.
os.kill(process.pid, getattr(signal, os.environ.get("INTERRUPT_BY", "SIGINT")))
started = time.monotonic()
try:
    code = process.wait(timeout=5)
except subprocess.TimeoutExpired:
    os.killpg(process.pid, signal.SIGKILL)
    sys.exit("it did not end")
if code != 130:
    sys.exit(f"exit code {code}: {process.stderr.read().decode()}")
for _ in range(50):
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        sys.exit(0)
    time.sleep(0.1)
os.killpg(process.pid, signal.SIGKILL)
sys.exit("it left processes behind")
