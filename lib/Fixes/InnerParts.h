//===- InnerParts.h - Where a program names an inner class ------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// All places of a TU that have to do with a class that is to be split, found
// in one walk over the project's code.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_INNERPARTS_H
#define WEAKSPOT_FIXES_INNERPARTS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SetVector.h"
#include <vector>

namespace weakspot::fixes {

/// Where a strong pointer's type is written: all of it, and its argument.
struct WrittenPointer {
  clang::SourceRange Range, Argument;
};

struct InnerParts {
  std::vector<WrittenPointer> Pointers;
  std::vector<const clang::CallExpr *> Calls; ///< That give the pointer.
  std::vector<const clang::CXXMemberCallExpr *> MemberCalls;
  std::vector<const clang::CXXNewExpr *> News;
  std::vector<const clang::MemberExpr *> Fields;     ///< Of the inner class.
  std::vector<const clang::CXXMethodDecl *> Methods; ///< Each declaration.
  llvm::DenseSet<const clang::VarDecl *> Assigned;   ///< Given another value.
  /// What a handle cannot stand for, and why.
  std::vector<std::pair<clang::SourceLocation, std::string>> Obstacles;
};

InnerParts
collectInnerParts(clang::ASTContext &Context, const clang::CXXRecordDecl *Inner,
                  llvm::function_ref<bool(clang::QualType)> IsPointer);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_INNERPARTS_H
