"""Clients that pull diagnostics, that show progress, and that cancel."""
import copy
import os

import family
import lsp

capabilities = copy.deepcopy(lsp.CAPABILITIES)
capabilities["textDocument"]["diagnostic"] = {}
capabilities["workspace"]["diagnostics"] = {"refreshSupport": True}
capabilities["workspace"]["codeLens"] = {"refreshSupport": True}
capabilities["workspace"]["configuration"] = True
capabilities["window"] = {"workDoneProgress": True}
c = lsp.begin(family.PROJECT, family.FILES, lsp.MINIATURE)
c.answers["workspace/configuration"] = [{"pause": 1, "codeLens": "not a bool"}]
result = c.initialize({"fixes": False}, capabilities=capabilities)
print("provider:", result["capabilities"]["diagnosticProvider"])
c.open("main.cpp")
c.show("nothing is pushed for a file that is open")


def pull(title, previous=None):
    report = c.request(
        "textDocument/diagnostic", {**c.document("main.cpp"), "previousResultId": previous}
    )
    found = [f'{c.show_range(d["range"])} {d["code"]}' for d in report.get("items", [])]
    print(f"== {title}: {report['kind']}", *found)
    return report["resultId"]


number = pull("pulled")
pull("again", number)
print("told to pull:", bool(c.wait_for("workspace/diagnostic/refresh")))
print("told of lenses:", bool(c.wait_for("workspace/codeLens/refresh")))
c.replace("main.cpp", "int main", "\nint main")
number = pull("moved", number)
c.close("main.cpp")
c.show("pushed when it is closed")


def progress(token=None):
    params = [m["params"] for m in c.received if m["method"] == "$/progress"]
    return [p["value"] for p in params if token in (None, p["token"])]


created = c.wait_for("window/workDoneProgress/create")
shown = [value["kind"] for value in progress()]
print("progress:", shown[0], shown[-1], "in between:", set(shown[1:-1]) <= {"report"})

# One that is cancelled gives no results; the next one does.
child = (c.folder / "child.cpp").read_text()
os.mkfifo(c.folder / "never")
(c.folder / "child.cpp").write_text('#include "never"\n')
c.request("workspace/executeCommand", {"command": "weakspot.checkProgram"})
known = [m["params"] for m in created]
token = c.wait_for("window/workDoneProgress/create", lambda p: p not in known)[-1]
c.notify("window/workDoneProgress/cancel", token["params"])
# On a slow machine another check may have begun meanwhile: it must not wait for ever.
(c.folder / "child.cpp").write_text(child)
try:
    os.close(os.open(c.folder / "never", os.O_WRONLY | os.O_NONBLOCK))
except OSError:
    pass  # Nobody reads it.
c.sync()
print("after cancel:", [v for v in progress(token["params"]["token"]) if v["kind"] == "end"][-1])
html = c.request("workspace/executeCommand", {"command": "weakspot.reportHtml"})
print("report:", html[:15], "shared-ptr-cycle" in html)
c.shutdown()
