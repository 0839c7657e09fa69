"""Runs a command and fails unless it ends with the code given first.

usage: exits-with.py CODE COMMAND...
"""

import subprocess
import sys

run = subprocess.run(sys.argv[2:], check=False)
if run.returncode != int(sys.argv[1]):
    sys.exit(f"exit code {run.returncode} instead of {sys.argv[1]}")
