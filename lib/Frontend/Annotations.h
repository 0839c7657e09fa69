//===- Annotations.h - What the source says to this tool --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The strings of `[[clang::annotate(Key, "Text")]]`: of a declaration, of any
// redeclaration of it, or of the template that it is instantiated from. What
// other tools' annotations say has other keys.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_ANNOTATIONS_H
#define WEAKSPOT_FRONTEND_ANNOTATIONS_H

#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <string>

namespace weakspot::frontend {

struct Annotation {
  clang::SourceLocation Where;
  std::string Text;
};

/// Those that have a text.
llvm::SmallVector<Annotation, 2> annotations(const clang::CXXRecordDecl *D,
                                             llvm::StringRef Key);
llvm::SmallVector<Annotation, 2> annotations(const clang::FunctionDecl *D,
                                             llvm::StringRef Key);

/// Whether the class is claimed to be in no ring: `weakspot::acyclic`.
bool isClaimedAcyclic(const clang::CXXRecordDecl *D);

/// Why a ring through the member is intended: `weakspot::accepted`.
std::optional<std::string> acceptedBecause(const clang::FieldDecl *D);

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_ANNOTATIONS_H
