//===- Instances.h - Instances that nothing calls for -----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a template's text means, its instances know. Of a class template's
// member functions only those have an instance that are called: the others get
// one here, where they name a member that is to change, so that they fit it for
// those who will call them.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_INSTANCES_H
#define WEAKSPOT_FIXES_INSTANCES_H

#include "clang/Sema/ExternalSemaSource.h"
#include "clang/Sema/Sema.h"
#include "llvm/ADT/StringSet.h"

namespace weakspot::fixes {

/// Asked by Sema for instances at the end of the TU, while it still can make
/// some.
class Instances : public clang::ExternalSemaSource {
public:
  /// Of functions whose text has a member of one of the names.
  Instances(clang::Sema &S, llvm::StringSet<> Names)
      : S(S), Names(std::move(Names)) {}

  void ReadPendingInstantiations(
      llvm::SmallVectorImpl<
          std::pair<clang::ValueDecl *, clang::SourceLocation>> &Pending)
      override;

  /// Those that were made. One that has errors is invalid.
  llvm::ArrayRef<const clang::FunctionDecl *> made() const { return Made; }

private:
  clang::Sema &S;
  llvm::StringSet<> Names;
  std::vector<const clang::FunctionDecl *> Made;
};

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_INSTANCES_H
