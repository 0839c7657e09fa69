//===- SlotUses.h - How a member that owns is used --------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// All uses of one member in a TU, each with what it is to the text: a test, an
// access to the object, a read, a write. A use that a weak pointer has no
// answer to is a refusal.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_SLOTUSES_H
#define WEAKSPOT_FIXES_SLOTUSES_H

#include "Fixes/Family.h"
#include "Fixes/Surroundings.h"
#include "Fixes/TextEdits.h"
#include "Frontend/Symbols.h"
#include "llvm/ADT/DenseSet.h"

namespace weakspot::fixes {

enum class UseKind : uint8_t {
  Keep,      ///< Right as it is, for a weak pointer too: writes, `reset()`.
  WriteNull, ///< Whole is an assignment of null.
  EraseNull, ///< Whole is a null that initialises it.
  Test,      ///< Whole says whether there is an object, or that there is none.
  Deref,     ///< Accesses the object.
  GiveOut,   ///< A member function in the class gives it out as a constant.
  Exchange,  ///< Whole is a call that sets it, and may give its value back.
  Refill,    ///< Whole is a call that gives it an object made by `new`.
  Raw,       ///< Asks for the raw pointer, which lives as long as a lock.
  Read       ///< Anything that a strong pointer's value is good for.
};

struct SlotUse {
  UseKind Kind = UseKind::Read;
  /// Names it: a member of an object, or a structured binding. Null for
  /// EraseNull.
  const clang::Expr *Member = nullptr;
  const clang::Expr *Whole = nullptr;
  bool Negated = false; ///< A test that holds where there is no object.
  bool IsWrite = false;
};

/// A variable that stands for one element after the other, or a parameter of a
/// closure that an algorithm calls with them.
struct BoundElement {
  const clang::ValueDecl *Var = nullptr;
  const clang::Stmt *Body = nullptr;
  bool IsClosure = false;
  bool IsTested = false; ///< The body has an answer where it is null.
};

/// A call that looks for an element by its value.
struct ElementSearch {
  const clang::CallExpr *Call = nullptr;
  const clang::Expr *Value = nullptr;
};

/// A statement that gives out or copies the whole collection: from now on a
/// collection of owners, of what is still there.
struct WholeCopy {
  const clang::Expr *Collection = nullptr;
  const clang::Stmt *Statement = nullptr;
  const clang::FunctionDecl *Getter = nullptr; ///< Of a `return`.
  const clang::VarDecl *Var = nullptr;         ///< Of a declaration.
};

struct SlotUses {
  std::vector<const clang::FieldDecl *>
      Declarations; ///< Instantiated ones too.
  std::optional<Family> Pointer;
  std::vector<SlotUse> Uses; ///< Inner ones before those around them.
  /// Functions that give a reference to it, as written, and a value from now
  /// on.
  llvm::DenseSet<const clang::FunctionDecl *> Getters;

  /// Where the member is a collection: the owners that are its elements. Uses
  /// are those of elements then, and changes of the collection.
  clang::QualType Owner;
  llvm::DenseSet<const clang::Expr *> ElementExprs;
  std::vector<BoundElement> Bound;
  std::vector<ElementSearch> Searches;
  std::vector<WholeCopy> Copies;
  /// Iterators, by the type of those of the old collection.
  std::vector<const clang::VarDecl *> Iterators;
  /// References to what a getter gives, which were to the collection itself.
  std::vector<const clang::DeclStmt *> Views;
  bool isOfElements() const { return !Owner.isNull(); }
};

/// Whether a declaration is the member that is to become weak.
using SlotTest = llvm::function_ref<bool(const clang::ValueDecl *)>;

/// The structured binding that an expression names, where it is one of the
/// member.
const clang::BindingDecl *bindingOfSlot(const clang::Expr *E, SlotTest IsSlot);

/// How the member is called where it is used.
llvm::StringRef nameOf(const SlotUse &Use);

/// The member is called Name: a template's text that has no instance is looked
/// through for it.
SlotUses collectSlotUses(clang::ASTContext &Context,
                         const contracts::Table &Table,
                         frontend::Symbols &Names, SlotTest IsSlot,
                         llvm::StringRef Name, TextEdits &Out);

/// The contract's kind of a class type; Opaque for any other.
ir::TypeKind kindOf(clang::QualType T, const contracts::Table &Table,
                    frontend::Symbols &Names);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_SLOTUSES_H
