//===- Verify.cpp - Whether a module keeps its guarantees -----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/Verify.h"
#include "IR/VerifyFunction.h"
#include "IR/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace weakspot::ir {

template <typename Flags>
static unsigned knownFlags(const Flags &Words, unsigned Others = 0) {
  for (const FlagWord &F : Words)
    Others |= F.Bit;
  return Others;
}

/// The first node, in order, that can reach itself.
static std::optional<uint32_t>
findCycle(uint32_t NumNodes,
          function_ref<SmallVector<uint32_t, 4>(uint32_t)> Edges) {
  enum class State : uint8_t { New, Open, Done };
  struct Visit {
    uint32_t Node;
    SmallVector<uint32_t, 4> Left;
  };
  std::vector<State> States(NumNodes, State::New);
  std::vector<Visit> Stack;
  for (uint32_t Root = 0; Root != NumNodes; ++Root) {
    if (States[Root] != State::New)
      continue;
    States[Root] = State::Open;
    Stack.push_back({Root, Edges(Root)});
    while (!Stack.empty()) {
      if (Stack.back().Left.empty()) {
        States[Stack.back().Node] = State::Done;
        Stack.pop_back();
        continue;
      }
      uint32_t Next = Stack.back().Left.pop_back_val();
      if (Next >= NumNodes || States[Next] == State::Done)
        continue;
      if (States[Next] == State::Open)
        return Next;
      States[Next] = State::Open;
      Stack.push_back({Next, Edges(Next)});
    }
  }
  return std::nullopt;
}

namespace {

class ModuleVerifier {
public:
  ModuleVerifier(const Module &M, Violations &Out) : M(M), Out(Out) {}

  void run() {
    types();
    keys("record", M.Records);
    keys("global", M.Globals);
    keys("function", M.Functions);
    for (const Record &R : M.Records)
      record(R);
    containment();
    for (const Global &G : M.Globals)
      global(G);
    for (const Function &F : M.Functions)
      function(F);
    overrides();
    // Bodies are read with the help of the tables above.
    if (Out.Messages.empty())
      for (const Function &F : M.Functions)
        verifyBody(M, F, Out);
  }

private:
  void types();
  template <typename Entity>
  void keys(StringRef Kind, const std::vector<Entity> &Table);
  void record(const Record &R);
  void containment();
  void global(const Global &G);
  void function(const Function &F);
  void overrides();

  bool isType(TypeId I) const { return index(I) < M.Types.size(); }
  bool isPlace(const Loc &L) const {
    return !L.isValid() || L.File < M.Files.size();
  }
  template <typename Id, typename Entity>
  static bool isIn(Id I, const std::vector<Entity> &Table) {
    return index(I) < Table.size();
  }
  template <typename Id, typename Entity>
  static bool isInOrNone(Id I, const std::vector<Entity> &Table) {
    return I == Id::None || isIn(I, Table);
  }

  const Module &M;
  Violations &Out;
};

} // namespace

void ModuleVerifier::types() {
  for (auto [I, T] : enumerate(M.Types)) {
    std::string Where = "type " + std::to_string(I);
    if (static_cast<size_t>(T.Kind) >= std::size(TypeWords)) {
      Out.add(Where, "its kind is unknown");
      continue;
    }
    if ((T.Kind == TypeKind::Record) != (T.Record != RecordId::None) ||
        !isInOrNone(T.Record, M.Records))
      Out.add(Where, "its record is out of range");
    if (T.Arg != TypeId::None && (!takesArgument(T.Kind) || index(T.Arg) >= I))
      Out.add(Where, "its argument must be an older type");
    if (T.WeakKeyed && !canBeWeakKeyed(T.Kind))
      Out.add(Where, "only a collection or a borrow can be weakkeyed");
    if (T.Kind == TypeKind::Record && !T.Name.empty())
      Out.add(Where, "a record's type has no name of its own");
  }
}

template <typename Entity>
void ModuleVerifier::keys(StringRef Kind, const std::vector<Entity> &Table) {
  StringSet<> Seen;
  for (const Entity &E : Table) {
    std::string Where = (Kind + " @" + E.Name).str();
    if (E.Key.empty())
      Out.add(Where, "it has no key");
    else if (!Seen.insert(E.Key).second)
      Out.add(Where, "another " + Kind + " has the key \"" + E.Key + "\"");
    if (!isPlace(E.Where))
      Out.add(Where, "the file of its place is out of range");
  }
}

void ModuleVerifier::record(const Record &R) {
  std::string Where = ("record @" + R.Name).str();
  if (R.Flags & ~knownFlags(RecordFlagWords))
    Out.add(Where, "a flag is unknown");
  if (!isInOrNone(R.Dtor, M.Functions))
    Out.add(Where, "its destructor is out of range");
  if (!isInOrNone(R.CallOp, M.Functions))
    Out.add(Where, "its call operator is out of range");
  for (RecordId Base : R.Bases)
    if (!isIn(Base, M.Records))
      Out.add(Where, "a base is out of range");
  for (const Slot &S : R.Slots) {
    if (!isType(S.Type))
      Out.add(Where, "the type of slot " + S.Name + " is out of range");
    if (static_cast<size_t>(S.Acc) >= std::size(AccessWords))
      Out.add(Where, "the access of slot " + S.Name + " is unknown");
    if (!isPlace(S.Where))
      Out.add(Where, "the file of slot " + S.Name + " is out of range");
  }
}

/// An object that contained itself would have no end.
void ModuleVerifier::containment() {
  auto Parts = [&](uint32_t I) {
    SmallVector<uint32_t, 4> Result;
    for (RecordId Base : M.Records[I].Bases)
      Result.push_back(index(Base));
    for (const Slot &S : M.Records[I].Slots)
      if (isType(S.Type) && M.type(S.Type).Kind == TypeKind::Record)
        Result.push_back(index(M.type(S.Type).Record));
    return Result;
  };
  if (auto I = findCycle(M.Records.size(), Parts))
    Out.add("record @" + M.Records[*I].Name, "it contains itself by value");
}

void ModuleVerifier::global(const Global &G) {
  std::string Where = ("global @" + G.Name).str();
  if (!isType(G.Type))
    Out.add(Where, "its type is out of range");
  if (G.Flags & ~knownFlags(GlobalFlagWords))
    Out.add(Where, "a flag is unknown");
}

void ModuleVerifier::function(const Function &F) {
  std::string Where = ("function @" + F.Name).str();
  if (F.Flags & ~knownFlags(FuncFlagWords, FF_Defined))
    Out.add(Where, "a flag is unknown");
  if (bool(F.Flags & FF_Defined) != F.hasBody())
    Out.add(Where, F.hasBody() ? "it has blocks, but is not defined"
                               : "it is defined, but has no blocks");
  if (!isInOrNone(F.Parent, M.Records))
    Out.add(Where, "its class is out of range");
  if (!isInOrNone(F.Ret, M.Types))
    Out.add(Where, "the type it returns is out of range");
  if ((F.Flags & FF_Method) && F.Params.empty())
    Out.add(Where, "a method's first parameter is its object");
  for (auto [I, P] : enumerate(F.Params))
    if (!isType(P.Type))
      Out.add(Where, "the type of parameter " + Twine(I) + " is out of range");
  for (FuncId Overridden : F.Overrides)
    if (!isIn(Overridden, M.Functions))
      Out.add(Where, "an overridden method is out of range");
  if (F.hasBody() && F.Params.size() > F.NumRegs)
    Out.add(Where, "it has more parameters than registers");
  if (F.NumRegs > MaxRegisters)
    Out.add(Where, "it has more than " + Twine(MaxRegisters) + " registers");
}

void ModuleVerifier::overrides() {
  auto Overridden = [&](uint32_t I) {
    SmallVector<uint32_t, 4> Result;
    for (FuncId F : M.Functions[I].Overrides)
      Result.push_back(index(F));
    return Result;
  };
  if (auto I = findCycle(M.Functions.size(), Overridden))
    Out.add("function @" + M.Functions[*I].Name, "it overrides itself");
}

std::vector<std::string> findViolations(const Module &M, size_t Limit) {
  Violations Out{Limit, {}};
  ModuleVerifier(M, Out).run();
  return std::move(Out.Messages);
}

Error verify(const Module &M) {
  std::vector<std::string> Messages = findViolations(M);
  if (Messages.empty())
    return Error::success();
  return createStringError(inconvertibleErrorCode(),
                           Twine(join(Messages, "\n")));
}

} // namespace weakspot::ir
