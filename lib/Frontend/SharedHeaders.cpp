//===- SharedHeaders.cpp - Headers that are parsed once for many TUs ------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/SharedHeaders.h"
#include "Frontend/Compat.h"
#include "Frontend/ParseTU.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace llvm;
using namespace clang;

namespace weakspot::frontend {

/// Where Clang sees what is not on the disk.
static constexpr llvm::StringLiteral TextPath = "/.weakspot/standard-headers.h";
static constexpr llvm::StringLiteral ParsedPath =
    "/.weakspot/standard-headers.pch";

std::optional<std::string>
SharedHeaders::flagsOf(const CompileCommand &Command) {
  if (Command.CommandLine.empty() || Command.CommandLine.back() != Command.File)
    return std::nullopt;
  std::string Flags = Command.Directory;
  // The language may be the extension's.
  Flags += '\0' + sys::path::extension(Command.File).str();
  for (StringRef Word : drop_end(Command.CommandLine)) {
    // What these bring comes before the headers, and they may depend on it.
    if (Word == "-imacros" || Word == "-include" || Word.contains("modules"))
      return std::nullopt;
    Flags += '\0' + Word.str();
  }
  return Flags;
}

/// The second of them need not be there yet.
static IntrusiveRefCntPtr<vfs::FileSystem>
withFiles(IntrusiveRefCntPtr<vfs::FileSystem> FS, StringRef Text,
          StringRef Parsed) {
  auto Held = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  for (auto [Path, Content] :
       {std::pair(TextPath, Text), std::pair(ParsedPath, Parsed)})
    Held->addFileNoOwn(Path, /*ModificationTime=*/0,
                       MemoryBufferRef(Content, Path));
  auto Both = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(std::move(FS));
  Both->pushOverlay(std::move(Held));
  return Both;
}

namespace {

class SystemBodiesSkipped : public ASTConsumer {
public:
  bool shouldSkipFunctionBody(Decl *D) override { return isSystemBody(*D); }
};

/// As GeneratePCHAction, which can only write files.
class Precompile : public ASTFrontendAction {
public:
  explicit Precompile(std::shared_ptr<PCHBuffer> Parsed)
      : Parsed(std::move(Parsed)) {}

  TranslationUnitKind getTranslationUnitKind() override { return TU_Prefix; }

  bool BeginSourceFileAction(CompilerInstance &CI) override {
    CI.getLangOpts().CompilingPCH = true;
    return true;
  }

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 StringRef) override {
    std::vector<std::unique_ptr<ASTConsumer>> All;
    All.push_back(std::make_unique<SystemBodiesSkipped>());
    All.push_back(compat::makePCHGenerator(CI, Parsed));
    return std::make_unique<MultiplexConsumer>(std::move(All));
  }

private:
  std::shared_ptr<PCHBuffer> Parsed;
};

} // namespace

std::string SharedHeaders::parse(const CompileCommand &Command,
                                 const ExtractOptions &Options,
                                 StringRef Text) {
  IntrusiveRefCntPtr<vfs::FileSystem> FS =
      withFiles(filesOf(Options), Text, /*Parsed=*/"");
  ExtractOptions OfText = Options;
  OfText.Files = FS.get();
  CompileCommand Includes = Command;
  Includes.File = TextPath.str();
  Includes.CommandLine.back() = TextPath.str();
  auto Parsed = std::make_shared<PCHBuffer>();
  Precompile Action(Parsed);
  ParsedTU Result = parseTU(Includes, OfText, Action);
  if (Result.Errors != 0 || !Parsed->IsComplete)
    return "";
  std::string Bytes;
  for (const std::string &File : Result.FilesRead)
    if (File != TextPath)
      Bytes += File + '\0';
  Bytes += '\0' + Text.str() + '\0';
  Bytes.append(Parsed->Data.begin(), Parsed->Data.end());
  return Bytes;
}

SharedHeaders::SharedHeaders(StringRef Bytes) {
  while (!Bytes.starts_with(StringRef("\0", 1))) {
    auto [File, Rest] = Bytes.split('\0');
    Files.push_back(File.str());
    Bytes = Rest;
  }
  std::tie(Text, Parsed) = Bytes.drop_front().split('\0');
}

void SharedHeaders::complete(std::vector<std::string> &FilesRead) const {
  llvm::erase(FilesRead, TextPath);
  append_range(FilesRead, Files);
  llvm::sort(FilesRead);
  FilesRead.erase(llvm::unique(FilesRead), FilesRead.end());
}

void SharedHeaders::use(CompilerInvocation &Invocation,
                        IntrusiveRefCntPtr<vfs::FileSystem> &FS) const {
  FS = withFiles(std::move(FS), Text, Parsed);
  PreprocessorOptions &Preprocessing = Invocation.getPreprocessorOpts();
  Preprocessing.ImplicitPCHInclude = ParsedPath.str();
  // Nobody else made it, and it is as old as this run.
  Preprocessing.DisablePCHOrModuleValidation =
      DisableValidationForModuleKind::PCH;
}

} // namespace weakspot::frontend
