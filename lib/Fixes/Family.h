//===- Family.h - A strong pointer class and its weak partner ---*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What source text needs to know of a family of pointers, as their contracts
// tell it: how the weak class is called, and its members that lock, test and
// empty it.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_FAMILY_H
#define WEAKSPOT_FIXES_FAMILY_H

#include "Contracts/Contracts.h"
#include <optional>

namespace weakspot::fixes {

struct Family {
  const contracts::Class *Strong = nullptr;
  const contracts::Class *Weak = nullptr;
  std::string Lock;    ///< Never empty.
  std::string Expired; ///< Empty: it has none, and is locked to be tested.
  std::string Reset;   ///< Never empty.
  /// A strong pointer that is made of one whose object is gone throws.
  bool Throws = false;
};

/// The member that locks a weak class's pointer; empty if none does.
std::string lockOf(const contracts::Class &Weak);

/// What a member of the strong class is to its caller.
enum class Access : uint8_t {
  Deref,   ///< Accesses the object.
  Raw,     ///< Gives the raw pointer, or null.
  Test,    ///< Says whether there is an object.
  Empty,   ///< Lets go of it; the weak class has a member of that name too.
  Observe, ///< Reads something else.
  Change   ///< Changes the pointer in another way.
};

/// Nothing where the contracts name no partner.
std::optional<Family> familyOf(const contracts::Table &Table,
                               llvm::StringRef StrongName);

Access accessOf(const Family &F, llvm::StringRef Name, unsigned NumArgs);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_FAMILY_H
