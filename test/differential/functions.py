"""Functions that do a part of the work, and the calls of them."""

from program import Function, Statement
from statements import named


class Functions:
    def add(self, function):
        function.unit = self.random.randrange(3)
        self.functions.append(function)
        return function

    def parameter(self, cls, name):
        """A parameter's declaration, in one of the ways to pass a pointer."""
        pointer = f"std::shared_ptr<{cls}>"
        return self.random.choice([f"{pointer} {name}", f"const {pointer} &{name}"])

    def setter(self):
        cls = self.random.choice(self.classes)
        field = self.field(cls, *(k for k in self.stored_kinds if k != "unique"))
        if not field:
            return
        parameter, value = self.parameter(field.target, "x"), "x"
        if field.kind in ("strong", "void", "any") and self.chance(0.4):
            parameter = f"std::shared_ptr<{field.target}> x"
            body = [Statement(f"{field.name} = std::move(x);", uses=frozenset({named(cls, field)}))]
        else:
            body = [self.store("", cls, field, value, frozenset())]
        self.add(Function(self.fresh("set"), "void", parameter, body, owner=cls.name)).takes = (field.target,)

    def callable_setter(self):
        """Keeps a callable that others make."""
        cls = self.random.choice(self.classes)
        field = self.field(cls, "callable", "handlers", "handlermap")
        if not field:
            return
        text = {"callable": "{} = std::move(f);", "handlers": "{}.push_back(std::move(f));",
                "handlermap": "{}[1] = std::move(f);"}[field.kind].format(field.name)
        self.add(Function(self.fresh("on"), "void", "std::function<void()> f",
                          [Statement(text, uses=frozenset({named(cls, field)}))], owner=cls.name))

    def self_setter(self):
        """Gives this object to another, or to a callable of its own."""
        cls = self.random.choice(self.classes)
        own = self.field(cls, "callable", "handlers", "handlermap")
        if own and self.chance(0.5):
            body = [self.store("", cls, own, "shared_from_this()", frozenset())]
            self.add(Function(self.fresh("start"), "void", "", body, owner=cls.name))
            return
        other = self.random.choice(self.classes)
        fields = [f for f in other.fields if f.kind != "unique" and f.target == cls.name]
        if fields:
            body = [self.store("x->", other, self.random.choice(fields), "shared_from_this()", frozenset())]
            name = self.fresh("attach")
            self.add(Function(name, "void", self.parameter(other.name, "x"), body, owner=cls.name)).takes = (other.name,)

    def constructor(self):
        cls = self.random.choice(self.classes)
        field = self.field(cls, "strong", "weak", "vector", "map", "list", "optional", "void", "any", "callable")
        key = f"fn:{cls.name}::{cls.name}"
        if not field or key in self.constructors:
            return
        self.constructors[key] = field.target
        body, initialises = [], ""
        if field.kind in ("strong", "weak", "optional", "void", "any") and self.chance(0.5):
            initialises = field.name
        else:
            body = [self.store("", cls, field, "x", frozenset())]
        self.add(Function(cls.name, "", self.parameter(field.target, "x"), body, owner=cls.name,
                          initialises=initialises))

    def destructor(self):
        """Tidies up; what a ring keeps alive never comes to it."""
        cls = self.random.choice(self.classes)
        if any(f.name == f"~{cls.name}" for f in self.functions):
            return
        field = self.random.choice(cls.fields)
        body = [self.clear("", cls, field, frozenset())]
        pointed = self.field(cls, "strong")
        if pointed and pointed.target != "Base" and self.chance(0.6):
            other = self.cls(pointed.target)
            clear = self.clear(f"{pointed.name}->", other, self.random.choice(other.fields), frozenset())
            body = [Statement(f"if ({pointed.name}) ", uses=frozenset({named(cls, pointed)}), children=[clear],
                              whole=True)]
        self.add(Function(f"~{cls.name}", "", "", body, owner=cls.name))

    def getter(self):
        cls = self.random.choice(self.classes)
        field = self.field(cls, "strong")
        if not field:
            return
        result = f"std::shared_ptr<{field.target}>"
        if self.chance(0.4):
            result += " &"
        name = self.fresh("ref" if result.endswith("&") else "get")
        body = [Statement(f"return {field.name};", uses=frozenset({named(cls, field)}), fixed=True)]
        self.add(Function(name, result, "", body, owner=cls.name)).gets = field.target

    def virtual_setters(self):
        """Base::take and its overriders, each of which keeps the pointer in its own way."""
        target = self.base_target
        self.add(Function("take", "void", f"std::shared_ptr<{target}>", [], owner="Base", virtual=True))
        for cls in self.classes:
            if cls.base != "Base":
                continue
            fields = [f for f in cls.fields if f.target == target and f.kind != "unique"]
            body = [self.store("", cls, self.random.choice(fields), "x", frozenset())] if fields else []
            parameter = f"std::shared_ptr<{target}> x" if body else f"std::shared_ptr<{target}>"
            self.add(Function("take", "void", parameter, body, owner=cls.name, virtual=True))

    def free_function(self):
        first, second = self.random.choice(self.classes), self.random.choice(self.classes)
        body = self.function_body({"a": first, "b": second}, self.random.randint(1, 3), may_return=True)
        parameters = f"{self.parameter(first.name, 'a')}, {self.parameter(second.name, 'b')}"
        self.add(Function(self.fresh("link"), "void", parameters, body)).takes = (first.name, second.name)

    def function_body(self, scope, count, may_return):
        self.may_return = may_return
        body = []
        for _ in range(count):
            body += self.statement(scope, 1)
        self.may_return = False
        return body

    def factory(self):
        cls, needs = self.random.choice(self.classes), self.random.choice(self.classes)
        made = self.fresh("made")
        scope = {"a": needs, made: cls}
        body = [Statement(f"auto {made} = std::make_shared<{cls.name}>();", frozenset({made}), fixed=True)]
        body += self.function_body(scope, self.random.randint(0, 3), may_return=False)
        body.append(Statement(f"return {made};", uses=frozenset({made}), fixed=True))
        function = self.add(Function(self.fresh("make"), f"std::shared_ptr<{cls.name}>",
                                     self.parameter(needs.name, "a"), body))
        function.takes, function.makes = (needs.name,), cls

    def growth(self):
        """A function that calls itself and makes a tree, or ties children to parents."""
        cls = self.random.choice(self.classes)
        fields = [f for f in cls.fields if f.target == cls.name and f.kind != "unique"]
        if not fields:
            return
        name, child = self.fresh("grow"), self.fresh("child")
        body = [Statement("if (depth == 0) ", children=[Statement("return;", fixed=True)], fixed=True),
                Statement(f"auto {child} = std::make_shared<{cls.name}>();", frozenset({child})),
                self.store("a->", cls, self.random.choice(fields), child, frozenset({child}))]
        if self.chance(0.5):
            body.append(self.store(f"{child}->", cls, self.random.choice(fields), "a", frozenset({child})))
        body.append(Statement(f"{name}({child}, depth - 1);", uses=frozenset({child, f"fn:::{name}"})))
        self.add(Function(name, "void", f"const std::shared_ptr<{cls.name}> &a, int depth", body)).takes = (cls.name,)

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

    def call(self, scope, depth):
        callable_now = [f for f in self.functions if f.body and f.name[0] != "~" and f.name != f.owner]
        if not callable_now:
            return None
        function = self.random.choice(callable_now)
        uses = frozenset({f"fn:{function.owner}::{function.name}"})
        if function.virtual:
            return self.virtual_call(scope)
        if function.owner:
            return self.method_call(scope, depth, function, uses)
        if function.name.startswith("apply"):
            inner = self.make_edge(scope, depth) or self.cut(scope, depth)
            if not inner or any(s.declares for s in inner):
                return None
            names = frozenset().union(*(s.uses for s in inner))
            return [Statement(f"{function.name}([&] ", uses=names | uses, children=inner, after=");", whole=True)]
        arguments = [self.local(scope, name) for name in function.takes]
        if not all(arguments):
            return None
        uses |= set(arguments)
        if function.name.startswith("grow"):
            return [Statement(f"{function.name}({arguments[0]}, {self.random.randint(1, 3)});", uses=uses)]
        text = f"{function.name}({', '.join(arguments)});"
        declares = frozenset()
        if hasattr(function, "makes") and self.chance(0.8):
            name = self.fresh()
            text, declares = f"auto {name} = {text}", frozenset({name})
            scope[name] = function.makes
        return [Statement(text, declares, uses)]

    def method_call(self, scope, depth, function, uses):
        obj = self.local(scope, function.owner)
        if not obj:
            return None
        called, uses = f"{obj}->{function.name}", uses | {obj}
        if hasattr(function, "gets"):
            return self.getter_call(scope, depth, function, called, uses)
        if not function.parameters:
            return [Statement(f"{called}();", uses=uses)]
        if function.name.startswith("on"):
            value = self.local(scope)
            return [Statement(f"{called}({self.random.choice(self.closures(value, scope[value]))});",
                              uses=uses | {value})]
        value = self.local(scope, function.takes[0])
        return value and [Statement(f"{called}({value});", uses=uses | {value})]

    def getter_call(self, scope, depth, function, called, uses):
        if function.name.startswith("ref") and self.chance(0.6):
            value = self.local(scope, function.gets)
            return value and [Statement(f"{called}() = {value};", uses=uses | {value})]
        if function.gets == "Base":
            return None
        name = self.fresh("l")
        inner = dict(scope)
        inner[name] = self.cls(function.gets)
        return [Statement(f"if (auto {name} = {called}()) ", frozenset({name}), uses,
                          self.make_edge(inner, depth + 1) or [])]

    def virtual_call(self, scope):
        derived = [v for v, c in scope.items() if c.base == "Base"]
        value = self.local(scope, self.base_target)
        if not derived or not value:
            return None
        obj = self.random.choice(derived)
        uses = frozenset({value, "fn:Base::take"})
        fields = [f for f in scope[obj].fields if f.kind == "strong" and f.target == "Base"]
        if fields and self.chance(0.5):
            field = self.random.choice(fields)
            return [Statement(f"if ({obj}->{field.name}) {obj}->{field.name}->take({value});",
                              uses=uses | {obj, named(scope[obj], field)})]
        name = self.fresh("base")
        return [Statement(f"std::shared_ptr<Base> {name} = {obj};", frozenset({name}), frozenset({obj})),
                Statement(f"{name}->take({value});", uses=uses | {name})]
