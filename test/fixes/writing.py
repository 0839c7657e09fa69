#!/usr/bin/env python3
"""`weakspot fix --apply` where it must not write, or not all.

Each case has a project of its own: two files, of which a fix edits both.
"""

import argparse
import contextlib
import fcntl
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HEADER = """#pragma once
#include <memory>
#include <vector>
struct Node {
    int id = 0;
    std::shared_ptr<Node> up;
    std::vector<std::shared_ptr<Node>> down;
};
int idAbove(const Node &n);
"""
SOURCE = """#include "node.h"
int idAbove(const Node &n) {
    if (n.up)
        return n.up->id;
    return 0;
}
int main() {
    auto a = std::make_shared<Node>(), b = std::make_shared<Node>();
    a->down.push_back(b);
    b->up = a;
    return idAbove(*b);
}
"""
FIXED_SOURCE = SOURCE.replace("if (n.up)", "if (auto lockedUp = n.up.lock())").replace("n.up->id", "lockedUp->id")
FIXED_HEADER = HEADER.replace("shared_ptr<Node> up", "weak_ptr<Node> up")


class Project:
    def __init__(self, root, weakspot):
        self.root, self.weakspot = root, weakspot
        shutil.rmtree(root, ignore_errors=True)
        (root / ".git").mkdir(parents=True)
        self.source, self.header = root / "main.cpp", root / "node.h"
        self.source.write_text(SOURCE)
        self.header.write_text(HEADER)
        (root / ".clang-format").write_text("DisableFormat: true\n")

    def command(self, *options):
        return [self.weakspot, "fix", "--apply", *options, self.source, "--", "-std=c++17"]

    def fix(self, *options):
        return subprocess.run(self.command(*options), capture_output=True, text=True, timeout=120, check=False)

    def expect(self, ran, code, said, source=SOURCE, header=HEADER):
        told = ran.stdout + ran.stderr
        assert ran.returncode == code, f"it ends with {ran.returncode}\n{told}"
        assert said in told, f"it does not say '{said}'\n{told}"
        assert self.source.read_text() == source, "the source is not as it should be"
        assert self.header.read_text() == header, "the header is not as it should be"
        left = [p.name for p in self.root.rglob("*") if ".weakspot-" in p.name]
        assert not left, f"{left} is left"


def opened_by(pid):
    files = pathlib.Path(f"/proc/{pid}/fd")
    paths = set()
    for file in files.iterdir():
        with contextlib.suppress(OSError):  # It may be closed by now.
            paths.add(os.readlink(file))
    return paths


def written(p):
    p.source.chmod(0o640)
    p.expect(p.fix(), 0, "1 fix, 0 without", FIXED_SOURCE, FIXED_HEADER)
    assert p.source.stat().st_mode & 0o777 == 0o640, "the permissions changed"


def changed_since_it_began(p):
    later = time.time() + 3600
    os.utime(p.header, (later, later))
    p.expect(p.fix(), 1, "node.h: it was changed since the analysis began")


def changed_before_writing(p):
    """The edits are exported before they are applied: there it waits until a pipe has room."""
    pipe = p.root / "edits.yaml"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with open(pipe, "wb") as full:
        full.write(bytes(fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, 4096)))
    with subprocess.Popen(p.command(f"--export-fixes={pipe}"), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as tool:
        while str(pipe) not in opened_by(tool.pid) and tool.poll() is None:
            time.sleep(0.05)
        p.source.write_text(SOURCE + "// mine\n")
        os.set_blocking(reader, True)
        while os.read(reader, 4096):
            pass
        out, err = tool.communicate(timeout=120)
    os.close(reader)
    p.expect(subprocess.CompletedProcess([], tool.returncode, out, err), 3,
             "main.cpp: it was changed meanwhile; nothing is written", SOURCE + "// mine\n")


def read_only(p):
    p.header.chmod(0o444)
    p.expect(p.fix(), 3, "node.h: it is read-only; nothing is written")


def full_disk(p):
    """A limit of how long a file may be stands for it: it is reached in the middle of the second file."""
    long = HEADER + "// " + "x" * 4000 + "\n"
    p.header.write_text(long)
    ran = subprocess.run(p.command(), capture_output=True, text=True, timeout=120, check=False, restore_signals=False,
                         preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)))
    p.expect(ran, 3, "node.h: File too large", SOURCE, long)


def link_out_of_the_project(p):
    outside = p.root.parent / "outside.h"
    outside.write_text(HEADER)
    p.header.unlink()
    p.header.symlink_to(outside)
    p.expect(p.fix(), 1, "stays: its file is not part of the project")
    assert p.header.is_symlink()


def link_within_the_project(p):
    (p.root / "real").mkdir()
    p.header.rename(p.root / "real" / "node.h")
    p.header.symlink_to("real/node.h")
    p.expect(p.fix(), 0, "1 fix, 0 without", FIXED_SOURCE, FIXED_HEADER)
    assert p.header.is_symlink(), "the link became a file"


def no_clang_format(p):
    (p.root / ".clang-format").unlink()
    p.expect(p.fix(), 0, "1 fix, 0 without", FIXED_SOURCE, FIXED_HEADER)


def broken_clang_format(p):
    (p.root / ".clang-format").write_text("BasedOnStyle: Nobody\n")
    p.expect(p.fix(), 0, "1 fix, 0 without", FIXED_SOURCE, FIXED_HEADER)


def interrupted(p):
    """While it waits for what a header has to say."""
    pipe = p.root / "slow.h"
    os.mkfifo(pipe)
    text = '#include "slow.h"\n' + SOURCE
    p.source.write_text(text)
    with subprocess.Popen(p.command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as tool:
        with open(pipe, "w", encoding="utf-8"):  # Opened by the tool as well.
            tool.send_signal(signal.SIGINT)
            out, err = tool.communicate(timeout=120)
    p.expect(subprocess.CompletedProcess([], tool.returncode, out, err), 130, "", text)


CASES = [written, changed_since_it_began, changed_before_writing, read_only, full_disk,
         link_out_of_the_project, link_within_the_project, no_clang_format, broken_clang_format, interrupted]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weakspot", required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    args = parser.parse_args()
    shutil.rmtree(args.work, ignore_errors=True)
    args.work.mkdir(parents=True)
    failures = []
    # No .clang-format is above it there.
    with tempfile.TemporaryDirectory() as elsewhere:
        for case in CASES:
            above = pathlib.Path(elsewhere) if case is no_clang_format else args.work
            try:
                case(Project(above.resolve() / case.__name__, args.weakspot))
            except (AssertionError, subprocess.TimeoutExpired) as wrong:
                failures.append(f"{case.__name__}: {wrong}")
    if failures:
        sys.exit("\n\n".join(failures))


if __name__ == "__main__":
    main()
