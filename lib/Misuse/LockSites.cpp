//===- LockSites.cpp --------------------------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/LockSites.h"
#include "Analysis/Summary.h"

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;

NodeNo loadedFrom(const PathView &V, const State &S, ir::Reg R) {
  const ir::Instr *Def = V.definition(R);
  if (!Def || (Def->Op != Opcode::Load && Def->Op != Opcode::Deref))
    return NodeNo::None;
  return V.arg(S, *Def, 0).node();
}

void LockSites::after(const PathView &V, const ir::Instr &I, const State &S) {
  switch (I.Op) {
  case Opcode::Lock:
    return locked(V, I, S);
  case Opcode::Copy:
  case Opcode::Move:
    return copied(V, I, S);
  case Opcode::IsNull:
  case Opcode::Cmp:
    for (const ir::Operand &O : I.Args)
      if (LockSite *Site = of(loadedFrom(V, S, O.R)))
        tested(*Site);
    return;
  default:
    return;
  }
}

void LockSites::locked(const PathView &V, const ir::Instr &I, const State &S) {
  NodeNo Strong = V.arg(S, I, 0).node(), Weak = V.arg(S, I, 1).node();
  if (Strong == NodeNo::None || Weak == NodeNo::None)
    return;
  Content C = V.content(S, Strong);
  LockSite &Site = Locks[index(Strong)];
  Site = {C.V.node(), Weak, V.here(), C.How, {}, false};
  NodeNo N = Site.Referent;
  if (weakSource(V, N) == NodeNo::None)
    return;
  auto Before = Last.find(index(N));
  if (Before != Last.end() && !V.mayBeNull(S, C.V) &&
      V.ownerOf(S, N, Strong) == NodeNo::None) {
    Site.Stale = Before->second.Where;
    Site.StaleTested = Before->second.Tested;
  }
  Last[index(N)] = {V.here(), false};
}

void LockSites::copied(const PathView &V, const ir::Instr &I, const State &S) {
  NodeNo To = V.arg(S, I, 0).node();
  const LockSite *From = of(V.arg(S, I, 1).node());
  if (!From || To == NodeNo::None)
    return;
  LockSite Site = *From;
  Site.How = V.content(S, To).How;
  Locks[index(To)] = Site;
}

void LockSites::tested(LockSite &Site) {
  Site.Tested = true;
  if (Site.Referent == NodeNo::None)
    return;
  auto It = Last.find(index(Site.Referent));
  if (It != Last.end() && It->second.Where == Site.Where)
    It->second.Tested = true;
}

SmallVector<NodeNo, 1> LockSites::holding(const State &S,
                                          NodeNo Referent) const {
  SmallVector<NodeNo, 1> Cells;
  for (const auto &[Strong, Site] : Locks) {
    auto Cell = S.Cells.find(Strong);
    if (Site.Referent == Referent && Cell != S.Cells.end() &&
        Cell->second.Owned == Referent)
      Cells.push_back(static_cast<NodeNo>(Strong));
  }
  return Cells;
}

} // namespace weakspot::misuse
