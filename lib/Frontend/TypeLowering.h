//===- TypeLowering.h - C++ types as types of the IR ------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Contracts decide what a library class is. References, raw pointers and
// library borrows (iterators, views) are `borrow`; bool, enumerations and
// integers are `scalar`; user classes are records; the rest is opaque.
//
// How a prvalue of a type travels:
//   cell    records, owners, callables, collections: the address of a fresh
//           cell, which whoever receives it must drop or take over
//   value   borrows and scalars, also those of class type: what a cell of
//           theirs would hold
//   opaque  nothing: Reg::None, or FunctionBuilder::opaqueValue() as operand
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_TYPELOWERING_H
#define WEAKSPOT_FRONTEND_TYPELOWERING_H

#include "IR/Module.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/DenseMap.h"

namespace weakspot::contracts {
struct Class;
}

namespace weakspot::frontend {

class ModuleBuilder;

enum class Travel : uint8_t { Cell, Value, Opaque };

/// The slot of a union by contract that says which of the others is there.
inline constexpr llvm::StringLiteral AlternativeSlot = "alternative";

class TypeLowering {
public:
  explicit TypeLowering(ModuleBuilder &MB) : MB(MB) {}

  /// The type of a cell that holds a T. A reference is `borrow` of its
  /// referent. Dependent types are opaque.
  ir::TypeId type(clang::QualType T);
  /// What a call returns: None for void.
  ir::TypeId returnType(clang::QualType T);

  Travel travel(ir::TypeId T) const;
  Travel travel(clang::QualType T) { return travel(type(T)); }

  /// The record of a class, made on first use. Its slots are there as soon as
  /// the class is complete; a class with a contract has a record only where
  /// the contract says so.
  ir::RecordId record(const clang::CXXRecordDecl *D);

  /// A record that no class of the source is, by its structure: two with equal
  /// slots are one. `std::pair<const K, V>` and a map's element are such.
  ir::RecordId structuralRecord(llvm::ArrayRef<ir::Slot> Members,
                                llvm::StringRef Name);

  ir::TypeId opaque();
  ir::TypeId scalar();
  ir::TypeId recordType(ir::RecordId R);
  ir::TypeId borrow(ir::TypeId Pointee);
  ir::TypeId make(ir::TypeKind K, ir::TypeId Arg = ir::TypeId::None,
                  llvm::StringRef Name = {});

  const ir::Type &get(ir::TypeId T) const;
  bool is(ir::TypeId T, ir::TypeKind K) const;

  /// Where a field or a base's part lies in a record: the slot's number, or
  /// nothing where the field is not kept.
  struct SlotRef {
    ir::RecordId Record = ir::RecordId::None;
    unsigned Number = 0;
  };
  std::optional<SlotRef> slotOf(const clang::FieldDecl *F);
  /// A base class that is no record (a library collection, owner or callable)
  /// is kept as a slot.
  std::optional<SlotRef> slotOfBase(const clang::CXXRecordDecl *Derived,
                                    const clang::CXXRecordDecl *Base);
  std::optional<SlotRef> slotNamed(ir::RecordId R, llvm::StringRef Name) const;

  /// Whether the values of a member of this type are told apart by a slot with
  /// the number of what they are made from. The type itself is opaque.
  bool isText(clang::QualType T) const;

  /// Gives the records their slots whose classes Sema completed after they were
  /// first referred to.
  void completeLate();

private:
  ir::TypeId lower(clang::QualType T);
  ir::TypeId lowerClass(const clang::CXXRecordDecl *D);
  ir::TypeId lowerByContract(const clang::CXXRecordDecl *D,
                             const contracts::Class &C);
  void fillRecord(ir::RecordId Id, const clang::CXXRecordDecl *Def);
  void fillClosure(ir::RecordId Id, const clang::CXXRecordDecl *Closure);
  void complete(const clang::CXXRecordDecl *D);
  void completeIfDefined(const clang::CXXRecordDecl *D);
  std::string typeText(ir::TypeId T) const;
  void addSlot(ir::RecordId Id, const clang::Decl *D, llvm::StringRef Name,
               ir::TypeId T, clang::AccessSpecifier A, clang::SourceLocation L);

  ModuleBuilder &MB;
  llvm::DenseMap<clang::QualType, ir::TypeId> Types;
  llvm::DenseMap<const clang::CXXRecordDecl *, ir::RecordId> Records;
  llvm::StringMap<ir::RecordId> RecordKeys;
  llvm::SmallVector<const clang::CXXRecordDecl *, 8> ToComplete, Incomplete;
  bool Completing = false;
  llvm::DenseMap<const clang::Decl *, SlotRef> Slots;
  llvm::DenseMap<
      std::pair<const clang::CXXRecordDecl *, const clang::CXXRecordDecl *>,
      SlotRef>
      BaseSlots;
  llvm::StringMap<ir::RecordId> Structural;
};

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_TYPELOWERING_H
