//===- Resurrection.cpp - resurrection --------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A destructor that leaves its object's address in a place that lives on, or
// gives it a new owner; a function that deletes its argument and does the same.
//
//===----------------------------------------------------------------------===//
#include "Misuse/Families.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

namespace {

class Resurrection : public Check {
public:
  using Check::Check;

  void enter(const PathView &V) override;
  void before(const PathView &V, const ir::Instr &I, State &S) override;
  void exit(const PathView &V, State &S) override;

private:
  void reportHandOut(const PathView &V, NodeNo Object, const std::string &To,
                     Place Where);

  bool IsDtor = false;
  DenseSet<uint32_t> Adopted;
};

} // namespace

void Resurrection::enter(const PathView &V) {
  IsDtor = V.body().Flags & ir::FF_Dtor;
  Adopted.clear();
}

void Resurrection::reportHandOut(const PathView &V, NodeNo Object,
                                 const std::string &To, Place Where) {
  std::string Who = nameOr(Name.describe(V, Object), "the object");
  report(V, Object, "resurrection", Who,
         IsDtor ? "the object that is being destroyed is " + To +
                      ", where it is used after its end"
                : Who + ", which is deleted in this function, is " + To +
                      ", where it is used after its end",
         {}, Where);
}

void Resurrection::before(const PathView &V, const ir::Instr &I, State &S) {
  if (V.body().Flags & ir::FF_System)
    return;
  NodeNo N = NodeNo::None;
  switch (I.Op) {
  case Opcode::Delete:
    N = V.arg(S, I, 0).node();
    if (N != NodeNo::None && V.arena()[N].Kind == NodeKind::Param)
      S.note({EV_Deleted, N, TypeNo::None, V.trace()});
    return;
  case Opcode::Adopt:
  case Opcode::Share: // Its count starts anew, and ends it once more.
    N = V.arg(S, I, 1).node();
    if (IsDtor && N != NodeNo::None && V.arena()[N].Kind == NodeKind::Param &&
        V.arena()[N].A == 0) {
      Adopted.insert(index(N));
      reportHandOut(V, N, "given a new owner", V.here());
    }
    return;
  default:
    return;
  }
}

void Resurrection::exit(const PathView &V, State &S) {
  if ((!IsDtor && S.Events.empty()) || (V.body().Flags & ir::FF_System))
    return;
  const Arena &A = V.arena();
  auto IsDeleted = [&](NodeNo N) {
    return any_of(S.Events, [&](const Event &E) {
      return E.Kind == EV_Deleted && E.On == N;
    });
  };
  for (const auto &[N, C] : S.Cells) {
    auto Cell = static_cast<NodeNo>(N);
    NodeNo Home = A.root(Cell);
    if (!C.New || !C.V.isAddress() || !A[Home].Input ||
        A.kind(Cell) == TypeKind::Weak || C.How == TraceNo::None || !C.Certain)
      continue;
    NodeNo Object = C.V.node();
    if (C.Owned != NodeNo::None && Adopted.contains(index(C.Owned)))
      continue; // Said where the owner was made.
    bool Ends =
        (IsDtor && A[Object].Kind == NodeKind::Param && A[Object].A == 0) ||
        IsDeleted(Object);
    if (!Ends || Home == Object || A[Home].Kind == NodeKind::Local)
      continue;
    reportHandOut(V, Object,
                  "kept by " + nameOr(Name.describe(V, Cell), "another object"),
                  V.traces()[C.How].Where);
  }
}

std::unique_ptr<PathObserver> makeResurrection(const Context &C) {
  return std::make_unique<Resurrection>(C);
}

} // namespace weakspot::misuse
