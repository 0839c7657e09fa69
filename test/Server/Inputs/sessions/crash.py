"""A TU that crashes Clang, one that never ends, a worker that is killed: each costs itself."""
import os
import signal
import time

import family
import lsp

TEMPORARY = lsp.sys.argv[2] + ".tmp"
os.makedirs(TEMPORARY, exist_ok=True)
os.environ["TMPDIR"] = TEMPORARY
c = lsp.begin(family.PROJECT, family.FILES, lsp.MINIATURE, arguments=["--timeout=8"])
c.initialize({"fixes": False})
c.open("main.cpp")
c.open("child.cpp")
c.show("open")
# While it is parsed behind its includes, and while those are.
c.replace("child.cpp", "void Child", "#pragma clang __debug crash\nvoid Child")
c.show("what is typed crashes")
c.replace("child.cpp", "#pragma clang __debug crash\nvoid Child", "void Child")
c.replace("child.cpp", "#include", "#pragma clang __debug crash\n#include")
c.show("what is included crashes")
c.replace("child.cpp", "#pragma clang __debug crash\n#include", "#include")
os.mkfifo(c.folder / "never")
c.replace("child.cpp", "#include", '#include "never"\n#include')
c.show("what is included never ends")
c.replace("child.cpp", '#include "never"\n#include', "#include")
c.replace("child.cpp", "  c->parent = p;\n", "  c->parent = p;\n  // typed\n")
c.show("and now it does not", related=True)


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as f:
        return [int(n) for n in f.read().split()]


for pid in children(c.process.pid):
    os.kill(pid, signal.SIGKILL)
c.replace("child.cpp", "// typed", "// typed\n  // more")
c.show("its workers were killed")
c.replace("child.cpp", "void Child", "#pragma clang __debug crash\nvoid Child")
c.save("child.cpp")
c.show("saved: the program lacks a TU")
said = [m["params"]["message"] for m in c.received if m["method"] == "window/logMessage"]
print("told:", any("child.cpp: not analysed: it crashed" in m for m in said))
print("exit code", c.shutdown())

# Asked to end, it leaves nothing behind.
d = lsp.Client(*lsp.sys.argv[1:3])
d.initialize()
d.open("main.cpp")
d.sync()
print("files of its own:", len(os.listdir(TEMPORARY)))
d.process.send_signal(signal.SIGTERM)
print("exit code", d.process.wait(lsp.TIMEOUT))
print("left:", os.listdir(TEMPORARY))

# Nor where it has no time to.
e = lsp.Client(*lsp.sys.argv[1:3])
e.initialize()
print("files of its own:", len(os.listdir(TEMPORARY)))
e.process.kill()
e.process.wait(lsp.TIMEOUT)
until = time.monotonic() + 20
while os.listdir(TEMPORARY) and time.monotonic() < until:
    time.sleep(0.02)
print("left:", os.listdir(TEMPORARY))
