"""An editor opens again what was not saved the last time."""
import family
import lsp

USED = """
//--- node.h
#pragma once
#include <memory>
struct Node {
  std::weak_ptr<Node> next;
};
//--- node.cpp
#include "node.h"
//--- use.cpp
#include "node.h"
void use() {
  auto n = std::make_shared<Node>();
  n->next = n;
}
"""

c = lsp.begin(family.PROJECT, family.FILES, lsp.MINIATURE)
c.initialize({"fixes": False})
c.sync()
text = (c.folder / "main.cpp").read_text()
c.open("main.cpp", text.replace("int main", "// Above.\nint main"))
c.show("what is known of the disk is found in it")
c.close("main.cpp")

# The header makes a cycle in a TU that is opened after it; nothing of it is on the disk.
header = (c.folder / "node.h").read_text()
c.open("node.h", header + "struct Self {\n  std::shared_ptr<Self> me;\n};\n")
c.sync()
c.open(
    "child.cpp",
    (c.folder / "child.cpp").read_text()
    + "void self() {\n  auto s = std::make_shared<Self>();\n  s->me = s;\n}\n",
)
c.show("a cycle through what was not saved")
c.replace("node.h", "std::shared_ptr<Self> me", "std::weak_ptr<Self> me")
c.show("cut in the header")
c.replace("node.h", "std::weak_ptr<Self> me", "std::shared_ptr<Self> me")
c.shutdown()

c = lsp.begin(USED, ["node.cpp", "use.cpp"], lsp.MINIATURE)
c.initialize({"fixes": False})
c.open("node.h")
c.replace("node.h", "std::weak_ptr<Node>", "std::shared_ptr<Node>")
c.show("typed in a header: a file that is not open is as it was saved")
c.open("use.cpp")
c.show("opened as it was saved, with a header that is not")
c.shutdown()
