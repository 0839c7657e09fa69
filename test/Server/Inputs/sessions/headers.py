"""A header is typed: a TU that includes it is checked, with what the editor holds."""
import lsp

PROJECT = """
//--- src/a.cpp
#include "a.h"
void use() {
  auto n = std::make_shared<Node>();
  n->close(n);
}
//--- src/a.h
#pragma once
#include <memory>
struct Node {
  std::weak_ptr<Node> next;
  void close(const std::shared_ptr<Node> &n) { next = n; }
};
//--- src/new.cpp
#include "a.h"
void more() {
  auto n = std::make_shared<Node>();
  n->close(n);
}
//--- build/empty
"""
c = lsp.begin(PROJECT, [])
# The compiler works in another directory, and the file is named by a link.
(c.folder / "link").symlink_to("src")
build = c.folder / "build"
build.joinpath("compile_commands.json").write_text(
    lsp.json.dumps(
        [
            {
                "directory": str(build),
                "file": "../link/a.cpp",
                "arguments": ["clang++", *lsp.MINIATURE.split(), "../link/a.cpp"],
            }
        ]
    )
)
(c.folder / "compile_commands.json").unlink()
c.initialize({"fixes": False})
c.open("src/a.h")
c.show("a header, before anything is wrong")
c.replace("src/a.h", "std::weak_ptr<Node> next", "std::shared_ptr<Node> next")
c.show("typed in the header, seen in the TU", related=True)
c.open("src/a.cpp")
c.replace("src/a.cpp", "void use() {\n", "void use() {\n  // moved\n")
c.show("typed in both")
c.replace("src/a.h", "std::shared_ptr<Node> next", "std::weak_ptr<Node> next")
c.show("and back")
c.replace("src/a.h", "std::weak_ptr<Node> next", "std::shared_ptr<Node> next")
c.save("src/a.h")
c.save("src/a.cpp")
c.show("saved: the program says the same")
c.open("src/new.cpp")
c.show("a file that is not in the database, with its neighbour's flags")
c.close("src/new.cpp")
c.close("src/a.h")
c.close("src/a.cpp")
c.show("all closed")
c.shutdown()
