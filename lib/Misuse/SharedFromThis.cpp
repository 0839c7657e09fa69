//===- SharedFromThis.cpp - shared-from-this-misuse -------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An object can find its owner only while a counted pointer of the right family
// owns it: not under construction or destruction, not on the stack, not as a
// member, not under a unique owner. What a member function asks of its object
// is an event, and is judged where the object is known.
//
//===----------------------------------------------------------------------===//
#include "Misuse/Creation.h"
#include "Misuse/Families.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

static constexpr StringLiteral SharedCheck = "shared-from-this-misuse";

namespace {

class SharedFromThis : public Check {
public:
  using Check::Check;

  uint64_t factsOf(RecordNo R) const override { return Made.factsOf(R); }
  void begin(const Program &P, const CallGraph & /*G*/) override;
  void enter(const PathView &V) override;
  void after(const PathView &V, const ir::Instr &I, State &S) override;
  void before(const PathView &V, const ir::Instr &I, State &S) override;
  void event(const PathView &V, const Event &E, const State &Before,
             State &S) override;
  void exit(const PathView &V, State &S) override;

private:
  void judgeClass(const Program &P, RecordNo R);
  void found(const PathView &V, const State &Before, State &S, const Event &E);
  /// What is wrong with Object asking for its owner; empty if nothing is.
  std::string judge(const PathView &V, const State &S, NodeNo Object,
                    bool IsWeak, TypeNo Asked) const;
  void adopted(const PathView &V, const ir::Instr &I, const State &S);
  static bool findsItself(const PathView &V, TypeNo T);
  void madeUnowned(const PathView &V, TypeNo T, StringRef How, Place Where);

  Creation Made;
  SmallVector<ir::Reg, 4> News; ///< Objects that find themselves.
};

} // namespace

void SharedFromThis::judgeClass(const Program &P, RecordNo R) {
  const RecordInfo &Info = P.record(R);
  if ((Info.Flags & ir::RF_System) || !Info.Defined)
    return;
  uint16_t OfBases = 0;
  for (RecordNo B : Info.Bases)
    OfBases |= P.record(B).Flags;
  uint16_t Own = Info.Flags & ~OfBases; // Of a base it is said there.
  auto Report = [&](Place Where, StringRef Subject,
                    const std::string &Message) {
    std::vector<Note> Notes;
    auto Uses = Made.findsItself(P, R);
    if (!Uses.empty())
      Out.note(Notes, Uses.front().Where, "it asks for its owner here");
    Out.report({SharedCheck, Where, Info.Name.str(), Subject.str(), Message,
                std::move(Notes), R});
  };
  if (Own & ir::RF_HiddenSelf)
    Report(
        Info.Where, "private base",
        quoted(Info.Name) +
            " has the base by which it finds its owner, but not publicly: no "
            "owner can be told to it, and shared_from_this() always fails");
  if (Own & ir::RF_RepeatedSelf)
    Report(Info.Where, "repeated base",
           quoted(Info.Name) +
               " has more than one base by which it finds its owner: which one "
               "an owner is told to is ambiguous, so none is");
  for (uint32_t I = 0; I < Info.NumSlots; ++I) {
    const SlotInfo &Slot = P.slot(P.slotOf(R, I));
    TypeNo T = Slot.Type;
    if (P.kind(T) == TypeKind::Collection)
      T = P.type(T).Arg;
    RecordNo Held = P.recordOf(T);
    if (Held == RecordNo::None || P.kind(T) != TypeKind::Record ||
        !(P.record(Held).Flags & ir::RF_SharedFromThis) ||
        (Info.Flags & ir::RF_Closure) || Made.findsItself(P, Held).empty())
      continue;
    Report(Slot.Where, Slot.Name,
           quoted((Info.Name + "::" + Slot.Name).str()) + " holds a " +
               quoted(P.record(Held).Name) +
               " by value: no shared pointer owns it, and its "
               "shared_from_this() fails");
  }
}

void SharedFromThis::begin(const Program &P, const CallGraph & /*G*/) {
  Made.scan(P);
  for (uint32_t I = 0; I < P.numRecords(); ++I)
    judgeClass(P, static_cast<RecordNo>(I));
}

/// A library's counted class, for people.
static std::string familyName(StringRef Name) {
  return Name.empty() ? "std::shared_ptr" : Name.str();
}

std::string SharedFromThis::judge(const PathView &V, const State &S,
                                  NodeNo Object, bool IsWeak,
                                  TypeNo Asked) const {
  const Arena &A = V.arena();
  const Node &N = A[Object];
  StringRef Fails = IsWeak ? "gets nothing" : "fails";
  uint16_t Flags = V.body().Flags;
  bool IsThis = N.Kind == NodeKind::Param && N.A == 0;
  if (IsThis && (Flags & ir::FF_Ctor))
    return ("while the object is under construction: no shared pointer owns it "
            "yet, and the call " +
            Fails)
        .str();
  if (IsThis && (Flags & ir::FF_Dtor))
    return IsWeak ? ""
                  : "while the object is being destroyed: its last owner has "
                    "let go, and the call fails";
  if (IsWeak)
    return "";
  switch (N.Kind) {
  case NodeKind::Local:
    return A.kind(Object) == TypeKind::Record
               ? "of a variable on the stack: no shared pointer owns it, and "
                 "the call fails"
               : "";
  case NodeKind::Slot:
  case NodeKind::Element:
    return A.kind(Object) == TypeKind::Record
               ? "of " + nameOr(Name.describe(V, Object), "a member") +
                     ", which is held by value: no shared pointer owns it, and "
                     "the call fails"
               : "";
  case NodeKind::Global:
    return A.kind(Object) == TypeKind::Record
               ? "of " + nameOr(Name.describe(V, Object), "a global") +
                     ": no shared pointer owns it, and the call fails"
               : "";
  case NodeKind::Pointee:
    if (NodeNo Owner = V.ownerOf(S, Object);
        Owner != NodeNo::None && A.kind(Owner) == TypeKind::Strong)
      return ""; // The unique pointer has handed it over.
    return A.kind(N.Parent) == TypeKind::Unique
               ? "of an object that " +
                     nameOr(Name.describe(V, N.Parent), "a unique pointer") +
                     " owns alone: no shared pointer owns it, and the call "
                     "fails"
               : "";
  case NodeKind::Heap:
    break;
  default:
    return "";
  }
  if (N.Input || S.Escaped.contains(index(Object)))
    return "";
  NodeNo Owner = V.ownerOf(S, Object);
  if (Owner == NodeNo::None)
    return "of an object that nothing owns yet: the call fails";
  if (A.kind(Owner) == TypeKind::Unique)
    return "of an object that a unique pointer owns alone: the call fails";
  TypeNo Has = A[Owner].Type;
  if (Asked != TypeNo::None && Has != TypeNo::None &&
      A.kind(Owner) == TypeKind::Strong) {
    StringRef Want = V.program().type(Asked).Name;
    StringRef Got = V.program().type(Has).Name;
    if (Want != Got)
      return "which asks for a " + familyName(Want) + ", of an object that a " +
             familyName(Got) + " owns: the call fails";
  }
  return "";
}

void SharedFromThis::found(const PathView &V, const State &Before, State &S,
                           const Event &E) {
  if (V.body().Flags & ir::FF_System)
    return;
  bool IsWeak =
      E.Type != TypeNo::None && V.program().kind(E.Type) == TypeKind::Weak;
  std::string Wrong = judge(V, Before, E.On, IsWeak, E.Type);
  if (Wrong.empty()) {
    if (V.arena()[E.On].Input)
      S.note(E);
    return;
  }
  StringRef What = IsWeak ? "weak_from_this()" : "shared_from_this()";
  TraceNo Inner = V.traces()[E.How].Inner;
  std::vector<Note> Notes;
  Out.notes(Notes, V.traces(), Inner, (What + " is called here").str());
  std::string Subject = nameOr(Name.describe(V, E.On), "an object");
  report(V, E.On, SharedCheck, Subject,
         ((Inner == TraceNo::None ? What + " is called "
                                  : "this call leads to " + What + " ") +
          Wrong)
             .str(),
         std::move(Notes), V.traces()[E.How].Where);
}

/// The object's class finds itself by another family than that of its owner.
void SharedFromThis::adopted(const PathView &V, const ir::Instr &I,
                             const State &S) {
  NodeNo Owner = V.arg(S, I, 0).node(), Object = V.arg(S, I, 1).node();
  if (Owner == NodeNo::None || Object == NodeNo::None ||
      V.arena().kind(Owner) != TypeKind::Strong)
    return;
  const Program &P = V.program();
  bool Exact = false;
  RecordNo R = V.dynamicClass(S, Object, Exact);
  if (R == RecordNo::None || !Exact)
    return;
  auto Uses = Made.findsItself(P, R);
  TypeNo Has = V.arena()[Owner].Type;
  if (Uses.empty() || Has == TypeNo::None)
    return;
  StringRef Got = P.type(Has).Name;
  if (any_of(Uses, [&](const Creation::SelfUse &F) { return F.Family == Got; }))
    return;
  std::vector<Note> Notes;
  Out.note(Notes, Uses.front().Where, "it asks for its owner here");
  report(V, Object, SharedCheck, P.record(R).Name.str(),
         "a " + familyName(Got) + " comes to own a " +
             quoted(P.record(R).Name) + ", which finds its owner by " +
             familyName(Uses.front().Family) +
             "'s base class: shared_from_this() fails",
         std::move(Notes));
}

void SharedFromThis::madeUnowned(const PathView &V, TypeNo T, StringRef How,
                                 Place Where) {
  RecordNo R = V.program().recordOf(T);
  if (Made.asksOnlyWeakly(V.program(), R))
    return;
  std::vector<Note> Notes;
  auto Uses = Made.findsItself(V.program(), R);
  if (!Uses.empty())
    Out.note(Notes, Uses.front().Where, "it asks for its owner here");
  std::string Class = V.program().record(R).Name.str();
  Out.report({SharedCheck, Where, V.program().function(V.function()).Name.str(),
              Class,
              ("a " + quoted(Class) + " is made " + How +
               ": no shared pointer owns it, and its shared_from_this() fails")
                  .str(),
              std::move(Notes), R});
}

void SharedFromThis::before(const PathView &V, const ir::Instr &I, State &S) {
  if (V.body().Flags & ir::FF_System)
    return;
  switch (I.Op) {
  case Opcode::SharedFromThis: {
    NodeNo Cell = V.arg(S, I, 0).node(), Object = V.arg(S, I, 1).node();
    if (Cell != NodeNo::None && Object != NodeNo::None)
      found(V, S, S,
            {EV_FoundItself, Object, V.arena()[Cell].Type, V.trace(), true});
    return;
  }
  case Opcode::Lock: {
    // weak_from_this().lock() of an object that dies.
    NodeNo Weak = V.arg(S, I, 1).node();
    auto It = Weak == NodeNo::None ? S.Cells.end() : S.Cells.find(index(Weak));
    NodeNo Object = It == S.Cells.end() ? NodeNo::None : It->second.V.node();
    if (Object == NodeNo::None || !It->second.FromSelf)
      return;
    const Node &N = V.arena()[Object];
    if (N.Kind == NodeKind::Param && N.A == 0 && (V.body().Flags & ir::FF_Dtor))
      report(V, Object, SharedCheck, "'this'",
             "weak_from_this() is locked while the object is being destroyed: "
             "its last owner has let go, and lock() gives nothing");
    return;
  }
  case Opcode::Adopt:
    return adopted(V, I, S);
  default:
    return;
  }
}

void SharedFromThis::event(const PathView &V, const Event &E,
                           const State &Before, State &S) {
  if (E.Kind == EV_FoundItself)
    found(V, Before, S, E);
}

void SharedFromThis::enter(const PathView &V) {
  News.clear();
  for (const ir::Block &B : V.body().blocks())
    for (const ir::Instr &I : B.Instrs)
      if (I.Op == Opcode::Alloc && findsItself(V, V.module().type(I.Ty)))
        News.push_back(I.Result);
  // One that gets an owner at once has none only if its constructor throws.
  for (const ir::Block &B : V.body().blocks())
    for (const ir::Instr &I : B.Instrs)
      if (I.Op == Opcode::Adopt)
        erase(News, I.Args[1].R);
}

bool SharedFromThis::findsItself(const PathView &V, TypeNo T) {
  RecordNo R = V.program().recordOf(T);
  return R != RecordNo::None &&
         (V.program().record(R).Flags & ir::RF_SharedFromThis);
}

/// Whether all that happens to a variable is in view: then what it asks for is
/// told where it asks, on the paths on which it does.
static bool isFollowed(const PathView &V, ir::Reg Variable) {
  for (const ir::Block &B : V.body().blocks())
    for (const ir::Instr &I : B.Instrs)
      for (auto [No, O] : enumerate(I.Args)) {
        if (O.R != Variable || I.Op == Opcode::Drop || I.Op == Opcode::Field)
          continue;
        if (I.Op != Opcode::Call || No != 0)
          return false;
        const FunctionInfo &Callee =
            V.program().function(V.module().function(I.Callee));
        if (!Callee.Body || !(Callee.Flags & ir::FF_Method))
          return false;
      }
  return true;
}

void SharedFromThis::after(const PathView &V, const ir::Instr &I,
                           State & /*S*/) {
  if (I.Op == Opcode::Local && findsItself(V, V.module().type(I.Ty)) &&
      !(V.body().Flags & ir::FF_System) &&
      (Made.findsItself(V.program(),
                        V.program().recordOf(V.module().type(I.Ty)))
           .empty() ||
       !isFollowed(V, I.Result)))
    madeUnowned(V, V.module().type(I.Ty), "on the stack", V.here());
}

/// What was made here and is owned by nobody at the end.
void SharedFromThis::exit(const PathView &V, State &S) {
  const Arena &A = V.arena();
  if (V.body().Flags & ir::FF_System)
    return;
  for (ir::Reg R : News) {
    NodeNo N = S.Regs[ir::index(R)].node();
    if (N == NodeNo::None || S.Escaped.contains(index(N)) ||
        (S.Ret.isAddress() && A.root(S.Ret.node()) == N))
      continue;
    bool Kept = any_of(S.Cells, [&](const auto &Entry) {
      const Content &C = Entry.second;
      return (C.V.isAddress() && A.root(C.V.node()) == N) ||
             (C.Owned != NodeNo::None && A.root(C.Owned) == N);
    });
    if (!Kept && !S.Dead.contains(index(N)))
      madeUnowned(V, A[N].Type, "by a plain new",
                  V.module().place(V.definition(R)->Where));
  }
}

std::unique_ptr<PathObserver> makeSharedFromThis(const Context &C) {
  return std::make_unique<SharedFromThis>(C);
}

} // namespace weakspot::misuse
