"""Random programs over owners, from a seed and a tier.

    straight   one function, without branches but for null checks
    calls      setters, factories, callbacks, virtual calls, loops and conditions
    program    the same, over three TUs

The programs are defined whatever their coins show: no pointer is followed that
could be null, no callable is called that outlives what it refers to, and raw
pointers are stored but never followed.
"""

import random

from program import Class, Field, Function, Program, Statement, print_body

TIERS = ("straight", "calls", "program")
FIELD_KINDS = ["strong"] * 6 + ["weak"] * 2 + ["raw", "unique", "vector", "vector", "weakvector", "map", "optional",
                                              "value", "callable", "callable"]


def generate(tier: str, seed: str) -> Program:
    return Generator(tier, seed).program()


class Generator:
    def __init__(self, tier, seed):
        self.tier = tier
        self.seed = seed
        self.random = random.Random(f"{tier}/{seed}")
        self.names = 0
        self.coins = 0
        self.classes = []
        self.functions = []
        self.in_function = False

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
        found = [v for v, c in scope.items() if cls is None or c.name == cls]
        return self.random.choice(found) if found else None

    # The program.

    def program(self):
        count = self.random.randint(1, 3)
        names = [f"C{i}" for i in range(count)]
        for name in names:
            fields = []
            for number in range(self.random.randint(1, 3)):
                kind = self.random.choice(FIELD_KINDS)
                fields.append(Field(f"f{number}", kind, "" if kind == "callable" else self.random.choice(names)))
            self.classes.append(Class(name, fields))
        deep = self.tier != "straight"
        has_base = deep and self.chance(0.4)
        if has_base:
            self.virtual_setters()
        if deep:
            self.in_function = True
            for _ in range(self.random.randint(1, 4)):
                self.random.choice([self.setter, self.free_function, self.factory, self.stop, self.higher_order])()
            self.in_function = False
        scope = {}
        body = [self.new_object(scope) for _ in range(self.random.randint(1, 3))]
        for _ in range(self.random.choice([3, 5, 8, 12, 20])):
            body += self.statement(scope, 0)
        program = Program(self.seed, self.classes, self.functions, body, self.coins,
                          3 if self.tier == "program" else 1, has_base)
        # What nobody calls leaks nothing when the program runs, whatever the checker says of it.
        return program.without_unused()

    # Functions.

    def add(self, function):
        function.unit = self.random.randrange(3)
        self.functions.append(function)

    def parameter(self, cls, name):
        """A parameter's declaration, in one of the ways to pass a pointer."""
        pointer = f"std::shared_ptr<{cls}>"
        return self.random.choice([f"{pointer} {name}", f"const {pointer} &{name}"])

    def setter(self):
        cls = self.random.choice(self.classes)
        field = self.field(cls, "strong", "weak", "raw", "vector", "weakvector", "map", "optional", "value")
        if not field:
            return
        name = self.fresh("set")
        body = [self.store("", cls, field, "x", frozenset())]
        self.add(Function(name, "void", self.parameter(field.target, "x"), body, owner=cls.name))

    def virtual_setters(self):
        """Base::take and its overriders, each of which keeps the pointer in its own way."""
        target = self.random.choice(self.classes)
        self.base_target = target.name
        self.add(Function("take", "void", f"std::shared_ptr<{target.name}>", [], owner="Base", virtual=True))
        for cls in self.classes:
            if not self.chance(0.7):
                continue
            cls.base = "Base"
            fields = [f for f in cls.fields if f.target == target.name and f.kind != "unique"]
            body = [self.store("", cls, self.random.choice(fields), "x", frozenset())] if fields else []
            parameter = f"std::shared_ptr<{target.name}> x" if body else f"std::shared_ptr<{target.name}>"
            self.add(Function("take", "void", parameter, body, owner=cls.name, virtual=True))

    def free_function(self):
        first, second = self.random.choice(self.classes), self.random.choice(self.classes)
        scope = {"a": first, "b": second}
        body = []
        for _ in range(self.random.randint(1, 3)):
            body += self.statement(scope, 1, inside=True)
        parameters = f"{self.parameter(first.name, 'a')}, {self.parameter(second.name, 'b')}"
        self.add(Function(self.fresh("link"), "void", parameters, body))
        self.functions[-1].takes = (first.name, second.name)

    def factory(self):
        cls, needs = self.random.choice(self.classes), self.random.choice(self.classes)
        scope = {"a": needs}
        made = self.fresh("made")
        body = [Statement(f"auto {made} = std::make_shared<{cls.name}>();", frozenset({made}), fixed=True)]
        scope[made] = cls
        for _ in range(self.random.randint(0, 3)):
            body += self.statement(scope, 1, inside=True)
        if made in scope:
            body.append(Statement(f"return {made};", uses=frozenset({made}), fixed=True))
        else:
            body.append(Statement(f"return std::make_shared<{cls.name}>();", fixed=True))
        self.add(Function(self.fresh("make"), f"std::shared_ptr<{cls.name}>", self.parameter(needs.name, "a"), body))
        self.functions[-1].takes = (needs.name,)
        self.functions[-1].makes = cls

    def stop(self):
        cls = self.random.choice(self.classes)
        body = [self.clear("", cls, self.random.choice(cls.fields), frozenset())]
        self.add(Function(self.fresh("stop"), "void", "", body, owner=cls.name))

    def higher_order(self):
        """A function that calls what it is given."""
        body = [Statement("f();")]
        if self.chance(0.5):
            self.add(Function(self.fresh("apply"), "void", "const std::function<void()> &f", body))
        else:
            self.add(Function(self.fresh("apply"), "void", "F f", body, template="template <typename F> "))

    # Statements. A scope maps the locals that are not null to their classes.

    def new_object(self, scope):
        cls = self.random.choice(self.classes)
        name = self.fresh()
        scope[name] = cls
        how = self.random.choice([f"std::make_shared<{cls.name}>()", f"std::shared_ptr<{cls.name}>(new {cls.name})"])
        return Statement(f"auto {name} = {how};", frozenset({name}))

    def statement(self, scope, depth, inside=False):
        """One or more statements."""
        kinds = [(self.make_edge, 10), (self.new, 2), (self.capture, 4), (self.copy_edge, 2), (self.cut, 3),
                 (self.move_in, 2), (self.swap, 1), (self.copy_local, 1), (self.drop_local, 1), (self.lock, 1),
                 (self.unique, 2), (self.call_stored, 1), (self.keep_alive, 1), (self.own_function, 1),
                 (self.whole_field, 3), (self.local_vector, 2), (self.alias, 1), (self.acting_capture, 2)]
        if depth < 2:
            kinds += [(self.block, 1)]
        if self.tier != "straight":
            kinds += [(self.call, 14)]
            if depth < 2:
                kinds += [(self.branch, 3), (self.loop, 1), (self.each, 3), (self.attempt, 1), (self.leave, 1)]
        functions, weights = zip(*kinds)
        for _ in range(8):
            made = self.random.choices(functions, weights)[0](scope, depth)
            if made:
                return made
        return []

    def store(self, obj, cls, field, value, uses):
        """OBJ.field takes VALUE, which is no expression with an effect."""
        place = f"{obj}{field.name}"
        text = {
            "strong": [f"{place} = {value};"],
            "weak": [f"{place} = {value};"],
            "raw": [f"{place} = {value}.get();"],
            "vector": [f"{place}.push_back({value});", f"{place}.emplace_back({value});", f"{place} = {{{value}}};",
                       f"{place}.insert({place}.begin(), {value});"],
            "weakvector": [f"{place}.push_back({value});"],
            "map": [f"{place}[1] = {value};", f"{place}.emplace(2, {value});", f"{place}.insert({{3, {value}}});"],
            "optional": [f"{place} = {value};", f"{place}.emplace({value});"],
            "value": [f"{place}.p = {value};"],
            "callable": [f"{place} = [{value}] {{ (void){value}; }};" if value.isidentifier() else ""],
        }[field.kind]
        return Statement(self.random.choice(text), uses=uses | {f"field:{cls.name}.{field.name}"})

    def clear(self, obj, cls, field, uses):
        place = f"{obj}{field.name}"
        text = {
            "strong": [f"{place}.reset();", f"{place} = nullptr;", f"{place} = {{}};",
                       f"std::exchange({place}, nullptr);"],
            "weak": [f"{place}.reset();"],
            "raw": [f"{place} = nullptr;"],
            "unique": [f"{place}.reset();", f"{place} = nullptr;"],
            "vector": [f"{place}.clear();", f"{place} = {{}};", f"while (!{place}.empty()) {place}.pop_back();"],
            "weakvector": [f"{place}.clear();"],
            "map": [f"{place}.clear();", f"{place} = {{}};"],
            "optional": [f"{place}.reset();", f"{place} = std::nullopt;"],
            "value": [f"{place}.p.reset();", f"{place} = {{}};"],
            "callable": [f"{place} = nullptr;", f"{place} = {{}};"],
        }[field.kind]
        return Statement(self.random.choice(text), uses=uses | {f"field:{cls.name}.{field.name}"})

    def make_edge(self, scope, depth):
        obj = self.local(scope)
        if not obj:
            return None
        cls = scope[obj]
        field = self.random.choice(cls.fields)
        if field.kind in ("unique", "callable"):
            return None
        value = self.local(scope, field.target)
        if not value:
            return None
        if self.chance(0.15):
            name = self.fresh("r")
            return [Statement(f"auto &{name} = *{obj};", frozenset({name}), frozenset({obj})),
                    self.store(f"{name}.", cls, field, value, frozenset({name, value}))]
        return [self.store(f"{obj}->", cls, field, value, frozenset({obj, value}))]

    def new(self, scope, depth):
        return [self.new_object(scope)]

    def capture(self, scope, depth):
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "callable")
        value = self.local(scope)
        if not field:
            return None
        uses = frozenset({obj, value, f"field:{scope[obj].name}.{field.name}"})
        place = f"{obj}->{field.name}"
        return [self.random.choice([
            Statement(f"{place} = [{value}] {{ (void){value}; }};", uses=uses),
            Statement(f"{place} = [=] {{ (void){value}; }};", uses=uses),
            Statement(f"{place} = [kept = {value}] {{ (void)kept; }};", uses=uses),
            Statement(f"{place} = [weak = std::weak_ptr({value})] {{ (void)weak; }};", uses=uses),
            Statement(f"{place} = [raw = {value}.get()] {{ (void)raw; }};", uses=uses),
            Statement(f"{place} = std::bind([](const std::shared_ptr<{scope[value].name}> &) {{}}, {value});",
                      uses=uses),
        ])]

    def copy_edge(self, scope, depth):
        obj, other = self.local(scope), self.local(scope)
        source = other and self.field(scope[other], "strong")
        if not source:
            return None
        targets = [f for f in scope[obj].fields if f.target == source.target and f.kind not in ("unique",)]
        if not targets:
            return None
        target = self.random.choice(targets)
        uses = frozenset({obj, other, f"field:{scope[other].name}.{source.name}"})
        if target.kind == "optional":
            return None
        return [self.store(f"{obj}->", scope[obj], target, f"{other}->{source.name}", uses)]

    def cut(self, scope, depth):
        obj = self.local(scope)
        if not obj:
            return None
        return [self.clear(f"{obj}->", scope[obj], self.random.choice(scope[obj].fields), frozenset({obj}))]

    def move_in(self, scope, depth):
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "strong", "vector")
        value = field and self.local(scope, field.target)
        if not value or value in "ab" or depth or (value == obj and self.chance(0.5)):
            return None
        moved = f"std::move({value})"
        place = f"{obj}->{field.name}"
        if value == obj:
            return None
        uses = frozenset({obj, value, f"field:{scope[obj].name}.{field.name}"})
        del scope[value]
        if field.kind == "vector":
            return [Statement(f"{place}.push_back({moved});", uses=uses)]
        return [Statement(f"{place} = {moved};", uses=uses)]

    def swap(self, scope, depth):
        a, b = self.local(scope), self.local(scope)
        first = a and self.field(scope[a], "strong")
        second = b and self.field(scope[b], "strong")
        if not first or not second or first.target != second.target:
            return None
        uses = frozenset({a, b, f"field:{scope[a].name}.{first.name}", f"field:{scope[b].name}.{second.name}"})
        text = self.random.choice([f"std::swap({a}->{first.name}, {b}->{second.name});",
                                   f"{a}->{first.name}.swap({b}->{second.name});"])
        return [Statement(text, uses=uses)]

    def copy_local(self, scope, depth):
        obj = self.local(scope)
        if not obj:
            return None
        name = self.fresh()
        scope[name] = scope[obj]
        return [Statement(f"auto {name} = {obj};", frozenset({name}), frozenset({obj}))]

    def drop_local(self, scope, depth):
        obj = self.local(scope)
        if not obj or obj in "ab" or depth:
            return None
        del scope[obj]
        return [Statement(f"{obj}.reset();", uses=frozenset({obj}))]

    def lock(self, scope, depth):
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "weak")
        if not field:
            return None
        name = self.fresh("l")
        inner = dict(scope)
        inner[name] = self.cls(field.target)
        uses = frozenset({obj, f"field:{scope[obj].name}.{field.name}"})
        return [Statement(f"if (auto {name} = {obj}->{field.name}.lock()) ", frozenset({name}), uses,
                          self.make_edge(inner, depth + 1) or [])]

    def unique(self, scope, depth):
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "unique")
        if not field:
            return None
        place = f"{obj}->{field.name}"
        uses = frozenset({obj, f"field:{scope[obj].name}.{field.name}"})
        made = [Statement(f"{place} = std::make_unique<{field.target}>();", uses=uses)]
        inner = self.random.choice(self.cls(field.target).fields)
        value = inner.target and inner.kind != "unique" and self.local(scope, inner.target)
        if value:
            store = self.store(f"{place}->", self.cls(field.target), inner, value, uses | {value})
            made.append(Statement(f"if ({place}) ", uses=store.uses, children=[store]))
        return made

    def call_stored(self, scope, depth):
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "callable")
        if not field:
            return None
        name = self.fresh("call")
        uses = frozenset({obj, f"field:{scope[obj].name}.{field.name}"})
        return [Statement(f"if (auto {name} = {obj}->{field.name}) ", frozenset({name}), uses,
                          [Statement(f"{name}();", uses=frozenset({name}))])]

    def keep_alive(self, scope, depth):
        obj = self.local(scope)
        if not obj:
            return None
        fields = [f for f in scope[obj].fields if f.target == scope[obj].name and f.kind == "strong"]
        if not fields:
            return None
        field = self.random.choice(fields)
        return [self.store(f"{obj}->", scope[obj], field, f"{obj}->shared_from_this()", frozenset({obj}))]

    def own_function(self, scope, depth):
        value = self.local(scope)
        if not value:
            return None
        name = self.fresh("fn")
        made = [Statement(f"auto {name} = std::make_shared<std::function<void()>>();", frozenset({name}))]
        kept = self.random.choice([name, f"weak = std::weak_ptr({name})"])
        made.append(Statement(f"*{name} = [{kept}, {value}] {{ (void){value}; }};", uses=frozenset({name, value})))
        if self.chance(0.4):
            made.append(Statement(f"*{name} = nullptr;", uses=frozenset({name})))
        return made

    def whole_field(self, scope, depth):
        """A field as a whole is copied, moved or swapped into one of the same type."""
        a, b = self.local(scope), self.local(scope)
        if not a:
            return None
        source = self.random.choice(scope[b].fields)
        targets = [f for f in scope[a].fields if (f.kind, f.target) == (source.kind, source.target)]
        if not targets:
            return None
        target = self.random.choice(targets)
        left, right = f"{a}->{target.name}", f"{b}->{source.name}"
        uses = frozenset({a, b, f"field:{scope[a].name}.{target.name}", f"field:{scope[b].name}.{source.name}"})
        ways = [f"std::swap({left}, {right});"]
        if source.kind != "unique":
            ways += [f"{left} = {right};"] * 2
        # To move a field into itself is defined, but leaves what the library likes.
        ways += [f"if (&{left} != &{right}) {left} = std::move({right});",
                 f"{left} = std::exchange({right}, {{}});"]
        return [Statement(self.random.choice(ways), uses=uses)]

    def local_vector(self, scope, depth):
        cls = self.random.choice(self.classes)
        values = [v for v in (self.local(scope, cls.name) for _ in range(self.random.randint(1, 2))) if v]
        if not values:
            return None
        name = self.fresh("list")
        made = [Statement(f"std::vector<std::shared_ptr<{cls.name}>> {name}{{{', '.join(values)}}};",
                          frozenset({name}), frozenset(values))]
        obj = self.local(scope)
        fields = [f for f in scope[obj].fields if f.kind == "vector" and f.target == cls.name]
        if fields:
            field = self.random.choice(fields)
            uses = frozenset({name, obj, f"field:{scope[obj].name}.{field.name}"})
            place = f"{obj}->{field.name}"
            made.append(Statement(self.random.choice([
                f"{place} = {name};", f"{place} = std::move({name});", f"{place}.swap({name});",
                f"{place}.insert({place}.end(), {name}.begin(), {name}.end());",
                f"{place}.assign({name}.begin(), {name}.end());"]), uses=uses))
        elif self.tier != "straight":
            element = self.fresh("e")
            inner = dict(scope)
            inner[element] = cls
            body = self.edge_from(inner, element) or []
            made.append(Statement(f"for (const auto &{element} : {name}) ", frozenset({element}), frozenset({name}),
                                  body))
        return made

    def edge_from(self, scope, obj):
        """OBJ gets an edge, or loses one."""
        cls = scope[obj]
        field = self.random.choice(cls.fields)
        value = field.target and field.kind != "unique" and self.local(scope, field.target)
        if value and self.chance(0.6):
            return [self.store(f"{obj}->", cls, field, value, frozenset({obj, value}))]
        return [self.clear(f"{obj}->", cls, field, frozenset({obj}))]

    def each(self, scope, depth):
        """A loop over a field's elements, which must not be changed meanwhile."""
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "vector", "map")
        if not field:
            return None
        element = self.fresh("e")
        inner = dict(scope)
        inner[element] = self.cls(field.target)
        changed = self.random.choice(["strong", "weak", "raw", "value", "optional", "callable"])
        place = self.field(inner[element], changed)
        if not place:
            return None
        value = self.local(scope, place.target)
        if value and place.kind != "callable" and self.chance(0.5):
            body = self.store(f"{element}->", inner[element], place, value, frozenset({element, value}))
        else:
            body = self.clear(f"{element}->", inner[element], place, frozenset({element}))
        uses = frozenset({obj, f"field:{scope[obj].name}.{field.name}"})
        check = Statement(f"if ({element}) ", children=[body])
        # A copy: what is done to an element may end the field's owner.
        head = f"for (auto {element} : std::vector({obj}->{field.name})) "
        if field.kind == "map":
            head = f"for (auto &[key, {element}] : std::map({obj}->{field.name})) "
        return [Statement(head, frozenset({element}), uses, [check])]

    def alias(self, scope, depth):
        """A pointer that owns one object and points to another."""
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "strong")
        owner = field and self.local(scope)
        pointee = owner and self.local(scope, field.target)
        if not pointee:
            return None
        made = f"std::shared_ptr<{field.target}>({owner}, {pointee}.get())"
        return [self.store(f"{obj}->", scope[obj], field, made, frozenset({obj, owner, pointee}))]

    def acting_capture(self, scope, depth):
        """A callable that, when it is called, changes what it captured."""
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "callable")
        value = self.local(scope)
        if not field:
            return None
        changes = [f for f in scope[value].fields if f.kind != "callable"]
        if not changes:
            return None
        change = self.clear(f"{value}->", scope[value], self.random.choice(changes), frozenset({value}))
        uses = frozenset({obj, value, f"field:{scope[obj].name}.{field.name}"})
        made = [Statement(f"{obj}->{field.name} = [{value}] ", uses=uses, children=[change], after=";")]
        if self.chance(0.6):
            name = self.fresh("call")
            made.append(Statement(f"if (auto {name} = {obj}->{field.name}) ", frozenset({name}), uses,
                                  [Statement(f"{name}();", uses=frozenset({name}))]))
        return made

    def attempt(self, scope, depth):
        """What stands before the throw is done, and what the handler does."""
        before, after = dict(scope), dict(scope)
        body = self.statement(before, depth + 1)
        handler = self.statement(after, depth + 1)
        throw = Statement("throw 1;", fixed=True)
        if self.coins < 3 and self.chance(0.5):
            throw = Statement(f"if (coin({self.coins})) ", children=[throw])
            self.coins += 1
        caught = " ".join(line.strip() for line in print_body(handler, 0))
        uses = frozenset().union(*(s.uses for h in handler for s in h.walk()))
        declared = frozenset().union(*(s.declares for h in handler for s in h.walk()))
        return [Statement("try ", uses=uses - declared, children=body + [throw] + self.statement(before, depth + 1),
                          after=f" catch (int) {{ {caught} }}")]

    def leave(self, scope, depth):
        if self.coins == 3 or self.in_function:
            return None
        coin = self.coins
        self.coins += 1
        return [Statement(f"if (coin({coin})) ", children=[Statement("return;")])]

    def block(self, scope, depth):
        inner = dict(scope)
        body = [self.new_object(inner)]
        for _ in range(self.random.randint(1, 3)):
            body += self.statement(inner, depth + 1)
        return [Statement("", children=body)]

    def branch(self, scope, depth):
        if self.coins == 3:
            return None
        coin = self.coins
        self.coins += 1
        body = []
        inner = dict(scope)
        for _ in range(self.random.randint(1, 2)):
            body += self.statement(inner, depth + 1)
        made = [Statement(f"if (coin({coin})) ", children=body)]
        if depth == 0 and self.chance(0.3):
            name = self.fresh("flag")
            made[0].text = f"if ({name}) "
            made[0].uses = frozenset({name})
            made.insert(0, Statement(f"const bool {name} = coin({coin});", frozenset({name})))
            obj = self.local(scope)
            if obj:
                clear = self.clear(f"{obj}->", scope[obj], self.random.choice(scope[obj].fields), frozenset({obj}))
                made.append(Statement(f"if ({self.random.choice(['', '!'])}{name}) ", uses=frozenset({name}),
                                      children=[clear]))
        return made

    def loop(self, scope, depth):
        inner = dict(scope)
        body = [self.new_object(inner)]
        for _ in range(self.random.randint(1, 2)):
            body += self.statement(inner, depth + 2)
        name = self.fresh("i")
        return [Statement(f"for (int {name} = 0; {name} < {self.random.randint(1, 3)}; ++{name}) ", children=body)]

    def call(self, scope, depth):
        callable_now = [f for f in self.functions if f.body]
        if not callable_now:
            return None
        function = self.random.choice(callable_now)
        uses = {f"fn:{function.owner}::{function.name}"}
        if function.virtual:
            return self.virtual_call(scope, function)
        if function.owner:
            return self.method_call(scope, function, uses)
        if function.name.startswith("apply"):
            inner = self.make_edge(scope, depth) or self.cut(scope, depth)
            if not inner or any(s.declares for s in inner):
                return None
            names = frozenset().union(*(s.uses for s in inner))
            return [Statement(f"{function.name}([&] ", uses=names | uses, children=inner, after=");")]
        arguments = [self.local(scope, name) for name in function.takes]
        if not all(arguments):
            return None
        text = f"{function.name}({', '.join(arguments)});"
        declares = frozenset()
        if hasattr(function, "makes"):
            name = self.fresh()
            if self.chance(0.8):
                text = f"auto {name} = {text}"
                declares = frozenset({name})
                scope[name] = function.makes
        return [Statement(text, declares, frozenset(uses | set(arguments)))]

    def method_call(self, scope, function, uses):
        obj = self.local(scope, function.owner)
        if not obj:
            return None
        if not function.parameters:
            return [Statement(f"{obj}->{function.name}();", uses=frozenset(uses | {obj}))]
        target = function.parameters.split("<")[1].split(">")[0]
        value = self.local(scope, target)
        if not value:
            return None
        return [Statement(f"{obj}->{function.name}({value});", uses=frozenset(uses | {obj, value}))]

    def virtual_call(self, scope, function):
        derived = [v for v, c in scope.items() if c.base == "Base"]
        value = self.local(scope, self.base_target)
        if not derived or not value:
            return None
        obj = self.random.choice(derived)
        name = self.fresh("base")
        return [Statement(f"std::shared_ptr<Base> {name} = {obj};", frozenset({name}), frozenset({obj})),
                Statement(f"{name}->take({value});", uses=frozenset({name, value}))]
