"""Lenses, hovers and actions: a checked fix, an accepted edge, an explanation."""
import family
import lsp

c = lsp.begin(family.PROJECT, family.FILES)
c.initialize(capabilities={**lsp.CAPABILITIES, "window": {"showDocument": {"support": True}}})
c.open("main.cpp")
c.open("node.h")
c.show("opened")

for lens in c.request("textDocument/codeLens", c.document("node.h")):
    print("lens", c.show_range(lens["range"]), lens["command"]["title"])
where = {**c.document("node.h"), "position": c.place_of("node.h", "parent;")}
print(c.request("textDocument/hover", where)["contents"]["value"])
where["position"] = c.place_of("node.h", "rename")
print("hover elsewhere:", c.request("textDocument/hover", where))

LINE = c.place_of("main.cpp", "adopt(c, p)")["line"]


def show_actions(title, line=LINE, **context):
    found = c.actions("main.cpp", line, **context)
    print(f"== actions: {title}")
    for a in found:
        print(a["kind"], "(preferred)" if a.get("isPreferred") else "", a["title"])
    return found


show_actions("elsewhere", 0, only=["quickfix"])
show_actions("of no kind that there is", only=["refactor"])
show_actions("for all in the file", only=["source.fixAll"])
found = show_actions("at the finding")

c.request("workspace/executeCommand", found[-2]["command"])
shown = c.wait_for("window/showDocument")[0]["params"]["uri"]
page = open(shown.removeprefix("file://")).read()
print("the explanation walks:", "edge 1 of 2: " in page, "and has the page:", "## " in page)

# What is typed is not what the fix was checked with.
c.replace("main.cpp", "int main", "// typed\nint main")
found = show_actions("after typing", LINE + 1)
c.replace("main.cpp", "// typed\nint main", "int main")
found = show_actions("after typing it back")

c.apply(found[0]["edit"])
for name in "node.h", "main.cpp":
    c.save(name)
c.show("fixed and saved")
for name in "node.h", "child.cpp":
    print(f"-- {name}")
    print((c.folder / name).read_text())
print("lenses:", c.request("textDocument/codeLens", c.document("node.h")))
c.shutdown()
