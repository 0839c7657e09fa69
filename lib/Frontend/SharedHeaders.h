//===- SharedHeaders.h - Headers that are parsed once for many TUs -*- C++ -*-//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Most of what a parse reads are the standard library's headers, and every TU
// includes much the same ones. They are parsed once for all TUs that have the
// same flags, and each of these then begins behind them.
//
// A TU sees more of the standard library than it includes. That is nothing to
// what it means, but for names that are ambiguous then: a TU that has errors
// so is parsed again without (see extract()). One that forgets to include a
// header may parse where it would not alone.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_SHAREDHEADERS_H
#define WEAKSPOT_FRONTEND_SHAREDHEADERS_H

#include "Frontend/Extract.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace clang {
class CompilerInvocation;
}

namespace weakspot::frontend {

class SharedHeaders {
public:
  /// Commands with equal flags can share; those that have none cannot. They are
  /// as adaptToClang() leaves them.
  static std::optional<std::string> flagsOf(const CompileCommand &Command);

  /// Parses what the text includes as the command would. Empty where that has
  /// errors. The bytes are for this program alone.
  static std::string parse(const CompileCommand &Command,
                           const ExtractOptions &Options, llvm::StringRef Text);

  /// Bytes are parse()'s, and outlive the object.
  explicit SharedHeaders(llvm::StringRef Bytes);

  /// Of what a parse behind it read: with the headers that it need not read any
  /// more, and without what is not on the disk.
  void complete(std::vector<std::string> &FilesRead) const;

  /// Makes a parse begin behind it.
  void use(clang::CompilerInvocation &Invocation,
           llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> &FS) const;

private:
  std::vector<std::string> Files; ///< Absolute.
  llvm::StringRef Text;
  llvm::StringRef Parsed; ///< Clang's serialised AST.
};

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_SHAREDHEADERS_H
