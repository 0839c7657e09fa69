//===- ListedClosures.cpp - Callbacks that change the list they are in ----===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/ListedClosures.h"
#include "Misuse/Routes.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>

using namespace llvm;
using namespace weakspot::analysis;

namespace weakspot::misuse {

using ir::Opcode;
using ir::Reg;

/// Members, pointers and variables between two ends of a route.
static constexpr unsigned MaxListedLevels = 12;

/// Calls between a function and the one that puts a closure into a member, or
/// changes that.
static constexpr unsigned MaxCalls = 2;

/// What of one function is looked at.
static constexpr size_t MaxPuts = 64;

namespace {

/// A closure, or what a function's caller hands it, that gets into a member.
struct Put {
  Home In;
  Route To; ///< The object with the member, to the collection.
  Reg Closure = Reg::None;
  unsigned Param = 0; ///< Without a closure.
};

class Search {
public:
  Search(const Program &P, const CallGraph &G,
         const ListedClosures::Changers &Changing)
      : P(P), G(G), Changing(Changing) {}

  void run(std::map<Home, std::set<FuncNo>> &Found);

private:
  void findPuts(const Body &B);
  void findPutsOfCallees();
  void put(const Body &B, const Home &H, const std::optional<Route> &To,
           Reg Value);
  bool changesSame(const Body &Maker, const Put &What);
  SmallVector<Route, 2> changes(const Body &B, const Home &H,
                                unsigned Calls) const;

  const Program &P;
  const CallGraph &G;
  const ListedClosures::Changers &Changing;
  std::map<FuncNo, std::vector<Put>> Puts;
};

} // namespace

/// The collection whose element, or a part of it, R addresses.
static Reg collectionOf(const Body &B, Reg R) {
  for (unsigned Level = 0; Level < MaxListedLevels; ++Level) {
    const ir::Instr *Def = B.definition(R);
    if (!Def)
      return Reg::None;
    switch (Def->Op) {
    case Opcode::Field:
      R = Def->Args[0].R;
      break;
    case Opcode::Emplace:
    case Opcode::Access:
    case Opcode::Insert:
      return Def->Args[0].R;
    default:
      return Reg::None;
    }
  }
  return Reg::None;
}

/// Notes that what Value holds gets into H, also as a part of a record.
void Search::put(const Body &B, const Home &H, const std::optional<Route> &To,
                 Reg Value) {
  if (!To)
    return;
  SmallVector<Reg, 4> Work{Value};
  for (unsigned No = 0; No < Work.size() && No < MaxListedLevels; ++No) {
    Reg R = Work[No];
    if (ir::index(R) < B.info().Body->Params.size()) {
      Puts[B.number()].push_back({H, *To, Reg::None, ir::index(R)});
      continue;
    }
    const ir::Instr *Def = B.definition(R);
    if (Def && Def->Op == Opcode::Closure)
      Puts[B.number()].push_back({H, *To, R, 0});
    if (!Def || (Def->Op != Opcode::Local && Def->Op != Opcode::Temp))
      continue;
    B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
      if (I.Op != Opcode::Copy && I.Op != Opcode::Move)
        return;
      const ir::Instr *Part = B.definition(I.Args[0].R);
      if (I.Args[0].R == R ||
          (Part && Part->Op == Opcode::Field && Part->Args[0].R == R))
        Work.push_back(I.Args[1].R);
    });
  }
}

void Search::findPuts(const Body &B) {
  size_t Looks = 0;
  B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    Reg Collection = Reg::None;
    if (I.Op == Opcode::Insert)
      Collection = I.Args[0].R;
    else if (I.Op == Opcode::Copy || I.Op == Opcode::Move)
      Collection = collectionOf(B, I.Args[0].R);
    if (Collection == Reg::None)
      return;
    if (Home H = B.home(Collection); Changing.contains(H) && Looks++ < MaxPuts)
      put(B, H, routeTo(P, B, Collection), I.Args[1].R);
  });
}

/// What is handed to a function that puts it into a member.
void Search::findPutsOfCallees() {
  for (unsigned Round = 0; Round < MaxCalls; ++Round) {
    std::map<FuncNo, std::vector<Put>> Before = Puts;
    for (const auto &[F, Of] : Before)
      for (FuncNo Caller : G.callers(F)) {
        if (!P.function(Caller).Body || Caller == F)
          continue;
        const Body B(P, Caller);
        B.forEach([&, F = F, &Of = Of](uint32_t /*Block*/, const ir::Instr &I) {
          if (I.Op != Opcode::Call || B.callee(I) != F)
            return;
          for (const Put &One : Of) {
            if (One.Closure != Reg::None || One.Param >= I.Args.size())
              continue;
            std::optional<Route> To = routeOver(P, B, I, One.To);
            if (Puts[Caller].size() < MaxPuts)
              put(B, One.In, To, I.Args[One.Param].R);
          }
        });
      }
  }
}

SmallVector<Route, 2> Search::changes(const Body &B, const Home &H,
                                      unsigned Calls) const {
  SmallVector<Route, 2> All;
  const std::set<FuncNo> &Changers = Changing.at(H);
  bool Does = Changers.contains(B.number());
  B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    if (I.Op == Opcode::Call && Calls < MaxCalls) {
      FuncNo F = B.callee(I);
      if (F == FuncNo::None || !P.function(F).Body || F == B.number())
        return;
      for (const Route &Inner : changes(Body(P, F), H, Calls + 1))
        if (auto To = routeOver(P, B, I, Inner))
          All.push_back(std::move(*To));
    } else if (Does && !I.Args.empty() &&
               (I.Op == Opcode::Erase || I.Op == Opcode::Reset ||
                I.Op == Opcode::Swap || I.Op == Opcode::Insert ||
                I.Op == Opcode::Emplace) &&
               B.home(I.Args[0].R) == H) {
      if (auto To = routeTo(P, B, I.Args[0].R))
        All.push_back(std::move(*To));
    }
  });
  return All;
}

bool Search::changesSame(const Body &Maker, const Put &What) {
  const ir::Instr &Closure = *Maker.definition(What.Closure);
  RecordNo R = Maker.recordOf(Closure);
  FuncNo F = P.record(R).CallOp;
  if (F == FuncNo::None || !P.function(F).Body)
    return false;
  for (const Route &Inner : changes(Body(P, F), What.In, 0)) {
    if (Inner.isOfGlobal() && Inner == What.To)
      return true;
    if (Inner.Root != 0 || Inner.Slots.empty() ||
        Inner.Slots.front() == SlotNo::None)
      continue;
    // From the closure's object: by one of its captures.
    StringRef Capture = P.slot(Inner.Slots.front()).Name;
    for (const ir::Operand &O : Closure.Args)
      if (Maker.info().View->Module->name(O.Slot) == Capture)
        if (auto From = routeTo(P, Maker, O.R);
            From && behind(*From, Inner, 1) == What.To)
          return true;
  }
  return false;
}

void Search::run(std::map<Home, std::set<FuncNo>> &Found) {
  forEachBody(P, ir::opSet({Opcode::Insert, Opcode::Copy, Opcode::Move}),
              [&](const Body &B) { findPuts(B); });
  findPutsOfCallees();
  for (const auto &[Maker, Of] : Puts) {
    const Body B(P, Maker);
    for (const Put &One : Of)
      if (One.Closure != Reg::None && changesSame(B, One))
        Found[One.In].insert(
            P.record(B.recordOf(*B.definition(One.Closure))).CallOp);
  }
}

void ListedClosures::scan(const Program &P, const CallGraph &G,
                          const Changers &Changing) {
  Search(P, G, Changing).run(Found);
}

const std::set<FuncNo> &ListedClosures::in(const Home &H) const {
  static const std::set<FuncNo> None;
  auto It = Found.find(H);
  return It == Found.end() ? None : It->second;
}

} // namespace weakspot::misuse
