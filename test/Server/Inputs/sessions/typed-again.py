"""What is taken away and typed again, without saving: what was known of it is shown again."""
import family
import lsp

c = lsp.begin(family.PROJECT, family.FILES, lsp.MINIATURE)
c.initialize({"fixes": False})
c.open("main.cpp")
c.open("child.cpp")
c.show("opened: the cycle needs both TUs")

# The edge of the other TU.
c.replace("child.cpp", "  c->parent = p;\n", "")
c.show("its line is gone")
c.replace("child.cpp", "p) {\n", "p) {\n  c->par\n")
c.show("half of it is typed")
c.replace("child.cpp", "  c->par", "  c->parent = p;")
c.show("all of it")

# The same while something else is another one.
c.replace("main.cpp", "int main", "// Above.\nint main")
for letter in reversed("  p->child = c;"):
    c.replace("main.cpp", letter + "\n  adopt", "\n  adopt")
c.show("the statement is taken away, letter by letter")
for letter in "  p->child = c;":
    c.replace("main.cpp", "\n  adopt", letter + "\n  adopt")
c.show("and typed")
c.replace("main.cpp", "  p->child = c;\n  adopt(c, p);\n", "  adopt(c, p);\n  p->child = c;\n")
c.show("two lines are swapped: it is not where it was known to be")
c.replace("main.cpp", "  adopt(c, p);\n  p->child = c;\n", "  p->child = c;\n  adopt(c, p);\n")
c.show("and back")
c.replace("main.cpp", "// Above.\n", "")
c.show("as it was saved")
c.shutdown()
