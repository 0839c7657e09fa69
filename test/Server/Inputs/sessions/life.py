"""Files are renamed, deleted, made; the database and the configuration change."""
import family
import lsp

c = lsp.begin(family.PROJECT, family.FILES, lsp.MINIATURE)
c.initialize({"fixes": False})
registered = c.wait_for("client/registerCapability")[0]["params"]["registrations"]
print("registered:", [r["method"] for r in registered])
c.show("nothing is open: the program's findings")

c.open("child.cpp")
c.show("a file without findings of its own")
# Renamed in the editor: closed, and opened under its new name.
c.close("child.cpp")
(c.folder / "child.cpp").rename(c.folder / "kid.cpp")
c.open("kid.cpp")
c.changed_on_disk("child.cpp", kind=3)
c.show("renamed, and the database does not know")
lsp.write_database(c.folder, ["kid.cpp", "main.cpp"], lsp.MINIATURE)
c.changed_on_disk("compile_commands.json")
c.show("it knows")

(c.folder / "main.cpp").unlink()
c.changed_on_disk("main.cpp", kind=3)
c.show("a file has vanished")
(c.folder / "main.cpp").write_text(family.PROJECT.split("//--- main.cpp\n")[1])
c.changed_on_disk("main.cpp", kind=1)
c.show("it is back")

(c.folder / ".weakspot.yaml").write_text("checks: '-shared-ptr-cycle'\n")
c.changed_on_disk(".weakspot.yaml", kind=1)
c.show("the check is off")
(c.folder / ".weakspot.yaml").write_text("cheks: '-shared-ptr-cycle'\n")
c.changed_on_disk(".weakspot.yaml")
c.show("the configuration is wrong")
print(c.wait_for("window/showMessage")[0]["params"]["message"].replace(str(c.folder), ""))
(c.folder / ".weakspot.yaml").unlink()
c.changed_on_disk(".weakspot.yaml", kind=3)
c.show("it is gone")

c.notify("workspace/didChangeConfiguration", {"settings": {"weakspot": {"checks": "unchecked-lock"}}})
c.show("the client wants other checks")
c.notify("workspace/didChangeConfiguration", {"settings": {"weakspot": {"checks": "*"}}})
c.open("node.h")
c.show("all of them")
print("lenses:", len(c.request("textDocument/codeLens", c.document("node.h"))))
c.notify(
    "workspace/didChangeConfiguration",
    {"settings": {"weakspot": {"codeLens": False, "hover": False}}},
)
c.sync()
print("lenses when they are off:", c.request("textDocument/codeLens", c.document("node.h")))
where = {**c.document("node.h"), "position": c.place_of("node.h", "parent;")}
print("hover when it is off:", c.request("textDocument/hover", where))

c.notify("workspace/didChangeConfiguration", {"settings": {"weakspot": {"unusedSuppressions": True}}})
c.open("main.cpp")
c.replace("main.cpp", "return 0;", "return 0; // NOLINT(weakspot-capture-cycle): once")
c.save("main.cpp")
c.show("comments that nothing needs are told, too")
print("tags:", [d.get("tags") for d in c.diagnostics[c.uri("main.cpp")]["diagnostics"]])
c.close("main.cpp")

lsp.write_database(c.folder, ["kid.cpp"], lsp.MINIATURE)
c.changed_on_disk("compile_commands.json")
c.show("main.cpp is not part of the program any more")
(c.folder / "compile_commands.json").write_text("[{")
c.changed_on_disk("compile_commands.json")
c.show("half a database")
print(len(c.wait_for("window/showMessage")), "complaints")
c.shutdown()
