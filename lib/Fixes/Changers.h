//===- Changers.h - Which calls may change a member -------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A lock stands for a member only until the member gets another value. Which
// functions may give it one, directly or by what they call, the whole program's
// IR knows; which of them are called between the lock and a use, the AST does.
// Both are flow-insensitive and err on the side of a change.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_CHANGERS_H
#define WEAKSPOT_FIXES_CHANGERS_H

#include "Analysis/Finding.h"
#include "Frontend/Symbols.h"
#include "IR/Module.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/StringSet.h"

namespace weakspot::fixes {

/// The keys of the functions after whose call a member, the one that is
/// declared at the place, may have another value than before; sorted.
std::vector<std::string> changersOf(const std::vector<ir::Module> &Modules,
                                    const SourcePlace &Decl,
                                    llvm::StringRef Name);

/// What lies in a statement, closures included.
struct ChangesIn {
  llvm::SmallVector<const clang::Expr *, 4> Calls; ///< That may change it.
  llvm::SmallVector<const clang::Stmt *, 2> Loops;
};

ChangesIn changesIn(const clang::Stmt *S, const llvm::StringSet<> &Changers,
                    const contracts::Table &Table, frontend::Symbols &Names);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_CHANGERS_H
