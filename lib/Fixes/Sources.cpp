//===- Sources.cpp - A program's files, as they would be ------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/Sources.h"
#include "Fixes/Diff.h"
#include "clang/Format/Format.h"
#include "clang/Tooling/Core/Replacement.h"
#include "clang/Tooling/ReplacementsYaml.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;
namespace tooling = clang::tooling;

namespace weakspot::fixes {

namespace {

/// A file whose text is in memory.
class EditedFile : public vfs::File {
public:
  EditedFile(vfs::Status Known, StringRef Text)
      : Known(std::move(Known)), Text(Text) {}

  ErrorOr<vfs::Status> status() override { return Known; }
  ErrorOr<std::unique_ptr<MemoryBuffer>> getBuffer(const Twine &Name, int64_t,
                                                   bool, bool) override {
    return MemoryBuffer::getMemBufferCopy(Text, Name);
  }
  std::error_code close() override { return {}; }

private:
  vfs::Status Known;
  std::string Text;
};

/// The disk, but for files that were edited, by whatever name they are asked
/// for.
class EditedFiles : public vfs::ProxyFileSystem {
public:
  EditedFiles(IntrusiveRefCntPtr<vfs::FileSystem> Disk,
              std::shared_ptr<const Sources::Files> Edited)
      : ProxyFileSystem(std::move(Disk)), Edited(std::move(Edited)) {}

  ErrorOr<vfs::Status> status(const Twine &Path) override {
    ErrorOr<vfs::Status> Known = ProxyFileSystem::status(Path);
    const Sources::File *F = Known ? find(Path) : nullptr;
    return F ? vfs::Status::copyWithNewSize(*Known, F->New.size()) : Known;
  }

  ErrorOr<std::unique_ptr<vfs::File>>
  openFileForRead(const Twine &Path) override {
    const Sources::File *F = find(Path);
    if (!F)
      return ProxyFileSystem::openFileForRead(Path);
    ErrorOr<vfs::Status> Known = status(Path);
    if (!Known)
      return Known.getError();
    return std::make_unique<EditedFile>(*Known, F->New);
  }

private:
  const Sources::File *find(const Twine &Path) {
    if (Edited->empty())
      return nullptr;
    SmallString<256> Real;
    if (getRealPath(Path, Real))
      return nullptr;
    auto It = Edited->find(std::string(Real));
    return It == Edited->end() ? nullptr : &It->second;
  }

  std::shared_ptr<const Sources::Files> Edited;
};

} // namespace

static Error fileError(const Twine &Path, std::error_code EC) {
  return createStringError(EC, Path + ": " + EC.message());
}

static Expected<std::string> readFile(const std::string &Path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
      MemoryBuffer::getFile(Path, /*IsText=*/false,
                            /*RequiresNullTerminator=*/false,
                            /*IsVolatile=*/true);
  if (!Buffer)
    return fileError(Path, Buffer.getError());
  return (*Buffer)->getBuffer().str();
}

Expected<Sources::File *> Sources::open(const std::string &Path) {
  auto It = Edited->find(Path);
  if (It != Edited->end())
    return &It->second;
  sys::fs::file_status Status;
  if (std::error_code EC = sys::fs::status(Path, Status))
    return fileError(Path, EC);
  if (Status.getLastModificationTime() > KnownSince)
    return createStringError(Path +
                             ": it was changed since the analysis began");
  Expected<std::string> Text = readFile(Path);
  if (!Text)
    return Text.takeError();
  return &Edited->emplace(Path, File{*Text, *Text}).first->second;
}

/// What the project's formatter makes of the changed lines. Without one, the
/// edits stay as they are.
static std::string formatted(const std::string &Path, const std::string &Text,
                             ArrayRef<Edit> Edits) {
  tooling::Replacements All;
  for (const Edit &E : Edits)
    if (Error Clash =
            All.add(tooling::Replacement(Path, E.Offset, E.Length, E.Text))) {
      consumeError(std::move(Clash));
      return applied(Text, Edits);
    }
  Expected<clang::format::FormatStyle> Style =
      clang::format::getStyle("file", Path, "none", Text);
  if (!Style) {
    consumeError(Style.takeError());
    return applied(Text, Edits);
  }
  Expected<tooling::Replacements> Clean =
      clang::format::formatReplacements(Text, All, *Style);
  Expected<std::string> Result =
      tooling::applyAllReplacements(Text, Clean ? *Clean : All);
  if (!Clean)
    consumeError(Clean.takeError());
  if (!Result) {
    consumeError(Result.takeError());
    return applied(Text, Edits);
  }
  return *Result;
}

Error Sources::edit(ArrayRef<Edit> Edits) {
  while (!Edits.empty()) {
    const std::string &Path = Edits.front().File;
    size_t Size = 1;
    while (Size < Edits.size() && Edits[Size].File == Path)
      ++Size;
    Expected<File *> F = open(Path);
    if (!F)
      return F.takeError();
    (*F)->New = formatted(Path, (*F)->New, Edits.take_front(Size));
    Edits = Edits.drop_front(Size);
  }
  return Error::success();
}

IntrusiveRefCntPtr<vfs::FileSystem> Sources::files() const {
  return IntrusiveRefCntPtr<vfs::FileSystem>(
      new EditedFiles(IntrusiveRefCntPtr<vfs::FileSystem>(
                          vfs::createPhysicalFileSystem().release()),
                      Edited));
}

/// A file of its own beside another. Nothing of it is left if it cannot be
/// written whole.
static Expected<std::string> writeBeside(const std::string &Path,
                                         StringRef Text, sys::fs::perms Mode) {
  int Handle = -1;
  SmallString<256> Beside;
  if (std::error_code EC =
          sys::fs::createUniqueFile(Path + ".weakspot-%%%%%%", Handle, Beside))
    return fileError(Path, EC);
  raw_fd_ostream OS(Handle, /*shouldClose=*/true);
  OS << Text;
  OS.close();
  std::error_code EC = OS.error();
  OS.clear_error();
  if (!EC)
    EC = sys::fs::setPermissions(Beside, Mode);
  if (!EC)
    return std::string(Beside);
  // That it stays is no reason to hide why.
  llvm::consumeError(errorCodeToError(sys::fs::remove(Beside)));
  return fileError(Path, EC);
}

Error Sources::write() const {
  struct Renaming {
    const std::string *Path = nullptr;
    std::string New, Old;
  };
  std::vector<Renaming> Ready;
  auto CleanUp = [&] {
    for (const Renaming &R : Ready)
      for (const std::string &Left : {R.New, R.Old})
        if (!Left.empty())
          llvm::consumeError(errorCodeToError(sys::fs::remove(Left)));
  };
  auto Undo = [&](Error Why) {
    CleanUp();
    return Why;
  };
  for (const auto &[Path, F] : *Edited) {
    Expected<std::string> Now = readFile(Path);
    if (!Now)
      return Undo(Now.takeError());
    if (*Now != F.Old)
      return Undo(createStringError(
          Path + ": it was changed meanwhile; nothing is written"));
    sys::fs::file_status Status;
    if (std::error_code EC = sys::fs::status(Path, Status))
      return Undo(fileError(Path, EC));
    // A rename would not ask for it.
    if ((Status.permissions() & sys::fs::all_write) == 0)
      return Undo(
          createStringError(Path + ": it is read-only; nothing is written"));
    Ready.push_back({&Path, "", ""});
    // What a full disk may be in the way of is done before the first rename,
    // so that there is a way back.
    for (auto [To, Text] : {std::pair(&Ready.back().New, &F.New),
                            std::pair(&Ready.back().Old, &F.Old)}) {
      Expected<std::string> Beside =
          writeBeside(Path, *Text, Status.permissions());
      if (!Beside)
        return Undo(Beside.takeError());
      *To = std::move(*Beside);
    }
  }
  for (size_t I = 0; I < Ready.size(); ++I) {
    std::error_code EC = sys::fs::rename(Ready[I].New, *Ready[I].Path);
    if (!EC) {
      Ready[I].New.clear();
      continue;
    }
    for (Renaming &Done : MutableArrayRef(Ready).take_front(I))
      if (!sys::fs::rename(Done.Old, *Done.Path))
        Done.Old.clear();
    return Undo(fileError(*Ready[I].Path, EC));
  }
  CleanUp();
  return Error::success();
}

void Sources::printReplacements(raw_ostream &OS) const {
  tooling::TranslationUnitReplacements All;
  for (const auto &[Path, F] : *Edited) {
    std::vector<StringRef> Old = linesOf(F.Old), New = linesOf(F.New);
    auto OffsetIn = [](ArrayRef<StringRef> Lines, StringRef Text, size_t No) {
      return No == Lines.size()
                 ? Text.size()
                 : static_cast<size_t>(Lines[No].begin() - Text.begin());
    };
    for (const LineChange &C : changedLines(Old, New)) {
      size_t Begin = OffsetIn(Old, F.Old, C.OldBegin),
             End = OffsetIn(Old, F.Old, C.OldEnd),
             NewBegin = OffsetIn(New, F.New, C.NewBegin),
             NewEnd = OffsetIn(New, F.New, C.NewEnd);
      All.Replacements.emplace_back(Path, Begin, End - Begin,
                                    StringRef(F.New).slice(NewBegin, NewEnd));
    }
    if (All.MainSourceFile.empty())
      All.MainSourceFile = Path;
  }
  yaml::Output Out(OS);
  Out << All;
}

} // namespace weakspot::fixes
