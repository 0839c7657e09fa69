//===- Check.cpp - What all misuse checks share -----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/Check.h"

using namespace llvm;

namespace weakspot::misuse {

std::string quoted(StringRef Text) { return ("'" + Text + "'").str(); }

std::string nameOr(StringRef Description, StringRef Otherwise) {
  return (Description.empty() ? Otherwise : Description).str();
}

std::string Names::describe(const PathView &V, NodeNo Cell) const {
  const Program &P = V.program();
  const Node &N = V.arena()[Cell];
  switch (N.Kind) {
  case NodeKind::Param: {
    if (N.A == 0 && (V.body().Flags & ir::FF_Method))
      return "'this'";
    StringRef Name = V.body().Params[N.A].Name;
    return Name.empty() ? "" : quoted(Name);
  }
  case NodeKind::Global:
    return N.A == ~0U ? "" : quoted(P.global(static_cast<GlobalNo>(N.A)).Name);
  case NodeKind::Slot: {
    const SlotInfo &Slot = P.slot(static_cast<SlotNo>(N.A));
    const RecordInfo &R = P.record(Slot.Record);
    if (R.Flags & ir::RF_Closure)
      return "the capture " + quoted(Slot.Name);
    if (V.arena()[N.Parent].Kind == NodeKind::Element)
      return describe(V, N.Parent);
    return quoted((R.Name + "::" + Slot.Name).str());
  }
  case NodeKind::Element: {
    std::string Of = describe(V, N.Parent);
    return Of.empty() ? "" : "an element of " + Of;
  }
  case NodeKind::Pointee: {
    // A reference to a cell goes by the name of the reference.
    return V.arena().kind(N.Parent) == ir::TypeKind::Borrow
               ? describe(V, N.Parent)
               : "";
  }
  default: {
    auto It = Locals.find(index(Cell));
    return It == Locals.end() ? "" : quoted(It->second);
  }
  }
}

RecordNo classOf(const Program &P, TypeNo T) {
  while (T != TypeNo::None && P.type(T).Arg != TypeNo::None)
    T = P.type(T).Arg;
  return P.recordOf(T);
}

void Check::report(const PathView &V, NodeNo About, StringRef CheckName,
                   std::string Subject, std::string Message,
                   std::vector<Note> Notes, Place Where) {
  RecordNo Of = About == NodeNo::None
                    ? RecordNo::None
                    : classOf(V.program(), V.arena()[About].Type);
  Out.report({CheckName, Where.isValid() ? Where : V.here(),
              V.program().function(V.function()).Name.str(), std::move(Subject),
              std::move(Message), std::move(Notes), Of});
}

bool Check::isKept(const PathView &V, const State &S, NodeNo Referent) const {
  NodeNo Weak = weakSource(V, Referent);
  if (Weak == NodeNo::None)
    return false;
  const Arena &A = V.arena();
  const Node &Cell = A[Weak];
  if (Cell.Kind != NodeKind::Slot)
    return false;
  if (Holds.Kept.contains(static_cast<SlotNo>(Cell.A)))
    return true;
  if (Holds.Kept.isOwn(static_cast<SlotNo>(Cell.A)))
    return !(V.body().Flags & (ir::FF_Ctor | ir::FF_Dtor));
  SlotNo Owner = Holds.Kept.ownerBeside(static_cast<SlotNo>(Cell.A));
  return Owner != SlotNo::None && any_of(S.Cells, [&](const auto &Entry) {
           const Node &Other = A[static_cast<NodeNo>(Entry.first)];
           return Other.Kind == NodeKind::Slot && Other.A == index(Owner) &&
                  Other.Parent == Cell.Parent &&
                  !V.mayBeNull(S, Entry.second.V);
         });
}

NodeNo weakSource(const PathView &V, NodeNo N) {
  if (N == NodeNo::None)
    return NodeNo::None;
  const Node &Info = V.arena()[N];
  return Info.Kind == NodeKind::Pointee &&
                 V.arena().kind(Info.Parent) == ir::TypeKind::Weak
             ? Info.Parent
             : NodeNo::None;
}

} // namespace weakspot::misuse
