//===- HandleClass.h - The text of a handle of two objects ------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The class that takes the place of a strong pointer to an inner object: it
// holds the outer one as well, has the inner class's members, and is tested,
// compared and emptied as the pointer was.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_HANDLECLASS_H
#define WEAKSPOT_FIXES_HANDLECLASS_H

#include "Fixes/TextEdits.h"
#include "clang/AST/DeclCXX.h"

namespace weakspot::fixes {

struct HandleClass {
  const clang::CXXRecordDecl *Class = nullptr; ///< As it was.
  const clang::FieldDecl *Back = nullptr;      ///< The member that owns.
  std::string InnerName;                       ///< As it will be called.
  std::string Strong;                          ///< `std::shared_ptr`
  std::string Outer;                           ///< The outer class.
  std::string Statics; ///< Member functions of no object, as they are.
  llvm::function_ref<bool(const clang::CXXMethodDecl *)> NeedsOuter;

  std::string text(const clang::ASTContext &Context,
                   const TextEdits &Source) const;
};

/// The member functions that a handle passes calls on to.
llvm::SmallVector<const clang::CXXMethodDecl *, 8>
membersToPassOn(const clang::CXXRecordDecl *Class);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_HANDLECLASS_H
