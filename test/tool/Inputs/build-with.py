#!/usr/bin/env python3
"""Builds `weakspot` from a changed copy of the sources: what has changed is compiled as
the build directory compiles it, the rest is taken from there.

usage: build-with.py BUILD_DIR COPY PROGRAM
"""

import json
import pathlib
import shlex
import subprocess
import sys


def run(words, directory):
    print(shlex.join(words), flush=True)
    subprocess.run(words, cwd=directory, check=True)


def compile_command(build, source, like, copy, result):
    """The command of a source that is like another one of the build directory's."""
    entry = next(e for e in json.loads((build / "compile_commands.json").read_text()) if e["file"] == str(like))
    words = shlex.split(entry["command"])
    repo = like.parent.parent.parent
    words = [word.replace(f"-I{repo}/lib", f"-I{copy}/lib").replace(str(like), str(source)) for word in words]
    words[words.index("-o") + 1] = str(result)
    return words


def link_command(build, objects, program):
    """Objects come before the archives, whose members of the same name are not taken then."""
    listing = subprocess.run(["ninja", "-C", build, "-t", "commands", "bin/weakspot"],
                             capture_output=True, text=True, check=True).stdout
    step = next(part for part in listing.splitlines()[-1].split("&&") if " -o bin/weakspot " in part)
    words = shlex.split(step)
    at = words.index("-o")
    return [*words[:at], *map(str, objects), "-o", str(program), *words[at + 2:]]


def main():
    build, copy, program = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    repo = pathlib.Path(__file__).resolve().parent.parent.parent.parent
    pages = "".join(f'{{"{page.stem}", R"page({page.read_text()})page"}},\n'
                    for page in sorted((copy / "docs/checks").glob("*.md")))
    (copy / "lib/Report/CheckPages.inc").write_text(pages)
    objects = []
    changed = [source for folder in ("Misuse", "Report") for source in sorted((copy / "lib" / folder).glob("*.cpp"))]
    for source in changed:
        original = repo / source.relative_to(copy)
        is_same = original.exists() and original.read_bytes() == source.read_bytes()
        if is_same and source.name != "CheckPages.cpp":
            continue
        like = original if original.exists() else repo / "lib/Misuse/Misuse.cpp"
        objects.append(program.parent / f"{source.stem}.o")
        run(compile_command(build, source, like, copy, objects[-1]), build)
    run(link_command(build, objects, program), build)


main()
