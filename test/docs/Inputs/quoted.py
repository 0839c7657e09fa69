"""Fails unless every ```console block of a page, but for its `$ ` lines, stands
in an output.

usage: quoted.py PAGE OUTPUT
"""

import pathlib
import re
import sys

page, output = (pathlib.Path(name).read_text() for name in sys.argv[1:])
blocks = re.findall(r"^```console\n(.*?)^```", page, re.S | re.M)
quotes = ["".join(line for line in block.splitlines(True) if not line.startswith("$ "))
          for block in blocks]
missing = [quote for quote in quotes if quote not in output]
if not quotes or missing:
    sys.exit(f"{sys.argv[1]} shows what the tool does not say (any more); it says:\n{output}")
