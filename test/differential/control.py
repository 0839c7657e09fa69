"""Statements with branches: conditions, loops, exceptions, guards."""

from fields import KINDS
from program import Statement, print_body
from statements import named


class Control:
    def coin(self):
        """A condition of which the checker knows nothing, or None if there are enough of them."""
        if self.coins == 3:
            return None
        self.coins += 1
        return f"coin({self.coins - 1})"

    def branch(self, scope, depth):
        coin = self.coin()
        if not coin:
            return None
        body = []
        inner = dict(scope)
        for _ in range(self.random.randint(1, 2)):
            body += self.statement(inner, depth + 1)
        made = [Statement(f"if ({coin}) ", children=body)]
        if depth == 0 and self.chance(0.3):
            name = self.fresh("flag")
            made[0].text = f"if ({name}) "
            made[0].uses = frozenset({name})
            made.insert(0, Statement(f"const bool {name} = {coin};", frozenset({name})))
            obj = self.local(scope)
            if obj:
                clear = self.clear(f"{obj}->", scope[obj], self.random.choice(scope[obj].fields), frozenset({obj}))
                made.append(Statement(f"if ({self.random.choice(['', '!'])}{name}) ", uses=frozenset({name}),
                                      children=[clear]))
        return made

    def choose(self, scope, depth):
        """One of two objects, or one of two fields, by a coin."""
        obj = self.local(scope)
        field = obj and self.field(scope[obj], "strong", "weak", "vector")
        one, two = field and self.local(scope, field.target), field and self.local(scope, field.target)
        if not one or (field.target == "Base" and scope[one] is not scope[two]):
            return None
        coin = self.coin()
        return coin and [self.store(f"{obj}->", scope[obj], field, f"({coin} ? {one} : {two})",
                                    frozenset({obj, one, two}))]

    def switch(self, scope, depth):
        coin = self.coin()
        if not coin:
            return None
        cases = []
        for label in ("case 0: ", "default: "):
            body = self.statement(dict(scope), depth + 1)
            if label == "case 0: " and self.chance(0.8):
                body = body + [Statement("break;")]
            cases.append(Statement(label, children=body))
        return [Statement(f"switch ({coin} ? 0 : 1) ", children=cases, whole=True)]

    def loop(self, scope, depth):
        inner = dict(scope)
        body = [self.new_object(inner)]
        for _ in range(self.random.randint(1, 2)):
            body += self.statement(inner, depth + 2)
        name = self.fresh("i")
        return [Statement(f"for (int {name} = 0; {name} < {self.random.randint(1, 3)}; ++{name}) ", children=body)]

    def chain(self, scope, depth):
        """A list that a loop builds, perhaps with back pointers, perhaps closed."""
        cls = self.random.choice(self.classes)
        fields = [f for f in cls.fields if f.target == cls.name and f.kind != "unique"]
        if not fields:
            return None
        forward, back = self.random.choice(fields), self.random.choice(fields)
        head, last, node = self.fresh("head"), self.fresh("last"), self.fresh("node")
        scope[head] = cls
        body = [Statement(f"auto {node} = std::make_shared<{cls.name}>();", frozenset({node})),
                self.store(f"{last}->", cls, forward, node, frozenset({last, node}))]
        if self.chance(0.4):
            body.append(self.store(f"{node}->", cls, back, last, frozenset({last, node})))
        body.append(Statement(f"{last} = {node};", uses=frozenset({last, node})))
        name = self.fresh("i")
        made = [Statement(f"auto {head} = std::make_shared<{cls.name}>();", frozenset({head})),
                Statement(f"auto {last} = {head};", frozenset({last}), frozenset({head})),
                Statement(f"for (int {name} = 0; {name} < {self.random.randint(1, 3)}; ++{name}) ", children=body)]
        if self.chance(0.3):
            made.append(self.store(f"{last}->", cls, forward, head, frozenset({last, head})))
        return made

    def indexed(self, scope, depth):
        """Objects in a vector that are tied by their numbers."""
        cls = self.random.choice(self.classes)
        fields = [f for f in cls.fields if f.target == cls.name and f.kind != "unique"]
        if not fields:
            return None
        field = self.random.choice(fields)
        nodes, i = self.fresh("nodes"), self.fresh("i")
        count = self.random.randint(2, 3)
        made = [Statement(f"std::vector<std::shared_ptr<{cls.name}>> {nodes};", frozenset({nodes})),
                Statement(f"for (int {i} = 0; {i} < {count}; ++{i}) ", uses=frozenset({nodes}), children=[
                    Statement(f"{nodes}.push_back(std::make_shared<{cls.name}>());")], whole=True)]
        bound, other = self.random.choice([(f"{i} + 1 < {count}", f"{i} + 1"), (f"{i} < {count}", f"({i} + 1) % {count}"),
                                           (f"{i} < {count}", "0")])
        store = self.store(f"{nodes}[{i}]->", cls, field, f"{nodes}[{other}]", frozenset({nodes}))
        made.append(Statement(f"for (int {i} = 0; {bound}; ++{i}) ", uses=frozenset({nodes}), children=[store],
                              whole=True))
        # Nothing may follow a null element, should the filling loop be taken out.
        made[2].uses |= {f"filled:{nodes}"}
        made[1].declares |= {f"filled:{nodes}"}
        return made

    def each(self, scope, depth):
        """A loop over a field's elements, which must not be changed meanwhile."""
        obj = self.local(scope)
        field = obj and self.field(scope[obj], *(k for k in KINDS if KINDS[k].loop))
        if not field or field.target == "Base":
            return None
        element = self.fresh("e")
        inner = dict(scope)
        inner[element] = self.cls(field.target)
        check = Statement(f"if ({element}) ", children=self.edge_from(inner, element), whole=True)
        # A copy: what is done to an element may end the field's owner.
        type_name = KINDS[field.kind].type.partition("<")[0]
        if field.kind == "array":
            type_name = f"std::array<std::shared_ptr<{field.target}>, 2>"
        head = f"for (auto {'&' if field.kind == 'map' else ''}{KINDS[field.kind].loop.format(e=element)} : "
        return [Statement(f"{head}{type_name}({obj}->{field.name})) ", frozenset({element}),
                          frozenset({obj, named(scope[obj], field)}), [check])]

    def attempt(self, scope, depth):
        """What stands before the throw is done, and what the handler does."""
        before, after = dict(scope), dict(scope)
        body = self.statement(before, depth + 1)
        handler = self.statement(after, depth + 1)
        throw = Statement("throw 1;", fixed=True)
        coin = self.chance(0.5) and self.coin()
        if coin:
            throw = Statement(f"if ({coin}) ", children=[throw])
        caught = " ".join(line.strip() for line in print_body(handler, 0))
        uses = frozenset().union(*(s.uses for h in handler for s in h.walk()))
        declared = frozenset().union(*(s.declares for h in handler for s in h.walk()))
        return [Statement("try ", uses=uses - declared, children=body + [throw] + self.statement(before, depth + 1),
                          after=f" catch (int) {{ {caught} }}", whole=True)]

    def leave(self, scope, depth):
        coin = self.may_return and self.coin()
        return coin and [Statement(f"if ({coin}) ", children=[Statement("return;", fixed=True)], whole=True)]

    def leave_if_null(self, scope, depth):
        obj = self.may_return and self.local(scope)
        field = obj and self.field(scope[obj], "strong", "optional", "callable", "void")
        return field and [Statement(f"if ({self.random.choice(['', '!'])}{obj}->{field.name}) ",
                                    uses=frozenset({obj, named(scope[obj], field)}),
                                    children=[Statement("return;", fixed=True)], whole=True)]

    def at_exit(self, scope, depth):
        """A guard that tidies up when its block ends, however it ends."""
        obj = self.local(scope)
        if not obj:
            return None
        clear = self.clear(f"{obj}->", scope[obj], self.random.choice(scope[obj].fields), frozenset({obj}))
        name = self.fresh("guard")
        return [Statement(f"AtExit {name}([{obj}] ", frozenset({name}), frozenset({obj}), [clear], ");", whole=True)]
