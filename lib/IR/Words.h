//===- Words.h - The words of the text form ---------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How the enumerations of Module.h are spelled. A word's index is the
// enumerator's value.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_IR_WORDS_H
#define WEAKSPOT_IR_WORDS_H

#include "IR/Module.h"
#include "llvm/ADT/ArrayRef.h"

namespace weakspot::ir {

inline constexpr llvm::StringLiteral TransferWords[] = {"", "copy", "move",
                                                        "ref"};
inline constexpr llvm::StringLiteral AccessWords[] = {"public", "protected",
                                                      "private"};
inline constexpr llvm::StringLiteral PositionWords[] = {
    "any", "front", "back", "key", "again", "linked"};
inline constexpr llvm::StringLiteral LifetimeWords[] = {"once", "cancel",
                                                        "holder", "forever"};
inline constexpr llvm::StringLiteral PredicateWords[] = {"eq", "ne", "lt",
                                                         "le", "gt", "ge"};
/// Without ConstKind::Int, which is written as its number.
inline constexpr llvm::StringLiteral ConstWords[] = {"null", "true", "false"};

/// The record type has no word: it is its record's symbol.
inline constexpr llvm::StringLiteral TypeWords[] = {
    "opaque", "scalar", "",         "strong",    "unique",
    "weak",   "borrow", "callable", "collection"};

struct FlagWord {
  uint16_t Bit;
  llvm::StringLiteral Word;
};

inline constexpr FlagWord RecordFlagWords[] = {
    {RF_Closure, "closure"},
    {RF_Polymorphic, "polymorphic"},
    {RF_Union, "union"},
    {RF_SharedFromThis, "shared_from_this"},
    {RF_System, "system"},
    {RF_Incomplete, "incomplete"},
    {RF_Internal, "internal"},
    {RF_HiddenSelf, "hidden_self"},
    {RF_RepeatedSelf, "repeated_self"},
    {RF_KeyFunctor, "key_functor"},
    {RF_HookNotLast, "hook_not_last"},
    {RF_Acyclic, "acyclic"},
    {RF_OrderedKey, "ordered_key"},
    {RF_HashedKey, "hashed_key"},
};
inline constexpr FlagWord GlobalFlagWords[] = {
    {GF_Internal, "internal"},
    {GF_ThreadLocal, "threadlocal"},
    {GF_Local, "local"},
    {GF_Guard, "guard"},
};
/// Without FF_Defined, which `declare` negates.
inline constexpr FlagWord FuncFlagWords[] = {
    {FF_Method, "method"},       {FF_Ctor, "ctor"},
    {FF_Dtor, "dtor"},           {FF_Virtual, "virtual"},
    {FF_Pure, "pure"},           {FF_Internal, "internal"},
    {FF_Entry, "entry"},         {FF_System, "system"},
    {FF_Coroutine, "coroutine"}, {FF_NoReturn, "noreturn"},
    {FF_Truncated, "truncated"}, {FF_GivesReference, "gives_reference"},
};

/// The words of a signature part that is kept in Instr::Sub.
inline llvm::ArrayRef<llvm::StringLiteral> subWords(char PartKind) {
  switch (PartKind) {
  case 'W':
    return PositionWords;
  case 'L':
    return LifetimeWords;
  case 'P':
    return PredicateWords;
  case 'K':
    return ConstWords;
  default:
    return {};
  }
}

/// Whether Type::WeakKeyed says anything of types of the kind.
inline bool canBeWeakKeyed(TypeKind K) {
  return K == TypeKind::Collection || K == TypeKind::Borrow;
}

/// Whether a type of the kind has an argument (Type::Arg) in the text.
inline bool takesArgument(TypeKind K) {
  return K != TypeKind::Opaque && K != TypeKind::Scalar &&
         K != TypeKind::Record && K != TypeKind::Callable;
}

} // namespace weakspot::ir

#endif // WEAKSPOT_IR_WORDS_H
