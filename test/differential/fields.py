"""The kinds of fields: how each is declared, given a pointer, and emptied.

In the texts `{p}` is the field, `{v}` the pointer, an expression without an effect,
and `{t}` the class that the field points to.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Kind:
    type: str  # `{}` is the class that is pointed to.
    stores: tuple
    clears: tuple
    loop: str = ""  # The element of a range-for over it; "" if there is none.
    copies: bool = True


KINDS = {
    "strong": Kind(
        "std::shared_ptr<{}>",
        ("{p} = {v};",) * 3 + ("{p} = std::shared_ptr({v});", "std::shared_ptr<{t}>({v}).swap({p});"),
        ("{p}.reset();", "{p} = nullptr;", "{p} = {{}};", "std::exchange({p}, nullptr);")),
    "weak": Kind("std::weak_ptr<{}>", ("{p} = {v};",), ("{p}.reset();",)),
    "raw": Kind("{} *", ("{p} = {v}.get();",), ("{p} = nullptr;",)),
    "unique": Kind("std::unique_ptr<{}>", (), ("{p}.reset();", "{p} = nullptr;"), copies=False),
    "vector": Kind(
        "std::vector<std::shared_ptr<{}>>",
        ("{p}.push_back({v});", "{p}.emplace_back({v});", "{p} = {{{v}}};", "{p}.insert({p}.begin(), {v});",
         "{p}.assign(2, {v});"),
        ("{p}.clear();", "{p} = {{}};", "while (!{p}.empty()) {p}.pop_back();", "{p}.resize(0);",
         "{p}.erase({p}.begin(), {p}.end());"),
        "{e}"),
    "weakvector": Kind("std::vector<std::weak_ptr<{}>>", ("{p}.push_back({v});",), ("{p}.clear();",)),
    "list": Kind(
        "std::list<std::shared_ptr<{}>>", ("{p}.push_back({v});", "{p}.push_front({v});"),
        ("{p}.clear();", "while (!{p}.empty()) {p}.pop_front();"), "{e}"),
    "set": Kind("std::set<std::shared_ptr<{}>>", ("{p}.insert({v});", "{p}.emplace({v});"),
                ("{p}.clear();", "{p} = {{}};"), "{e}"),
    "map": Kind(
        "std::map<int, std::shared_ptr<{}>>",
        ("{p}[1] = {v};", "{p}.emplace(2, {v});", "{p}.insert({{3, {v}}});", "{p}.try_emplace(2, {v});",
         "{p}.insert_or_assign(1, {v});"),
        ("{p}.clear();", "{p} = {{}};"), "[key, {e}]"),
    "keys": Kind("std::map<std::shared_ptr<{}>, int>", ("{p}[{v}] = 1;", "{p}.emplace({v}, 2);"), ("{p}.clear();",)),
    "nested": Kind(
        "std::map<int, std::vector<std::shared_ptr<{}>>>", ("{p}[1].push_back({v});", "{p}[2] = {{{v}}};"),
        ("{p}.clear();", "{p} = {{}};")),
    "optional": Kind("std::optional<std::shared_ptr<{}>>", ("{p} = {v};", "{p}.emplace({v});"),
                     ("{p}.reset();", "{p} = std::nullopt;")),
    "variant": Kind("std::variant<std::monostate, std::shared_ptr<{}>>", ("{p} = {v};", "{p}.template emplace<1>({v});"),
                    ("{p} = std::monostate{{}};", "{p}.template emplace<0>();")),
    "pair": Kind("std::pair<int, std::shared_ptr<{}>>", ("{p}.second = {v};", "{p} = {{1, {v}}};",
                                                         "{p} = std::make_pair(2, {v});"),
                 ("{p}.second.reset();", "{p} = {{}};")),
    "tuple": Kind("std::tuple<int, std::shared_ptr<{}>>", ("std::get<1>({p}) = {v};",),
                  ("std::get<1>({p}) = nullptr;", "{p} = {{}};")),
    "array": Kind("std::array<std::shared_ptr<{}>, 2>", ("{p}[0] = {v};", "{p}.at(1) = {v};", "{p}.fill({v});"),
                  ("{p}.fill(nullptr);", "{p} = {{}};"), "{e}"),
    "any": Kind("std::any", ("{p} = std::shared_ptr({v});",), ("{p}.reset();",)),
    "void": Kind("std::shared_ptr<void>", ("{p} = {v};",), ("{p}.reset();", "{p} = nullptr;")),
    "atomic": Kind("std::atomic<std::shared_ptr<{}>>", ("{p} = {v};", "{p}.store({v});"),
                   ("{p}.store(nullptr);", "{p}.exchange(nullptr);"), copies=False),
    "value": Kind("Holder<{}>", ("{p}.p = {v};", "{p} = {{{v}}};"), ("{p}.p.reset();", "{p} = {{}};")),
    "callable": Kind(
        "std::function<void()>",
        ("{p} = [kept = {v}] {{ (void)kept; }};", "{p} = std::bind([](const auto &) {{}}, {v});"),
        ("{p} = nullptr;", "{p} = {{}};")),
    "handlers": Kind(
        "std::vector<std::function<void()>>",
        ("{p}.push_back([kept = {v}] {{ (void)kept; }});", "{p}.emplace_back([kept = {v}] {{ (void)kept; }});"),
        ("{p}.clear();",)),
    "handlermap": Kind("std::map<int, std::function<void()>>", ("{p}[1] = [kept = {v}] {{ (void)kept; }};",),
                       ("{p}.clear();", "{p}.erase(1);", "{p}[1] = nullptr;")),
}

# How often each is chosen.
WEIGHTS = {"strong": 8, "weak": 2, "vector": 3, "map": 2, "callable": 3}


def weighted_kinds():
    return list(KINDS), [WEIGHTS.get(kind, 1) for kind in KINDS]


def store_texts(field, place, value):
    return [text.format(p=place, v=value, t=field.target) for text in KINDS[field.kind].stores]


def clear_texts(field, place):
    return [text.format(p=place) for text in KINDS[field.kind].clears]
