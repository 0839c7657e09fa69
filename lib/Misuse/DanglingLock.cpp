//===- DanglingLock.cpp - dangling-lock -------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a weak pointer refers to can be got at only through a lock. An address
// in it that is used where no owner on the path keeps it has outlived the
// owner that lock() gave.
//
//===----------------------------------------------------------------------===//
#include "Misuse/Families.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

namespace {

class DanglingLock : public Check {
public:
  using Check::Check;

  void enter(const PathView &V) override;
  void before(const PathView &V, const ir::Instr &I, State &S) override;
  void after(const PathView &V, const ir::Instr &I, State &S) override;
  void exit(const PathView &V, State &S) override;

private:
  struct LockSite {
    Place Where;
    NodeNo Weak = NodeNo::None;
  };

  NodeNo unguarded(const PathView &V, const State &S, Value Address) const;
  void used(const PathView &V, const State &S, Value Address, StringRef How,
            Place Where = {});
  void letGo(const PathView &V, const State &S, NodeNo Owner);
  void usedIn(const PathView &V, const State &S, NodeNo Holder, StringRef How,
              Place Where = {});
  void passedOn(const PathView &V, const ir::Instr &I, const State &S);

  DenseMap<uint32_t, LockSite> Locks; ///< By referent.
  DenseMap<uint32_t, Place> LetGo;    ///< By referent.
  DenseSet<uint32_t> Reported;        ///< One finding for each referent.
  DenseSet<uint32_t> HandedOn; ///< An owner of it went to code not in view.
};

} // namespace

void DanglingLock::enter(const PathView & /*V*/) {
  Locks.clear();
  LetGo.clear();
  HandedOn.clear();
  Reported.clear();
}

/// The locked object that Address is in, if nothing keeps it alive.
NodeNo DanglingLock::unguarded(const PathView &V, const State &S,
                               Value Address) const {
  if (!Address.isAddress())
    return NodeNo::None;
  NodeNo N = V.arena().root(Address.node());
  if (!Locks.contains(index(N)) || !LetGo.contains(index(N)) ||
      HandedOn.contains(index(N)) || weakSource(V, N) == NodeNo::None ||
      isKept(V, S, N) || V.resolve(S, Value::address(N)).K == Value::Null ||
      V.ownerOf(S, N) != NodeNo::None)
    return NodeNo::None;
  return N;
}

void DanglingLock::used(const PathView &V, const State &S, Value Address,
                        StringRef How, Place Where) {
  NodeNo N = unguarded(V, S, Address);
  if (N == NodeNo::None || !Reported.insert(index(N)).second)
    return;
  const LockSite &Site = Locks[index(N)];
  std::string Weak = Name.describe(V, Site.Weak);
  std::vector<Note> Notes;
  Out.note(Notes, Site.Where, "locked here");
  Out.note(Notes, LetGo[index(N)], "the strong pointer from lock() dies here");
  report(V, N, "dangling-lock", nameOr(Weak, "lock()"),
         ("this " + How + " what " + nameOr(Weak, "a weak pointer") +
          " refers to, after the strong pointer from lock() has died; nothing "
          "keeps the object alive")
             .str(),
         std::move(Notes), Where);
}

void DanglingLock::letGo(const PathView &V, const State &S, NodeNo Owner) {
  auto It = Owner == NodeNo::None ? S.Cells.end() : S.Cells.find(index(Owner));
  if (It == S.Cells.end() || It->second.Owned == NodeNo::None)
    return;
  NodeNo N = V.arena().root(It->second.Owned);
  LetGo[index(N)] = V.here();
  // What a function that was called has locked.
  NodeNo Weak = weakSource(V, N);
  if (Weak != NodeNo::None && It->second.How != TraceNo::None)
    Locks.try_emplace(index(N),
                      LockSite{V.traces()[It->second.How].Where, Weak});
}

/// What a collection or callable that is kept holds.
void DanglingLock::usedIn(const PathView &V, const State &S, NodeNo Holder,
                          StringRef How, Place Where) {
  if (Holder == NodeNo::None)
    return;
  const Arena &A = V.arena();
  auto UsedAt = [&](NodeNo Cell) {
    if (A.kind(Cell) == TypeKind::Borrow)
      used(V, S, V.resolve(S, V.content(S, Cell).V), How, Where);
  };
  auto It = S.Cells.find(index(Holder));
  if (A.kind(Holder) == TypeKind::Collection && It != S.Cells.end())
    for (NodeNo Element : It->second.Elements)
      UsedAt(Element);
  NodeNo Closure = NodeNo::None;
  if (A.kind(Holder) == TypeKind::Callable && It != S.Cells.end())
    Closure = It->second.Owned;
  else if (RecordNo R = V.program().recordOf(A[Holder].Type);
           R != RecordNo::None &&
           (V.program().record(R).Flags & ir::RF_Closure))
    Closure = Holder;
  if (Closure == NodeNo::None)
    return;
  SmallVector<NodeNo, 4> Captures;
  for (const auto &[N, C] : S.Cells)
    if (A.root(static_cast<NodeNo>(N)) == Closure)
      Captures.push_back(static_cast<NodeNo>(N));
  llvm::sort(Captures);
  for (NodeNo Capture : Captures)
    UsedAt(Capture);
}

/// Whether the function returns what is an address and no more, as `const void
/// *` is: what tells objects apart.
static bool returnsIdentity(const PathView &V) {
  TypeNo T = V.module().type(V.body().Ret);
  return V.program().kind(T) == TypeKind::Borrow &&
         V.program().type(T).Arg == TypeNo::None;
}

/// Owners that are passed to code that is not in view may live on there.
void DanglingLock::passedOn(const PathView &V, const ir::Instr &I,
                            const State &S) {
  for (unsigned No = 0; No < I.Args.size(); ++No) {
    Value A = V.arg(S, I, No);
    if (!A.isAddress())
      continue;
    NodeNo Root = V.arena().root(A.node());
    for (const auto &[Cell, C] : S.Cells)
      if (C.Owned != NodeNo::None &&
          V.arena().root(static_cast<NodeNo>(Cell)) == Root)
        HandedOn.insert(index(V.arena().root(C.Owned)));
  }
}

void DanglingLock::after(const PathView &V, const ir::Instr &I, State &S) {
  if (I.Op != Opcode::Lock)
    return;
  NodeNo Strong = V.arg(S, I, 0).node(), Weak = V.arg(S, I, 1).node();
  if (Strong == NodeNo::None || Weak == NodeNo::None)
    return;
  Value Referent = V.content(S, Strong).V;
  if (weakSource(V, Referent.node()) != NodeNo::None)
    Locks[index(Referent.node())] = {V.here(), Weak};
}

void DanglingLock::before(const PathView &V, const ir::Instr &I, State &S) {
  if (V.body().Flags & ir::FF_System)
    return;
  switch (I.Op) {
  case Opcode::Drop:
    return letGo(V, S, V.arg(S, I, 0).node());
  case Opcode::Deref:
  case Opcode::Load:
    if (NodeNo Cell = V.arg(S, I, 0).node(); Cell != NodeNo::None) {
      used(V, S, Value::address(Cell), "reads");
      if (I.Op == Opcode::Deref && V.arena().kind(Cell) == TypeKind::Borrow)
        used(V, S, V.resolve(S, V.content(S, Cell).V), "accesses");
    }
    return;
  case Opcode::Field:
  case Opcode::Elem:
  case Opcode::Next:
  case Opcode::Insert:
  case Opcode::Emplace:
  case Opcode::Access:
  case Opcode::Erase:
    return used(V, S, V.arg(S, I, 0), "accesses");
  case Opcode::Store:
  case Opcode::Reset:
    used(V, S, V.arg(S, I, 0), "writes to");
    return letGo(V, S, V.arg(S, I, 0).node());
  case Opcode::Copy:
  case Opcode::Move:
  case Opcode::DynCast:
  case Opcode::Swap:
  case Opcode::Lock:
  case Opcode::Weaken:
    used(V, S, V.arg(S, I, 0), "writes to");
    used(V, S, V.arg(S, I, 1), "reads");
    return letGo(V, S, V.arg(S, I, 0).node());
  case Opcode::Call:
  case Opcode::VCall:
    for (unsigned No = 0; No < I.Args.size(); ++No)
      used(V, S, V.arg(S, I, No),
           No == 0 &&
                   (V.program().function(V.module().function(I.Callee)).Flags &
                    ir::FF_Method)
               ? "calls a member of"
               : "passes on");
    if (!V.program().function(V.module().function(I.Callee)).Body)
      passedOn(V, I, S);
    return;
  case Opcode::Invoke:
    for (unsigned No = 1; No < I.Args.size(); ++No)
      used(V, S, V.arg(S, I, No), "passes on");
    return passedOn(V, I, S);
  case Opcode::Escape:
  case Opcode::Opaque:
  case Opcode::Retain:
  case Opcode::Closure:
    return passedOn(V, I, S);
  case Opcode::Return:
    if (returnsIdentity(V))
      return;
    used(V, S, V.arg(S, I, 0), "returns the address of");
    return usedIn(V, S, V.arg(S, I, 0).node(), "returns an address in");
  default:
    return;
  }
}

/// What is left in places that live on.
void DanglingLock::exit(const PathView &V, State &S) {
  if (Locks.empty() || (V.body().Flags & ir::FF_System))
    return;
  const Arena &A = V.arena();
  for (const auto &[N, C] : S.Cells) {
    auto Cell = static_cast<NodeNo>(N);
    if (!C.New || !A[A.root(Cell)].Input || C.How == TraceNo::None ||
        V.traces()[C.How].Inner != TraceNo::None)
      continue;
    usedIn(V, S, Cell, "keeps an address in", V.traces()[C.How].Where);
    if (A.kind(Cell) != TypeKind::Borrow)
      continue;
    used(V, S, V.resolve(S, C.V), "keeps the address of",
         V.traces()[C.How].Where);
  }
}

std::unique_ptr<PathObserver> makeDanglingLock(const Context &C) {
  return std::make_unique<DanglingLock>(C);
}

} // namespace weakspot::misuse
