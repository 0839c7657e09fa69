//===- ParseTU.h - One TU through Clang's parser ----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How every part that needs Clang's AST gets it, so that all see the same
// program: the command's outputs are taken off, Clang's own headers are found,
// warnings are off.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_PARSETU_H
#define WEAKSPOT_FRONTEND_PARSETU_H

#include "Frontend/Extract.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include <memory>

namespace clang {
class CompilerInvocation;
class Decl;
class FrontendAction;
class SourceManager;
} // namespace clang

namespace weakspot::frontend {

struct ParsedTU {
  std::string Diagnostics; ///< Errors in Clang's textual form, the first ten.
  unsigned Errors = 0;
  std::vector<std::string> FilesRead; ///< Absolute.
};

/// Runs the action. Of the options those that concern parsing are used.
ParsedTU parseTU(const CompileCommand &Command, const ExtractOptions &Options,
                 clang::FrontendAction &Action);

/// The first half of it: what the parse is to do. Files works in the command's
/// directory from here on. Null where the command makes no sense; Problem says
/// why.
std::shared_ptr<clang::CompilerInvocation>
makeInvocation(const CompileCommand &Command, const ExtractOptions &Options,
               const llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> &Files,
               std::string &Problem);

/// Where the options say that files are read.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
filesOf(const ExtractOptions &Options);

/// Whether it is the library's, whose bodies are not looked at.
bool isSystemBody(const clang::Decl &D);

/// Every file that was read, absolute; relative names start at Directory.
std::vector<std::string> filesRead(const clang::SourceManager &SM,
                                   llvm::StringRef Directory);

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_PARSETU_H
