"""Builds and runs the library's tests with every compiler, standard library and sanitizer there is.

Too long for the suite (half an hour of CPU and more): run it by hand or nightly, from anywhere:

    lib/weakref/test/matrix.py [--jobs N] [--only TEXT] [--list] [--complete]

A combination is COMPILER/LIBRARY/MODE, for example clang++-22/libc++/tsan; --only takes those that contain
the text. Each runs all *_test.cpp (GoogleTest is built from its source, package googletest, with the same
flags), stress.cpp, and smoke.cpp in four dialects: with and without RTTI and exceptions. What a compiler
lacks is listed as not installed and does not fail the run, unless it is asked to be complete; what fails
does. Clang's TSan has an operator new that cannot be replaced: errors_test.cpp, which does so and has one
thread, is left out there. Debian's libc++ is not built for TSan, which does not see it count the weak owners: a
program of one shared_ptr and one weak_ptr on two threads is told. What is freed with the last of them is suppressed.

Each Clang is run with its own libc++. Debian's packages of two versions exclude each other: one that is not
installed is fetched (apt-get download) and unpacked into a folder, build/libcxx, and nothing is installed.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
GTEST = pathlib.Path("/usr/src/googletest/googletest")
COMPILERS = ("g++-12", "clang++-19", "clang++-22")
LIBRARIES = ("libstdc++", "libc++")
UNPACKED = HERE.parents[2] / "build" / "libcxx"
MODES = {
    "plain": [],
    "asan+ubsan": ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"],
    "tsan": ["-g", "-fsanitize=thread"],
}
NOT_INSTALLED = "not installed"
SUPPRESSIONS = "suppressions"
DIALECTS = ([], ["-fno-rtti"], ["-fno-exceptions"], ["-fno-rtti", "-fno-exceptions"])
BASE = ["-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-pthread"]
PROBE = "#include <string>\n#include <unordered_set>\nint main() { return std::unordered_set<std::string>{}.size(); }\n"


class Failed(Exception):
    pass


def run(command, what, seconds=1800, env=None):
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", timeout=seconds, env=env
    )
    if done.returncode:
        raise Failed(f"{what}: exit {done.returncode}\n{' '.join(map(str, command))}\n{done.stdout[-4000:]}")
    return done.stdout


def unpacked(version):
    """The folder of LLVM with Debian's libc++ of that version, fetched if it is not there yet; None if it can't be."""
    place = UNPACKED / version
    if not place.is_dir():
        UNPACKED.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=UNPACKED) as directory:
            fetched = pathlib.Path(directory)
            names = [f"libc++-{version}-dev", f"libc++abi-{version}-dev"]
            if not shutil.which("apt-get") or subprocess.run(["apt-get", "-qq", "download", *names], cwd=fetched).returncode:
                return None
            for package in fetched.glob("*.deb"):
                run(["dpkg", "-x", package, fetched / "root"], package.name)
            (fetched / "root").rename(place)
    return place / "usr/lib" / f"llvm-{version}"


def library_flags(compiler, library):
    """The flags that choose a standard library; None if the compiler does not have it."""
    if library == "libstdc++":
        return []
    version = re.fullmatch(r"clang\+\+-(\d+)", compiler)
    if not version:
        return None
    llvm = pathlib.Path(f"/usr/lib/llvm-{version[1]}")
    if not (llvm / "include/c++/v1").is_dir():
        llvm = unpacked(version[1])
        if not llvm:
            return None
    # Linked statically: a system may have the shared library of another version.
    return ["-stdlib=libc++", "-stdlib++-isystem", f"{llvm}/include/c++/v1", f"-L{llvm}/lib", "-static-libstdc++"]


def available(command, work):
    """Whether an empty program of that combination compiles, links and runs."""
    source = work / "probe.cpp"
    source.write_text(PROBE)
    try:
        run([*command, source, "-o", work / "probe"], "probe")
        run([work / "probe"], "probe")
    except (Failed, FileNotFoundError):
        return False
    return True


def gtest_main(command, work):
    """The object files of GoogleTest and its main function."""
    quiet = [*command, "-w", f"-I{GTEST}/include", f"-I{GTEST}", "-c"]
    objects = []
    for name in ("gtest-all", "gtest_main"):
        objects.append(work / f"{name}.o")
        run([*quiet, GTEST / "src" / f"{name}.cc", "-o", objects[-1]], name)
    return objects


def test(command, source, work, objects, extra):
    """Builds one program and runs it; returns how many tests it held."""
    program = work / "-".join([source.stem, *(flag.strip("-") for flag in extra)])
    gtest = ["-isystem", f"{GTEST}/include"] if objects else []
    what = " ".join([source.name, *extra])
    run([*command, *extra, *gtest, source, *objects, "-o", program], what)
    output = run([program], what, env={**os.environ, "TSAN_OPTIONS": f"suppressions={work / SUPPRESSIONS}"})
    program.unlink()
    passed = re.search(r"\[  PASSED  \] (\d+) test", output)
    return int(passed[1]) if passed else 1


def combination(name, command, jobs):
    """Runs all programs of a combination; returns the line that says what came of it."""
    failures, tests = [], 0
    with tempfile.TemporaryDirectory(prefix="weakref-matrix-") as directory:
        work = pathlib.Path(directory)
        if not available(command, work):
            return f"{name:32} {NOT_INSTALLED}", []
        (work / SUPPRESSIONS).write_text("race:__on_zero_shared_weak\n" if "-stdlib=libc++" in command else "")
        try:
            objects = gtest_main(command, work)
        except (Failed, subprocess.TimeoutExpired) as failure:
            return f"{name:32} GoogleTest FAILED", [f"{name}: {failure}"]
        left_out = {"errors_test"} if re.fullmatch(r"clang.*/tsan", name) else set()
        sources = [source for source in sorted(HERE.glob("*_test.cpp")) if source.stem not in left_out]
        programs = [(source, objects, []) for source in sources]
        programs.append((HERE / "stress.cpp", [], []))
        programs += [(HERE / "smoke.cpp", [], extra) for extra in DIALECTS]
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            running = [pool.submit(test, command, source, work, o, extra) for source, o, extra in programs]
            for future in running:
                try:
                    tests += future.result()
                except (Failed, subprocess.TimeoutExpired) as failure:
                    failures.append(f"{name}: {failure}")
    verdict = f"{len(failures)} FAILED" if failures else "ok"
    return f"{name:32} {len(programs):3} programs {tests:5} tests  {verdict}", failures


def combinations():
    for compiler in COMPILERS:
        for library in LIBRARIES if compiler.startswith("clang") else LIBRARIES[:1]:
            for mode in MODES:
                yield compiler, library, mode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="", help="combinations whose name contains this")
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    parser.add_argument("--complete", action="store_true", help="fail if a combination is not installed")
    options = parser.parse_args()
    if not GTEST.is_dir() and not options.list:
        sys.exit(f"{GTEST}: not there; install the package googletest")
    failures = []
    for compiler, library, mode in combinations():
        name = f"{compiler}/{library}/{mode}"
        if options.only not in name:
            continue
        if options.list:
            print(name)
            continue
        line, failed = f"{name:32} {NOT_INSTALLED}", []
        flags = library_flags(compiler, library) if shutil.which(compiler) else None
        if flags is not None:
            command = [compiler, *BASE, *flags, *MODES[mode], f"-I{HERE.parent / 'include'}"]
            line, failed = combination(name, command, options.jobs)
        print(line, flush=True)
        failures += failed
        if options.complete and line.endswith(NOT_INSTALLED):
            failures.append(line)
    for failure in failures:
        print(f"\n{failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
