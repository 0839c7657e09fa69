"""Random programs over owners, from a seed and a tier.

    straight   one function, without branches but for null checks
    calls      setters, factories, callbacks, virtual calls, loops, conditions, teardown
    program    the same, over three TUs

The programs are defined whatever their coins show: no pointer is followed that
could be null, no callable is called that outlives what it refers to, and raw
pointers are stored but never followed.
"""

import random

from control import Control
from fields import KINDS, weighted_kinds
from functions import Functions
from program import Class, Field, Program
from statements import Statements

TIERS = ("straight", "calls", "program")

# Which statements there are, and how often each is chosen.
PLAIN = {"make_edge": 12, "new": 2, "capture": 4, "copy_edge": 2, "cut": 3, "move_in": 2, "swap": 1, "copy_local": 1,
         "drop_local": 1, "lock": 1, "unique": 2, "call_stored": 1, "keep_alive": 1, "own_function": 1,
         "whole_field": 3, "local_vector": 2, "alias": 1, "acting_capture": 2, "field_reference": 1, "erase_one": 1,
         "local_closure": 1}
WITH_CALLS = {"call": 18, "at_exit": 1, "choose": 1}
NESTED = {"branch": 3, "switch": 1, "loop": 1, "each": 3, "attempt": 1, "leave": 1, "leave_if_null": 1, "chain": 2,
          "indexed": 1}


def generate(tier: str, seed: str) -> Program:
    return Generator(tier, seed).program()


class Generator(Statements, Control, Functions):
    def __init__(self, tier, seed):
        self.tier = tier
        self.seed = seed
        self.random = random.Random(f"{tier}/{seed}")
        self.names = 0
        self.coins = 0
        self.classes = []
        self.base = Class("Base", [])
        self.base_target = ""
        self.functions = []
        self.constructors = {}  # The class that each takes.
        self.parameters = ("a", "b")  # Which may be references, and are not moved from.
        self.may_return = False
        self.stored_kinds = tuple(KINDS)

    # Choices.

    def chance(self, probability):
        return self.random.random() < probability

    def fresh(self, prefix="v"):
        self.names += 1
        return f"{prefix}{self.names}"

    def field(self, cls, *kinds):
        """A field of these kinds, or None."""
        fields = [f for f in cls.fields if f.kind in kinds]
        return self.random.choice(fields) if fields else None

    def cls(self, name):
        return next(c for c in self.classes if c.name == name)

    def local(self, scope, cls=None):
        """A local that is not null, of a class if one is asked for."""
        found = [v for v, c in scope.items() if cls in (None, c.name) or cls == "Base" == c.base]
        return self.random.choice(found) if found else None

    # The program.

    def program(self):
        self.make_classes()
        if self.tier != "straight":
            if self.base_target:
                self.virtual_setters()
            makers = [self.setter, self.free_function, self.factory, self.stop, self.higher_order, self.callable_setter,
                      self.self_setter, self.constructor, self.destructor, self.getter, self.growth]
            for _ in range(self.random.randint(1, 5)):
                self.random.choice(makers)()
        scope = {}
        body = [self.new_object(scope) for _ in range(self.random.randint(1, 3))]
        self.may_return = True
        for _ in range(self.random.choice([3, 5, 8, 12, 20])):
            body += self.statement(scope, 0)
        program = Program(self.seed, self.classes, self.functions, body, self.coins,
                          3 if self.tier == "program" else 1, bool(self.base_target))
        # What nobody calls leaks nothing when the program runs, whatever the checker says of it.
        return program.without_unused()

    def make_classes(self):
        names = [f"C{i}" for i in range(self.random.randint(1, 3))]
        has_base = self.tier != "straight" and self.chance(0.4)
        if has_base:
            self.base_target = self.random.choice(names)
        for name in names:
            fields = []
            for number in range(self.random.randint(1, 4)):
                kind = self.random.choices(*weighted_kinds())[0]
                target = "Base" if has_base and self.chance(0.2) else self.random.choice(names)
                fields.append(Field(f"f{number}", kind, target))
            self.classes.append(Class(name, fields, "Base" if has_base and self.chance(0.7) else ""))

    def statement(self, scope, depth):
        """One or more statements."""
        kinds = dict(PLAIN)
        if depth < 2:
            kinds["block"] = 1
        if self.tier != "straight":
            kinds |= WITH_CALLS
            if depth < 2:
                kinds |= NESTED
        for _ in range(8):
            chosen = self.random.choices(list(kinds), list(kinds.values()))[0]
            made = getattr(self, chosen)(scope, depth)
            if made:
                return made
        return []
