//===- Compat.h - What differs between Clang's versions ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The only place that asks for Clang's version: LLVM 22 and 19 both compile.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_COMPAT_H
#define WEAKSPOT_FRONTEND_COMPAT_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/PrettyPrinter.h"
#include "clang/Basic/Version.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "clang/Serialization/ASTWriter.h"
#if CLANG_VERSION_MAJOR >= 22
#include "clang/Driver/CreateInvocationFromArgs.h"
#else
#include "clang/Frontend/Utils.h"
#endif

namespace weakspot::frontend::compat {

inline void suppressInlineNamespaces(clang::PrintingPolicy &P) {
#if CLANG_VERSION_MAJOR >= 21
  P.SuppressInlineNamespace = llvm::to_underlying(
      clang::PrintingPolicy::SuppressInlineNamespaceMode::All);
#else
  P.SuppressInlineNamespace = true;
#endif
}

inline void printAsCanonical(clang::PrintingPolicy &P) {
#if CLANG_VERSION_MAJOR >= 21
  P.PrintAsCanonical = true;
#else
  P.PrintCanonicalTypes = true;
#endif
}

/// ASTContext::hasSameUnqualifiedType is static in one version alone.
inline bool sameUnqualified(clang::QualType A, clang::QualType B) {
  return A->getCanonicalTypeUnqualified() == B->getCanonicalTypeUnqualified();
}

inline clang::QualType typeOf(const clang::ASTContext &Context,
                              const clang::TagDecl *D) {
#if CLANG_VERSION_MAJOR >= 22
  return Context.getCanonicalTagType(D);
#else
  return Context.getCanonicalType(Context.getTypeDeclType(D));
#endif
}

inline std::unique_ptr<clang::DiagnosticConsumer>
makeTextPrinter(llvm::raw_ostream &OS, clang::DiagnosticOptions &Options) {
#if CLANG_VERSION_MAJOR >= 21
  return std::make_unique<clang::TextDiagnosticPrinter>(OS, Options);
#else
  return std::make_unique<clang::TextDiagnosticPrinter>(
      OS, new clang::DiagnosticOptions(Options));
#endif
}

/// What the driver makes of a command line; null if it makes nothing of it.
/// Options that only another compiler knows are passed over.
inline std::shared_ptr<clang::CompilerInvocation>
makeInvocation(const std::vector<std::string> &Args,
               const llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> &FS) {
  std::vector<const char *> Pointers;
  Pointers.reserve(Args.size());
  for (const std::string &A : Args)
    Pointers.push_back(A.c_str());
  clang::IgnoringDiagConsumer Ignore;
  clang::CreateInvocationOptions Options;
  Options.VFS = FS;
  Options.RecoverOnError = true;
#if CLANG_VERSION_MAJOR >= 21
  clang::DiagnosticOptions DiagOptions;
  Options.Diags = clang::CompilerInstance::createDiagnostics(
      *FS, DiagOptions, &Ignore, /*ShouldOwnClient=*/false);
#else
  Options.Diags = clang::CompilerInstance::createDiagnostics(
      new clang::DiagnosticOptions, &Ignore, /*ShouldOwnClient=*/false);
#endif
  return clang::createInvocation(Pointers, Options);
}

/// Options must live as long as what is returned.
inline llvm::IntrusiveRefCntPtr<clang::DiagnosticsEngine>
makeDiagnostics(llvm::vfs::FileSystem &FS, clang::DiagnosticOptions &Options,
                clang::DiagnosticConsumer &Consumer) {
#if CLANG_VERSION_MAJOR >= 21
  return clang::CompilerInstance::createDiagnostics(FS, Options, &Consumer,
                                                    /*ShouldOwnClient=*/false);
#else
  return clang::CompilerInstance::createDiagnostics(
      new clang::DiagnosticOptions(Options), &Consumer,
      /*ShouldOwnClient=*/false);
#endif
}

/// The engine as PrecompiledPreamble::Build takes it.
inline auto &
shared(llvm::IntrusiveRefCntPtr<clang::DiagnosticsEngine> &Diagnostics) {
#if CLANG_VERSION_MAJOR >= 21
  return Diagnostics;
#else
  return *Diagnostics;
#endif
}

inline std::unique_ptr<clang::CompilerInstance>
makeCompiler(std::shared_ptr<clang::CompilerInvocation> Invocation,
             llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> FS,
             clang::DiagnosticConsumer &Diags) {
#if CLANG_VERSION_MAJOR >= 21
  auto CI = std::make_unique<clang::CompilerInstance>(std::move(Invocation));
  CI->setVirtualFileSystem(std::move(FS));
  CI->createDiagnostics(&Diags, /*ShouldOwnClient=*/false);
#else
  auto CI = std::make_unique<clang::CompilerInstance>();
  CI->setInvocation(std::move(Invocation));
  CI->setFileManager(
      new clang::FileManager(CI->getFileSystemOpts(), std::move(FS)));
  CI->createDiagnostics(&Diags, /*ShouldOwnClient=*/false);
#endif
  return CI;
}

/// What it makes holds no times, and nothing if there were errors.
inline std::unique_ptr<clang::PCHGenerator>
makePCHGenerator(clang::CompilerInstance &CI,
                 std::shared_ptr<clang::PCHBuffer> Into) {
  return std::make_unique<clang::PCHGenerator>(
      CI.getPreprocessor(), CI.getModuleCache(), /*OutputFile=*/"",
      /*isysroot=*/"", std::move(Into),
#if CLANG_VERSION_MAJOR >= 22
      CI.getCodeGenOpts(),
#endif
      CI.getFrontendOpts().ModuleFileExtensions, /*AllowASTWithErrors=*/false,
      /*IncludeTimestamps=*/false);
}

} // namespace weakspot::frontend::compat

#endif // WEAKSPOT_FRONTEND_COMPAT_H
