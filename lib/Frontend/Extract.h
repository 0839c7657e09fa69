//===- Extract.h - A C++ source file becomes ownership IR -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The frontend's one door. It parses a file with Clang and lowers its user code
// to a verified ir::Module. No Clang header is needed to call it, and it may be
// called from several threads at once: nothing is shared but the contracts.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_EXTRACT_H
#define WEAKSPOT_FRONTEND_EXTRACT_H

#include "Contracts/Contracts.h"
#include "IR/Module.h"
#include "llvm/ADT/StringMap.h"
#include <optional>
#include <string>
#include <vector>

namespace llvm::vfs {
class FileSystem;
}

namespace weakspot::frontend {

class Preamble;
class SharedHeaders;

/// Macros that state what holds, in whatever library: those whose name ends in
/// `assert`, `DCHECK`, `Expects` and the like, or in one of these and a word
/// that says in which way. Not those that compare two arguments, or deny one.
inline constexpr llvm::StringLiteral DefaultAssertionMacros =
    "^[A-Za-z0-9_]*([Aa]ssert|ASSERT|DCHECK|[Ee]xpects|[Ee]nsures|EXPECTS|"
    "ENSURES|ASSUME|PRECONDITION|INVARIANT)(E|ION)?"
    "(_(X|[A-Z_]*MSG|[A-Z_]*MESSAGE|VAL|PRECOND|TRUE|RELEASE|DEBUG|ALWAYS|"
    "FATAL|"
    "SLOW|NOT_?NULL|NONNULL|release|paranoid|true|nonnull|msg))?$";

/// One TU as a compilation database states it.
struct CompileCommand {
  std::string Directory; ///< Relative paths in the command start here.
  std::string File;      ///< The main file, absolute or in Directory.
  /// The whole command line, the compiler first. Outputs and dependency files
  /// in it are ignored.
  std::vector<std::string> CommandLine;
  /// What the project says for this file in place of
  /// ExtractOptions::AssertionMacros.
  std::optional<std::string> AssertionMacros;
};

struct ExtractOptions {
  /// Must be set, and must outlive the call.
  const contracts::Table *Contracts = nullptr;
  /// Paths are written relative to it, those outside it with `..`. Empty:
  /// absolute paths, which the binary form refuses.
  std::string ProjectRoot;
  /// Clang's builtin headers. Empty: where they were at build time.
  std::string ResourceDir;
  /// A regular expression (POSIX, extended) of the names of macros whose
  /// argument holds wherever they are passed, also where they expand to
  /// nothing. Empty: there are none.
  std::string AssertionMacros = DefaultAssertionMacros.str();
  /// Go on with what Clang could recover when the source has errors.
  bool KeepGoing = false;
  /// Do not parse the bodies of functions in system headers. Off only to
  /// measure what that is worth.
  bool SkipSystemBodies = true;
  /// The process ends after this TU: what the parse took is not given back.
  bool LeaveMemory = false;
  /// Where files are read. Null: the disk.
  llvm::vfs::FileSystem *Files = nullptr;
  /// What the main file includes at its top, if that was parsed before. It must
  /// be current.
  const Preamble *Parsed = nullptr;
  /// Headers that were parsed before for commands of the same flags, and may be
  /// included by the file. Not together with Parsed.
  const SharedHeaders *Shared = nullptr;
};

struct ExtractStats {
  unsigned Functions = 0;    ///< Lowered with a body.
  unsigned Instructions = 0; ///< In all of them.
  unsigned Truncated = 0;    ///< Functions given up in part.
  /// Constructs lowered to `opaque`, by kind.
  llvm::StringMap<unsigned> Opaque;
  /// Calls that were lowered by a contract, by where that is written
  /// (contracts::Method::Origin), and by the class that it is of.
  llvm::StringMap<unsigned> ByContract, ByClass;
  double ParseSeconds = 0; ///< CPU seconds of this thread.
  double LowerSeconds = 0;
};

struct ExtractResult {
  /// Whether Module is what the file means. When it is not, Diagnostics says
  /// why, and Module is empty (or partial with ExtractOptions::KeepGoing).
  bool Ok = false;
  ir::Module Module;
  /// Errors of the parse in Clang's textual form, at most the first ten.
  std::string Diagnostics;
  unsigned Errors = 0;
  /// Every file that was read, absolute: what a cached result depends on.
  std::vector<std::string> FilesRead;
  ExtractStats Stats;
};

ExtractResult extract(const CompileCommand &Command,
                      const ExtractOptions &Options);

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_EXTRACT_H
