//===- BornExpired.cpp - born-expired ---------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A temporary owner dies at the end of its expression, its object with it, and
// a weak pointer to that object lives on. The object's death is seen to happen,
// so an expression that stores an owner elsewhere is silent.
//
//===----------------------------------------------------------------------===//
#include "Misuse/Families.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

namespace {

class BornExpired : public Check {
public:
  using Check::Check;

  void enter(const PathView & /*V*/) override { Dying = NodeNo::None; }
  void before(const PathView &V, const ir::Instr &I, State &S) override;
  void after(const PathView &V, const ir::Instr &I, State &S) override;
  void exit(const PathView &V, State &S) override;

private:
  void reportWeak(const PathView &V, const State &S, NodeNo Weak,
                  NodeNo Object);

  NodeNo Dying = NodeNo::None; ///< What the owner that is dropped now owns.
};

} // namespace

/// Whether a dropped cell is a temporary. A full expression's temporaries are
/// dropped at the place where it begins; a variable, behind its definition.
static bool isTemporary(const PathView &V, const ir::Instr &I) {
  const ir::Instr *Def = V.definition(I.Args[0].R);
  if (!Def || Def->Op == Opcode::Local)
    return false;
  Place Made = V.module().place(Def->Where), Dropped = V.here();
  return Made.File == Dropped.File && Dropped < Made;
}

/// Whether a call made the object, referred to it weakly and gave its owner,
/// which is used: a cache has forgotten it again, as it is meant to.
static bool isUsedResult(const PathView &V, const ir::Instr &Drop, TraceNo Made,
                         TraceNo Referred) {
  const ir::Instr *Def = V.definition(Drop.Args[0].R);
  if (!Def || Def->Op != Opcode::Call || Made == TraceNo::None ||
      Referred == TraceNo::None)
    return false;
  auto IsInCall = [&](TraceNo T) {
    const analysis::TraceStep &Step = V.traces()[T];
    return Step.Inner != TraceNo::None &&
           Step.Where == V.module().place(Def->Where);
  };
  if (!IsInCall(Made) || !IsInCall(Referred))
    return false;
  for (const ir::Block &B : V.body().blocks())
    for (const ir::Instr &Use : B.Instrs)
      if (&Use != &Drop && Use.Op != Opcode::Drop &&
          any_of(Use.Args, [&](const ir::Operand &Arg) {
            return Arg.R == Drop.Args[0].R;
          }))
        return true;
  return false;
}

/// Whether a callable that could not be followed got hold of the object: it may
/// have kept it.
static bool isInPendingCall(const PathView &V, const State &S, NodeNo Object) {
  const Arena &A = V.arena();
  auto Reaches = [&](Value X) {
    if (X.K == Value::Unknown)
      return X.Data == 0;
    if (!X.isAddress())
      return false;
    NodeNo Root = A.root(X.node());
    return Root == Object || any_of(S.Cells, [&](const auto &Entry) {
             return Entry.second.Owned != NodeNo::None &&
                    A.root(Entry.second.Owned) == Object &&
                    A.root(static_cast<NodeNo>(Entry.first)) == Root;
           });
  };
  return any_of(S.Pending, [&](const PendingCall &Call) {
    return any_of(Call.Args, Reaches);
  });
}

void BornExpired::before(const PathView &V, const ir::Instr &I, State &S) {
  Dying = NodeNo::None;
  if (I.Op != Opcode::Drop || (V.body().Flags & ir::FF_System))
    return;
  NodeNo Cell = V.arg(S, I, 0).node();
  auto It = Cell == NodeNo::None ? S.Cells.end() : S.Cells.find(index(Cell));
  if (It == S.Cells.end() || It->second.Owned == NodeNo::None ||
      V.arena().kind(Cell) != TypeKind::Strong || !isTemporary(V, I))
    return;
  NodeNo Object = V.arena().root(It->second.Owned);
  if (!V.arena()[Object].Input && !S.Dead.contains(index(Object)) &&
      !isInPendingCall(V, S, Object))
    Dying = Object;
}

void BornExpired::reportWeak(const PathView &V, const State &S, NodeNo Weak,
                             NodeNo Object) {
  const Content C = V.content(S, Weak);
  std::string Who = nameOr(Name.describe(V, Weak), "the weak pointer");
  std::vector<Note> Notes;
  if (TraceNo Made = V.arena()[Object].Made; Made != TraceNo::None)
    Out.notes(Notes, V.traces(), Made, "the object is made here");
  Out.note(Notes, V.here(), "its only owner dies here");
  Place Where;
  if (C.How != TraceNo::None)
    Where = V.traces()[C.How].Where;
  report(V, Object, "born-expired", Who,
         Who + " refers to an object whose only owner is a temporary: it is "
               "expired from the start",
         std::move(Notes), Where);
}

void BornExpired::after(const PathView &V, const ir::Instr &I, State &S) {
  if (Dying == NodeNo::None || !S.Dead.contains(index(Dying)))
    return;
  NodeNo Found = NodeNo::None;
  for (const auto &[N, C] : S.Cells) {
    auto Cell = static_cast<NodeNo>(N);
    if (V.arena().kind(Cell) == TypeKind::Weak && C.V.isAddress() &&
        V.arena().root(C.V.node()) == Dying &&
        !S.Dead.contains(index(V.arena().root(Cell))) &&
        (Found == NodeNo::None || N < index(Found)))
      Found = Cell;
  }
  if (Found != NodeNo::None &&
      !isUsedResult(V, I, V.arena()[Dying].Made, V.content(S, Found).How))
    reportWeak(V, S, Found, Dying);
  Dying = NodeNo::None;
}

/// A weak pointer that is returned while its only owner was a local.
void BornExpired::exit(const PathView &V, State &S) {
  NodeNo Ret = S.Ret.node();
  if (Ret == NodeNo::None || (V.body().Flags & ir::FF_System) ||
      V.arena().kind(Ret) != TypeKind::Weak)
    return;
  auto It = S.Cells.find(index(Ret));
  if (It == S.Cells.end() || !It->second.V.isAddress())
    return;
  NodeNo Object = V.arena().root(It->second.V.node());
  if (!V.arena()[Object].Input && S.Dead.contains(index(Object)))
    reportWeak(V, S, Ret, Object);
}

std::unique_ptr<PathObserver> makeBornExpired(const Context &C) {
  return std::make_unique<BornExpired>(C);
}

} // namespace weakspot::misuse
