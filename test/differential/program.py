"""A generated C++ program as data: it can be printed, and made smaller.

A program is some classes, some functions and a body that is run. Every
statement knows the names that it declares and uses, so that whatever is taken
out, what is left still compiles.
"""

import dataclasses
import itertools
from typing import Iterator, Optional

_ids = itertools.count()


@dataclasses.dataclass
class Statement:
    text: str  # One line; with children, what stands before the brace.
    declares: frozenset = frozenset()
    uses: frozenset = frozenset()
    children: Optional[list] = None
    after: str = ""  # What stands after the closing brace: `;`, `);`, `, v1);`
    fixed: bool = False  # Not to be taken out: a function's return.
    id: int = dataclasses.field(default_factory=lambda: next(_ids))

    def walk(self) -> Iterator["Statement"]:
        yield self
        for child in self.children or []:
            yield from child.walk()


@dataclasses.dataclass
class Field:
    name: str
    kind: str
    target: str  # A class's name; "" for a callable.

    TYPES = {
        "strong": "std::shared_ptr<{}>",
        "weak": "std::weak_ptr<{}>",
        "raw": "{} *",
        "unique": "std::unique_ptr<{}>",
        "vector": "std::vector<std::shared_ptr<{}>>",
        "weakvector": "std::vector<std::weak_ptr<{}>>",
        "map": "std::map<int, std::shared_ptr<{}>>",
        "optional": "std::optional<std::shared_ptr<{}>>",
        "value": "Holder<{}>",
        "callable": "std::function<void()>",
    }

    def declaration(self) -> str:
        initial = " = nullptr" if self.kind == "raw" else ""
        return f"{self.TYPES[self.kind].format(self.target)} {self.name}{initial};"


@dataclasses.dataclass
class Function:
    """A free function or a method; `declares` names it for those who call it."""

    name: str
    result: str
    parameters: str
    body: list
    owner: str = ""  # The class of a method.
    virtual: bool = False
    unit: int = 0
    template: str = ""

    def declaration(self) -> str:
        static = "" if self.owner or self.template else ""
        ending = " override" if self.virtual and self.owner != "Base" else ""
        virtual = "virtual " if self.virtual and self.owner == "Base" else ""
        return f"{self.template}{static}{virtual}{self.result} {self.name}({self.parameters}){ending};"

    def definition(self) -> list:
        qualified = f"{self.owner}::{self.name}" if self.owner else self.name
        lines = [f"{self.template}{self.result} {qualified}({self.parameters}) {{"]
        lines += print_body(self.body, 1)
        return lines + ["}"]


@dataclasses.dataclass
class Class:
    name: str
    fields: list
    base: str = ""


@dataclasses.dataclass
class Program:
    seed: str
    classes: list
    functions: list
    body: list
    coins: int = 0
    units: int = 1
    has_base: bool = False

    def statements(self) -> Iterator[Statement]:
        for function in self.functions:
            for statement in function.body:
                yield from statement.walk()
        for statement in self.body:
            yield from statement.walk()

    def without(self, removed: set) -> "Program":
        """The program less these statements, and less all that needed them."""
        gone_names = set()
        removed = set(removed)
        while True:
            before = len(removed)
            for statement in self.statements():
                if statement.id in removed:
                    gone_names |= statement.declares
                elif statement.uses & gone_names and not statement.fixed:
                    removed.add(statement.id)
            if len(removed) == before:
                break

        def keep(body):
            return [
                dataclasses.replace(s, children=keep(s.children) if s.children is not None else None)
                for s in body
                if s.id not in removed
            ]

        smaller = dataclasses.replace(
            self,
            functions=[dataclasses.replace(f, body=keep(f.body)) for f in self.functions],
            body=keep(self.body),
        )
        return smaller.without_unused()

    def without_unused(self) -> "Program":
        """Less the functions that nobody calls and the fields that nobody names."""
        functions = self.functions
        while True:
            used = set()
            for function in functions:
                for statement in function.body:
                    for inner in statement.walk():
                        used |= {n for n in inner.uses if n != f"fn:{function.owner}::{function.name}"}
            for statement in self.body:
                for inner in statement.walk():
                    used |= inner.uses
            kept = [f for f in functions if f.virtual or f"fn:{f.owner}::{f.name}" in used]
            if len(kept) == len(functions):
                break
            functions = kept
        classes = [
            dataclasses.replace(c, fields=[f for f in c.fields if f"field:{c.name}.{f.name}" in used])
            for c in self.classes
        ]
        return dataclasses.replace(self, functions=functions, classes=classes)

    def size(self) -> int:
        return sum(1 for _ in self.statements())

    def header(self, name: str) -> list:
        """Declarations of everything, in a namespace."""
        lines = [f"namespace {name} {{"]
        lines += [f"struct {c.name};" for c in self.classes]
        if self.has_base:
            lines += ["struct Base {", "  virtual ~Base() = default;"]
            lines += [f"  {f.declaration()}" for f in self.functions if f.owner == "Base"]
            lines.append("};")
        for c in self.classes:
            bases = f"{c.base}, " if c.base else ""
            lines.append(f"struct {c.name} : {bases}std::enable_shared_from_this<{c.name}>, Counted<{c.name}> {{")
            lines += [f"  {f.declaration()}" for f in c.fields]
            lines += [f"  {f.declaration()}" for f in self.functions if f.owner == c.name]
            lines.append("};")
        for f in self.functions:
            if f.template:
                lines += f.definition()
            elif not f.owner:
                lines.append(f.declaration())
        return lines + ["void run();", "}"]

    def unit(self, name: str, number: int) -> list:
        """The definitions that lie in a TU."""
        lines = [f"namespace {name} {{"]
        for f in self.functions:
            if not f.template and f.unit % self.units == number:
                lines += f.definition()
        if number == self.units - 1:
            lines += ["void run() {", *print_body(self.body, 1), "}"]
        return lines + ["}"]


def print_body(body: list, depth: int) -> list:
    lines = []
    for statement in body:
        indent = "  " * depth
        if statement.children is None:
            lines.append(indent + statement.text)
        else:
            lines.append(f"{indent}{statement.text}{{")
            lines += print_body(statement.children, depth + 1)
            lines.append(f"{indent}}}{statement.after}")
    return lines
