//===- Signature.cpp - The parts of an operation's text -------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/Signature.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include <array>
#include <bitset>

using namespace llvm;

namespace weakspot::ir {

static SmallVector<Part, 5> takeApart(StringRef Signature) {
  SmallVector<Part, 5> Result;
  for (char C : Signature) {
    if (C == '?')
      Result.back().Optional = true;
    else if (C == '+')
      Result.back().Many = true;
    else
      Result.push_back({C});
  }
  return Result;
}

ArrayRef<Part> parts(Opcode Op) {
  static const std::array<SmallVector<Part, 5>, NumOpcodes> All = [] {
    std::array<SmallVector<Part, 5>, NumOpcodes> Result;
    for (unsigned I = 0; I != NumOpcodes; ++I)
      Result[I] = takeApart(signature(static_cast<Opcode>(I)));
    return Result;
  }();
  return All[static_cast<unsigned>(Op)];
}

bool hasComma(const Part &Before, const Part &After) {
  if (Before.Kind == '=' || Before.Kind == 'P')
    return false;
  if (Before.Kind == 'W' && After.Kind == 'm')
    return false;
  return !After.isOperandList() && After.Kind != ':' && After.Kind != '"';
}

unsigned operandsRequiredAfter(ArrayRef<Part> Parts, size_t I) {
  unsigned Required = 0;
  for (const Part &P : Parts.drop_front(I + 1))
    if (P.isOperand() && !P.Optional)
      ++Required;
  return Required;
}

std::optional<unsigned> fixedOperandCount(ArrayRef<Part> Parts) {
  unsigned Count = 0;
  for (const Part &P : Parts) {
    if (P.isOperandList() || (P.isOperand() && P.Optional))
      return std::nullopt;
    Count += P.isOperand();
  }
  return Count;
}

bool hasFirst(ArrayRef<Part> Parts, size_t NumOperands) {
  for (size_t I = 0; I != Parts.size(); ++I)
    if (Parts[I].isOperand())
      return !Parts[I].Optional || operandsRequiredAfter(Parts, I) == 0 ||
             NumOperands > operandsRequiredAfter(Parts, I);
  return true;
}

bool contains(Opcode Op, char Kind) {
  static const std::array<std::bitset<128>, NumOpcodes> All = [] {
    std::array<std::bitset<128>, NumOpcodes> Result;
    for (unsigned I = 0; I != NumOpcodes; ++I)
      for (const Part &P : parts(static_cast<Opcode>(I)))
        Result[I].set(static_cast<size_t>(P.Kind));
    return Result;
  }();
  return All[static_cast<unsigned>(Op)][static_cast<size_t>(Kind)];
}

std::optional<Opcode> opcodeOf(StringRef Mnemonic) {
  static const StringMap<Opcode> ByMnemonic = [] {
    StringMap<Opcode> Result;
    for (unsigned I = 0; I != NumOpcodes; ++I)
      Result[mnemonic(static_cast<Opcode>(I))] = static_cast<Opcode>(I);
    return Result;
  }();
  auto It = ByMnemonic.find(Mnemonic);
  if (It == ByMnemonic.end())
    return std::nullopt;
  return It->second;
}

} // namespace weakspot::ir
