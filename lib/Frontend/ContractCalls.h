//===- ContractCalls.h - Library calls by their contracts -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A call of a library function becomes the operations that its contract lists.
// FunctionLowering evaluates the object and the arguments, and then asks here.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_CONTRACTCALLS_H
#define WEAKSPOT_FRONTEND_CONTRACTCALLS_H

#include "IR/Module.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace weakspot::frontend {

class FunctionLowering;

/// One evaluated argument of a library call.
struct LibraryArg {
  const clang::Expr *E = nullptr; ///< As written, conversions included.
  /// The parameter's type. Of a forwarding reference: as deduced.
  clang::QualType ParamType;
  /// For a reference parameter the address of the cell; for a class by value
  /// the address of a fresh cell, dropped by FunctionLowering; else the value.
  /// Opaque things are FunctionBuilder::opaqueValue().
  ir::Reg R = ir::Reg::None;
  bool IsRvalue = false;  ///< May be moved from.
  bool IsDefault = false; ///< A default argument.
};

struct LibraryCall {
  const clang::Expr *Site = nullptr; ///< The call, operator or construction.
  const clang::FunctionDecl *Callee = nullptr;
  /// The object's cell; for a constructor the cell to initialise; None for
  /// free and static functions.
  ir::Reg This = ir::Reg::None;
  bool ThisIsRvalue = false;
  /// The class of This as written (a class derived from the callee's is seen
  /// as its base part already).
  clang::QualType ThisType;
  llvm::SmallVector<LibraryArg, 4> Args;
};

/// Whether a conversion to T answers whether something is there: to bool, or,
/// as before C++11, to a pointer to a member.
bool isTruth(clang::QualType T);

/// What a lowered call gives, as any expression of its type does (see
/// TypeLowering.h): an address for a reference, a fresh cell (which the caller
/// takes over) or a value for a prvalue, None for void, opaque and
/// constructors. std::nullopt: no contract fits the call, and nothing has been
/// emitted.
std::optional<ir::Reg> lowerByContract(FunctionLowering &F,
                                       const LibraryCall &Call);

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_CONTRACTCALLS_H
