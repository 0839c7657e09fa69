"""Open, type, save, close: what one TU knows and what the program knows."""
import family
import lsp

c = lsp.begin(family.PROJECT, family.FILES, lsp.MINIATURE)
c.initialize({"fixes": False})
c.open("main.cpp")
c.show("opened: the cycle needs both TUs", related=True)

c.replace("main.cpp", "int main", "// Two lines\n// more.\nint main")
c.show("typed above it: it has moved")

c.replace("main.cpp", "  p->child = c;\n", "")
c.show("the statement is gone, and what is shown at it")

c.save("main.cpp")
c.show("saved: there is no cycle")

c.replace("main.cpp", "  c->rename();\n", "  auto own = std::make_shared<Child>();\n  c->rename(;\n")
c.show("in the middle of a word nothing changes")

c.close("main.cpp")
c.show("closed without saving")
print("exit code", c.shutdown())
