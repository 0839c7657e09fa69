#!/usr/bin/env python3
"""A client that behaves badly, for some seconds, with another seed each time.

It opens, types anywhere, saves, closes, deletes, asks, cancels, and sends damaged
messages in between. From time to time it starts anew, and vanishes in one of several
ways. The server must answer to the end, hold no more memory than it should, and be
gone, with its children, when the client is.

usage: fuzz.py WEAKSPOT FOLDER [--seconds N] [--seed N]
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time

import family
import lsp

MAX_RESIDENT = 600  # MiB, of the server alone.
PIECES = [
    "std::shared_ptr<Node> next;\n",
    "auto n = std::make_shared<Child>(); n->parent = nullptr;\n",
    "}", "{", "(", ";", "\n", '"', "/*", "*/", "#include <vector>\n", "#if 0\n", "#endif\n",
    "struct Child;", "[=] {}", "template <class T>", "ä€𝄞", "\0", "\r\n", "\r", "x" * 5000,
    "// NOLINTNEXTLINE(weakspot-*)\n", "co_await x;", "// ", "R\"(",
]  # fmt: skip
NAMES = ["main.cpp", "child.cpp", "node.h", "new.cpp", "gone.h"]


class Fuzzer:
    def __init__(self, weakspot, folder, seed):
        self.random = random.Random(seed)
        self.weakspot = weakspot
        self.folder = folder
        self.rounds = self.steps = 0

    def begin(self):
        lsp.split_files(family.PROJECT, self.folder)
        lsp.write_database(self.folder, family.FILES)
        self.client = lsp.Client(self.weakspot, self.folder, log=subprocess.PIPE)
        encoding = self.random.choice(["utf-8", "utf-16", "utf-32"])
        capabilities = dict(lsp.CAPABILITIES, general={"positionEncodings": [encoding]})
        if self.random.random() < 0.5:
            capabilities["window"] = {"workDoneProgress": True}
        self.client.initialize({"pause": self.random.choice([0, 50])}, capabilities)

    def position(self):
        return {
            "line": self.random.choice([0, 1, 2, 3, 5, 8, 100, 2**31 - 1, -1]),
            "character": self.random.choice([0, 1, 2, 7, 30, 2**31 - 1, -1]),
        }

    def step(self):
        c, pick = self.client, self.random.choice
        name = pick(NAMES)
        action = pick(["type"] * 12 + ["ask"] * 6 + [
            "open", "open", "close", "save", "save", "delete", "database", "config", "damage",
            "bytes", "cancel", "whole", "command"])  # fmt: skip
        document = {"uri": c.uri(name)}
        if action == "open":
            path = c.folder / name
            text = path.read_text(errors="replace") if path.exists() else "int i;\n"
            c.notify(
                "textDocument/didOpen",
                {"textDocument": {**document, "languageId": "cpp", "version": 1, "text": text}},
            )
        elif action in ("type", "whole"):
            change = {"text": pick(PIECES)}
            if action == "type":
                change["range"] = {"start": self.position(), "end": self.position()}
            c.notify(
                "textDocument/didChange",
                {"textDocument": {**document, "version": self.steps}, "contentChanges": [change]},
            )
        elif action == "close":
            c.notify("textDocument/didClose", {"textDocument": document})
        elif action == "save":
            if self.random.random() < 0.5:
                (c.folder / name).write_text(pick(PIECES) + family.PROJECT.split("cpp\n")[1])
            c.notify("textDocument/didSave", {"textDocument": document})
        elif action == "delete":
            (c.folder / name).unlink(missing_ok=True)
            c.changed_on_disk(name, kind=3)
        elif action == "database":
            lsp.write_database(c.folder, self.random.sample(NAMES, 3), pick(["-std=c++20", "-bad"]))
            c.changed_on_disk("compile_commands.json")
        elif action == "config":
            settings = pick([{}, {"checks": "nonsense"}, {"hover": 3}, {"checks": "*"}, [1], "x"])
            c.notify("workspace/didChangeConfiguration", {"settings": {"weakspot": settings}})
        elif action == "ask":
            method = pick(["hover", "codeLens", "codeAction", "diagnostic", "noSuchThing"])
            params = {
                "textDocument": document,
                "position": self.position(),
                "range": {"start": self.position(), "end": self.position()},
                "context": {"diagnostics": []},
            }
            c.begin("textDocument/" + method, pick([params, params, params, None, {}, 1]))
        elif action == "command":
            command = pick(["checkProgram", "explainFinding", "fixFile", "reportHtml", "x"])
            c.begin(
                "workspace/executeCommand",
                {"command": "weakspot." + command, "arguments": [document]},
            )
        elif action == "cancel":
            c.notify("$/cancelRequest", {"id": pick([c.last_id, "x", None, -1])})
        elif action == "damage":
            message = bytearray(json.dumps({"jsonrpc": "2.0", "id": 7, "method": "x"}).encode())
            for _ in range(self.random.randrange(5)):
                message[self.random.randrange(len(message))] = self.random.randrange(256)
            c.send_bytes(b"Content-Length: %d\r\n\r\n" % len(message) + message)
        elif action == "bytes":
            c.send_bytes(self.random.randbytes(self.random.randrange(200)) + b"\r\n\r\n")
        self.steps += 1

    def check(self):
        """It answers, and is not larger than it should be."""
        c = self.client
        number = c.begin("textDocument/hover", {})
        reply = c.reply_to(number)
        if reply is None:
            raise SystemExit(f"no answer; exit code {c.process.poll()}")
        with open(f"/proc/{c.process.pid}/statm") as f:
            resident = int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
        if resident > MAX_RESIDENT:
            raise SystemExit(f"it has grown to {resident} MiB")

    def end(self):
        c = self.client
        with open(f"/proc/{c.process.pid}/task/{c.process.pid}/children") as f:
            children = f.read().split()
        way = self.random.choice(["shutdown", "exit", "close", "half", "kill"])
        if way == "shutdown":
            c.request("shutdown")
        if way in ("shutdown", "exit"):
            c.notify("exit", None)
        elif way == "kill":
            c.process.kill()
        else:
            if way == "half":
                c.send_bytes(b"Content-Length: 100\r\n\r\n{")
            c.process.stdin.close()
        code = c.process.wait(60)
        expected = {"shutdown": 0, "kill": -9}.get(way, 1)
        errors = c.process.stderr.read().decode(errors="replace")
        if code != expected:
            raise SystemExit(f"{way}: exit code {code}\n{errors}")
        deadline = time.monotonic() + 20
        while any(os.path.exists(f"/proc/{pid}") for pid in children):
            if time.monotonic() > deadline:
                raise SystemExit(f"{way}: children are left: {children}")
            time.sleep(0.05)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("weakspot")
    parser.add_argument("folder")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    options = parser.parse_args()
    print("seed", options.seed, flush=True)
    fuzzer = Fuzzer(os.path.abspath(options.weakspot), options.folder, options.seed)
    until = time.monotonic() + options.seconds
    while time.monotonic() < until:
        fuzzer.begin()
        for _ in range(fuzzer.random.randrange(20, 300)):
            fuzzer.step()
            if fuzzer.random.random() < 0.1:
                fuzzer.check()
            if fuzzer.random.random() < 0.2:
                time.sleep(fuzzer.random.random() / 10)
            if time.monotonic() > until:
                break
        fuzzer.check()
        fuzzer.end()
        fuzzer.rounds += 1
    print(f"{fuzzer.rounds} sessions, {fuzzer.steps} steps: it went on to the end", file=sys.stderr)


main()
