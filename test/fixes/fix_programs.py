#!/usr/bin/env python3
"""Repairs small programs, and runs what comes out.

The programs are the sections `#--- NAME/FILE` of a file; those named in --crlf get
Windows' line ends. Each is compiled and run, given to `weakspot fix --apply`, and
compiled and run again: it must print the same, without a warning or a leak, no
line may end in another way than before, and a second `weakspot fix --apply` must
change nothing.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cases"))
from check_case import STANDARD, Wrong, run  # noqa: E402

LEAKS = ["-g", "-fsanitize=address"]
SECONDS = 600


def programs(text):
    parts = re.split(r"^#--- (\S+?)/(\S+)\n", text, flags=re.M)
    found = {}
    for name, file, body in zip(parts[1::3], parts[2::3], parts[3::3]):
        found.setdefault(name, {})[file] = body
    return found


def build_and_run(sources, program, cxx, leaks):
    built = run([cxx, STANDARD, "-Wall", "-Wextra", *LEAKS, *sources, "-o", program], timeout=SECONDS)
    if built.returncode or built.stderr:
        raise Wrong(f"it does not compile cleanly\n{built.stderr}")
    ran = run([program], timeout=SECONDS, env={**os.environ, "ASAN_OPTIONS": f"detect_leaks={int(leaks)}"})
    if ran.returncode:
        raise Wrong(f"it ends with {ran.returncode}\n{ran.stdout}{ran.stderr}")
    return ran.stdout


def fix(sources, args):
    return run([args.weakspot, "fix", "--apply", "-j1", *sources, "--", STANDARD], timeout=SECONDS)


def check(name, files, args):
    directory = args.work / name
    shutil.rmtree(directory, ignore_errors=True)
    (directory / ".git").mkdir(parents=True)
    (directory / ".clang-format").write_text("DisableFormat: true\n")
    for file, body in files.items():
        if name in args.crlf:
            body = body.replace("\n", "\r\n")
        (directory / file).write_bytes(body.encode())
    paths = [directory / file for file in files]
    sources = [path for path in paths if path.suffix == ".cpp"]
    program = directory / "program.exe"
    before = build_and_run(sources, program, args.cxx, leaks=False)
    old = {path: path.read_bytes() for path in paths}
    fixed = fix(sources, args)
    new = {path: path.read_bytes() for path in paths}
    if fixed.returncode or new == old:
        raise Wrong(f"it is not repaired\n{fixed.stderr}")
    after = build_and_run(sources, program, args.cxx, leaks=True)
    if after != before:
        raise Wrong(f"it printed {before!r}, and prints {after!r}")
    for path, content in new.items():
        if name in args.crlf and content.count(b"\n") != content.count(b"\r\n"):
            raise Wrong(f"lines of {path.name} end in more than one way")
    again = fix(sources, args)
    if again.returncode or {path: path.read_bytes() for path in paths} != new:
        raise Wrong(f"a second time changes it\n{again.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("--weakspot", required=True)
    parser.add_argument("--cxx", default="clang++-22")
    parser.add_argument("--crlf", nargs="*", default=[], help="programs with Windows' line ends")
    parser.add_argument("--work", type=pathlib.Path, required=True)
    args = parser.parse_args()
    failures = []
    for name, files in programs(args.programs.read_text()).items():
        try:
            check(name, files, args)
        except (Wrong, subprocess.TimeoutExpired) as wrong:
            failures.append(f"{name}: {wrong}")
    if failures:
        sys.exit("\n\n".join(failures))


if __name__ == "__main__":
    main()
