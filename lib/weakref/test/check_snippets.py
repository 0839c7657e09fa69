"""Compiles the code of the pages of docs/weakref: each must be as it is in a program.

usage: check_snippets.py DOCS INCLUDE COMPILER

A block of indented lines is code if it does not begin as JSON or CMake. What a page leaves out is added:
the names that it takes for granted (CONTEXT), semicolons, and nothing for `...`.
"""

import pathlib
import re
import subprocess
import sys

CLASSES = """
#define WEAKREF_CENSUS
#include <weakref/weakref.h>
#include <functional>
#include <iostream>
#include <string>
#include <vector>
using std::shared_ptr;
struct Image { void draw() {} };
struct Observer { void notify() {} weakref::hook weakref_hook; };
struct Stats { int requests = 0; };
struct Session {
  bool ping() { return true; }
  friend bool operator==(const Session &, const Session &) { return true; }
  weakref::hook weakref_hook;
};
template <> struct std::hash<Session> { std::size_t operator()(const Session &) const { return 0; } };
struct Account { void send(int = 0) {} int operator()(int) { return 0; } weakref::hook weakref_hook; };
struct Font { explicit Font(std::string = "") {} };
struct Foo { std::string name() { return ""; } int size() { return 0; } };
struct BarData { explicit BarData(int N = 0) : value(N) {} int value; };
struct Window {};
struct Channel {};
struct Timer { template <class F> void on_tick(F) {} };
template <class... T> void log(T...) {}
Font load(const std::string &Name) { return Font(Name); }
"""

# What is there before the code of a page.
CONTEXT = {
    "README": "auto image = std::make_shared<Image>(); auto session = std::make_shared<Session>();",
    "annotations": "",
    "cache": "",
    "census": "",
    "finalizer": "auto p = std::make_shared<Session>(); Session object; auto function = [](auto...) { return 1; }; int args = 0;",
    "layered": "auto window = std::make_shared<Window>();",
    "per_instance": "auto foo = std::make_shared<Foo>(); auto shared_ptr_to_a_part = std::make_shared<int>();",
    "proxy": "using T = Account; auto p = std::make_shared<T>(); auto f = [] {}; int args = 0; std::error_code ec;",
    "ref": "auto p = std::make_shared<Session>(); auto f = [] {}; weakref::callback_ref<Session> out;",
    "weak_key_map": "auto session = std::make_shared<Session>(); Stats d; Session *self = session.get();",
    "weak_method": "Timer timer; auto session = std::make_shared<Session>();",
    "weak_set": "auto a = std::make_shared<Observer>(), b = a, c = a; weakref::weak_set<Observer> t; std::vector<shared_ptr<Observer>> range;",
    "weak_value_map": "auto image = std::make_shared<Image>(); weakref::weak_value_map<int, Image> n; int k = 7; std::vector<std::pair<int, shared_ptr<Image>>> range;",
}
NOT_CODE = re.compile(r'\s*(\{"|add_subdirectory|cmake )')


def blocks(page):
    """First line and text of each block of code."""
    lines, begin = page.read_text(encoding="utf-8").splitlines() + [""], None
    for number, line in enumerate(lines):
        if line.startswith("    ") and (begin is not None or number == 0 or not lines[number - 1].strip()):
            begin = number if begin is None else begin
        elif begin is not None and line.strip():
            yield begin, lines[begin:number]
            begin = None
    if begin is not None:
        yield begin, lines[begin:]


def completed(line):
    """The line as the compiler wants it."""
    code = re.sub(r"(?<!:)//.*", "", line).replace("this)", "self)").rstrip()
    code = code.replace(") { ... }", ") { return true; }").replace("{ ... }", "{}")
    code = re.sub(r",? *\.\.\.", "", code).rstrip()
    return code + ";" if code.strip() and not re.search(r"[;{,]$|^ *#", code) else code


def main():
    docs, include, compiler = sys.argv[1:]
    code, count = [CLASSES], 0
    for page in sorted(pathlib.Path(docs).glob("*.md")):
        for begin, text in blocks(page):
            if NOT_CODE.match(text[0]):
                continue
            if page.stem not in CONTEXT:
                sys.exit(f"{page}:{begin + 1}: code on a page without a context")
            count += 1
            kind, brackets = ("namespace", "") if any("template" in line for line in text) else ("void", "()")
            code.append(f"{kind} {page.stem}{begin}{brackets} {{ {CONTEXT[page.stem]}")
            code += [f'#line {begin + 1} "{page}"', *map(completed, text), "}"]
    done = subprocess.run(
        [compiler, "-std=c++17", "-w", f"-I{include}", "-fsyntax-only", "-x", "c++", "-"],
        input="\n".join(code),
        text=True,
    )
    print(f"{count} blocks")
    return 1 if done.returncode or not count else 0


if __name__ == "__main__":
    sys.exit(main())
