//===- WeakCache.cpp - unpurged-weak-cache ----------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Collections of weak pointers, three ways to get them wrong: nothing in the
// program ever takes an entry out; a destructor takes out whatever has its key;
// a lookup takes an entry whose object is gone for a hit.
//
// A collection that is passed to code as a whole may be purged there.
//
//===----------------------------------------------------------------------===//
#include "Misuse/Bodies.h"
#include "Misuse/Families.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

static constexpr StringLiteral CacheCheck = "unpurged-weak-cache";

namespace {

class WeakCache : public Check {
public:
  using Check::Check;

  void begin(const Program &P, const CallGraph &G) override;
  void enter(const PathView & /*V*/) override {
    Hits.clear();
    Filled.clear();
  }
  void after(const PathView &V, const ir::Instr &I, State &S) override;
  void exit(const PathView &V, State &S) override;
  void leave(const PathView &V) override;

private:
  struct Life {
    Place Filled;
    FuncNo By = FuncNo::None;
    bool Purged = false;
  };

  /// An entry is erased by its key.
  struct Removal {
    FuncNo In;
    Home Cache;
    RecordNo Referent;
    Place Where;
  };

  void look(const Program &P, const Body &B);
  void noteErase(const Program &P, const Body &B, const ir::Instr &I);
  void judge(const Program &P, const CallGraph &G, const Removal &R);

  std::map<Home, Life> Lives;
  std::vector<Removal> Removals;
  std::set<Home> Renewed; ///< What is locked in vain is made anew there.
  /// By the collection's cell: a lookup that may give null.
  DenseMap<uint32_t, std::pair<Place, NodeNo>> Hits;
  DenseSet<uint32_t> Filled; ///< Collections' cells.
};

} // namespace

/// Whether T is a collection of weak pointers, or of keys with weak pointers.
static bool holdsWeakly(const Program &P, TypeNo T) {
  if (P.kind(T) != TypeKind::Collection || P.type(T).WeakKeyed)
    return false;
  TypeNo Of = P.type(T).Arg;
  if (isWeakly(P, Of))
    return true;
  RecordNo R = P.recordOf(Of);
  if (R == RecordNo::None || P.kind(Of) != TypeKind::Record)
    return false;
  const RecordInfo &Info = P.record(R);
  // Pairs are a library's records; what is in them is all that matters.
  if (Info.NumSlots == 0 || Info.Where.isValid())
    return false;
  return isWeakly(P, P.slot(P.slotOf(R, Info.NumSlots - 1)).Type);
}

/// The class whose objects end in the function: a destructor's own, or that of
/// what a deleter is given and deletes.
static RecordNo dyingIn(const Program &P, const Body &B) {
  if (B.info().Flags & ir::FF_Dtor)
    return B.info().Parent;
  const ir::Function &F = *B.info().Body;
  RecordNo Dying = RecordNo::None;
  B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    if (I.Op == Opcode::Delete && ir::index(I.Args[0].R) < F.Params.size()) {
      TypeNo T = B.info().View->type(F.Params[ir::index(I.Args[0].R)].Type);
      if (P.kind(T) == TypeKind::Borrow)
        Dying = P.recordOf(P.type(T).Arg);
    }
  });
  return Dying;
}

/// The class of the objects that the entries refer to.
static RecordNo referentOf(const Program &P, const Home &Cache) {
  TypeNo Of = P.type(typeOf(P, Cache)).Arg;
  RecordNo Entry = P.recordOf(Of);
  TypeNo Weak =
      isWeakly(P, Of) || Entry == RecordNo::None
          ? Of
          : P.slot(P.slotOf(Entry, P.record(Entry).NumSlots - 1)).Type;
  return P.recordOf(P.type(Weak).Arg);
}

static bool areRelated(const Program &P, RecordNo A, RecordNo B) {
  return P.isDerivedFrom(A, B) || P.isDerivedFrom(B, A);
}

/// Whether B asks a weak pointer whether its object is there, that is not known
/// to be of another class than Entry.
static bool asks(const Program &P, const Body &B, RecordNo Entry) {
  bool Found = false;
  B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    TypeNo Loaded = I.Op == Opcode::Load ? B.typeAt(I.Args[0].R) : TypeNo::None;
    if (I.Op != Opcode::Expired && I.Op != Opcode::Lock &&
        I.Op != Opcode::UseCount &&
        (Loaded == TypeNo::None || !isWeakly(P, Loaded)))
      return;
    Home Asked = B.home(I.Args.back().R);
    RecordNo Of = Asked.isKnown() ? P.recordOf(P.type(typeOf(P, Asked)).Arg)
                                  : RecordNo::None;
    Found |= Of == RecordNo::None || areRelated(P, Of, Entry);
  });
  return Found;
}

void WeakCache::noteErase(const Program &P, const Body &B, const ir::Instr &I) {
  if (I.Args.size() < 2)
    return;
  const ir::Instr *Element = B.definition(I.Args[1].R);
  if (!Element || Element->Op != Opcode::Elem ||
      static_cast<ir::Position>(Element->Sub) != ir::Position::Key)
    return;
  Home Cache = B.home(I.Args[0].R);
  RecordNo Referent = referentOf(P, Cache);
  if (Referent != RecordNo::None && !asks(P, B, Referent))
    Removals.push_back({B.number(), Cache, Referent, B.place(I)});
}

/// A destructor or deleter removes the entry, itself or by the function that
/// does, without a look at what it refers to.
void WeakCache::judge(const Program &P, const CallGraph &G, const Removal &R) {
  auto Ends = [&](FuncNo F) {
    if (!P.function(F).Body)
      return false;
    const Body B(P, F);
    RecordNo Dying = dyingIn(P, B);
    return Dying != RecordNo::None && areRelated(P, R.Referent, Dying) &&
           !asks(P, B, R.Referent);
  };
  FuncNo Caller = FuncNo::None;
  if (!Ends(R.In)) {
    // Whoever else calls it may have its reasons, as long as no key comes back.
    ArrayRef<FuncNo> Callers = G.callers(R.In);
    const auto *It = find_if(Callers, Ends);
    if (It == Callers.end() || !Renewed.contains(R.Cache))
      return;
    Caller = *It;
  }
  Misuse M;
  M.Check = CacheCheck;
  M.Where = R.Where;
  M.Context = P.function(R.In).Name.str();
  M.Subject = nameOf(P, R.Cache);
  M.Message = "the entry of " + quoted(M.Subject) +
              " with this object's key is removed, whatever it refers to: a "
              "newer object under the same key loses its entry";
  M.Of = classOf(P, typeOf(P, R.Cache));
  if (Caller != FuncNo::None)
    Out.note(M.Notes, P.function(Caller).Where,
             quoted(P.function(Caller).Name) +
                 " calls this when the object ends");
  Out.note(M.Notes, placeOf(P, R.Cache), "the cache is declared here");
  Out.report(std::move(M));
}

/// The collection of weak pointers through which a loop went when it came to
/// the entry, or its part, that R addresses; not known for any other cell.
static Home iteratedAt(const Program &P, const Body &B, ir::Reg R) {
  Home Found;
  B.isReachedFrom(R, [&](ir::Reg Iterator) {
    B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
      if (I.Op != Opcode::Store || I.Args[0].R != Iterator)
        return;
      const ir::Instr *First = B.definition(I.Args[1].R);
      if (!First || First->Op != Opcode::Elem ||
          static_cast<ir::Position>(First->Sub) != ir::Position::Any)
        return;
      if (Home H = B.home(First->Args[0].R);
          H.isKnown() && holdsWeakly(P, typeOf(P, H)))
        Found = H;
    });
    return Found.isKnown();
  });
  return Found;
}

void WeakCache::look(const Program &P, const Body &B) {
  auto LifeOf = [&](ir::Reg R) -> Life * {
    Home H = B.home(R);
    return H.isKnown() && holdsWeakly(P, typeOf(P, H)) ? &Lives[H] : nullptr;
  };
  SmallVector<Home, 2> FilledHere;
  B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    // A loop that has looked for an entry that is free uses it again.
    if (I.Op == Opcode::Copy || I.Op == Opcode::Move || I.Op == Opcode::Weaken)
      if (Home H = iteratedAt(P, B, I.Args[0].R); H.isKnown())
        Lives[H].Purged = true;
    switch (I.Op) {
    case Opcode::Insert:
    case Opcode::Emplace:
    case Opcode::Access:
      if (Life *L = LifeOf(I.Args[0].R)) {
        FilledHere.push_back(B.home(I.Args[0].R));
        // By an access a table gets an entry, an array or a vector none.
        TypeNo Cache = typeOf(P, B.home(I.Args[0].R));
        if (I.Op == Opcode::Access &&
            P.kind(P.type(Cache).Arg) != TypeKind::Record)
          return;
        Place Where = B.place(I);
        if (!(B.info().Flags & ir::FF_Ctor) &&
            (!L->Filled.isValid() || Where < L->Filled)) {
          L->Filled = Where;
          L->By = B.number();
        }
      }
      return;
    case Opcode::Elem:
    case Opcode::Next:
    case Opcode::Load:
      return;
    case Opcode::Copy:
      // To copy it takes nothing out.
      if (Life *L = LifeOf(I.Args[0].R))
        L->Purged |= !(B.info().Flags & ir::FF_Ctor);
      return;
    case Opcode::Erase:
      if (LifeOf(I.Args[0].R))
        noteErase(P, B, I);
      [[fallthrough]];
    default:
      // Erased, emptied, moved, or passed on as a whole.
      for (const ir::Operand &O : I.Args)
        if (Life *L = LifeOf(O.R))
          L->Purged = true;
      return;
    }
  });
  for (const Home &H : FilledHere)
    if (RecordNo R = referentOf(P, H); R != RecordNo::None && asks(P, B, R))
      Renewed.insert(H);
}

void WeakCache::begin(const Program &P, const CallGraph &G) {
  forEachBody(P, ir::opSet({Opcode::Field, Opcode::Global}),
              [&](const Body &B) { look(P, B); });
  for (const Removal &R : Removals)
    judge(P, G, R);
  for (const auto &[H, L] : Lives) {
    bool System =
        H.Slot != SlotNo::None && (P.record(P.slot(H.Slot).Record).Flags &
                                   (ir::RF_System | ir::RF_Closure));
    if (L.Purged || !L.Filled.isValid() || System)
      continue;
    Misuse M;
    M.Check = CacheCheck;
    M.Where = placeOf(P, H);
    M.Subject = nameOf(P, H);
    M.Context = M.Subject;
    M.Message = quoted(M.Subject) +
                " is filled but never purged: the entries of objects that are "
                "gone stay for as long as it lives";
    M.Of = classOf(P, typeOf(P, H));
    Out.note(M.Notes, L.Filled,
             quoted(P.function(L.By).Name) + " adds an entry here");
    Out.report(std::move(M));
  }
}

/// The collection that a weak cell is an entry of; None if it is in none.
static NodeNo collectionOf(const Arena &A, NodeNo Weak) {
  for (NodeNo N = Weak; N != NodeNo::None; N = A[N].Parent) {
    if (A[N].Kind == NodeKind::Element)
      return A[N].Parent;
    if (A[N].Kind != NodeKind::Slot)
      break;
  }
  return NodeNo::None;
}

void WeakCache::after(const PathView &V, const ir::Instr &I, State &S) {
  if (I.Op == Opcode::Insert || I.Op == Opcode::Emplace ||
      I.Op == Opcode::Access)
    if (NodeNo Cache = V.arg(S, I, 0).node(); Cache != NodeNo::None)
      Filled.insert(index(Cache));
}

void WeakCache::exit(const PathView &V, State &S) {
  NodeNo Ret = S.Ret.node();
  if (Ret == NodeNo::None || V.arena().kind(Ret) != TypeKind::Strong ||
      (V.body().Flags & ir::FF_System))
    return;
  const Content C = V.content(S, Ret);
  NodeNo Weak = weakSource(V, C.V.node());
  if (Weak == NodeNo::None || !V.mayBeNull(S, C.V) ||
      V.resolve(S, C.V).K == Value::Null || C.How == TraceNo::None ||
      V.traces()[C.How].Inner != TraceNo::None)
    return;
  NodeNo Cache = collectionOf(V.arena(), Weak);
  if (Cache != NodeNo::None)
    Hits[index(Cache)] = {V.traces()[C.How].Where, Cache};
}

void WeakCache::leave(const PathView &V) {
  for (const auto &[Cache, Hit] : Hits) {
    if (!Filled.contains(Cache))
      continue;
    std::string Who = nameOr(Name.describe(V, Hit.second), "the cache");
    report(
        V, Hit.second, CacheCheck, Who,
        "an entry of " + Who +
            " is taken for a hit without a look at what it refers to: this "
            "gives null when the object is gone, although the function makes "
            "a missing one",
        {}, Hit.first);
  }
}

std::unique_ptr<PathObserver> makeWeakCache(const Context &C) {
  return std::make_unique<WeakCache>(C);
}

} // namespace weakspot::misuse
