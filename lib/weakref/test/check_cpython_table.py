"""Checks the table of docs/weakref/cpython.md against the tests that exist.

usage: check_cpython_table.py TABLE TEST_DIRECTORY TEST_PROGRAM...
"""

import pathlib
import re
import subprocess
import sys

ROWS = {
    "ReferencesTestCase": 51,
    "SubclassableWeakrefTestCase": 5,
    "WeakMethodTestCase": 8,
    "MappingTestCase": 38,
    "WeakValueDictionaryTestCase": 14,
    "WeakKeyDictionaryTestCase": 14,
    "FinalizeTestCase": 5,
    "ModuleTestCase": 1,
    "TestWeakSet": 46,
}
BY = ("test", "compile time", "checker", "none")


def listed_tests(program):
    """Names as Suite.Test; a typed suite's "/0" goes."""
    text = subprocess.run(
        [program, "--gtest_list_tests"], check=True, capture_output=True, text=True
    ).stdout
    suite = ""
    for line in text.splitlines():
        name = line.split("#")[0].rstrip()
        if name.startswith("  "):
            yield suite + name.strip()
        elif name.endswith("."):
            suite = re.sub(r"/\d+\.$", ".", name)


def main():
    table, directory, *programs = sys.argv[1:]
    directory = pathlib.Path(directory)
    tests = {name for program in programs for name in listed_tests(program)}
    cases = set(re.findall(r"CASE == (\d+)", (directory / "compile_fail.cpp").read_text()))
    stress = (directory / "stress.cpp").read_text()

    errors = []
    seen = {}
    for number, line in enumerate(open(table, encoding="utf-8"), 1):
        row = re.match(r"\| (\w+)\.(test_\w+) \| ([\w ]+) \| (.+) \|$", line)
        if not row:
            continue
        suite, test, by, text = row.groups()
        here = f"{table}:{number}: {suite}.{test}"
        if test in seen.setdefault(suite, set()):
            errors.append(f"{here}: second row")
        seen[suite].add(test)
        if by not in BY:
            errors.append(f"{here}: '{by}' is none of {', '.join(BY)}")
        named = re.findall(r"`([^`]+)`", text)
        if by in ("test", "checker", "compile time") and not named:
            errors.append(f"{here}: names nothing")
        for name in named:
            case = re.fullmatch(r"compile_fail\.(\d+)", name)
            if case:
                known = case[1] in cases
            elif re.fullmatch(r"[A-Z]\w+\.[A-Z]\w+", name):
                known = name in tests
            elif re.fullmatch(r"\w+\.cpp", name):
                known = (directory / name).exists()
            elif f"`{name}` in `stress.cpp`" in text:
                known = f"void {name}()" in stress
            else:
                continue
            if not known:
                errors.append(f"{here}: there is no {name}")
    for suite, count in ROWS.items():
        if len(seen.get(suite, ())) != count:
            errors.append(f"{table}: {suite} has {len(seen.get(suite, ()))} rows, not {count}")
    for suite in seen.keys() - ROWS.keys():
        errors.append(f"{table}: unknown suite {suite}")
    print("\n".join(errors) or f"{sum(map(len, seen.values()))} rows")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
