"""Fails unless standard input has (yes) or has not (no) terminal escapes, and
is not empty."""

import sys

text = sys.stdin.buffer.read()
sys.exit(not text or (b"\x1b[" in text) != (sys.argv[1] == "yes"))
