#!/usr/bin/env python3
"""Makes a new check of the misuse of weak and shared pointers: its code, its
registration, its page and its tests. What is made builds, and its tests pass: the
check reports every weak pointer that is swapped with another one, which no page's
code does, to be replaced by what it is meant to find.

usage: new-check.py NAME    (new-check.py stale-weak-copy)
"""

import pathlib
import re
import subprocess
import sys

REPO = pathlib.Path(__file__).resolve().parent.parent

SOURCE = """\
{headline}
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Say what is wrong with the code that this check finds, and how it is seen in the
// state of a path.
//
//===----------------------------------------------------------------------===//

#include "Misuse/Families.h"

using namespace llvm;

namespace weakspot::misuse {{

using ir::Opcode;

namespace {{

class {camel} : public Check {{
public:
  using Check::Check;

  void after(const PathView &V, const ir::Instr &I, State &S) override {{
    if (I.Op != Opcode::Swap || (V.body().Flags & ir::FF_System))
      return;
    NodeNo Weak = V.arg(S, I, 0).node();
    if (Weak != NodeNo::None && V.arena().kind(Weak) == ir::TypeKind::Weak)
      report(V, Weak, "{name}", Name.describe(V, Weak),
             "a weak pointer is swapped here");
  }}
}};

}} // namespace

std::unique_ptr<PathObserver> make{camel}(const Context &C) {{
  return std::make_unique<{camel}>(C);
}}

}} // namespace weakspot::misuse
"""

PAGE = """\
# weakspot-{name}

A weak pointer is swapped with another one.

## Why it is wrong

Say what happens when code like this runs.

## Wrong

```cpp
#include <memory>

struct Peer {{}};

void turn(std::weak_ptr<Peer> &left, std::weak_ptr<Peer> &right) {{
  left.swap(right);
}}
```

## Right

```cpp
#include <memory>

struct Peer {{}};

void turn(std::weak_ptr<Peer> &left, std::weak_ptr<Peer> &right) {{
  left = right;
}}
```

## How we know

Say what the analysis follows, and what it does not.

## When to ignore it

Say when the code is right all the same.
"""

TEST = """\
// RUN: not %weakspot check --quiet --checks={name} %s -- -std=c++20 > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++20
#include <memory>

struct Peer {{
  int value = 0;
}};

void swapped_bad(std::weak_ptr<Peer> &left, std::weak_ptr<Peer> &right) {{
  left.swap(right);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{{{[0-9]+}}}}: warning: a weak pointer is swapped here [weakspot-{name}]
}}

void copied_good(std::weak_ptr<Peer> &left, const std::weak_ptr<Peer> &right) {{
  left = right;
}}

void owned_good(std::shared_ptr<Peer> &left, std::shared_ptr<Peer> &right) {{
  left.swap(right);
}}

#ifdef HARM
#include "harm.h"
UNHARMED(swapped_bad, "to be replaced by HARM(...), which runs what is wrong");
#endif
"""


def replaced(text, pattern, new, path):
    """The text with the last match of the pattern followed by the new text."""
    matches = list(re.finditer(pattern, text, re.M))
    if not matches:
        sys.exit(f"new-check: {path} has not the form that this script knows")
    end = matches[-1].end()
    return text[:end] + new + text[end:]


def insert_after(path, pattern, new):
    path.write_text(replaced(path.read_text(), pattern, new, path.relative_to(REPO)))


def add_source(path, file):
    """Puts a file into the sorted list of sources."""
    text = path.read_text()
    sources = re.search(r"SOURCES ([^)]*?)\n  DEPENDS", text)
    names = sorted([*sources.group(1).split(), file])
    lines, line = [], "weakspot_library(Misuse SOURCES"
    for name in names:
        if len(line) + 1 + len(name) > 120:
            lines.append(line)
            line = " "
        line += " " + name
    lines.append(line)
    path.write_text("\n".join(lines) + text[sources.end(1):])


def register(name, camel):
    misuse = REPO / "lib/Misuse"
    insert_after(misuse / "Families.h", r"^std::unique_ptr<PathObserver> make\w+\(const Context &C\);\n",
                 f"std::unique_ptr<PathObserver> make{camel}(const Context &C);\n")
    insert_after(misuse / "Misuse.cpp", r"^static constexpr StringRef \w+Names\[\] =[^;]*;\n",
                 f'static constexpr StringRef {camel}Names[] = {{"{name}"}};\n')
    insert_after(misuse / "Misuse.cpp", r"^    \{make\w+, \w+Names\},\n", f"    {{make{camel}, {camel}Names}},\n")
    add_source(misuse / "CMakeLists.txt", f"{camel}.cpp")
    insert_after(REPO / "docs/checks.md", r"^\| \[[a-z-]+\]\(checks/[a-z-]+\.md\) \|.*\n",
                 f"| [{name}](checks/{name}.md) | a weak pointer is swapped with another one | on |\n")
    insert_after(REPO / "test/docs/checks.test", r"^RUN: .*examples\.py.*\n",
                 f"RUN: %python %S/Inputs/examples.py %source_dir/docs/checks/{name}.md %t/{name} %weakspot\n")


def main():
    if len(sys.argv) != 2 or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", sys.argv[1]):
        sys.exit(__doc__)
    name = sys.argv[1]
    camel = "".join(part.capitalize() for part in name.split("-"))
    new = {
        f"lib/Misuse/{camel}.cpp": SOURCE,
        f"docs/checks/{name}.md": PAGE,
        f"test/Misuse/{name}.cpp": TEST,
    }
    for path in new:
        if (REPO / path).exists():
            sys.exit(f"new-check: {path} is there already")
    headline = f"//===- {camel}.cpp - {name} ".ljust(75, "-") + "===//"
    for path, text in new.items():
        (REPO / path).write_text(text.format(name=name, camel=camel, headline=headline))
    register(name, camel)
    code = [f"lib/Misuse/{camel}.cpp", "lib/Misuse/Misuse.cpp", "lib/Misuse/Families.h"]
    subprocess.run(["clang-format-22", "-i", *code], cwd=REPO, check=True)
    print(f"""Made and registered {name}. Next:
  lib/Misuse/{camel}.cpp: what it finds
  test/Misuse/{name}.cpp: what it must find, and where it must stay silent
  docs/checks/{name}.md: why, and what to do; its code is tested too
  docs/checks.md, README.md, CHANGELOG.md: a line each
Then: cmake --build --preset dev && lit-22 -v build/dev/test/Misuse/{name}.cpp build/dev/test/docs/checks.test""")


main()
