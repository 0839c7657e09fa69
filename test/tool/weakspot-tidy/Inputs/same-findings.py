#!/usr/bin/env python3
"""Runs the tests of the misuse checks through both doors: with the checks, the model
and the flags of a test's first RUN line, `weakspot check` and clang-tidy must say the
same at the same places.

usage: same-findings.py --weakspot PATH --clang-tidy PATH --plugin PATH FILE...
"""

import argparse
import pathlib
import re
import shlex
import subprocess
import sys

RUN = re.compile(r"^// RUN: (?:not |%exits \d )?%weakspot check (.*?)(?: (?:2>&1|[|>]).*)?$", re.M)
HEADLINE = re.compile(r"^(.+?):(\d+):(\d+): (?:warning|error): (.*) \[(weakspot-[a-z-]+)(?:,.*)?\]$", re.M)


def arguments_of(test):
    """The checks, the model files and the compiler's flags of the first RUN line."""
    line = RUN.search(test.read_text())
    if not line:
        sys.exit(f"{test}: no RUN line with `weakspot check`")
    words = shlex.split(line.group(1).replace("%S", str(test.parent)).replace("%s", str(test)))
    ours, flags = words[:words.index("--")], words[words.index("--") + 1:]
    checks, models = "*", []
    for word, following in zip(ours, ours[1:] + [""]):
        if word.startswith("--checks="):
            checks = word.removeprefix("--checks=")
        elif word == "--model":
            models.append(following)
    return checks, models, flags


def findings(words):
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"{shlex.join(words)} gave {run.returncode}:\n{run.stdout}{run.stderr}")
    return {(str(pathlib.Path(name).resolve()), *rest) for name, *rest in HEADLINE.findall(run.stdout)}


def compare(test, options):
    checks, models, flags = arguments_of(test)
    ours = findings([options.weakspot, "check", "--quiet", f"--checks={checks}",
                     *(word for model in models for word in ("--model", model)), str(test), "--", *flags])
    globs = ",".join(f"weakspot-{glob}" for glob in checks.split(","))
    config = f'{{CheckOptions: {{weakspot.Models: "{";".join(models)}"}}}}'
    theirs = findings([options.clang_tidy, f"--load={options.plugin}", f"--checks=-*,{globs}", "--quiet",
                       f"--config={config}", "--header-filter=.*", str(test), "--", *flags, "-w"])
    for extra, door in ((ours - theirs, "weakspot check"), (theirs - ours, "clang-tidy")):
        for name, line, column, message, check in sorted(extra):
            print(f"{name}:{line}:{column}: only from {door}: {message} [{check}]")
    return len(ours), ours == theirs


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--weakspot", required=True)
    parser.add_argument("--clang-tidy", required=True)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("tests", nargs="+", type=pathlib.Path, metavar="FILE")
    options = parser.parse_args()
    results = [compare(test.resolve(), options) for test in options.tests]
    print(f"{sum(count for count, _ in results)} findings in {len(results)} tests, "
          f"{sum(not same for _, same in results)} tests differ")
    sys.exit(0 if all(same for _, same in results) else 1)


main()
