#!/usr/bin/env python3
"""Compares the checker's verdicts with what random programs do when they run.

    differential.py --weakspot build/dev/bin/weakspot --count 100
    differential.py --weakspot build/release/bin/weakspot --nightly
    differential.py --weakspot ... --tier calls --seed 4711      one program

A program disagrees if something leaks whatever the coins show and nothing is found
(missed), if something is found and nothing ever leaks (invented), or if the ring that
is found has a class of which no object leaks (wrong). A disagreement is printed with
its seed, reduced to few statements.

Many programs go into one TU, each in a namespace of its own: reading the standard
headers costs more than all of them.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from generate import TIERS, generate

HERE = pathlib.Path(__file__).resolve().parent
SUPPORT = HERE.parent / "cases" / "support"
PRELUDE = """#include "counted.h"
#include <algorithm>
#include <any>
#include <array>
#include <atomic>
#include <functional>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>
bool coin(int number);
template <typename T> struct Holder { std::shared_ptr<T> p; };
template <typename F> struct AtExit {
  explicit AtExit(F f) : f(f) {}
  ~AtExit() { f(); }
  F f;
};
"""
# What the run can show; the checks of misuse speak of other things.
CHECKS = "*-cycle,self-owning-callable,keepalive-never-reset,finalizer-owns-referent"
FINDING = re.compile(r"^.*?: (?:warning|error): (.*) \[weakspot-[a-z-]+\]$")


class Broken(Exception):
    """The generated programs could not be compiled, run or analysed."""


def write(directory, programs):
    """The programs' files. Returns all TUs, with the one that runs the programs last."""
    units = max(p.units for p in programs)
    header = [PRELUDE]
    for number, program in enumerate(programs):
        header += [f"namespace p{number} {{", *program.declarations(), "void run();", "}"]
    (directory / "programs.h").write_text("\n".join(header) + "\n")
    paths = []
    for unit in range(units):
        lines = ['#include "programs.h"']
        for number, program in enumerate(programs):
            if unit < program.units:
                lines += [f"namespace p{number} {{", *program.definitions(unit), "}"]
        paths.append(directory / f"unit{unit}.cpp")
        paths[-1].write_text("\n".join(lines) + "\n")
    main = directory / "main.cpp"
    lines = ['#include "runtime.h"', *(f"namespace p{n} {{ void run(); }}" for n in range(len(programs))),
             "const Program programs[] = {",
             *(f"  {{{n}, {p.coins}, p{n}::run}}," for n, p in enumerate(programs)), "};",
             "const int programCount = sizeof(programs) / sizeof(*programs);"]
    main.write_text("\n".join(lines) + "\n")
    return [*paths, main, HERE / "runtime.cpp"]


def run_programs(directory, units, args):
    """Which classes of each program leaked, under any of its coins."""
    program = directory / "programs"
    command = [args.cxx, "-std=c++20", "-O0", "-w", f"-I{SUPPORT}", f"-I{HERE}", *units, "-o", program]
    built = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if built.returncode:
        raise Broken(built.stderr)
    ran = subprocess.run([str(program)], capture_output=True, text=True, timeout=120)
    if ran.returncode:
        raise Broken(f"the programs end with {ran.returncode}: {ran.stdout[-200:]}{ran.stderr}")
    leaked = {}
    for line in ran.stdout.splitlines():
        number, cls = re.fullmatch(r"p(\d+)::(\w+)", line).groups()
        leaked.setdefault(int(number), set()).add(cls)
    return leaked


def analyse_programs(directory, units, args):
    """Per program, the findings as (classes of the ring, headline)."""
    command = [args.weakspot, "check", f"--checks={CHECKS}", *units, "--", "-std=c++20", f"-I{SUPPORT}", f"-I{HERE}"]
    checked = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=600)
    if checked.returncode not in (0, 1):
        raise Broken(f"weakspot ends with {checked.returncode}\n{checked.stdout}{checked.stderr}")
    found = {}
    for line in checked.stdout.splitlines() + checked.stderr.splitlines():
        match = FINDING.match(line)
        if not match:
            continue
        headline = match.group(1)
        numbers = {int(number) for number in re.findall(r"\bp(\d+)::", headline)}
        # A closure's name has the classes of its function's parameters.
        classes = re.findall(r"p(\d+)::(C\d+)\b", re.sub(r"closure '.*?'", "", headline))
        for number in numbers:
            found.setdefault(number, []).append(({cls for _, cls in classes}, headline))
    return found


def disagreements(programs, args):
    """Per program: None, or what is wrong, in words."""
    with tempfile.TemporaryDirectory(prefix="differential-") as name:
        directory = pathlib.Path(name)
        units = write(directory, programs)
        leaked = run_programs(directory, units, args)
        found = analyse_programs(directory, units, args)
    return [compare(leaked.get(n, set()), found.get(n, [])) for n in range(len(programs))]


def compare(leaked, found):
    if leaked and not found:
        return "missed", f"missed: {', '.join(sorted(leaked))} leak, nothing is found"
    if found and not leaked:
        return "invented", f"invented: nothing leaks, found is: {found[0][1]}"
    for classes, headline in found:
        if not classes <= leaked:
            return "wrong", f"wrong: only {', '.join(sorted(leaked))} leak, found is: {headline}"
    return None


def reduced(program, kind, args):
    """The smallest program found that disagrees in the same way."""
    while True:
        candidates = sorted((p for p in program.smaller() if p.size() < program.size()), key=lambda p: p.size())
        still = []
        for start in range(0, len(candidates), args.batch):
            still += still_wrong(candidates[start:start + args.batch], kind, args)
            if still:
                break
        if not still:
            return program
        program = still[0]


def still_wrong(programs, kind, args):
    """Those that disagree in this way. One that breaks must not hide the others."""
    try:
        results = disagreements(programs, args)
    except Broken:
        if len(programs) == 1:
            return []
        middle = len(programs) // 2
        return still_wrong(programs[:middle], kind, args) + still_wrong(programs[middle:], kind, args)
    return [p for p, result in zip(programs, results) if result and result[0] == kind]


def show(program, words, tier):
    print(f"\n{tier}, seed {program.seed}: {words}")
    for line in program.text():
        print("    " + line)
    sys.stdout.flush()


def run_tier(tier, seeds, args):
    """Prints the disagreements of a tier; returns how many there are of each kind."""
    batches = [seeds[i:i + args.batch] for i in range(0, len(seeds), args.batch)]
    counts = {}
    failures = []
    known = {name.partition("/")[2] for name in args.known if name.startswith(f"{tier}/")}

    def work(batch):
        programs = [generate(tier, seed) for seed in batch]
        return programs, disagreements(programs, args)

    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for programs, results in pool.map(work, batches):
            for program, result in zip(programs, results):
                if program.seed not in known:
                    failures += [(program, result)] if result else []
                elif not result:
                    print(f"{tier}, seed {program.seed}: agrees now; take it out of the known ones")
                    counts["agreed"] = counts.get("agreed", 0) + 1
    for number, (program, (kind, words)) in enumerate(failures):
        counts[kind] = counts.get(kind, 0) + 1
        if number < args.show:
            show(reduced(program, kind, args) if args.reduce else program, words, tier)
        else:
            print(f"{tier}, seed {program.seed}: {words}")
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weakspot", required=True)
    parser.add_argument("--cxx", default="clang++-22")
    parser.add_argument("--tier", choices=TIERS, help="one tier only")
    parser.add_argument("--count", type=int, default=100, help="programs in all (default 100)")
    parser.add_argument("--nightly", action="store_true", help="2000 programs, of seeds that change every day")
    parser.add_argument("--seed", help="one program, or with --count the first of them")
    parser.add_argument("--batch", type=int, default=50, help="programs in a TU")
    parser.add_argument("--jobs", "-j", type=int, default=os.cpu_count())
    parser.add_argument("--show", type=int, default=5, help="disagreements that are shown in full, per tier")
    parser.add_argument("--no-reduce", dest="reduce", action="store_false")
    parser.add_argument("--known", default=[], type=lambda text: text.split(","), metavar="TIER/SEED,...",
                        help="programs that disagree as far as is known; one that does not is a failure")
    parser.add_argument("--print", action="store_true", help="print the program of the seed and stop")
    args = parser.parse_args()

    tiers = [args.tier] if args.tier else TIERS
    first, count = 1, args.count
    if args.nightly:
        import datetime
        first, count = int(datetime.date.today().strftime("%Y%m%d")) * 10000, 2000
    if args.seed:
        first = int(args.seed)
        count = 1 if args.count == parser.get_default("count") else args.count
    per_tier = max(1, count // len(tiers))
    seeds = [str(first + i) for i in range(per_tier)]
    if args.print:
        show(generate(tiers[0], seeds[0]), "as it is generated", tiers[0])
        return
    failed = False
    for tier in tiers:
        try:
            counts = run_tier(tier, seeds, args)
        except Broken as broken:
            sys.exit(f"{tier}: {broken}")
        kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(counts.items())) or "none"
        print(f"{tier}: {per_tier} programs, seeds {seeds[0]}..{seeds[-1]}, disagreements: {kinds}")
        failed |= bool(counts)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
