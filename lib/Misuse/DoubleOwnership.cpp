//===- DoubleOwnership.cpp - double-ownership -------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An owner takes over a raw pointer to what something owns already: a second
// control block, and a second deletion. The aliasing constructor and deleters
// that delete nothing are no `adopt`; a deleter of the program's own is
// expected to know what it does.
//
// A function that adopts what it is given says so by an event; whoever gave it
// an owned object is told where.
//
//===----------------------------------------------------------------------===//
#include "Misuse/Creation.h"
#include "Misuse/Families.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

namespace {

class DoubleOwnership : public Check {
public:
  using Check::Check;

  uint64_t factsOf(RecordNo R) const override { return Made.factsOf(R); }
  void begin(const Program &P, const CallGraph & /*G*/) override {
    Made.scan(P);
  }
  void enter(const PathView & /*V*/) override { Released.clear(); }
  void before(const PathView &V, const ir::Instr &I, State &S) override;
  void after(const PathView &V, const ir::Instr &I, State &S) override;
  void event(const PathView &V, const Event &E, const State &Before,
             State &S) override;

private:
  bool hasOwnDeleter(const PathView &V, const State &S,
                     const ir::Instr &I) const;
  /// Why Object must not be adopted by Owner; false if nothing speaks against
  /// it.
  bool judge(const PathView &V, const State &S, NodeNo Object, NodeNo Owner,
             TraceNo Inside);
  bool isGivenReference(const PathView &V, const ir::Instr &I) const;
  bool isOfUnseenOrigin(const PathView &V, NodeNo Object) const;
  void reportAdoption(const PathView &V, NodeNo Object, StringRef Subject,
                      const std::string &Why, std::vector<Note> Notes,
                      TraceNo Inside);

  Creation Made;
  DenseSet<uint32_t> Released; ///< What an owner has let go of here.
};

} // namespace

bool DoubleOwnership::hasOwnDeleter(const PathView &V, const State &S,
                                    const ir::Instr &I) const {
  if (I.Args.size() < 3)
    return false;
  // A deleter of which nothing is known is the library's own.
  Value Deleter = V.arg(S, I, 2);
  if (Deleter.K == Value::Func)
    return V.program().function(Deleter.func()).Body != nullptr;
  return Deleter.isAddress() &&
         V.arena().kind(Deleter.node()) != TypeKind::Opaque;
}

/// Whether the operand is the address of what a function returned by reference.
bool DoubleOwnership::isGivenReference(const PathView &V,
                                       const ir::Instr &I) const {
  const ir::Instr *Def = V.definition(I.Args[1].R);
  return Def && (Def->Op == Opcode::Call || Def->Op == Opcode::VCall) &&
         (V.program().function(V.module().function(Def->Callee)).Flags &
          ir::FF_GivesReference);
}

void DoubleOwnership::reportAdoption(const PathView &V, NodeNo Object,
                                     StringRef Subject, const std::string &Why,
                                     std::vector<Note> Notes, TraceNo Inside) {
  if (Inside != TraceNo::None)
    Out.notes(Notes, V.traces(), V.traces()[Inside].Inner,
              "a new owner takes it over here");
  report(V, Object, "double-ownership", Subject.str(),
         (Inside == TraceNo::None ? "a new owner is made for "
                                  : "this call makes a new owner for ") +
             Why,
         std::move(Notes));
}

/// Whether all that owns the object has come from shared_from_this.
static bool isOwnedByItselfAlone(const PathView &V, const State &S,
                                 NodeNo Object) {
  return none_of(S.Cells, [&](const auto &Entry) {
    const Content &C = Entry.second;
    NodeNo Home = V.arena().root(static_cast<NodeNo>(Entry.first));
    return C.Owned == Object && !C.FromSelf && !S.Dead.contains(index(Home));
  });
}

/// Whether the owner through which the object was found on entry has let go of
/// it since: who adopts it then takes it over, and callers need not be told.
static bool hasBeenGiven(const PathView &V, const State &S, NodeNo Object) {
  const Node &N = V.arena()[Object];
  if (N.Kind != NodeKind::Pointee)
    return false;
  TypeKind Owner = V.arena().kind(N.Parent);
  return (Owner == TypeKind::Unique || Owner == TypeKind::Strong) &&
         V.content(S, N.Parent).Owned != Object;
}

bool DoubleOwnership::judge(const PathView &V, const State &S, NodeNo Object,
                            NodeNo Owner, TraceNo Inside) {
  const Arena &A = V.arena();
  const Node &N = A[Object];
  switch (N.Kind) {
  case NodeKind::Local:
  case NodeKind::Global:
  case NodeKind::Slot:
  case NodeKind::Element: {
    std::string What = Name.describe(V, Object);
    reportAdoption(V, Object, nameOr(What, "an object"),
                   nameOr(What, "an object") +
                       ", which was not made by new: deleting it is undefined",
                   {}, Inside);
    return true;
  }
  default:
    break;
  }
  // reset(get()): the owner has let go of the very object that it gets.
  bool Self = N.Kind == NodeKind::Pointee && N.Parent == Owner &&
              V.content(S, Owner).V.K == Value::Null;
  NodeNo Keeper = Self ? Owner : V.ownerOf(S, Object, Owner);
  // That an object without an owner cannot find one, another check says.
  if (Keeper != NodeNo::None && !N.Input && isOwnedByItselfAlone(V, S, Object))
    return true;
  if (Keeper != NodeNo::None && (Self || V.content(S, Keeper).Certain)) {
    std::string Who = nameOr(Name.describe(V, Keeper), "another pointer");
    std::vector<Note> Notes;
    if (TraceNo How = V.content(S, Keeper).How;
        How != TraceNo::None && V.content(S, Keeper).New && !Self)
      Out.notes(Notes, V.traces(), How,
                nameOr(Name.describe(V, Keeper), "the other pointer") +
                    " comes to own it here");
    reportAdoption(V, Object, Who,
                   "an object that " + Who +
                       (Self ? " has just deleted"
                             : " owns already: it will be deleted twice"),
                   std::move(Notes), Inside);
    return true;
  }
  if (N.Kind == NodeKind::Param && N.A == 0 &&
      (V.body().Flags & ir::FF_Method)) {
    RecordNo R = V.program().function(V.function()).Parent;
    Place Where = Made.ownedAt(V.program(), R);
    // `unique_ptr<Command>(this)` takes over from one that was released, as a
    // queue does whose commands put themselves back.
    bool TakesOver = Made.isReleasedSomewhere() && Owner != NodeNo::None &&
                     A.kind(Owner) == TypeKind::Unique;
    if (!Where.isValid() || TakesOver)
      return true;
    std::vector<Note> Notes;
    Out.note(Notes, Where,
             "objects of " + quoted(V.program().record(R).Name) +
                 " get their owner here");
    reportAdoption(V, Object, "'this'",
                   "'this', which is owned already or was not made by new: it "
                   "will be deleted twice",
                   std::move(Notes), Inside);
    return true;
  }
  return false;
}

void DoubleOwnership::before(const PathView &V, const ir::Instr &I, State &S) {
  if (I.Op != Opcode::Adopt || (V.body().Flags & ir::FF_System) ||
      hasOwnDeleter(V, S, I))
    return;
  NodeNo Object = V.arg(S, I, 1).node(), Owner = V.arg(S, I, 0).node();
  if (Object == NodeNo::None || Owner == NodeNo::None)
    return;
  if (isGivenReference(V, I))
    return reportAdoption(
        V, Object, "a reference",
        "an object that a function returned by reference: it is owned by "
        "something else, or was not made by new",
        {}, TraceNo::None);
  if (judge(V, S, Object, Owner, TraceNo::None))
    return;
  if (isOfUnseenOrigin(V, Object))
    return reportAdoption(V, Object,
                          nameOr(Name.describe(V, Object), "a pointer"),
                          "an object that is not seen to be made by new or "
                          "released: something else may own it",
                          {}, TraceNo::None);
  if (V.arena()[Object].Input && !hasBeenGiven(V, S, Object))
    S.note({EV_Adopted, Object, V.arena()[Owner].Type, V.trace(), true});
}

/// Whether the option wants to be told of an object about whose owners nothing
/// is known.
bool DoubleOwnership::isOfUnseenOrigin(const PathView &V, NodeNo Object) const {
  if (!Out.options().StrictOwnership || Released.contains(index(Object)))
    return false;
  const Node &N = V.arena()[Object];
  return N.Input || N.Kind == NodeKind::Opaque;
}

void DoubleOwnership::after(const PathView &V, const ir::Instr &I, State &S) {
  if (I.Op != Opcode::Release)
    return;
  if (NodeNo Object = V.value(S, I.Result).node(); Object != NodeNo::None)
    Released.insert(index(Object));
}

void DoubleOwnership::event(const PathView &V, const Event &E,
                            const State &Before, State &S) {
  if (E.Kind != EV_Adopted || (V.body().Flags & ir::FF_System))
    return;
  if (!judge(V, Before, E.On, NodeNo::None, E.How) && V.arena()[E.On].Input &&
      !hasBeenGiven(V, Before, E.On))
    S.note(E);
}

std::unique_ptr<PathObserver> makeDoubleOwnership(const Context &C) {
  return std::make_unique<DoubleOwnership>(C);
}

} // namespace weakspot::misuse
