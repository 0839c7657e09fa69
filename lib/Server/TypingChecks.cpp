//===- TypingChecks.cpp - Open files, while they are typed ----- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/TypingChecks.h"
#include "Driver/CompileDatabase.h"
#include "Server/Jobs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using std::chrono::milliseconds;

namespace weakspot::server {

/// The user's compiler and clangd want to run, too.
static constexpr unsigned MaxBusy = 2;
/// Each holds the headers of a TU.
static constexpr size_t MaxWorkers = 4;
static constexpr unsigned MaxDeaths = 3;
static constexpr int BelowTheEditor = 2;
/// Of a parse. Nobody waits longer for what is typed.
static constexpr std::chrono::seconds MaxTime(60);

static bool isHeader(StringRef Path) {
  static constexpr StringLiteral Sources[] = {".cpp", ".cc", ".cxx", ".c++",
                                              ".C",   ".cp", ".mm",  ".cu"};
  return !is_contained(Sources, sys::path::extension(Path));
}

EditedFile *TypingChecks::get(const Entry &E) {
  auto It = E.first->Edited.find(E.second);
  return It == E.first->Edited.end() ? nullptr : It->second.get();
}

EditedFile &TypingChecks::edited(ProjectState &Of, const std::string &Main) {
  std::unique_ptr<EditedFile> &File = Of.Edited[Main];
  if (!File) {
    File = std::make_unique<EditedFile>();
    const Project &P = Of.project();
    std::optional<size_t> No = P.commandOf(Main);
    File->IsInProgram = No.has_value();
    File->Command = No ? P.commands()[*No] : P.guessedCommand(Main);
    File->FilesRead[Main].insert(mainFile(File->Command));
  }
  return *File;
}

/// Sees to it that some TU with the document is checked.
void TypingChecks::watch(ProjectState &Of, const Document &D) {
  const std::string &Path = D.path();
  bool IsKnown = Of.project().commandOf(Path).has_value();
  if (IsKnown || !isHeader(Path)) {
    edited(Of, Path);
    schedule({&Of, Path}, milliseconds(0));
    return;
  }
  auto Includer = Of.Includers.find(Path);
  std::string Main;
  if (Includer != Of.Includers.end())
    Main = Includer->second;
  else if (Of.whole())
    Main = Path; // Nobody includes it.
  else
    return; // Who does is not known yet.
  bool IsNew = !Of.Edited.contains(Main);
  edited(Of, Main).FilesRead[Path].insert(Path);
  if (IsNew)
    schedule({&Of, Main}, milliseconds(0));
}

void TypingChecks::opened(const Document &D) {
  if (!S.Prefs.ChecksWhileTyping)
    return;
  if (ProjectState *Of = S.projectOf(D.path()))
    watch(*Of, D);
}

void TypingChecks::learned(ProjectState &Of) {
  if (!S.Prefs.ChecksWhileTyping)
    return;
  for (const auto &[Path, D] : S.Open)
    if (none_of(Of.Edited, [&](const auto &Known) {
          return Known.second->FilesRead.contains(Path);
        }))
      opened(*D);
}

void TypingChecks::changed(const Document &D) { ask(D, S.Prefs.Pause); }

void TypingChecks::ask(const Document &D, milliseconds Delay) {
  if (!S.Prefs.ChecksWhileTyping)
    return;
  for (const auto &State : S.Projects)
    for (const auto &[Main, File] : State->Edited)
      if (File->FilesRead.contains(D.path()))
        schedule({State.get(), Main}, Delay);
}

void TypingChecks::schedule(const Entry &E, milliseconds Delay) {
  EditedFile *File = get(E);
  if (!File)
    return;
  if (File->Timer)
    S.Loop.cancel(*File->Timer);
  File->Timer = S.Loop.after(Delay, [this, E] {
    if (EditedFile *File = get(E))
      File->Timer.reset();
    askNow(E);
  });
}

bool TypingChecks::isBusy() const {
  return NumBusy != 0 || !Waiting.empty() ||
         any_of(S.Projects, [](const auto &State) {
           return any_of(State->Edited, [](const auto &Known) {
             return Known.second->Timer.has_value();
           });
         });
}

bool TypingChecks::startWorker(const Entry &E, EditedFile &File) {
  makeRoom();
  // What crashed may do so because of what was precompiled.
  bool MayPrecompile = File.Deaths == 0 && !S.Files.path().empty();
  Expected<std::unique_ptr<Child>> Worker =
      Child::start(S.Loop, BelowTheEditor,
                   [&](Line &Server) {
                     checkEdited(E.first->project(), File.Command,
                                 MayPrecompile, S.Files.path(), Server);
                   },
                   {[this, E](json::Value V) {
                      if (const json::Object *Answer = V.getAsObject())
                        take(E, *Answer);
                    },
                    [this, E](const std::string &Death) { ended(E, Death); }});
  if (!Worker) {
    S.log(toString(Worker.takeError()));
    return false;
  }
  File.Worker = std::move(*Worker);
  Workers.push_back(E);
  return true;
}

/// Ends a worker that nobody has asked for long.
void TypingChecks::makeRoom() {
  while (Workers.size() >= MaxWorkers) {
    auto Idle = find_if(Workers, [&](const Entry &E) {
      EditedFile *File = get(E);
      return !File || !File->IsBusy;
    });
    if (Idle == Workers.end())
      return;
    if (EditedFile *File = get(*Idle))
      File->Worker.reset();
    Workers.erase(Idle);
  }
}

void TypingChecks::askNow(const Entry &E) {
  EditedFile *File = get(E);
  if (!File || File->Deaths >= MaxDeaths)
    return;
  if (File->IsBusy) {
    File->IsAskedAgain = true;
    return;
  }
  if (NumBusy >= MaxBusy) {
    if (!is_contained(Waiting, E))
      Waiting.push_back(E);
    return;
  }
  if (!File->Worker && !startWorker(E, *File))
    return;
  auto Used = find(Workers, E);
  if (Used != Workers.end())
    Workers.erase(Used);
  Workers.push_back(E);

  json::Object Texts;
  File->UnsavedWhenAsked.clear();
  for (const auto &[Path, D] : S.Open) {
    D->snapshot();
    if (D->isSaved())
      continue;
    Texts[Path] = D->text().content();
    File->UnsavedWhenAsked.insert(Path);
    auto Read = File->FilesRead.find(Path);
    if (Read == File->FilesRead.end())
      continue;
    // It may be named by a link.
    for (const std::string &Name : Read->second)
      Texts[Name] = D->text().content();
  }
  File->IsBusy = true;
  ++NumBusy;
  // The includes and the file itself. The worker sees to the second alone.
  std::chrono::seconds Limit = E.first->project().limit().JobTime;
  if (Limit.count() == 0 || Limit > MaxTime)
    Limit = MaxTime;
  File->Deadline = S.Loop.after(2 * Limit, [this, E] {
    if (EditedFile *File = get(E)) {
      File->Worker.reset();
      ended(E, "it took too long");
    }
  });
  File->Worker->send(json::Object{{"texts", std::move(Texts)}});
}

void TypingChecks::release(EditedFile &File) {
  if (File.IsBusy)
    --NumBusy;
  if (File.Deadline)
    S.Loop.cancel(*File.Deadline);
  File.Deadline.reset();
  File.IsBusy = false;
}

void TypingChecks::take(const Entry &E, const json::Object &Answer) {
  EditedFile *File = get(E);
  if (!File)
    return;
  release(*File);
  File->Deaths = 0;
  if (const json::Array *Read = Answer.getArray("files"))
    for (const json::Value &Path : *Read)
      if (std::optional<StringRef> Name = Path.getAsString()) {
        std::string Real = realPath(*Name);
        bool IsNew = File->FilesRead[Real].insert(Name->str()).second;
        // By this name it was read from the disk.
        if (IsNew && *Name != Real && File->UnsavedWhenAsked.contains(Real))
          File->IsAskedAgain = true;
      }
  if (const json::Object *Found = Answer.getObject("results")) {
    if (Expected<Results> R = Results::fromJSON(*Found)) {
      if (R->IsDisturbed)
        schedule(E, AfterOthers);
      bool WasSaved = none_of(File->UnsavedWhenAsked, [&](const auto &Path) {
        return File->FilesRead.contains(Path);
      });
      E.first->setLatest(*File, std::move(*R), WasSaved);
    } else {
      S.log(toString(R.takeError()));
    }
    S.log(E.second + ": checked in " +
          formatv("{0:F3}", Answer.getNumber("seconds").value_or(0)).str() +
          " s of CPU time" +
          (Answer.getBoolean("precompiled").value_or(false)
               ? ", its headers having been parsed before"
               : ""));
  } else if (std::optional<StringRef> Why = Answer.getString("diagnostics")) {
    S.log(E.second + ": not checked as it is: " + *Why);
  }
  if (std::exchange(File->IsAskedAgain, false))
    askNow(E);
  S.Where.forgetDisk();
  askWaiting();
  OnResults();
}

void TypingChecks::ended(const Entry &E, const std::string &Death) {
  llvm::erase(Workers, E);
  EditedFile *File = get(E);
  if (!File)
    return;
  release(*File);
  File->Worker.reset();
  S.log(E.second + ": not checked: " + Death);
  // Once more without what was precompiled, then not before it is changed.
  if (++File->Deaths == 1)
    askNow(E);
  askWaiting();
}

void TypingChecks::askWaiting() {
  std::deque<Entry> Now = std::exchange(Waiting, {});
  for (const Entry &E : Now)
    askNow(E);
}

void TypingChecks::closed(const std::string &Path) {
  for (const auto &State : S.Projects)
    for (auto It = State->Edited.begin(); It != State->Edited.end();) {
      EditedFile &File = *It->second;
      Entry E{State.get(), It->first};
      bool IsWanted = any_of(File.FilesRead, [&](const auto &Read) {
        return Read.first != Path && S.Open.contains(Read.first);
      });
      // A header's includer is kept for the header alone.
      if (IsWanted && It->first != Path) {
        if (File.FilesRead.contains(Path))
          schedule(E, milliseconds(0));
        ++It;
        continue;
      }
      if (File.Timer)
        S.Loop.cancel(*File.Timer);
      release(File);
      llvm::erase(Workers, E);
      llvm::erase(Waiting, E);
      It = State->Edited.erase(It);
    }
  // What a closed file was checked for may still be open.
  for (const auto &State : S.Projects)
    learned(*State);
  askWaiting();
}

void TypingChecks::forget(ProjectState &Of) {
  for (auto &[Main, File] : Of.Edited) {
    if (File->Timer)
      S.Loop.cancel(*File->Timer);
    release(*File);
  }
  auto IsOf = [&](const Entry &E) { return E.first == &Of; };
  llvm::erase_if(Workers, IsOf);
  llvm::erase_if(Waiting, IsOf);
  Of.Edited.clear();
}

} // namespace weakspot::server
