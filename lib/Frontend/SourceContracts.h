//===- SourceContracts.h - Contracts in the source itself -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where no model file describes a class or function, its declaration may:
//
//   template <typename T>
//   class [[clang::annotate("weakspot::kind", "strong")]] Ref { ... };
//   [[clang::annotate("weakspot::effect", "insert this, back forward arg0")]]
//   void add(T Value);
//
// and as the last resort its shape does: a class template over T with `*` and
// `->` that give T, whose destructor can release what it points to, is an owner
// of T, counted if it can be copied and sole otherwise. Iterators, views and
// locks, which release nothing of T, are no owners.
//
// An annotation that cannot be understood is an error where it stands.
//
// The members of such classes that no annotation describes mean what those of
// the class `weakspot::KIND` of the model files mean.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_SOURCECONTRACTS_H
#define WEAKSPOT_FRONTEND_SOURCECONTRACTS_H

#include "Contracts/Contracts.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <memory>

namespace weakspot::frontend {

class SourceContracts {
public:
  explicit SourceContracts(const contracts::Table &Table) : Table(Table) {}

  /// Null where the source states nothing.
  const contracts::Class *findClass(const clang::CXXRecordDecl *D,
                                    llvm::StringRef Name);
  const contracts::Method *findFunction(const clang::FunctionDecl *D);

private:
  std::unique_ptr<contracts::Class> readClass(const clang::CXXRecordDecl *D,
                                              llvm::StringRef Name);
  std::unique_ptr<contracts::Method> readFunction(const clang::FunctionDecl *D);
  std::unique_ptr<contracts::Class> ofKind(llvm::StringRef Kind,
                                           llvm::StringRef Name,
                                           llvm::StringRef Source) const;

  void reject(const clang::Decl *D, clang::SourceLocation Where,
              const llvm::Twine &Message);

  const contracts::Table &Table;
  llvm::DenseSet<clang::SourceLocation> Rejected;
  llvm::DenseMap<const clang::CXXRecordDecl *,
                 std::unique_ptr<contracts::Class>>
      Classes;
  llvm::DenseMap<const clang::FunctionDecl *,
                 std::unique_ptr<contracts::Method>>
      Functions;
};

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_SOURCECONTRACTS_H
