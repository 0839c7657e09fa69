"""An edge is accepted with a reason, all of a file is fixed, by clients of all abilities."""
import copy
import os

import family
import lsp

c = lsp.begin(family.PROJECT, family.FILES)
c.initialize(capabilities={})
c.open("main.cpp")
c.open("node.h")
c.sync()
line = c.place_of("main.cpp", "adopt(c, p)")["line"]
found = [a for a in c.actions("main.cpp", line) if a["title"].startswith("Accept")]
print(*[a["title"] for a in found], sep="\n")
c.apply(found[1]["edit"])
c.show("typed: what the program says is of what was saved")
c.save("node.h")
c.show("accepted")
print((c.folder / "node.h").read_text().split("struct Child {")[1])

# One that can't resolve is given a command, and edits without versions.
c.replace("node.h", "  // NOLINTNEXTLINE(weakspot-shared-ptr-cycle): reason\n", "")
c.save("node.h")
c.sync()
action = [a for a in c.actions("main.cpp", line) if a["kind"] == "source.fixAll.weakspot"][0]
c.request("workspace/executeCommand", action["command"])
edit = c.wait_for("workspace/applyEdit")[0]["params"]["edit"]
print("files:", sorted(c.short(uri) for uri in edit["changes"]))

# One that can: the edit comes when the action is chosen. It can be cancelled.
d = lsp.Client(*lsp.sys.argv[1:3])
capabilities = copy.deepcopy(lsp.CAPABILITIES)
capabilities["textDocument"]["codeAction"] = {"resolveSupport": {"properties": ["edit"]}}
d.initialize({"fixes": True}, capabilities)
d.open("main.cpp")
d.sync()
action = d.actions("main.cpp", line, only=["source.fixAll.weakspot"])[0]
number = d.begin("codeAction/resolve", action)
# What is asked for does not stand back for what else the machine does.
d.request("textDocument/hover", {})
server = d.process.pid
with open(f"/proc/{server}/task/{server}/children") as children:
    nice = [os.getpriority(os.PRIO_PROCESS, int(pid)) for pid in children.read().split()]
print("stands back:", max(nice) - os.getpriority(os.PRIO_PROCESS, server) >= 10)
d.notify("$/cancelRequest", {"id": number})
print("cancelled:", d.reply_to(number)["error"]["code"])
action = d.request("codeAction/resolve", action)
print(
    "files:",
    sorted(
        (d.short(e["textDocument"]["uri"]), e["textDocument"]["version"])
        for e in action["edit"]["documentChanges"]
    ),
)
d.apply(action["edit"])
d.save("main.cpp")
d.show("fixed, and saved")
for client in c, d:
    client.shutdown()

# Our own extension asks for the reason.
e = lsp.begin(family.PROJECT, family.FILES)
e.initialize({"weakspotExtension": True})
e.open("main.cpp")
e.sync()
action = [a for a in e.actions("main.cpp", line) if a["title"].startswith("Accept")][0]
argument = action["command"]["arguments"][0]
print(action["command"]["command"], e.short(argument["uri"]), argument["line"], argument["comment"])
print("status:", e.wait_for("weakspot/status", lambda p: not p["running"])[-1]["params"])
e.shutdown()
