"""Runs a command with a terminal as its output and prints what it wrote."""

import os
import pty
import subprocess
import sys

ours, theirs = pty.openpty()
os.environ["TERM"] = "xterm-256color"
process = subprocess.Popen(sys.argv[1:], stdout=theirs, stderr=theirs, stdin=theirs)
os.close(theirs)
while True:
    try:
        data = os.read(ours, 65536)
    except OSError:  # Linux says so when the last writer is gone.
        break
    if not data:
        break
    sys.stdout.buffer.write(data)
process.wait()
