#!/usr/bin/env python3
"""Edits random programs, and looks whether what is taken over from the run before
makes a difference.

    reuse.py --weakspot build/dev/bin/weakspot --edits 200 --seed tonight

Some programs are one project, which is checked after every edit, once with the cache of
all runs before and once with one that knows the TUs but nothing that was solved. Both
reports must be the same, byte by byte.
"""

import argparse
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

from differential import HERE, SUPPORT, write
from generate import generate

REUSED = re.compile(r"^functions (linked|reused): +(\d+)$", re.M)


class Project:
    """The programs as they were generated, and as they are now."""

    def __init__(self, rng, seed, count, directory):
        self.rng = rng
        self.directory = directory
        self.first = [generate("program", f"{seed}{n}") for n in range(count)]
        self.now = list(self.first)
        self.lines = {}  # By unit: what stands in front of it.
        self.behind = {}

    def write(self):
        units = write(self.directory, self.now)
        for number, unit in enumerate(units[:-1]):
            text = unit.read_text()
            unit.write_text(self.lines.get(number, "") + text + self.behind.get(number, ""))
        return units

    def edit(self):
        """Changes one thing; returns what, in words."""
        n = self.rng.randrange(len(self.now))
        kind = self.rng.choice(["less", "less", "less", "back", "lines", "function"])
        if kind == "less":
            statements = [s for s in self.now[n].statements() if not s.fixed]
            if statements:
                self.now[n] = self.now[n].without({self.rng.choice(statements).id})
        elif kind == "back":
            self.now[n] = self.first[n]
        elif kind == "lines":
            self.lines[self.rng.randrange(3)] = "\n" * self.rng.randrange(5)
        else:
            unit, name = self.rng.randrange(3), f"extra{self.rng.randrange(100)}"
            self.behind[unit] = (f"struct In{name} {{ std::shared_ptr<In{name}> next; std::weak_ptr<In{name}> back; }};\n"
                                 f"void {name}() {{ auto a = std::make_shared<In{name}>();"
                                 f" a->next = a; [w = a->back] {{ return w.lock()->next; }}(); }}\n")
        return f"{kind} in p{n}"


def check(args, units, cache, report):
    command = [args.weakspot, "check", "--checks=*", "--stats", "--quiet", f"--cache-dir={cache}",
               f"--output=json:{report}", *units, "--", "-std=c++20", f"-I{SUPPORT}", f"-I{HERE}"]
    run = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=600)
    if run.returncode not in (0, 1):
        sys.exit(f"reuse: weakspot ends with {run.returncode}\n{run.stderr}")
    counts = {name: int(count) for name, count in REUSED.findall(run.stderr)}
    return report.read_bytes(), counts["linked"], counts["reused"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weakspot", required=True)
    parser.add_argument("--edits", type=int, default=8)
    parser.add_argument("--programs", type=int, default=12)
    parser.add_argument("--seed", default="1")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reuse-") as name:
        scratch = pathlib.Path(name)
        sources = scratch / "sources"
        sources.mkdir()
        project = Project(random.Random(args.seed), args.seed, args.programs, sources)
        check(args, project.write(), scratch / "warm", scratch / "warm.json")
        linked = reused = differ = 0
        for number in range(args.edits):
            what = project.edit()
            units = project.write()
            warm, functions, taken = check(args, units, scratch / "warm", scratch / "warm.json")
            shutil.copytree(scratch / "warm", scratch / "cold")
            for solved in (scratch / "cold").glob("*.run"):
                solved.unlink()
            cold, _, none = check(args, units, scratch / "cold", scratch / "cold.json")
            shutil.rmtree(scratch / "cold")
            linked, reused = linked + functions, reused + taken
            if none:
                sys.exit("reuse: something was taken over from nowhere")
            if warm != cold:
                differ += 1
                print(f"edit {number} of seed {args.seed}, {what}: the reports differ")
        print(f"{args.edits} edits, {differ} reports differ, {100 * reused // linked}% of the functions were taken over")
        sys.exit(1 if differ or not reused else 0)


main()
