"""Checks the examples of a check's page: each below `## Wrong` gives exactly
that check's finding, each below `## Right` gives none.

usage: examples.py PAGE DIRECTORY WEAKSPOT
"""

import pathlib
import re
import subprocess
import sys

page, directory, weakspot = sys.argv[1:]
library = pathlib.Path(page).resolve().parent.parent.parent / "lib/weakref/include"
name = "weakspot-" + pathlib.Path(page).stem
text = pathlib.Path(page).read_text()
failures = []
for section in re.split(r"^## ", text, flags=re.M)[1:]:
    title = section.split("\n", 1)[0]
    for number, code in enumerate(re.findall(r"^```cpp\n(.*?)^```", section, re.S | re.M)):
        source = pathlib.Path(directory, f"{title}{number}.cpp".replace(" ", "-"))
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(code)
        run = subprocess.run([weakspot, "check", "--quiet", "--checks=*", str(source), "--", "-std=c++17",
                              f"-I{library}"],
                             capture_output=True, text=True, check=False)
        found = re.findall(r"(?:error|warning): .*\[(weakspot-[a-z-]+)\]$", run.stdout, re.M)
        wanted = [name] if title == "Wrong" else []
        if found != wanted or run.returncode != len(wanted):
            failures.append(f"{page}: {title}: wanted {wanted}, got exit code {run.returncode}"
                            f" and\n{run.stdout}{run.stderr}")
print("\n".join(failures))
sys.exit(bool(failures))
