//===- Program.h - The TUs' IR, linked --------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Linking gives every record, slot, type, global and function of all modules
// one number in the program: entities with equal keys are one. Function bodies
// stay in their modules; a ModuleView translates a body's module-local indexes.
// Of several definitions of one entity (inline functions, templates, classes
// in headers) the first in order of module names is taken.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_PROGRAM_H
#define WEAKSPOT_ANALYSIS_PROGRAM_H

#include "Analysis/Finding.h"
#include "IR/Module.h"
#include "llvm/ADT/MapVector.h"

namespace weakspot::analysis {

enum class TypeNo : uint32_t { None = ~0U };
enum class RecordNo : uint32_t { None = ~0U };
enum class SlotNo : uint32_t { None = ~0U };
enum class FuncNo : uint32_t { None = ~0U };
enum class GlobalNo : uint32_t { None = ~0U };

template <typename Id> uint32_t index(Id I) { return static_cast<uint32_t>(I); }

/// A hash by which a link knows what has this key. The same in every run, and
/// never 0.
uint64_t stableName(llvm::StringRef Key);

/// A place in the program: Loc with a file of the program's table.
struct Place {
  uint32_t File = 0;
  uint32_t Line = 0;
  uint32_t Col = 0;

  bool isValid() const { return Line != 0; }
  friend auto operator<=>(const Place &, const Place &) = default;
};

struct TypeInfo {
  ir::TypeKind Kind = ir::TypeKind::Opaque;
  bool WeakKeyed = false;
  TypeNo Arg = TypeNo::None;
  RecordNo Record = RecordNo::None;
  llvm::StringRef Name;

  friend bool operator==(const TypeInfo &, const TypeInfo &) = default;
};

struct SlotInfo {
  RecordNo Record = RecordNo::None;
  llvm::StringRef Name;
  TypeNo Type = TypeNo::None;
  ir::Access Access = ir::Access::Public;
  Place Where;
  bool IsAccepted = false;
  llvm::StringRef Reason;
  /// A raw pointer that the destructor of its class deletes.
  bool OwnsRaw = false;
  uint64_t Id = 0; ///< See StableNames.
};

struct RecordInfo {
  llvm::StringRef Name;
  uint64_t Id = 0; ///< See StableNames.
  Place Where;
  uint16_t Flags = ir::RF_None;
  FuncNo Dtor = FuncNo::None;
  FuncNo CallOp = FuncNo::None;
  llvm::SmallVector<RecordNo, 1> Bases;
  llvm::SmallVector<RecordNo, 0> Derived; ///< Direct.
  uint32_t FirstSlot = 0;
  uint32_t NumSlots = 0;
  bool Defined = false;
  bool Created =
      false; ///< Some function makes an object of exactly this class.
};

struct ModuleView {
  const ir::Module *Module = nullptr;
  std::vector<TypeNo> Types;
  std::vector<RecordNo> Records;
  std::vector<FuncNo> Functions;
  std::vector<GlobalNo> Globals;
  std::vector<uint32_t> Files;

  Place place(ir::Loc L) const {
    return {L.isValid() ? Files[L.File] : 0, L.Line, L.Col};
  }
  TypeNo type(ir::TypeId T) const {
    return T == ir::TypeId::None ? TypeNo::None : Types[ir::index(T)];
  }
  RecordNo record(ir::RecordId R) const {
    return R == ir::RecordId::None ? RecordNo::None : Records[ir::index(R)];
  }
  FuncNo function(ir::FuncId F) const {
    return F == ir::FuncId::None ? FuncNo::None : Functions[ir::index(F)];
  }
};

struct FunctionInfo {
  llvm::StringRef Name;
  uint64_t Id = 0; ///< See StableNames.
  Place Where;
  uint16_t Flags = ir::FF_None;
  RecordNo Parent = RecordNo::None;
  const ir::Function *Body = nullptr; ///< Null: defined nowhere in the program.
  const ModuleView *View = nullptr;
  uint64_t ReadOnly = 0; ///< Where Body is null: a bit for each of the first 64
                         ///< parameters that numbers are not changed through.
  llvm::SmallVector<FuncNo, 1> Overrides;
  llvm::SmallVector<FuncNo, 1> OverriddenBy; ///< Direct.
};

/// Whether F is a program's `main`.
bool isMain(const FunctionInfo &F);

struct GlobalInfo {
  llvm::StringRef Name;
  Place Where;
  TypeNo Type = TypeNo::None;
  bool IsGuard = false; ///< False as long as a static local is not initialised.
  uint64_t Id = 0;      ///< See StableNames.
  /// That some function puts into it: a table of what is to be called.
  llvm::SmallVector<FuncNo, 0> Functions;
};

class Program {
public:
  /// Links the modules, which must outlive the program.
  explicit Program(llvm::ArrayRef<ir::Module> Modules);
  Program(const Program &) = delete;

  const TypeInfo &type(TypeNo T) const { return Types[index(T)]; }
  const RecordInfo &record(RecordNo R) const { return Records[index(R)]; }
  const SlotInfo &slot(SlotNo S) const { return Slots[index(S)]; }
  const FunctionInfo &function(FuncNo F) const { return Functions[index(F)]; }
  const GlobalInfo &global(GlobalNo G) const { return Globals[index(G)]; }

  uint32_t numRecords() const { return Records.size(); }
  uint32_t numFunctions() const { return Functions.size(); }
  uint32_t numTypes() const { return Types.size(); }
  uint32_t numSlots() const { return Slots.size(); }
  uint32_t numGlobals() const { return Globals.size(); }
  uint32_t numFiles() const { return Files.size(); }
  llvm::StringRef file(uint32_t No) const { return Files[No]; }

  /// Whether nothing of this type owns anything or leads to it: numbers,
  /// strings, pointers to them, collections of them.
  bool holdsNothing(TypeNo T) const;
  ir::TypeKind kind(TypeNo T) const {
    return T == TypeNo::None ? ir::TypeKind::Opaque : type(T).Kind;
  }
  SlotNo slotOf(RecordNo R, uint32_t Index) const;
  /// The record of a by-value type, or None.
  RecordNo recordOf(TypeNo T) const {
    return T == TypeNo::None ? RecordNo::None : type(T).Record;
  }
  /// Whether Derived is Base or inherits from it.
  bool isDerivedFrom(RecordNo Derived, RecordNo Base) const;
  /// The final overrider of a virtual function for an object of exactly class
  /// R.
  FuncNo overriderFor(FuncNo F, RecordNo R) const;

  SourcePlace source(Place P) const {
    return P.isValid() ? SourcePlace{Files[P.File].str(), P.Line, P.Col}
                       : SourcePlace{};
  }
  /// The by-value type of a record.
  TypeNo typeOf(RecordNo R) const { return RecordTypes[index(R)]; }

private:
  /// Classes and functions that several programs of one project each define for
  /// themselves, under one name: they are kept apart by where they are defined.
  void findTwins();
  std::string keyAmong(const llvm::StringMap<Place> &Twins, std::string Key,
                       bool Defined, Place Where) const;
  void declareRecords(ModuleView &V);
  void defineRecords(ModuleView &V);
  void linkFunctions(ModuleView &V);
  void linkGlobals(ModuleView &V);
  TypeNo internType(const ModuleView &V, ir::TypeId Id);
  TypeNo internType(const TypeInfo &Info);
  void markCreated();
  void markRawOwners();
  void findTables();

  std::vector<std::unique_ptr<ModuleView>> Views;
  std::vector<llvm::StringRef> Files;
  llvm::StringMap<uint32_t> FileNos;
  std::vector<TypeInfo> Types;
  llvm::DenseMap<std::pair<uint64_t, uint64_t>, llvm::SmallVector<TypeNo, 1>>
      TypeNos;
  std::vector<RecordInfo> Records;
  std::vector<TypeNo> RecordTypes;
  std::vector<SlotInfo> Slots;
  std::vector<FunctionInfo> Functions;
  std::vector<GlobalInfo> Globals;
  llvm::StringMap<Place> RecordTwins;   ///< Key -> the first definition.
  llvm::StringMap<Place> FunctionTwins; ///< The same of free functions.
  llvm::StringMap<RecordNo> RecordNos;
  llvm::StringMap<FuncNo> FuncNos;
  llvm::StringMap<GlobalNo> GlobalNos;
};

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_PROGRAM_H
