//===- BodyObserver.h - Which cell is which object --------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is told of each body that was lowered which objects of the source its cells
// are, so that the lowering can be held against another account of the same
// body.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_BODYOBSERVER_H
#define WEAKSPOT_FRONTEND_BODYOBSERVER_H

#include "Frontend/Extract.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace clang {
class Expr;
class FunctionDecl;
class VarDecl;
} // namespace clang

namespace weakspot::frontend {

class ModuleBuilder;

/// The cells of a body that stand for objects which its scopes and full
/// expressions destroy.
struct BodyCells {
  /// Variables by value, and what those that are references keep alive. What a
  /// member of a variable keeps alive has no name here.
  llvm::DenseMap<ir::Reg, const clang::VarDecl *> Variables;
  /// By the CXXBindTemporaryExpr, or the conditional operator that makes one of
  /// several.
  llvm::DenseMap<ir::Reg, const clang::Expr *> Temporaries;
  /// Cells that are there on all paths for temporaries which only some make:
  /// such a cell is no object before it is written to.
  llvm::DenseSet<ir::Reg> Conditional;
  /// Scalar cells that say whether a conditional one is an object.
  llvm::DenseSet<ir::Reg> Flags;
};

class BodyObserver {
public:
  virtual ~BodyObserver() = default;
  virtual void lowered(ModuleBuilder &MB, const clang::FunctionDecl *D,
                       const ir::Function &F, const BodyCells &Cells) = 0;
};

/// As extract(), with Observer told of every body that is lowered.
ExtractResult extractObserved(const CompileCommand &Command,
                              const ExtractOptions &Options,
                              BodyObserver *Observer);

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_BODYOBSERVER_H
