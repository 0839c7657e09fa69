//===- Assertions.h - What assertion macros say -----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `assert(peer && !link.expired())` says what its author relies on, also where
// it is compiled out and nothing of it is left in the AST. So it is read from
// the source where a statement comes from a macro with the name of an
// assertion, or from one that expanded to nothing.
//
// Only what a condition says of names is understood: that a variable or member
// is true or not null, or is not; that a question without arguments about one
// is answered by yes or no; several of these joined by `&&`. Anything else says
// nothing.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_ASSERTIONS_H
#define WEAKSPOT_FRONTEND_ASSERTIONS_H

#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Regex.h"
#include <string>

namespace weakspot::frontend {

/// `a.b`, `!this->a`, `!a.expired()`.
struct AssertedTerm {
  bool Holds = true;
  bool OnThis = false;                        ///< Begins with `this->`.
  llvm::SmallVector<llvm::StringRef, 2> Path; ///< At least one name.
  llvm::StringRef Query;                      ///< A method; may be empty.
};

class Assertions {
public:
  /// Names is a regular expression (POSIX, extended) of the macros' names.
  /// Empty, or none: no macro is an assertion.
  Assertions(const clang::SourceManager &SM, const clang::LangOptions &Language,
             llvm::StringRef Names);

  /// What the assertion that is written at Name says; nothing if there is none.
  llvm::SmallVector<AssertedTerm, 2> at(clang::SourceLocation Name);
  /// What the assertion says that is written between From and End, right before
  /// End.
  llvm::SmallVector<AssertedTerm, 2> before(clang::SourceLocation From,
                                            clang::SourceLocation End);

private:
  bool isAssertion(llvm::StringRef Macro);

  const clang::SourceManager &SM;
  const clang::LangOptions &Language;
  llvm::Regex Names;
  bool IsOn;
  llvm::StringMap<bool> Known;
};

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_ASSERTIONS_H
