"""Statements without branches: objects, edges between them, and cuts.

A scope maps the locals that are not null to their classes.
"""

from fields import KINDS, clear_texts, store_texts
from program import Statement


def named(cls, field):
    return f"field:{cls.name}.{field.name}"


class Statements:
    def store(self, obj, cls, field, value, uses):
        """OBJ.field takes VALUE, which is no expression with an effect."""
        texts = store_texts(field, f"{obj}{field.name}", value)
        return Statement(self.random.choice(texts), uses=uses | {named(cls, field)})

    def clear(self, obj, cls, field, uses):
        return Statement(self.random.choice(clear_texts(field, f"{obj}{field.name}")), uses=uses | {named(cls, field)})

    def new_object(self, scope):
        cls = self.random.choice(self.classes)
        name = self.fresh()
        argument = f"fn:{cls.name}::{cls.name}" in self.constructors and self.chance(0.5) and self.local(
            scope, self.constructors[f"fn:{cls.name}::{cls.name}"])
        scope[name] = cls
        if argument:
            return Statement(f"auto {name} = std::make_shared<{cls.name}>({argument});", frozenset({name}),
                             frozenset({argument, f"fn:{cls.name}::{cls.name}"}))
        how = self.random.choice([f"std::make_shared<{cls.name}>()", f"std::shared_ptr<{cls.name}>(new {cls.name})",
                                  f"std::shared_ptr<{cls.name}>(std::make_unique<{cls.name}>())"])
        return Statement(f"auto {name} = {how};", frozenset({name}))

    def new(self, scope, depth):
        return [self.new_object(scope)]

    def make_edge(self, scope, depth):
        obj = self.local(scope)
        if not obj:
            return None
        cls = scope[obj]
        field = self.random.choice(cls.fields)
        value = self.local(scope, field.target)
        if field.kind == "unique" or not value:
            return None
        if self.chance(0.15):
            name = self.fresh("r")
            return [Statement(f"auto &{name} = *{obj};", frozenset({name}), frozenset({obj})),
                    self.store(f"{name}.", cls, field, value, frozenset({name, value}))]
        return [self.store(f"{obj}->", cls, field, value, frozenset({obj, value}))]

    def field_reference(self, scope, depth):
        """An edge through a reference to a field."""
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "strong", "vector", "optional", "map")
        value = field and self.local(scope, field.target)
        if not value:
            return None
        name = self.fresh("r")
        texts = store_texts(field, name, value) + clear_texts(field, name)
        return [Statement(f"auto &{name} = {obj}->{field.name};", frozenset({name}),
                          frozenset({obj, named(scope[obj], field)})),
                Statement(self.random.choice(texts), uses=frozenset({name, value}))]

    def capture(self, scope, depth):
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "callable")
        value = self.local(scope)
        if not field:
            return None
        place = f"{obj}->{field.name}"
        return [Statement(f"{place} = {self.random.choice(self.closures(value, scope[value]))};",
                          uses=frozenset({obj, value, named(scope[obj], field)}))]

    def closures(self, value, cls):
        """Callables that own VALUE, or do not."""
        return [f"[{value}] {{ (void){value}; }}", f"[=] {{ (void){value}; }}", f"[kept = {value}] {{ (void)kept; }}",
                f"[weak = std::weak_ptr({value})] {{ (void)weak; }}", f"[raw = {value}.get()] {{ (void)raw; }}",
                f"std::bind([](const std::shared_ptr<{cls.name}> &) {{}}, {value})",
                f"[inner = [{value}] {{ (void){value}; }}] {{ inner(); }}"]

    def copy_edge(self, scope, depth):
        obj, other = self.local(scope), self.local(scope)
        source = other and self.field(scope[other], "strong")
        if not source:
            return None
        # In these a null pointer is not nothing.
        targets = [f for f in scope[obj].fields if f.target == source.target and f.kind not in (
            "unique", "optional", "variant")]
        if not targets:
            return None
        uses = frozenset({obj, other, named(scope[other], source)})
        return [self.store(f"{obj}->", scope[obj], self.random.choice(targets), f"{other}->{source.name}", uses)]

    def cut(self, scope, depth):
        obj = self.local(scope)
        return obj and [self.clear(f"{obj}->", scope[obj], self.random.choice(scope[obj].fields), frozenset({obj}))]

    def erase_one(self, scope, depth):
        """One element goes, by key, by value or by place."""
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "vector", "list", "set", "map", "keys", "nested", "handlers")
        value = field and self.local(scope, field.target)
        if not value:
            return None
        place = f"{obj}->{field.name}"
        texts = {
            "vector": [f"std::erase({place}, {value});", f"if (!{place}.empty()) {place}.pop_back();",
                       f"if (!{place}.empty()) {place}.erase({place}.begin());",
                       f"{place}.erase(std::remove({place}.begin(), {place}.end(), {value}), {place}.end());"],
            "list": [f"{place}.remove({value});", f"if (!{place}.empty()) {place}.pop_front();"],
            "set": [f"{place}.erase({value});"],
            "map": [f"{place}.erase(1);", f"{place}.erase(3);", f"{place}.extract(2);"],
            "keys": [f"{place}.erase({value});"],
            "nested": [f"{place}.erase(1);", f"{place}[1].clear();"],
            "handlers": [f"if (!{place}.empty()) {place}.pop_back();"],
        }[field.kind]
        return [Statement(self.random.choice(texts), uses=frozenset({obj, value, named(scope[obj], field)}))]

    def move_in(self, scope, depth):
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "strong", "vector", "list", "void", "any")
        value = field and self.local(scope, field.target)
        if not value or value in self.parameters or depth or value == obj:
            return None
        place = f"{obj}->{field.name}"
        uses = frozenset({obj, value, named(scope[obj], field)})
        del scope[value]
        text = f"{place}.push_back(std::move({value}));" if KINDS[field.kind].loop else f"{place} = std::move({value});"
        return [Statement(text, uses=uses)]

    def swap(self, scope, depth):
        a, b = self.local(scope), self.local(scope)
        first = a and self.field(scope[a], "strong")
        second = b and self.field(scope[b], "strong")
        if not first or not second or first.target != second.target:
            return None
        uses = frozenset({a, b, named(scope[a], first), named(scope[b], second)})
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
        if not obj or obj in self.parameters or depth:
            return None
        del scope[obj]
        return [Statement(f"{obj}.reset();", uses=frozenset({obj}))]

    def lock(self, scope, depth):
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "weak")
        if not field or field.target == "Base":
            return None
        name = self.fresh("l")
        inner = dict(scope)
        inner[name] = self.cls(field.target)
        uses = frozenset({obj, named(scope[obj], field)})
        return [Statement(f"if (auto {name} = {obj}->{field.name}.lock()) ", frozenset({name}), uses,
                          self.make_edge(inner, depth + 1) or [])]

    def unique(self, scope, depth):
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "unique")
        if not field or field.target == "Base":
            return None
        place = f"{obj}->{field.name}"
        uses = frozenset({obj, named(scope[obj], field)})
        made = [Statement(f"{place} = std::make_unique<{field.target}>();", uses=uses)]
        inner = self.random.choice(self.cls(field.target).fields)
        value = inner.kind != "unique" and self.local(scope, inner.target)
        if value:
            store = self.store(f"{place}->", self.cls(field.target), inner, value, uses | {value})
            made.append(Statement(f"if ({place}) ", uses=store.uses, children=[store], whole=True))
        return made

    def call_stored(self, scope, depth):
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "callable")
        if not field:
            return None
        name = self.fresh("call")
        return [Statement(f"if (auto {name} = {obj}->{field.name}) ", frozenset({name}),
                          frozenset({obj, named(scope[obj], field)}),
                          [Statement(f"{name}();", uses=frozenset({name}))])]

    def keep_alive(self, scope, depth):
        obj = self.local(scope)
        fields = obj and [f for f in scope[obj].fields if f.target == scope[obj].name and f.kind == "strong"]
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
        source = a and self.random.choice(scope[b].fields)
        targets = a and [f for f in scope[a].fields if (f.kind, f.target) == (source.kind, source.target)]
        if not targets or source.kind == "atomic":
            return None
        target = self.random.choice(targets)
        left, right = f"{a}->{target.name}", f"{b}->{source.name}"
        ways = [f"std::swap({left}, {right});"]
        if KINDS[source.kind].copies:
            ways += [f"{left} = {right};"] * 2
        # To move a field into itself is defined, but leaves what the library likes.
        ways += [f"if (&{left} != &{right}) {left} = std::move({right});", f"{left} = std::exchange({right}, {{}});"]
        uses = frozenset({a, b, named(scope[a], target), named(scope[b], source)})
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
            place = f"{obj}->{field.name}"
            made.append(Statement(self.random.choice([
                f"{place} = {name};", f"{place} = std::move({name});", f"{place}.swap({name});",
                f"{place}.insert({place}.end(), {name}.begin(), {name}.end());",
                f"std::copy({name}.begin(), {name}.end(), std::back_inserter({place}));",
                f"{place}.assign({name}.begin(), {name}.end());"]),
                uses=frozenset({name, obj, named(scope[obj], field)})))
        elif self.tier != "straight":
            element = self.fresh("e")
            inner = dict(scope)
            inner[element] = cls
            made.append(Statement(f"for (const auto &{element} : {name}) ", frozenset({element}), frozenset({name}),
                                  self.edge_from(inner, element) or []))
        return made

    def edge_from(self, scope, obj):
        """OBJ gets an edge, or loses one."""
        cls = scope[obj]
        field = self.random.choice(cls.fields)
        value = field.kind != "unique" and self.local(scope, field.target)
        if value and self.chance(0.6):
            return [self.store(f"{obj}->", cls, field, value, frozenset({obj, value}))]
        return [self.clear(f"{obj}->", cls, field, frozenset({obj}))]

    def alias(self, scope, depth):
        """A pointer that owns one object and points to another."""
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "strong")
        owner = field and field.target != "Base" and self.local(scope)
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
        changes = field and [f for f in scope[value].fields if f.kind != "callable"]
        if not changes:
            return None
        captured = dict.fromkeys([value])
        change = self.edge_from({value: scope[value]}, value)[0]
        uses = frozenset({obj, *captured, named(scope[obj], field)})
        made = [Statement(f"{obj}->{field.name} = [{value}] ", uses=uses, children=[change], after=";", whole=True)]
        if self.chance(0.6):
            name = self.fresh("call")
            made.append(Statement(f"if (auto {name} = {obj}->{field.name}) ", frozenset({name}), uses,
                                  [Statement(f"{name}();", uses=frozenset({name}))]))
        return made

    def local_closure(self, scope, depth):
        """A local callable that ties two objects when it is called, if it is."""
        obj = self.local(scope)
        if not obj:
            return None
        inner = self.make_edge(scope, depth) or self.cut(scope, depth)
        if any(s.declares for s in inner):
            return None
        names = frozenset().union(*(s.uses for s in inner))
        name = self.fresh("tie")
        kind = self.random.choice(["auto", "std::function<void()>"])
        made = [Statement(f"{kind} {name} = [{self.random.choice('=&')}] ", frozenset({name}), names, inner, ";",
                          whole=True)]
        if self.chance(0.7):
            made.append(Statement(f"{name}();", uses=frozenset({name})))
        return made

    def block(self, scope, depth):
        inner = dict(scope)
        body = [self.new_object(inner)]
        for _ in range(self.random.randint(1, 3)):
            body += self.statement(inner, depth + 1)
        return [Statement("", children=body)]
