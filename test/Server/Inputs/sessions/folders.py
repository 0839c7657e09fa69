"""Several folders, unsaved files, what is typed while a check runs, a second server."""
import os
import time

import lsp

PROJECT = """
//--- shared/node.h
#pragma once
#include <memory>
struct Node {
  std::shared_ptr<Node> next;
  void close(const std::shared_ptr<Node> &n) { next = n; }
};
inline void loop() {
  auto n = std::make_shared<Node>();
  n->close(n);
}
//--- one/a.cpp
#include "../shared/node.h"
void one() { loop(); }
//--- two/b.cpp
#include "../shared/node.h"
void two() {
  auto n = std::make_shared<Node>();
  n->close(n);
}
"""
c = lsp.begin(PROJECT, [])
(c.folder / "compile_commands.json").unlink()
lsp.write_database(c.folder / "one", ["a.cpp"], lsp.MINIATURE)
lsp.write_database(c.folder / "two", ["b.cpp"], lsp.MINIATURE)
c.shutdown()

cache = c.folder / "cache"


def folder(name):
    return {"uri": lsp.uri_of(c.folder / name), "name": name}


def begin(**extra):
    """Without tags, links and related places, which it does not say that it shows."""
    client = lsp.Client(lsp.sys.argv[1], c.folder, [f"--cache-dir={cache}"])
    client.initialize({"fixes": False}, {}, **extra)
    return client


def said(client, text):
    return [
        m["params"]["message"].split(": ", 1)[1].split("; ")[1]
        for m in client.received
        if m["method"] == "window/logMessage" and text in m["params"]["message"]
    ]


d = begin(workspaceFolders=[folder("one"), folder("two")])
d.show("two programs, and a header of both")
print(sorted(said(d, "files were parsed")))
one = d.diagnostics[d.uri("shared/node.h")]["diagnostics"][0]
print("fields:", sorted(one))

d.notify("workspace/didChangeWorkspaceFolders", {"event": {"removed": [folder("two")], "added": []}})
d.show("one of them is closed")
print("and its check is repeated:", said(d, "files were parsed")[-1])

# The file is not on the disk before it is saved, and its folder is named by a link.
real_uri, lsp.uri_of = lsp.uri_of, lambda path: "file://" + os.path.abspath(path)
(d.folder / "link").symlink_to("one")
d.open("link/new.cpp", '#include "../shared/node.h"\nvoid more() { auto n = std::make_shared<Node>(); n->close(n); }\n')
d.show("a file that was never saved")
d.save("link/new.cpp")
d.replace("link/new.cpp", "void more", "\nvoid more")
d.show("saved, then typed")
os.unlink(d.folder / "one/new.cpp")
d.replace("link/new.cpp", "void more", "\nvoid more")
d.show("deleted on the disk, and still typed")
d.close("link/new.cpp")
lsp.uri_of = real_uri

# While the program is checked, lines are put above what it finds, again and again.
d.open("two/b.cpp")
d.open("shared/node.h")
d.sync()
d.request("workspace/executeCommand", {"command": "weakspot.checkProgram"})
typed = {}
for _ in range(40):
    d.replace("shared/node.h", "#pragma once\n", "#pragma once\n// a line\n")
    typed[d.versions["shared/node.h"]] = d.texts["shared/node.h"].split("\n")
    time.sleep(0.01)
d.show("typed while it was checked")
shown = {
    typed[m["params"]["version"]][diagnostic["range"]["start"]["line"]].strip()
    for m in d.received
    if m["method"] == "textDocument/publishDiagnostics"
    and m["params"]["uri"] == d.uri("shared/node.h")
    and m["params"].get("version") in typed
    for diagnostic in m["params"]["diagnostics"]
}
print("always at:", shown)
d.shutdown()

# The program is not solved again by the next server.
e = begin(workspaceFolders=[folder("one")])
e.sync()
print("a second server:", said(e, "files were parsed"))
e.shutdown()
