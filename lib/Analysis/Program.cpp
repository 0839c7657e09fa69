//===- Program.cpp - The TUs' IR, linked ----------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Analysis/Program.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StableHashing.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace weakspot::analysis {

uint64_t stableName(StringRef Key) {
  // DenseMap keeps the topmost keys for itself.
  return xxh3_64bits(Key) >> 1 | 1;
}

/// The name under which an entity is merged with those of other TUs.
static std::string linkKey(StringRef Key, StringRef Name, bool Internal,
                           StringRef ModuleName) {
  std::string Result = (Key.empty() ? Name : Key).str();
  if (Internal)
    Result += ("\n" + ModuleName).str();
  return Result;
}

Program::Program(ArrayRef<ir::Module> Modules) {
  Files.push_back("");
  for (const ir::Module &M : Modules) {
    Views.push_back(std::make_unique<ModuleView>());
    Views.back()->Module = &M;
  }
  llvm::sort(Views, [](const auto &A, const auto &B) {
    return A->Module->Name < B->Module->Name;
  });
  for (auto &V : Views) {
    for (StringRef F : V->Module->Files) {
      auto [It, Inserted] = FileNos.try_emplace(F, Files.size());
      if (Inserted)
        Files.push_back(F);
      V->Files.push_back(It->second);
    }
  }
  findTwins();
  for (auto &V : Views)
    declareRecords(*V);
  for (uint32_t R = 0; R < Records.size(); ++R) {
    TypeInfo ByValue;
    ByValue.Kind = ir::TypeKind::Record;
    ByValue.Record = static_cast<RecordNo>(R);
    RecordTypes.push_back(internType(ByValue));
  }
  for (auto &V : Views) {
    V->Types.resize(V->Module->Types.size(), TypeNo::None);
    for (uint32_t I = 0; I < V->Types.size(); ++I)
      V->Types[I] = internType(*V, static_cast<ir::TypeId>(I));
  }
  for (auto &V : Views)
    linkFunctions(*V);
  for (auto &V : Views) {
    defineRecords(*V);
    linkGlobals(*V);
  }
  markCreated();
  markRawOwners();
  findTables();
}

static std::string recordKey(const ir::Record &R, const ModuleView &V) {
  return linkKey(R.Key, R.Name, R.Flags & ir::RF_Internal, V.Module->Name);
}

static std::string functionKey(const ir::Function &F, const ModuleView &V) {
  // A project has many programs: each TU's main is its own.
  return linkKey(F.Key, F.Name, F.Flags & (ir::FF_Internal | ir::FF_Entry),
                 V.Module->Name);
}

void Program::findTwins() {
  StringMap<Place> Records, Functions;
  auto Note = [](StringMap<Place> &First, const std::string &Key, Place Where,
                 StringMap<Place> &Twins) {
    auto [It, Inserted] = First.try_emplace(Key, Where);
    if (!Inserted && It->second != Where)
      Twins.try_emplace(Key, It->second);
  };
  for (auto &V : Views) {
    for (const ir::Record &R : V->Module->Records)
      if (!(R.Flags & ir::RF_Incomplete))
        Note(Records, recordKey(R, *V), V->place(R.Where), RecordTwins);
    for (const ir::Function &F : V->Module->Functions)
      if ((F.Flags & ir::FF_Defined) && F.Parent == ir::RecordId::None)
        Note(Functions, functionKey(F, *V), V->place(F.Where), FunctionTwins);
  }
}

/// The key of an entity that may have twins: a definition's own place tells, a
/// mere declaration means the first.
std::string Program::keyAmong(const StringMap<Place> &Twins, std::string Key,
                              bool Defined, Place Where) const {
  auto It = Twins.find(Key);
  if (It == Twins.end())
    return Key;
  Place P = Defined ? Where : It->second;
  return Key +
         ("\n@" + Files[P.File] + ":" + Twine(P.Line) + ":" + Twine(P.Col))
             .str();
}

void Program::declareRecords(ModuleView &V) {
  for (const ir::Record &R : V.Module->Records) {
    std::string Key =
        keyAmong(RecordTwins, recordKey(R, V), !(R.Flags & ir::RF_Incomplete),
                 V.place(R.Where));
    auto [It, Inserted] =
        RecordNos.try_emplace(Key, static_cast<RecordNo>(Records.size()));
    if (Inserted) {
      Records.emplace_back();
      Records.back().Name = R.Name;
      Records.back().Id = stableName(Key);
    }
    V.Records.push_back(It->second);
  }
}

TypeNo Program::internType(const ModuleView &V, ir::TypeId Id) {
  if (Id == ir::TypeId::None)
    return TypeNo::None;
  if (V.Types[ir::index(Id)] != TypeNo::None)
    return V.Types[ir::index(Id)];
  const ir::Type &T = V.Module->type(Id);
  return internType(
      {T.Kind, T.WeakKeyed, internType(V, T.Arg), V.record(T.Record), T.Name});
}

TypeNo Program::internType(const TypeInfo &Info) {
  std::pair<uint64_t, uint64_t> Hash{
      static_cast<uint64_t>(Info.Kind) << 32 | index(Info.Arg),
      hash_combine(index(Info.Record), Info.Name) >> 2};
  auto &Bucket = TypeNos[Hash];
  for (TypeNo N : Bucket)
    if (type(N) == Info)
      return N;
  Bucket.push_back(static_cast<TypeNo>(Types.size()));
  Types.push_back(Info);
  return Bucket.back();
}

bool isMain(const FunctionInfo &F) {
  return F.Body && (F.Name == "main" || F.Name.starts_with("main("));
}

void Program::linkFunctions(ModuleView &V) {
  for (const ir::Function &F : V.Module->Functions) {
    std::string Key = functionKey(F, V);
    if (F.Parent == ir::RecordId::None)
      Key = keyAmong(FunctionTwins, std::move(Key), F.Flags & ir::FF_Defined,
                     V.place(F.Where));
    else if (RecordTwins.contains(
                 recordKey(V.Module->Records[ir::index(F.Parent)], V)))
      Key += ("\n@" + Twine(Records[index(V.record(F.Parent))].Id)).str();
    auto [It, Inserted] =
        FuncNos.try_emplace(Key, static_cast<FuncNo>(Functions.size()));
    if (Inserted) {
      Functions.emplace_back();
      Functions.back().Name = F.Name;
      Functions.back().Id = stableName(Key);
      Functions.back().Flags = F.Flags;
    }
    V.Functions.push_back(It->second);
  }
  for (auto [I, F] : enumerate(V.Module->Functions)) {
    FuncNo Me = V.Functions[I];
    FunctionInfo &Info = Functions[index(Me)];
    if (Info.Parent == RecordNo::None)
      Info.Parent = V.record(F.Parent);
    for (ir::FuncId O : F.Overrides) {
      FuncNo Base = V.function(O);
      if (is_contained(Info.Overrides, Base))
        continue;
      Info.Overrides.push_back(Base);
      Functions[index(Base)].OverriddenBy.push_back(Me);
    }
    for (auto [No, Param] : enumerate(F.Params))
      if (No < 64 && kind(V.type(Param.Type)) != ir::TypeKind::Borrow)
        Info.ReadOnly |= uint64_t(1) << No;
    if (Info.Body || !F.hasBody())
      continue;
    Info.Body = &F;
    Info.View = &V;
    Info.Flags = F.Flags;
    Info.Where = V.place(F.Where);
  }
}

void Program::defineRecords(ModuleView &V) {
  for (auto [I, R] : enumerate(V.Module->Records)) {
    RecordInfo &Info = Records[index(V.Records[I])];
    // The destructor may be defined in a TU where the record was seen later.
    if (Info.Dtor == FuncNo::None)
      Info.Dtor = V.function(R.Dtor);
    if (Info.CallOp == FuncNo::None)
      Info.CallOp = V.function(R.CallOp);
    Info.Flags |= R.Flags & ~ir::RF_Incomplete;
    if (Info.Defined || (R.Flags & ir::RF_Incomplete))
      continue;
    Info.Defined = true;
    Info.Where = V.place(R.Where);
    Info.FirstSlot = Slots.size();
    Info.NumSlots = R.Slots.size();
    for (auto [No, S] : enumerate(R.Slots)) {
      Slots.push_back({V.Records[I], S.Name, V.type(S.Type), S.Acc,
                       V.place(S.Where), S.IsAccepted, S.Reason});
      Slots.back().Id =
          stable_hash_combine(Info.Id, No, stableName(S.Name)) >> 1 | 1;
    }
    for (ir::RecordId B : R.Bases) {
      Info.Bases.push_back(V.record(B));
      Records[index(V.record(B))].Derived.push_back(V.Records[I]);
    }
  }
}

void Program::linkGlobals(ModuleView &V) {
  for (const ir::Global &G : V.Module->Globals) {
    std::string Key =
        linkKey(G.Key, G.Name, G.Flags & ir::GF_Internal, V.Module->Name);
    auto [It, Inserted] =
        GlobalNos.try_emplace(Key, static_cast<GlobalNo>(Globals.size()));
    if (Inserted)
      Globals.push_back({G.Name,
                         V.place(G.Where),
                         V.type(G.Type),
                         (G.Flags & ir::GF_Guard) != 0,
                         stableName(Key),
                         {}});
    V.Globals.push_back(It->second);
  }
}

void Program::markCreated() {
  const ir::OpSet Makes =
      ir::opSet({ir::Opcode::Local, ir::Opcode::Temp, ir::Opcode::Alloc});
  for (const FunctionInfo &F : Functions) {
    if (!F.Body || !F.Body->hasAny(Makes))
      continue;
    const ir::OpenBody Open(*F.Body);
    for (const ir::Block &B : F.Body->blocks())
      for (const ir::Instr &I : B.Instrs)
        if (I.Op == ir::Opcode::Local || I.Op == ir::Opcode::Temp ||
            I.Op == ir::Opcode::Alloc)
          if (RecordNo R = recordOf(F.View->type(I.Ty)); R != RecordNo::None)
            Records[index(R)].Created = true;
  }
  // Objects also exist by value inside others.
  for (const SlotInfo &S : Slots)
    for (TypeNo T = S.Type; T != TypeNo::None; T = type(T).Arg) {
      if (kind(T) == ir::TypeKind::Record)
        Records[index(recordOf(T))].Created = true;
      if (kind(T) != ir::TypeKind::Collection)
        break;
    }
  for (const GlobalInfo &G : Globals)
    if (RecordNo R = recordOf(G.Type); R != RecordNo::None)
      Records[index(R)].Created = true;
}

SlotNo Program::slotOf(RecordNo R, uint32_t I) const {
  const RecordInfo &Info = record(R);
  return I < Info.NumSlots ? static_cast<SlotNo>(Info.FirstSlot + I)
                           : SlotNo::None;
}

bool Program::isDerivedFrom(RecordNo Derived, RecordNo Base) const {
  SmallVector<RecordNo, 8> Work{Derived};
  DenseSet<uint32_t> Seen;
  while (!Work.empty()) {
    RecordNo R = Work.pop_back_val();
    if (R == Base)
      return true;
    if (Seen.insert(index(R)).second)
      append_range(Work, record(R).Bases);
  }
  return false;
}

FuncNo Program::overriderFor(FuncNo F, RecordNo R) const {
  // The most derived class on the way up from R that has an overrider wins.
  FuncNo Best = F;
  RecordNo BestParent = function(F).Parent;
  SmallVector<FuncNo, 8> Work(function(F).OverriddenBy.begin(),
                              function(F).OverriddenBy.end());
  DenseSet<uint32_t> Seen;
  while (!Work.empty()) {
    FuncNo O = Work.pop_back_val();
    if (!Seen.insert(index(O)).second)
      continue;
    append_range(Work, function(O).OverriddenBy);
    RecordNo P = function(O).Parent;
    if (P == RecordNo::None || !isDerivedFrom(R, P))
      continue;
    if (BestParent == RecordNo::None || isDerivedFrom(P, BestParent)) {
      Best = O;
      BestParent = P;
    }
  }
  return Best;
}

bool Program::holdsNothing(TypeNo T) const {
  for (; T != TypeNo::None; T = type(T).Arg) {
    ir::TypeKind K = kind(T);
    if (K == ir::TypeKind::Scalar ||
        (K == ir::TypeKind::Opaque && T != TypeNo::None))
      return true;
    if (K != ir::TypeKind::Borrow && K != ir::TypeKind::Collection)
      return false;
  }
  return false;
}

} // namespace weakspot::analysis
