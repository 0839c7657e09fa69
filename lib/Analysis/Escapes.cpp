//===- Escapes.cpp - What code that is not followed gets hold of *- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/FunctionSolver.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::TypeKind;

/// What lies in Cell may be anything from now on.
void FunctionSolver::overwrite(State &S, NodeNo Cell) {
  if (A.kind(Cell) == TypeKind::Collection)
    return forgetElements(S, Cell);
  Content &C = contentOf(S, Cell);
  C.New = true;
  C.V = Value::symbol(freshSymbol(S));
}

void FunctionSolver::escape(State &S, Value V, bool IsRead) {
  V = resolve(S, V);
  if (!V.isAddress())
    return;
  if (A.holdsNothing(V.node())) {
    if (!IsRead)
      overwrite(S, V.node());
    return;
  }
  // Code that gets hold of an object gets hold of all that it leads to.
  SmallVector<NodeNo, 8> Work{A.root(V.node())}, Written;
  while (!Work.empty()) {
    NodeNo Object = Work.pop_back_val();
    if (!S.Escaped.insert(index(Object)).second)
      continue;
    for (const auto &[N, C] : S.Cells) {
      if (A.root(static_cast<NodeNo>(N)) != Object)
        continue;
      if (C.Owned != NodeNo::None)
        Work.push_back(A.root(C.Owned));
      if (!C.V.isAddress())
        continue;
      if (A.holdsNothing(C.V.node()))
        Written.push_back(C.V.node());
      else
        Work.push_back(A.root(C.V.node()));
    }
  }
  for (NodeNo Cell : Written)
    overwrite(S, Cell);
}

Value FunctionSolver::unknownResult(State &S, TypeNo Type, bool IsGuess) {
  TypeKind K = P.kind(Type);
  if (Type == TypeNo::None || K == TypeKind::Opaque)
    return Value();
  if (K == TypeKind::Scalar)
    return Value::symbol(
        IsGuess ? symbol(SymbolKind::Guess, symbolId(freshSymbol(S)))
                : freshSymbol(S));
  Node N;
  N.A = IsGuess;
  N.Kind = NodeKind::Opaque;
  N.Site = site(0x0b);
  N.Instance = nextInstance(S, N.Site);
  // A pointer or reference is its pointee's address; an owner comes in a cell
  // of its own.
  N.Type = K == TypeKind::Borrow ? P.type(Type).Arg : Type;
  N.Input = true;
  N.Made = here();
  return Value::address(A.get(N));
}

/// Goes on behind a call of which it is not known what it did.
void FunctionSolver::skip(State &S, FuncNo Callee, ArrayRef<Value> Args,
                          Value &Ret) {
  const Summary *Known = Summaries.of(Callee);
  S.skip(Callee);
  for (Value V : Args)
    escape(S, V);
  // A loop or a recursion went further than was followed: what it comes to is
  // then no free choice.
  const FunctionInfo &Info = P.function(Callee);
  Ret = unknownResult(S, Info.View->type(Info.Body->Ret),
                      /*IsGuess=*/Known && !Known->Truncated);
}

} // namespace weakspot::analysis
