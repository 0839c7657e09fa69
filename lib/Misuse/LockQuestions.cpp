//===- LockQuestions.cpp ----------------------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/LockQuestions.h"
#include "Analysis/Summary.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::misuse {

using ir::TypeKind;

/// Facts are only kept of values that have a name.
static bool hasSymbol(Value X) { return X.K == Value::Unknown && X.Data != 0; }

/// The values that a fact's symbol stands for or is made of.
static SmallVector<Value, 3> parts(const Arena &A, uint64_t Symbol) {
  SmallVector<Value, 3> All{Value::symbol(Symbol)};
  if (symbolKind(Symbol) == SymbolKind::Derived) {
    const Expr &E = A.expr(symbolId(Symbol));
    All.append({E.X, E.Y});
  }
  return All;
}

void LockQuestions::enter() {
  Questions.clear();
  Tests.clear();
  AskedIn.clear();
}

void LockQuestions::ask(Value Answer, Question Q) {
  if (hasSymbol(Answer))
    Questions[static_cast<uint64_t>(Answer.Data)] = std::move(Q);
}

void LockQuestions::test(const PathView &V, const ir::Instr &I,
                         const State &S) {
  Value Answer = V.value(S, I.Result);
  if (!hasSymbol(Answer))
    return;
  for (unsigned No = 0; No < I.Args.size(); ++No) {
    NodeNo N = V.arg(S, I, No).node();
    if (N == NodeNo::None)
      continue;
    if (V.arena().kind(N) == TypeKind::Strong)
      N = V.content(S, N).V.node();
    if (N != NodeNo::None)
      Tests[static_cast<uint64_t>(Answer.Data)].push_back(N);
  }
}

SmallVector<NodeNo, 1> LockQuestions::askedInside(const PathView &V) const {
  SmallVector<NodeNo, 1> About;
  for (const auto &[Call, Referent] : AskedIn)
    if (Call == V.instrNo())
      About.push_back(Referent);
  return About;
}

const LockQuestions::Question *
LockQuestions::reliedOn(const State &S, const Arena &A, NodeNo Referent) const {
  const Question *First = nullptr;
  for (const auto &[Symbol, Answer] : S.SymbolFacts)
    for (Value X : parts(A, Symbol)) {
      auto It = hasSymbol(X) ? Questions.find(static_cast<uint64_t>(X.Data))
                             : Questions.end();
      if (It == Questions.end() || It->second.Referent != Referent)
        continue;
      if (!First || It->second.Where < First->Where)
        First = &It->second;
      break;
    }
  return First;
}

bool LockQuestions::isTested(const State &S, const Arena &A, NodeNo N) const {
  return any_of(S.SymbolFacts, [&](const auto &Fact) {
    return any_of(parts(A, Fact.first), [&](Value X) {
      auto It = hasSymbol(X) ? Tests.find(static_cast<uint64_t>(X.Data))
                             : Tests.end();
      return It != Tests.end() && is_contained(It->second, N);
    });
  });
}

} // namespace weakspot::misuse
