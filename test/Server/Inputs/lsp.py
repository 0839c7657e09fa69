"""A scripted client of `weakspot lsp`.

A session is a Python script: it opens, types, saves and asks, and prints what an
editor would show after each step. Replies of the server are waited for; what it does
on its own is waited for with sync().
"""

import json
import os
import pathlib
import queue
import shutil
import subprocess
import sys
import threading
import urllib.parse

TIMEOUT = 300

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "publishDiagnostics": {
            "relatedInformation": True,
            "codeDescriptionSupport": True,
            "versionSupport": True,
            "tagSupport": {"valueSet": [1, 2]},
        }
    },
    "workspace": {
        "workspaceEdit": {"documentChanges": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
}


def uri_of(path):
    return "file://" + urllib.parse.quote(os.path.realpath(path))


class Client:
    def __init__(self, weakspot, folder, arguments=(), log=None):
        self.folder = pathlib.Path(os.path.realpath(folder))
        self.process = subprocess.Popen(
            [os.path.abspath(weakspot), "lsp", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=folder,
        )
        self.last_id = 0
        self.replies = {}
        self.arrived = threading.Condition()
        self.diagnostics = {}  # What is shown, by URI.
        self.versions = {}
        self.texts = {}
        self.received = []  # Requests and notifications of the server.
        self.answers = {}  # To the server's requests, by method.
        self.ended = False
        threading.Thread(target=self.read_all, daemon=True).start()

    # -- Messages ---------------------------------------------------------------

    def send_bytes(self, data):
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):  # It has gone, or was closed.
            pass

    def send(self, message):
        text = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n" % len(text) + text)

    def read_all(self):
        try:
            while (text := self.read_message()) is not None:
                self.take(json.loads(text))
        finally:
            # Whoever waits is told, also of a message that was cut off.
            with self.arrived:
                self.ended = True
                self.arrived.notify_all()

    def read_message(self):
        stream = self.process.stdout
        length = None
        while line := stream.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if length is None:
            return None
        text = stream.read(length)
        return text if len(text) == length else None

    def take(self, message):
        method = message.get("method")
        if method is None:
            with self.arrived:
                self.replies[message.get("id")] = message
                self.arrived.notify_all()
            return
        params = message.get("params")
        if "id" in message:
            self.send({"id": message["id"], "result": self.answers.get(method)})
        with self.arrived:
            if method == "textDocument/publishDiagnostics":
                self.diagnostics[params["uri"]] = params
            self.received.append(message)
            self.arrived.notify_all()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def begin(self, method, params):
        self.last_id += 1
        self.send({"id": self.last_id, "method": method, "params": params})
        return self.last_id

    def reply_to(self, number):
        with self.arrived:
            self.arrived.wait_for(lambda: number in self.replies or self.ended, TIMEOUT)
            return self.replies.pop(number, None)

    def request(self, method, params=None):
        reply = self.reply_to(self.begin(method, params))
        if reply is None:
            raise SystemExit(f"no reply to {method}")
        if "error" in reply:
            return {"error": reply["error"]}
        return reply["result"]

    def wait_for(self, method, test=lambda params: True):
        def found():
            return [m for m in self.received if m.get("method") == method and test(m.get("params"))]

        with self.arrived:
            self.arrived.wait_for(lambda: found() or self.ended, TIMEOUT)
            return found()

    # -- A session --------------------------------------------------------------

    def initialize(self, options=None, capabilities=CAPABILITIES, **extra):
        result = self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": uri_of(self.folder),
                "capabilities": capabilities,
                "initializationOptions": {"pause": 0, **(options or {})},
                **extra,
            },
        )
        self.notify("initialized", {})
        return result

    def sync(self):
        self.request("weakspot/sync")

    def shutdown(self):
        self.request("shutdown")
        self.notify("exit", None)
        return self.process.wait(TIMEOUT)

    def uri(self, name):
        return uri_of(self.folder / name)

    def document(self, name):
        return {"textDocument": {"uri": self.uri(name)}}

    def open(self, name, text=None):
        if text is None:
            text = (self.folder / name).read_text()
        self.texts[name] = text
        self.versions[name] = 1
        self.notify(
            "textDocument/didOpen",
            {
                "textDocument": {
                    "uri": self.uri(name),
                    "languageId": "cpp",
                    "version": 1,
                    "text": text,
                }
            },
        )

    def position(self, name, offset, encoding="utf-16-le"):
        before = self.texts[name][:offset]
        line = before.count("\n")
        column = before[before.rfind("\n") + 1 :]
        size = {"utf-16-le": 2, "utf-8": 1, "utf-32-le": 4}[encoding]
        return {"line": line, "character": len(column.encode(encoding)) // size}

    def place_of(self, name, text, nth=0, encoding="utf-16-le"):
        offset = -1
        for _ in range(nth + 1):
            offset = self.texts[name].index(text, offset + 1)
        return self.position(name, offset, encoding)

    def replace(self, name, old, new, encoding="utf-16-le"):
        """Types over the first occurrence: an incremental change."""
        offset = self.texts[name].index(old)
        change = {
            "range": {
                "start": self.position(name, offset, encoding),
                "end": self.position(name, offset + len(old), encoding),
            },
            "text": new,
        }
        text = self.texts[name]
        self.texts[name] = text[:offset] + new + text[offset + len(old) :]
        self.versions[name] += 1
        self.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": self.uri(name), "version": self.versions[name]},
                "contentChanges": [change],
            },
        )

    def save(self, name):
        (self.folder / name).write_text(self.texts[name])
        self.notify("textDocument/didSave", self.document(name))

    def close(self, name):
        del self.texts[name]
        self.notify("textDocument/didClose", self.document(name))

    def changed_on_disk(self, *names, kind=2):
        self.notify(
            "workspace/didChangeWatchedFiles",
            {"changes": [{"uri": self.uri(name), "type": kind} for name in names]},
        )

    def actions(self, name, line, **context):
        return self.request(
            "textDocument/codeAction",
            {
                **self.document(name),
                "range": {
                    "start": {"line": line, "character": 0},
                    "end": {"line": line, "character": 0},
                },
                "context": {"diagnostics": [], **context},
            },
        )

    def apply(self, edit):
        """Applies a WorkspaceEdit to the open texts, and to files that are not open."""
        changes = {e["textDocument"]["uri"]: e["edits"] for e in edit.get("documentChanges", [])}
        changes.update(edit.get("changes", {}))
        for uri, edits in sorted(changes.items()):
            path = pathlib.Path(urllib.parse.unquote(uri.removeprefix("file://")))
            name = str(path.relative_to(self.folder))
            is_open = name in self.texts
            text = self.texts[name] if is_open else path.read_text()
            lines = text.split("\n")

            def offset(p):
                line = "".join(l + "\n" for l in lines[: p["line"]])
                rest = lines[p["line"]] if p["line"] < len(lines) else ""
                return len(line) + len(
                    rest.encode("utf-16-le")[: 2 * p["character"]].decode("utf-16-le")
                )

            spans = sorted(
                (offset(e["range"]["start"]), offset(e["range"]["end"]), e["newText"])
                for e in edits
            )
            for start, end, new in reversed(spans):
                text = text[:start] + new + text[end:]
            if not is_open:
                path.write_text(text)
                continue
            self.texts[name] = text
            self.versions[name] += 1
            self.notify(
                "textDocument/didChange",
                {
                    "textDocument": {"uri": uri, "version": self.versions[name]},
                    "contentChanges": [{"text": text}],
                },
            )

    # -- The transcript ---------------------------------------------------------

    def short(self, uri):
        return uri.replace(uri_of(self.folder) + "/", "")

    def show_range(self, r):
        start, end = r["start"], r["end"]
        return f'{start["line"] + 1}:{start["character"]}-{end["character"]}'

    def show(self, title, related=False):
        """Prints what the editor shows when the server has nothing left to do."""
        self.sync()
        print(f"== {title}")
        nothing = True
        for uri, params in sorted(self.diagnostics.items()):
            for d in params["diagnostics"]:
                nothing = False
                level = {1: "error", 2: "warning", 3: "information", 4: "hint"}[d["severity"]]
                print(
                    f'{self.short(uri)}:{self.show_range(d["range"])}: {level}: '
                    f'{d["message"]} [{d["code"]}]'
                )
                for r in d.get("relatedInformation", []) if related else []:
                    place = r["location"]
                    print(
                        f'  {self.short(place["uri"])}:{self.show_range(place["range"])}: '
                        f'{r["message"]}'
                    )
        if nothing:
            print("nothing")


def write_database(folder, files, flags="-std=c++17"):
    folder = pathlib.Path(os.path.realpath(folder))
    entries = [
        {
            "directory": str(folder),
            "file": name,
            "command": f"clang++ {flags} -c {name}",
        }
        for name in files
    ]
    (folder / "compile_commands.json").write_text(json.dumps(entries))


def split_files(text, folder):
    """`//--- name` begins a file."""
    folder = pathlib.Path(folder)
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    # The top of a checkout: paths are relative to it.
    (folder / ".git").mkdir()
    for part in text.split("//--- ")[1:]:
        name, _, body = part.partition("\n")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(body)


# A miniature of the standard library, for sessions that are not about fixes: these
# are compiled with all that they instantiate.
MINIATURE = f"-std=c++17 -nostdinc++ -isystem {pathlib.Path(__file__).parent / 'std'}"


def begin(project, files, flags="-std=c++17", **arguments):
    """A client of the server that is named on the command line, in a new project."""
    weakspot, folder = sys.argv[1:3]
    split_files(project, folder)
    write_database(folder, files, flags)
    return Client(weakspot, folder, **arguments)
