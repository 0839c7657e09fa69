//===- Preamble.cpp - What a file includes at its top, parsed once --------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Preamble.h"
#include "Frontend/Compat.h"
#include "Frontend/LibraryIncludes.h"
#include "Frontend/ParseTU.h"
#include "clang/AST/DeclBase.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Frontend/PrecompiledPreamble.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Serialization/PCHContainerOperations.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace llvm;
using namespace clang;

namespace weakspot::frontend {

struct Preamble::Parsed {
  PrecompiledPreamble Content;
  std::vector<std::string> Files;
  /// Directives that include the libraries' headers among what it includes.
  std::string Libraries;
  /// It is of these, and not of the main file's top.
  bool IsOfLibraries = false;
};

namespace {

/// Everything but the parse itself.
struct Input {
  IntrusiveRefCntPtr<vfs::FileSystem> FS;
  std::shared_ptr<CompilerInvocation> Invocation;
  std::unique_ptr<MemoryBuffer> Main;
  PreambleBounds Bounds{0, false};

  void replaceMain(StringRef Text);
};

class Callbacks : public PreambleCallbacks {
public:
  Callbacks(StringRef Directory, StringRef Root)
      : Directory(Directory), Root(Root) {}

  void BeforeExecute(CompilerInstance &CI) override { Instance = &CI; }

  std::unique_ptr<PPCallbacks> createPPCallbacks() override {
    return std::make_unique<LibraryIncludes>(
        Instance->getSourceManager(), Instance->getLangOpts(), Root, Libraries);
  }

  void AfterExecute(CompilerInstance &CI) override {
    Files = filesRead(CI.getSourceManager(), Directory);
  }

  bool shouldSkipFunctionBody(Decl *D) override { return isSystemBody(*D); }

  std::vector<std::string> Files;
  std::string Libraries;

private:
  StringRef Directory, Root;
  CompilerInstance *Instance = nullptr;
};

} // namespace

/// A file beside it, that is not on the disk.
void Input::replaceMain(StringRef Text) {
  FrontendInputFile &File = Invocation->getFrontendOpts().Inputs[0];
  File =
      FrontendInputFile((File.getFile() + ".libraries").str(), File.getKind());
  Main = MemoryBuffer::getMemBufferCopy(Text, File.getFile());
  Bounds = {static_cast<unsigned>(Text.size()), true};
}

static std::optional<Input> inputOf(const CompileCommand &Command,
                                    const ExtractOptions &Options) {
  Input In;
  In.FS = filesOf(Options);
  std::string Problem;
  In.Invocation = makeInvocation(Command, Options, In.FS, Problem);
  if (!In.Invocation)
    return std::nullopt;
  const FrontendInputFile &Main = In.Invocation->getFrontendOpts().Inputs[0];
  if (!Main.isFile())
    return std::nullopt;
  auto Buffer = In.FS->getBufferForFile(Main.getFile());
  if (!Buffer)
    return std::nullopt;
  In.Main = std::move(*Buffer);
  In.Bounds = ComputePreambleBounds(In.Invocation->getLangOpts(),
                                    In.Main->getMemBufferRef(), /*MaxLines=*/0);
  return In;
}

/// Null: nothing to parse, or an error in it.
static std::optional<PrecompiledPreamble>
precompile(Input &In, const std::string &Storage, Callbacks &Watch) {
  if (In.Bounds.Size == 0)
    return std::nullopt;
  DiagnosticOptions DiagOptions;
  DiagOptions.IgnoreWarnings = true;
  IgnoringDiagConsumer Silent;
  IntrusiveRefCntPtr<DiagnosticsEngine> Diags =
      compat::makeDiagnostics(*In.FS, DiagOptions, Silent);
  In.Invocation->getFrontendOpts().DisableFree = false;
  ErrorOr<PrecompiledPreamble> Built = PrecompiledPreamble::Build(
      *In.Invocation, In.Main.get(), In.Bounds, compat::shared(Diags), In.FS,
      std::make_shared<PCHContainerOperations>(), /*StoreInMemory=*/false,
      Storage, Watch);
  if (!Built || Diags->hasErrorOccurred())
    return std::nullopt;
  return std::move(*Built);
}

Preamble::Preamble(std::unique_ptr<Parsed> P) : P(std::move(P)) {}

Preamble::~Preamble() = default;

ArrayRef<std::string> Preamble::filesRead() const { return P->Files; }

std::unique_ptr<Preamble> Preamble::build(const CompileCommand &Command,
                                          const ExtractOptions &Options,
                                          const std::string &Storage) {
  std::optional<Input> In = inputOf(Command, Options);
  if (!In)
    return nullptr;
  Callbacks Watch(Command.Directory, Options.ProjectRoot);
  std::optional<PrecompiledPreamble> Built = precompile(*In, Storage, Watch);
  if (!Built)
    return nullptr;
  return std::unique_ptr<Preamble>(new Preamble(std::make_unique<Parsed>(
      Parsed{std::move(*Built), std::move(Watch.Files),
             std::move(Watch.Libraries), /*IsOfLibraries=*/false})));
}

std::unique_ptr<Preamble>
Preamble::buildOfLibraries(const CompileCommand &Command,
                           const ExtractOptions &Options,
                           const std::string &Storage) const {
  std::optional<Input> In = inputOf(Command, Options);
  if (!In)
    return nullptr;
  In->replaceMain(P->Libraries);
  Callbacks Watch(Command.Directory, Options.ProjectRoot);
  std::optional<PrecompiledPreamble> Built = precompile(*In, Storage, Watch);
  if (!Built)
    return nullptr;
  return std::unique_ptr<Preamble>(new Preamble(std::make_unique<Parsed>(
      Parsed{std::move(*Built), std::move(Watch.Files), P->Libraries,
             /*IsOfLibraries=*/true})));
}

bool Preamble::isCurrent(const CompileCommand &Command,
                         const ExtractOptions &Options) const {
  std::optional<Input> In = inputOf(Command, Options);
  if (!In)
    return false;
  if (P->IsOfLibraries)
    In->replaceMain(P->Libraries);
  return P->Content.CanReuse(*In->Invocation, In->Main->getMemBufferRef(),
                             In->Bounds, *In->FS);
}

void Preamble::use(CompilerInvocation &Invocation,
                   IntrusiveRefCntPtr<vfs::FileSystem> &FS) const {
  const FrontendInputFile &Main = Invocation.getFrontendOpts().Inputs[0];
  auto Buffer = FS->getBufferForFile(Main.getFile());
  if (!Buffer)
    return;
  // The parse frees the buffer.
  P->Content.AddImplicitPreamble(Invocation, FS, Buffer->release());
  // All of the main file comes after it.
  if (P->IsOfLibraries)
    Invocation.getPreprocessorOpts().PrecompiledPreambleBytes = {0, false};
}

} // namespace weakspot::frontend
