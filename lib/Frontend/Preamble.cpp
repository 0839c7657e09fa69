//===- Preamble.cpp - What a file includes at its top, parsed once --------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Preamble.h"
#include "Frontend/Compat.h"
#include "Frontend/ParseTU.h"
#include "clang/AST/DeclBase.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
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
  explicit Parsed(PrecompiledPreamble Content) : Content(std::move(Content)) {}

  PrecompiledPreamble Content;
};

namespace {

/// Everything but the parse itself.
struct Input {
  IntrusiveRefCntPtr<vfs::FileSystem> FS;
  std::shared_ptr<CompilerInvocation> Invocation;
  std::unique_ptr<MemoryBuffer> Main;
  PreambleBounds Bounds{0, false};
};

class Callbacks : public PreambleCallbacks {
public:
  explicit Callbacks(StringRef Directory) : Directory(Directory) {}

  void AfterExecute(CompilerInstance &CI) override {
    Files = filesRead(CI.getSourceManager(), Directory);
  }

  bool shouldSkipFunctionBody(Decl *D) override {
    const SourceManager &SM = D->getASTContext().getSourceManager();
    return SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation()));
  }

  std::vector<std::string> Files;

private:
  StringRef Directory;
};

} // namespace

static std::optional<Input> inputOf(const CompileCommand &Command,
                                    const ExtractOptions &Options) {
  Input In;
  if (Options.Files)
    In.FS = Options.Files;
  else
    In.FS = vfs::createPhysicalFileSystem().release();
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

Preamble::Preamble(std::unique_ptr<Parsed> P, std::vector<std::string> Files)
    : P(std::move(P)), Files(std::move(Files)) {}

Preamble::~Preamble() = default;

std::unique_ptr<Preamble> Preamble::build(const CompileCommand &Command,
                                          const ExtractOptions &Options,
                                          const std::string &Storage) {
  std::optional<Input> In = inputOf(Command, Options);
  if (!In || In->Bounds.Size == 0)
    return nullptr;
  DiagnosticOptions DiagOptions;
  DiagOptions.IgnoreWarnings = true;
  IgnoringDiagConsumer Silent;
  IntrusiveRefCntPtr<DiagnosticsEngine> Diags =
      compat::makeDiagnostics(*In->FS, DiagOptions, Silent);
  In->Invocation->getFrontendOpts().DisableFree = false;
  Callbacks Watch(Command.Directory);
  ErrorOr<PrecompiledPreamble> Built = PrecompiledPreamble::Build(
      *In->Invocation, In->Main.get(), In->Bounds, Diags, In->FS,
      std::make_shared<PCHContainerOperations>(), /*StoreInMemory=*/false,
      Storage, Watch);
  if (!Built || Diags->hasErrorOccurred())
    return nullptr;
  return std::unique_ptr<Preamble>(new Preamble(
      std::make_unique<Parsed>(std::move(*Built)), std::move(Watch.Files)));
}

bool Preamble::isCurrent(const CompileCommand &Command,
                         const ExtractOptions &Options) const {
  std::optional<Input> In = inputOf(Command, Options);
  return In && P->Content.CanReuse(*In->Invocation, In->Main->getMemBufferRef(),
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
}

} // namespace weakspot::frontend
