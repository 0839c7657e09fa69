"""A generated C++ program as data: it can be printed, and made smaller.

A program is some classes, some functions and a body that is run. Every
statement knows the names that it declares and uses, so that whatever is taken
out, what is left still compiles.
"""

import dataclasses
import itertools
from typing import Iterator, Optional

from fields import KINDS

_ids = itertools.count()


@dataclasses.dataclass
class Statement:
    text: str  # One line; with children, what stands before the brace.
    declares: frozenset = frozenset()
    uses: frozenset = frozenset()
    children: Optional[list] = None
    after: str = ""  # What stands after the closing brace: `;`, `);`, `, v1);`
    fixed: bool = False  # Not to be taken out: a function's return.
    whole: bool = False  # Its children make no sense without it.
    id: int = dataclasses.field(default_factory=lambda: next(_ids))

    def walk(self) -> Iterator["Statement"]:
        yield self
        for child in self.children or []:
            yield from child.walk()


@dataclasses.dataclass
class Field:
    name: str
    kind: str
    target: str  # The class of what it points to, holds or captures.

    def declaration(self) -> str:
        initial = " = nullptr" if self.kind == "raw" else ""
        return f"{KINDS[self.kind].type.format(self.target)} {self.name}{initial};"


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
    initialises: str = ""  # The field that a constructor initialises with its parameter.

    def signature(self, name: str) -> str:
        return f"{self.template}{self.result + ' ' if self.result else ''}{name}({self.parameters})"

    def declaration(self) -> str:
        ending = " override" if self.virtual and self.owner != "Base" else ""
        virtual = "virtual " if self.virtual and self.owner == "Base" else ""
        return f"{virtual}{self.signature(self.name)}{ending};"

    def definition(self) -> list:
        initialises = f" : {self.initialises}(x)" if self.initialises else ""
        lines = [self.signature(f"{self.owner}::{self.name}" if self.owner else self.name) + initialises + " {"]
        return lines + print_body(self.body, 1) + ["}"]

    def is_called(self, used: set) -> bool:
        """Destructors call themselves, and overriders are called through Base."""
        if self.name.startswith("~"):
            return bool(self.body)
        if self.virtual:
            return "fn:Base::take" in used
        return f"fn:{self.owner}::{self.name}" in used


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

    def smaller(self) -> Iterator["Program"]:
        """Programs that have less, each in one respect."""
        if self.units > 1:
            yield dataclasses.replace(self, units=1)
        for statement in self.statements():
            if statement.fixed:
                continue
            yield self.without({statement.id})
            if statement.children and not statement.declares and not statement.whole:
                yield self.with_body({statement.id: statement.children})

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
        return self.with_body({id: [] for id in removed})

    def with_body(self, instead: dict) -> "Program":
        """The program with other statements where one of these stands."""

        def keep(body):
            kept = []
            for s in body:
                if s.id in instead:
                    kept += instead[s.id] and keep(instead[s.id])
                else:
                    kept.append(dataclasses.replace(s, children=keep(s.children) if s.children is not None else None))
            return kept

        return dataclasses.replace(
            self,
            functions=[dataclasses.replace(f, body=keep(f.body)) for f in self.functions],
            body=keep(self.body),
        ).without_unused()

    def without_unused(self) -> "Program":
        """Less the functions that nobody calls and the fields and classes that nobody names."""
        functions = self.functions
        while True:
            used = set()
            for function in functions:
                used |= {f"field:{function.owner}.{function.initialises}"}
                for statement in function.body:
                    for inner in statement.walk():
                        used |= {n for n in inner.uses if n != f"fn:{function.owner}::{function.name}"}
            for statement in self.body:
                for inner in statement.walk():
                    used |= inner.uses
            kept = [f for f in functions if f.is_called(used)]
            if len(kept) == len(functions):
                break
            functions = kept
        classes = [
            dataclasses.replace(c, fields=[f for f in c.fields if f"field:{c.name}.{f.name}" in used])
            for c in self.classes
        ]
        smaller = dataclasses.replace(self, functions=functions, classes=classes)
        text = "\n".join(smaller.text())
        return dataclasses.replace(smaller, classes=[c for c in classes if text.count(c.name) > smaller.mentions(c)],
                                   has_base=self.has_base and text.count("Base") > 2)

    def mentions(self, cls: Class) -> int:
        """How often a class that nobody uses stands in the text."""
        return "\n".join(self.class_definition(cls) + [f"struct {cls.name};"]).count(cls.name)

    def size(self) -> int:
        return 3 * sum(1 for _ in self.statements()) + len(self.functions) + len(self.classes) + self.units

    def class_definition(self, c: Class) -> list:
        bases = f"{c.base}, " if c.base else ""
        lines = [f"struct {c.name} : {bases}std::enable_shared_from_this<{c.name}>, Counted<{c.name}> {{"]
        methods = [f for f in self.functions if f.owner == c.name]
        if any(f.name == c.name for f in methods):
            lines.append(f"  {c.name}() = default;")
        lines += [f"  {f.declaration()}" for f in methods]
        lines += [f"  {f.declaration()}" for f in c.fields]
        return lines + ["};"]

    def declarations(self) -> list:
        """Declarations of everything."""
        lines = [f"struct {c.name};" for c in self.classes]
        if self.has_base:
            lines += ["struct Base {", "  virtual ~Base() = default;"]
            lines += [f"  {f.declaration()}" for f in self.functions if f.owner == "Base"]
            lines.append("};")
        for c in self.classes:
            lines += self.class_definition(c)
        for f in self.functions:
            if f.template:
                lines += f.definition()
            elif not f.owner:
                lines.append(f.declaration())
        return lines

    def definitions(self, unit: int) -> list:
        """What a TU defines."""
        lines = []
        for f in self.functions:
            if not f.template and f.unit % self.units == unit:
                lines += f.definition()
        if unit == self.units - 1:
            lines += ["void run() {", *print_body(self.body, 1), "}"]
        return lines

    def text(self) -> list:
        lines = self.declarations()
        for unit in range(self.units):
            if self.units > 1:
                lines.append(f"// TU {unit}")
            lines += self.definitions(unit)
        return lines


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
