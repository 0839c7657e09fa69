//===- FunctionLowering.h - A function's body becomes IR --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Walks a body top-down, as code generation does: an initialiser is lowered
// into the cell that it initialises, so that a constructor's `this` is the
// object's own cell; temporaries die at the end of their full expression;
// every way out of a scope drops what the scope owns.
//
// What an expression gives:
//   glvalue                the address of its cell
//   prvalue that travels   as a cell: the address of a fresh cell, which nobody
//                          drops until keep() or a variable takes it over
//                          as a value: what a cell of its type would hold
//                          as opaque: Reg::None
// Reg::None is also the address of a cell that is not kept (an opaque field);
// operand() turns it into something that can be passed.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_FUNCTIONLOWERING_H
#define WEAKSPOT_FRONTEND_FUNCTIONLOWERING_H

#include "Frontend/ContractCalls.h"
#include "Frontend/FunctionBuilder.h"
#include "Frontend/ModuleBuilder.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseSet.h"

namespace weakspot::frontend {

class FunctionLowering : public FunctionBuilder {
public:
  FunctionLowering(ModuleBuilder &MB, unsigned NumParams);

  ModuleBuilder &tu() { return MB; }
  TypeLowering &types() { return MB.types(); }
  clang::ASTContext &context() { return MB.context(); }

  // Expressions.

  /// Lowers E; the result is as the head of this file says.
  ir::Reg expr(const clang::Expr *E);
  /// Initialises Cell, a fresh cell of E's type, in place.
  void init(ir::Reg Cell, const clang::Expr *E);
  /// Only E's effects.
  void discard(const clang::Expr *E);
  /// The address of something that holds E's value: a prvalue gets a temporary
  /// that lives until the full expression ends. None for opaque things.
  ir::Reg address(const clang::Expr *E);
  /// The same value as a register that may stand in an operand list.
  ir::Reg operand(ir::Reg R) { return R == ir::Reg::None ? opaqueValue() : R; }

  /// While it lives, E stands for a value that has been lowered already: how
  /// calls that Sema built for us (see Resolve.h) receive their arguments.
  class Bound {
  public:
    Bound(FunctionLowering &F, const clang::OpaqueValueExpr *E, ir::Reg R);
    ~Bound();
    Bound(const Bound &) = delete;
    Bound &operator=(const Bound &) = delete;

  private:
    FunctionLowering &F;
    const clang::OpaqueValueExpr *E;
    ir::Reg Previous;
    bool HadPrevious;
  };

  // Temporaries.

  /// A cell that is dropped when the full expression ends.
  ir::Reg tempCell(ir::TypeId T);
  /// Takes a fresh cell over, to be dropped when the full expression ends; the
  /// result is the address to go on with.
  ir::Reg keep(ir::Reg FreshCell, ir::TypeId T);
  /// Moves the content of a fresh cell into Dst, which has been initialised or
  /// is empty. The fresh cell is no more.
  void moveInto(ir::Reg Dst, ir::Reg FreshCell);
  /// A cell of a value type that holds Value, living as tempCell()'s do.
  ir::Reg spill(ir::Reg Value, ir::TypeId T);

  // Calls.

  /// A call of a function by evaluated arguments (`this` among them), through
  /// its contract's or its own meaning. What expr() of the call would give.
  ir::Reg callFunction(const clang::FunctionDecl *Callee,
                       llvm::ArrayRef<ir::Reg> Args, bool Virtual = false);
  /// Whether a value of this type, or what it refers to, can matter to owners.
  bool matters(clang::QualType T);

  /// The part of an object of class Derived that is its base Base: the same
  /// address, unless Base is kept as a slot.
  ir::Reg basePart(ir::Reg Object, const clang::CXXRecordDecl *Derived,
                   const clang::CXXRecordDecl *Base);

  // Whole bodies; each ends with finish().
  void lowerFunction(const clang::FunctionDecl *D, ir::FuncId Id);
  void lowerInitialisers(llvm::ArrayRef<const clang::VarDecl *> Vars,
                         ir::FuncId Id);

private:
  friend class Bound;
  ModuleBuilder &MB;
  llvm::DenseMap<const clang::OpaqueValueExpr *, ir::Reg> BoundValues;
};

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_FUNCTIONLOWERING_H
