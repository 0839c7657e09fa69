"""Files are written by others while the program is checked: by a client that does not tell."""
import copy
import os
import time

import family
import lsp

capabilities = copy.deepcopy(lsp.CAPABILITIES)
del capabilities["workspace"]["didChangeWatchedFiles"]
c = lsp.begin(family.PROJECT, [*family.FILES, "late.cpp"], lsp.MINIATURE)
os.mkfifo(c.folder / "late.cpp")
time.sleep(0.05)  # What is written earlier must look so.
capabilities["window"] = {"workDoneProgress": True}
c.initialize({"fixes": False}, capabilities)
# The check waits for the text of late.cpp, and has read the other two.
late = os.open(c.folder / "late.cpp", os.O_WRONLY)
c.wait_for("$/progress", lambda p: p["value"].get("message", "").startswith("2/3"))
text = (c.folder / "main.cpp").read_text()
(c.folder / "main.cpp").write_text("// Two lines\n// more.\n" + text)
(c.folder / "late.cpp").rename(c.folder / "pipe")
(c.folder / "late.cpp").write_text("int late;\n")
os.write(late, b"int late;\n")
os.close(late)
c.wait_for("$/progress", lambda p: p["value"]["kind"] == "end")
c.show("it is told where it is now")
places = {
    d["range"]["start"]["line"] + 1
    for m in c.received
    if m["method"] == "textDocument/publishDiagnostics"
    for d in m["params"]["diagnostics"]
}
print("never elsewhere:", places)
c.shutdown()
