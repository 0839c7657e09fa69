"""Nothing that a client sends ends the server; its end does."""
import json
import os
import time

import family
import lsp

c = lsp.begin(family.PROJECT, family.FILES, lsp.MINIATURE)


def error_of(number):
    reply = c.reply_to(number)
    return reply["error"]["code"]


def raw(text, title):
    """Sends a message that can only be answered without an id."""
    data = text.encode()
    c.send_bytes(b"Content-Length: %d\r\n\r\n" % len(data) + data)
    print(title, error_of(None))


print("before initialize", error_of(c.begin("textDocument/hover", {})))
c.notify("textDocument/didOpen", {"textDocument": {"uri": c.uri("main.cpp"), "text": "x"}})
raw("not JSON", "not JSON:")
raw("[]", "a batch:")
raw('{"jsonrpc": "2.0"}', "neither request nor reply:")
raw('{"jsonrpc": "1.0", "id": 1, "method": "initialize"}', "another version:")
raw('{"jsonrpc": "2.0", "id": {}, "method": "initialize"}', "an object as id:")
raw("[" * 1000000, "nested deeply:")
c.send_bytes(b"\x00\xff" * 100000 + b"\r\n\r\nno header: 1\r\n\r\n")
c.send_bytes(b"Content-Length: -1\r\n\r\nContent-Length: 99999999999999999999\r\n\r\n")

c.initialize({"fixes": False})
c.open("main.cpp")
print("twice", error_of(c.begin("initialize", {})))
print("unknown", error_of(c.begin("textDocument/completion", {})))
print("params of a wrong type", error_of(c.begin("textDocument/hover", [1])))
print("empty params", c.request("textDocument/hover", {}))
print("null params", c.request("textDocument/codeLens", None))
print("no such file", c.request("textDocument/codeAction", c.document("gone.cpp")))
print("no file", c.request("textDocument/codeLens", {"textDocument": {"uri": "untitled:1"}}))
print("no such command", error_of(c.begin("workspace/executeCommand", {"command": "rm"})))
c.notify("textDocument/didOpen", {"textDocument": {"uri": "untitled:1", "text": "x"}})
c.notify("textDocument/didChange", {"textDocument": {"uri": c.uri("main.cpp")}})
c.notify("$/cancelRequest", {"id": 12345})
c.notify("no/such/notification", {"x": 1})
c.send({"id": 999, "result": 1})
# A range that is not there: what is beyond the end is the end.
c.notify(
    "textDocument/didChange",
    {
        "textDocument": {"uri": c.uri("main.cpp"), "version": 2},
        "contentChanges": [
            {
                "range": {
                    "start": {"line": 4000, "character": 9},
                    "end": {"line": 10, "character": -3},
                },
                "text": "// end\n",
            },
            {"range": 7, "text": "y"},
            {"text": 8},
            9,
        ],
    },
)
c.show("it goes on")


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as f:
        return [int(n) for n in f.read().split()]


# Half a message, and then nothing.
started = children(c.process.pid)
print("children while a file is open:", len(started))
c.send_bytes(b'Content-Length: 500\r\n\r\n{"jsonrpc": "2.0", "meth')
c.process.stdin.close()
print("exit code", c.process.wait(lsp.TIMEOUT))
print("children left:", sum(os.path.exists(f"/proc/{n}") for n in started))

# The client's process ends, and a child of its own holds the pipe open.
parent = lsp.subprocess.Popen(["sleep", "60"])
d = lsp.Client(lsp.sys.argv[1], lsp.sys.argv[2])
d.initialize(processId=parent.pid)
parent.kill()
parent.wait()
print("exit code", d.process.wait(lsp.TIMEOUT))

# Says good-bye.
e = lsp.Client(lsp.sys.argv[1], lsp.sys.argv[2])
e.initialize()
e.request("shutdown")
print("after shutdown", e.request("textDocument/hover", {})["error"]["code"])
e.notify("exit", None)
print("exit code", e.process.wait(lsp.TIMEOUT))
