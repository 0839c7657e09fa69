#!/usr/bin/env python3
"""Runs one case and analyses it: what leaks, and what is found, must be as declared.

A case is a C++ program with one or more variants, declared in its comments:

    // CASE: ring_bad
    // ALIVE: Bar 1, Foo 1
    // FINDS: shared-ptr-cycle Foo.bar_ -> Bar.foo_
    // CASE: ring_good -DGOOD

CASE names a variant and gives its compiler flags. ALIVE is what the program
leaks: the objects that are alive when it has ended (support/counted.h prints
them). FINDS is one finding of the checker: its check and the edges of its ring,
starting anywhere. No ALIVE: nothing leaks. No FINDS: the checker is silent.

What is right is not a matter of taste: a variant whose objects leak must have a
finding, and one whose objects do not must have none. A known wrong answer is
pinned: the variant's name ends in _FN (a leak that is not found) or _FP (a
finding without a leak), and a BECAUSE line says why. When the checker learns to
do better the pin fails, and is taken out.

A program of several TUs has its files in one, each after a line `//--- NAME`.
"""

import argparse
import hashlib
import pathlib
import re
import shlex
import subprocess
import sys

KEY = re.compile(r"^// (CASE|ALIVE|FINDS|BECAUSE): *(.*)$")
HEADLINE = re.compile(r"^(?:.+?:\d+:(?:\d+:)? )?(?:warning|error|note): (?P<message>.*?)(?: \[weakspot-(?P<check>[a-z-]+)\])?$")
EDGE = re.compile(r"^(?:here )?(?P<edge>.*?) owns .* \(.*\)(?: when '.*' is entered)?$")
STANDARD = "-std=c++20"
PROGRAM = [STANDARD, "-O0", "-pthread"]


class Wrong(Exception):
    """The case does not hold."""


class Variant:
    def __init__(self, name, flags):
        self.name, self.flags = name, flags
        self.alive, self.finds, self.because = {}, [], ""

    def check_declaration(self):
        """A declaration that says something false about itself is no case."""
        missed = bool(self.alive) and not self.finds
        invented = bool(self.finds) and not self.alive
        for ending, holds, means in (("_FN", missed, "leaks, but FINDS nothing"),
                                     ("_FP", invented, "FINDS something, but leaks nothing")):
            if holds != self.name.endswith(ending):
                raise Wrong(f"{self.name}: its name must end in {ending} exactly if it {means}")
        if (missed or invented) != bool(self.because):
            raise Wrong(f"{self.name}: BECAUSE is for pinned wrong answers, and each needs one")


def parse_declarations(text):
    variants = []
    for line in text.splitlines():
        match = KEY.match(line)
        if not match:
            continue
        key, value = match.groups()
        if key == "CASE":
            name, *flags = shlex.split(value)
            variants.append(Variant(name, flags))
        elif not variants:
            raise Wrong(f"{key} before the first CASE")
        elif key == "ALIVE":
            for name, count in re.findall(r"(.+?) (\d+)(?:, |$)", value):
                variants[-1].alive[name] = int(count)
        elif key == "FINDS":
            variants[-1].finds.append(parse_finding(value))
        else:
            variants[-1].because = value
    if not variants:
        raise Wrong("it declares no CASE")
    for variant in variants:
        variant.check_declaration()
    return variants


def parse_finding(text):
    check, _, ring = text.partition(" ")
    return check, canonical([edge.strip() for edge in ring.split("->")] if ring else [])


def canonical(ring):
    """The rotation of a ring that is least, so that equal rings are equal."""
    return min((tuple(ring[i:] + ring[:i]) for i in range(len(ring))), default=())


def split_files(text, source, directory):
    """Writes the case's files, each keeping its line numbers; returns the TUs."""
    parts = re.split(r"^//--- *(\S+) *$", text, flags=re.M)
    if len(parts) == 1:
        return [source]
    line = parts[0].count("\n")
    units = []
    for name, body in zip(parts[1::2], parts[2::2]):
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = "\n" * line + body
        line += body.count("\n")
        if not path.exists() or path.read_text() != content:
            path.write_text(content)
        if path.suffix == ".cpp":
            units.append(path)
    return units


def run(command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)


def what_leaks(variant, units, text, directory, args):
    """Compiles and runs the program. Its answer is kept until the program changes."""
    support = args.support / "counted.cpp"
    digest = hashlib.sha256("\0".join(
        [text, support.read_text(), (args.support / "counted.h").read_text(), args.cxx, STANDARD, *args.flags, *args.link,
         *variant.flags]
    ).encode()).hexdigest()
    kept = directory / f"{variant.name}.ran"
    if kept.exists():
        known, _, output = kept.read_text().partition("\n")
        if known == digest:
            return parse_alive(output)
    program = directory / f"{variant.name}.exe"
    flags = [*args.flags, *variant.flags]
    compiler = [args.cxx, *PROGRAM, "-Wall", "-Wextra", "-Wno-self-move", f"-I{args.support}", f"-I{directory}"]
    inputs = [*flags, *units, counter(support, directory, args), *args.link, "-o", program]
    built = None
    if all(flag.startswith(("-D", "-I", "-isystem", "/")) for flag in flags):
        built = run([*compiler, *standard_headers(directory, args), *inputs])
    # The library may be another one than that which was precompiled.
    if not built or built.returncode:
        built = run([*compiler, *inputs])
    if built.returncode or built.stderr:
        raise Wrong(f"{variant.name}: the program does not compile cleanly\n{built.stderr}")
    ran = run([program], timeout=30)
    program.unlink()
    if ran.returncode:
        raise Wrong(f"{variant.name}: the program ends with {ran.returncode}\n{ran.stdout}{ran.stderr}")
    kept.write_text(f"{digest}\n{ran.stdout}")
    return parse_alive(ran.stdout)


def counter(source, directory, args):
    """The object file of support/counted.cpp."""
    return compiled_once(source, "counted", ".o", [STANDARD, "-O1", "-c"], directory, args)


def standard_headers(directory, args):
    """Options that spare the program's TUs the parse of the standard library. The
    checker gets none of them, so a header that is not included is noticed there."""
    precompiled = compiled_once(args.support / "standard.h", "standard", ".pch", [*PROGRAM, "-Xclang", "-fno-pch-timestamp", "-x", "c++-header"], directory, args)
    return ["-include-pch", precompiled]


def compiled_once(source, name, suffix, options, directory, args):
    """What the compiler makes of a file, kept for all cases of a folder."""
    key = hashlib.sha256(source.read_bytes() + shlex.join([args.cxx, *options]).encode()).hexdigest()[:16]
    kept = directory.parent / f"{name}-{key}{suffix}"
    if not kept.exists():
        made = directory / f"{name}{suffix}"
        built = run([args.cxx, *options, source, "-o", made])
        if built.returncode:
            raise Wrong(f"{source.name} does not compile\n{built.stderr}")
        made.replace(kept)
    return kept


def parse_alive(output):
    alive = {}
    for name, count in re.findall(r"^alive: (.*) (\d+)$", output, flags=re.M):
        alive[name] = int(count)
    return alive


def what_is_found(variant, units, directory, args):
    """The checker's findings as (check, ring), and all that it printed."""
    checked = run([args.weakspot, "check", *units, "--", STANDARD, f"-I{args.support}", f"-I{directory}",
                   *args.flags, *variant.flags])
    output = checked.stdout + checked.stderr
    found = []
    for line in output.splitlines():
        match = HEADLINE.match(line)
        if not match:
            continue
        if match.group("check"):
            found.append((match.group("check"), []))
        elif found and (edge := EDGE.match(match.group("message"))):
            found[-1][1].append(edge_name(edge.group("edge")))
    found = [(check, canonical(ring)) for check, ring in found]
    if checked.returncode != (1 if found else 0):
        raise Wrong(f"{variant.name}: weakspot ends with {checked.returncode}\n{output}")
    return found, output


def edge_name(text):
    """An edge as FINDS spells it, from the words of a note."""
    slots = re.findall(r"'([^']*)::([^':]*)'", text.removeprefix("an element of "))
    if capture := re.match(r"the capture '(.*)' of the closure '(.*)'", text):
        closure = "lambda" if "lambda#" in capture[2] else capture[2].partition("(")[0]
        return f"{closure}.{capture[1]}"
    if text.startswith("the deleter"):
        return re.sub(r".* of '(.*)'", r"deleter of \1", text)
    return ".".join([*slots[0], *(inner for _, inner in slots[1:])]) if slots else text


def show(findings):
    return "\n".join(f"  {check} {' -> '.join(ring)}" for check, ring in sorted(findings)) or "  nothing"


def check(variant, units, text, directory, args):
    alive = what_leaks(variant, units, text, directory, args)
    if alive != variant.alive:
        raise Wrong(f"{variant.name}: declared as leaking {variant.alive}, but {alive} leaks")
    if not args.weakspot:
        return
    found, output = what_is_found(variant, units, directory, args)
    if sorted(found) == sorted(variant.finds):
        return
    hint = "\nIf this is right now, take out the pin." if variant.because else ""
    raise Wrong(f"{variant.name}: expected\n{show(variant.finds)}\nfound\n{show(found)}\n{output}{hint}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--weakspot", help="the checker; without it the programs are only run")
    parser.add_argument("--cxx", default="clang++-22")
    parser.add_argument("--support", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent / "support")
    parser.add_argument("--flags", type=shlex.split, default=[], help="compiler flags of all variants")
    parser.add_argument("--link", type=shlex.split, default=[], help="libraries that the programs need")
    parser.add_argument("work", type=pathlib.Path, help="a directory of this case's own")
    args = parser.parse_args()

    text = args.source.read_text()
    args.work.mkdir(parents=True, exist_ok=True)
    try:
        variants = parse_declarations(text)
        units = split_files(text, args.source.resolve(), args.work)
    except Wrong as wrong:
        sys.exit(f"{args.source}: {wrong}")
    failures = []
    for variant in variants:
        try:
            check(variant, units, text, args.work, args)
        except Wrong as wrong:
            failures.append(str(wrong))
    if failures:
        sys.exit("\n\n".join(f"{args.source}: {failure}" for failure in failures))


if __name__ == "__main__":
    main()
