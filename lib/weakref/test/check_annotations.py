"""Checks that every public class of the library says what it is to the checker.

usage: check_annotations.py INCLUDE_DIRECTORY
"""

import pathlib
import re
import sys


HEAD = re.compile(r"(?<!enum )(?:class|struct) (WEAKSPOT_)?(?:\w+ )*?(?:WEAKSPOT_PARTS\(\"[^\"]*\"\) )?(\w+)(?:<[^{};]*>)?(?: final)?(?: : [^{};]*)?$")


def public_classes(text):
    """Name and annotation of each class that is defined outside of detail and std, members aside."""
    text = re.sub(r"//.*|^#.*(?:\\\n.*)*", "", text, flags=re.M)
    outer, head = [], ""
    for part in re.split(r"([{};])", text):
        if part == "{":
            head = " ".join(head.split())
            if all(name is not None and "detail" not in name for name in outer) and (found := HEAD.search(head)):
                yield bool(found[1]), found[2]
            space = re.search(r"\bnamespace (\w+(?:::\w+)*)$", head)
            outer.append(space[1] if space else None)
        elif part == "}":
            outer.pop()
        head = "" if part in "{};" else part


def main():
    classes = {}
    for header in sorted(pathlib.Path(sys.argv[1]).rglob("*.h")):
        for annotation, name in public_classes(header.read_text()):
            classes.setdefault(name, []).append((annotation, header.name))
    missing = [f"{header}: {name} carries no annotation" for name, places in classes.items() for a, header in places if not a]
    for expected in ("ref", "weak_set", "weak_key_map", "object", "tracer", "untrackable", "unique_function"):
        if expected not in classes:
            missing.append(f"{expected} was not found: the headers are not read as they are written")
    print("\n".join(missing) or f"{len(classes)} classes")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
