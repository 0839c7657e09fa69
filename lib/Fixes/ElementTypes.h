//===- ElementTypes.h - Collections of owners -------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which types are collections whose elements own, `std::vector<
// std::shared_ptr<T>>` or `std::map<K, std::shared_ptr<T>>`: contracts say what
// a collection is.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_ELEMENTTYPES_H
#define WEAKSPOT_FIXES_ELEMENTTYPES_H

#include "Contracts/Contracts.h"
#include "Frontend/Symbols.h"
#include "clang/AST/Expr.h"

namespace weakspot::fixes {

/// What contracts say of a class; null where they say nothing.
const contracts::Class *contractOf(clang::QualType T,
                                   const contracts::Table &Table,
                                   frontend::Symbols &Names);

/// The owner that a collection has as its elements, or as what its keys stand
/// for; null where it has none.
clang::QualType ownerInElements(clang::QualType Collection,
                                const contracts::Table &Table,
                                frontend::Symbols &Names);

/// Whether what a collection starts with, or is set to, is right for one of
/// weak elements too: nothing, a number of them, or owners that have a name.
bool suitsWeakElements(const clang::Expr *Value, const contracts::Table &Table,
                       frontend::Symbols &Names);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_ELEMENTTYPES_H
