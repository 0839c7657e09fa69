#!/usr/bin/env python3
"""Runs what the wrong functions of a case do, under AddressSanitizer.

Behind `#ifdef HARM` a case tells for each function and class whose name ends in
_bad how it does harm (Inputs/harm.h):

    HARM(null, arrow_bad) { Session().arrow_bad(); }
    UNHARMED(logged_bad, "it takes another thread between two steps");

null: null is dereferenced; freed: what has died is used; twice: what is deleted
already, or was not made by new, is deleted; throws: bad_weak_ptr; leaks: objects
are never deleted; wrong: the case itself shows() what is wrong. Where two have
one name, theirs begin with that of the class: Pool_get_bad.

It fails if one is missing, or does no harm, or another one. With --every it looks
instead for cases of a folder that are told of something and are not run at all; a
line `// UNHARMED: why` says that one cannot be.
"""

import collections
import os
import pathlib
import re
import subprocess
import sys

FUNCTION = re.compile(r"^(?!.*;$)(?!\s*(?:return|new)\b).*[\w>*&]\s+[*&]?(?:\w+::)?(\w+_bad)\(", re.M)
CLASS = re.compile(r"^\s*(?:template <[^>]*> )?(?:struct|class) (\w+_bad)\b(?!;)", re.M)
DOES = {
    "null": r"AddressSanitizer: SEGV on unknown address 0x0000000000",
    "freed": r"AddressSanitizer: (heap-use-after-free|stack-use-after-(scope|return)|(container|heap-buffer)-overflow"
             r"|SEGV on unknown address \(pc)",
    "twice": r"AddressSanitizer: (attempting double-free|attempting free on address which was not|heap-use-after-free"
             r"|new-delete-type-mismatch|alloc-dealloc-mismatch)",
    "throws": r"bad_weak_ptr",
    "leaks": r"LeakSanitizer: detected memory leaks",
    "wrong": r"^wrong$",
}


def every(folder):
    for case in sorted(pathlib.Path(folder).glob("*.cpp")):
        text = case.read_text()
        if re.search(r"CHECK.*: .*(warning|error): ", text) and not re.search(
                r"^// (RUN: .*%harm|RUN: .*-fsanitize=address|UNHARMED: \w)", text, re.M):
            sys.exit(f"{case.name}: nothing says what harm is done")


def main():
    if sys.argv[1] == "--every":
        return every(sys.argv[2])
    source, program, compiler = pathlib.Path(sys.argv[1]), os.path.abspath(sys.argv[2]), sys.argv[3:]
    text = source.read_text()
    case = re.split(r"^(?:UN)?HARM\w*\(", text, flags=re.M)[0]
    declared = collections.Counter(FUNCTION.findall(case) + CLASS.findall(case))
    subprocess.run([*compiler, "-DHARM", "-D_GLIBCXX_SANITIZE_VECTOR", f"-I{pathlib.Path(__file__).parent}/Inputs",
                    "-O0", "-w", "-fsanitize=address", source, "-o", program], check=True)
    options = "symbolize=0:detect_stack_use_after_return=1:max_free_fill_size=1024:detect_leaks="
    failures = []
    told = collections.Counter()
    listed = subprocess.run([program], capture_output=True, text=True, check=True,
                            env={**os.environ, "ASAN_OPTIONS": options + "0"})
    for line in listed.stdout.splitlines():
        name, kind = line.split(" ", 1)
        of = [one for one in declared if name == one or name.endswith("_" + one)]
        told.update([max(of, key=len)] if of else [])
        if not of:
            failures.append(f"{name}: the case has no such function")
        if kind.startswith("unharmed: "):
            continue
        ran = subprocess.run([program, name], capture_output=True, text=True, errors="replace", timeout=60,
                             env={**os.environ, "ASAN_OPTIONS": options + str(int(kind == "leaks"))})
        output = ran.stdout + ran.stderr
        if not re.search(DOES[kind], output, re.M):
            failures.append(f"{name}: expected '{kind}'\n{output[:1500]}")
    for name, count in declared.items():
        if told[name] != count:
            failures.append(f"{name}: {count} in the case, {told[name]} that say how they do harm")
    if failures:
        sys.exit("\n".join(failures))
    if not declared:
        sys.exit("the case has nothing that is wrong")


if __name__ == "__main__":
    main()
