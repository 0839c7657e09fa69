//===- Handlers.cpp - What each message does ------------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Handlers.h"
#include "Server/Server.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include <csignal>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

using namespace llvm;
using std::chrono::milliseconds;

namespace weakspot::server {

static constexpr int InterruptedExitCode = 130;

namespace {
/// Requests to end are waited for like everything else: what the session has
/// made goes with it.
class Signals {
public:
  Signals(EventLoop &Loop, std::function<void()> OnSignal) : Loop(Loop) {
    sigset_t Set;
    ::sigemptyset(&Set);
    for (int Signal : {SIGINT, SIGTERM, SIGHUP})
      ::sigaddset(&Set, Signal);
    ::sigprocmask(SIG_BLOCK, &Set, &Before);
    Descriptor = ::signalfd(-1, &Set, SFD_CLOEXEC);
    if (Descriptor >= 0)
      Loop.watch(Descriptor, {std::move(OnSignal), nullptr, nullptr});
  }
  ~Signals() {
    Loop.forget(Descriptor);
    // What came is read: when the signals are let in again, it must not come
    // once more.
    signalfd_siginfo Info;
    pollfd Ready{Descriptor, POLLIN, 0};
    while (::poll(&Ready, 1, 0) > 0 &&
           ::read(Descriptor, &Info, sizeof(Info)) > 0) {
    }
    ::close(Descriptor);
    ::sigprocmask(SIG_SETMASK, &Before, nullptr);
  }
  Signals(const Signals &) = delete;
  Signals &operator=(const Signals &) = delete;

private:
  EventLoop &Loop;
  sigset_t Before;
  int Descriptor;
};
} // namespace

bool fromJSON(const json::Value &V, Raw &R, json::Path P) {
  if (const json::Object *O = V.getAsObject())
    R.Fields = *O;
  // `null` is no parameters.
  else if (V.kind() != json::Value::Null)
    P.report("expected an object");
  return V.getAsObject() || V.kind() == json::Value::Null;
}

Handlers::Handlers(int In, int Out, const ProjectSettings &CommandLine)
    : S(In, Out, gate(), CommandLine), Typing(S, [this] { showResults(); }),
      Program(S, [this](ProjectState &Of) { onProgramResults(Of); }) {
  registerAll();
}

void Handlers::registerAll() {
  lsp::MessageHandler &H = S.Editor.handler();
  H.method("initialize", this, &Handlers::onInitialize);
  H.method("shutdown", this, &Handlers::onShutdown);
  H.method("textDocument/diagnostic", this, &Handlers::onDiagnostic);
  H.method("textDocument/codeAction", this, &Handlers::onCodeAction);
  H.method("codeAction/resolve", this, &Handlers::onCodeActionResolve);
  H.method("textDocument/codeLens", this, &Handlers::onCodeLens);
  H.method("textDocument/hover", this, &Handlers::onHover);
  H.method("workspace/executeCommand", this, &Handlers::onCommand);
  H.method("weakspot/sync", this, &Handlers::onSync);
  H.notification("initialized", this, &Handlers::onInitialized);
  H.notification("textDocument/didOpen", this, &Handlers::onOpen);
  H.notification("textDocument/didChange", this, &Handlers::onChange);
  H.notification("textDocument/didSave", this, &Handlers::onSave);
  H.notification("textDocument/didClose", this, &Handlers::onClose);
  H.notification("workspace/didChangeConfiguration", this,
                 &Handlers::onConfiguration);
  H.notification("workspace/didChangeWorkspaceFolders", this,
                 &Handlers::onFolders);
  H.notification("workspace/didChangeWatchedFiles", this,
                 &Handlers::onWatchedFiles);
  H.notification("window/workDoneProgress/cancel", this,
                 &Handlers::onProgressCancel);
}

int Handlers::run() {
  Signals Ends(S.Loop, [this] { end(InterruptedExitCode); });
  S.Loop.run();
  S.Editor.drain();
  return ExitCode;
}

//===----------------------------------------------------------------------===//
// Texts
//===----------------------------------------------------------------------===//

/// The real path of the document's URI; none for what is no file.
static std::optional<std::string> pathOf(const json::Object &Params) {
  const json::Object *Item = Params.getObject("textDocument");
  std::optional<StringRef> Uri = Item ? Item->getString("uri") : std::nullopt;
  if (!Uri)
    return std::nullopt;
  Expected<lsp::URIForFile> File = lsp::URIForFile::fromURI(*Uri);
  if (!File) {
    consumeError(File.takeError());
    return std::nullopt;
  }
  return realPath(File->file());
}

Document *Handlers::document(const Raw &Params) const {
  std::optional<std::string> Path = pathOf(Params.Fields);
  if (!Path)
    return nullptr;
  if (auto It = S.Open.find(*Path); It != S.Open.end())
    return It->second.get();
  // A link that it was opened by may lead elsewhere meanwhile.
  StringRef Uri =
      Params.Fields.getObject("textDocument")->getString("uri").value_or("");
  for (const auto &[Name, D] : S.Open)
    if (D->uri() == Uri)
      return D.get();
  return nullptr;
}

static std::optional<std::string> onDisk(const std::string &Path) {
  auto Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return std::nullopt;
  return (*Buffer)->getBuffer().str();
}

static bool isOnDisk(const Document &D) {
  std::optional<std::string> Content = onDisk(D.path());
  return Content && contentName(*Content) == contentName(D.text().content());
}

void Handlers::onOpen(const Raw &Params) {
  std::optional<std::string> Path = pathOf(Params.Fields);
  if (!Path)
    return;
  const json::Object *Item = Params.Fields.getObject("textDocument");
  // Its URI may be written otherwise than what was pushed for it before.
  Diagnostics.retract(*Path);
  StringRef Content = Item->getString("text").value_or("");
  // Editors open again what was not saved the last time: what is known of the
  // file on the disk is looked for in that.
  std::optional<std::string> Saved = onDisk(*Path);
  auto D = std::make_unique<Document>(*Path, Item->getString("uri")->str(),
                                      Item->getInteger("version").value_or(0),
                                      Saved ? *Saved : Content.str());
  D->setSaved(Saved.has_value());
  D->change(std::nullopt, Content, S.C.Units);
  D->snapshot();
  Document &New = *D;
  S.Open[*Path] = std::move(D);
  findProjectOf(*Path);
  Typing.opened(New);
  showResults();
}

void Handlers::onChange(const Raw &Params) {
  Document *D = document(Params);
  const json::Array *Changes = Params.Fields.getArray("contentChanges");
  if (!D || !Changes)
    return;
  for (const json::Value &V : *Changes) {
    const json::Object *Change = V.getAsObject();
    std::optional<StringRef> New =
        Change ? Change->getString("text") : std::nullopt;
    if (!New)
      continue;
    std::optional<lsp::Range> Range;
    if (const json::Value *Given = Change->get("range")) {
      lsp::Range R;
      json::Path::Root Root;
      if (!fromJSON(*Given, R, Root))
        continue;
      Range = R;
    }
    D->change(Range, *New, S.C.Units);
  }
  const json::Object *Item = Params.Fields.getObject("textDocument");
  D->setVersion(Item->getInteger("version").value_or(D->version()));
  Typing.changed(*D);
  showResults();
}

void Handlers::onSave(const Raw &Params) {
  Document *D = document(Params);
  if (!D)
    return;
  D->setSaved(isOnDisk(*D));
  S.Where.forgetDisk();
  Typing.saved(*D);
  if (S.Prefs.ChecksOnSave)
    for (const auto &State : S.Projects)
      Program.request(*State, milliseconds(100));
}

void Handlers::onClose(const Raw &Params) {
  Document *D = document(Params);
  if (!D)
    return;
  std::string Path = D->path();
  Diagnostics.retract(Path);
  S.Open.erase(Path);
  Typing.closed(Path);
  showResults();
}

void Handlers::onProgressCancel(const Raw &Params) {
  if (std::optional<StringRef> Token = Params.Fields.getString("token"))
    Program.cancel(*Token);
}

void Handlers::onProgramResults(ProjectState &Of) {
  Typing.learned(Of);
  showResults();
  Fixes.restart(Of);
}

void Handlers::showResults() {
  Diagnostics.publish();
  if (S.C.RefreshesLenses && S.Prefs.ShowsLenses) {
    bool HasLenses = any_of(
        S.Projects, [](const auto &State) { return !State->shown().empty(); });
    if (HasLenses || WasLenses)
      S.Editor.call("workspace/codeLens/refresh", nullptr);
    WasLenses = HasLenses;
  }
}

int serve(int In, int Out, const ProjectSettings &CommandLine) {
  return Handlers(In, Out, CommandLine).run();
}

} // namespace weakspot::server
