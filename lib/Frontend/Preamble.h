//===- Preamble.h - What a file includes at its top, parsed once -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Nearly all of what a parse reads is headers, and they hardly ever change
// while their user is edited. They are parsed once, kept in a file, and each
// later parse of the main file begins behind them.
//
// Where a header of the project is edited, only the libraries' headers hardly
// ever change: then these alone are parsed first.
//
// Where a header has errors there is no preamble: a TU must not look better
// than it is.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_PREAMBLE_H
#define WEAKSPOT_FRONTEND_PREAMBLE_H

#include "Frontend/Extract.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include <memory>
#include <string>
#include <vector>

namespace clang {
class CompilerInvocation;
}

namespace weakspot::frontend {

class Preamble {
public:
  /// Parses it; of the options those that concern parsing are used. The file is
  /// made in Storage and goes with the object. Null: there is none.
  static std::unique_ptr<Preamble> build(const CompileCommand &Command,
                                         const ExtractOptions &Options,
                                         const std::string &Storage);
  /// The same of the libraries' headers alone, as far as they do not depend on
  /// the project's. It stays current whatever these become.
  std::unique_ptr<Preamble> buildOfLibraries(const CompileCommand &Command,
                                             const ExtractOptions &Options,
                                             const std::string &Storage) const;
  ~Preamble();
  Preamble(const Preamble &) = delete;
  Preamble &operator=(const Preamble &) = delete;

  /// Whether a parse of the same command, with the files as Options shows them
  /// now, would find the same at the top of the main file.
  bool isCurrent(const CompileCommand &Command,
                 const ExtractOptions &Options) const;

  /// Absolute.
  llvm::ArrayRef<std::string> filesRead() const;

  /// Makes a parse begin behind it.
  void use(clang::CompilerInvocation &Invocation,
           llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> &FS) const;

private:
  struct Parsed;

  explicit Preamble(std::unique_ptr<Parsed> P);

  std::unique_ptr<Parsed> P;
};

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_PREAMBLE_H
