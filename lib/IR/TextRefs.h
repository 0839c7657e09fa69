//===- TextRefs.h - Symbols, types and places in the text form --*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reads what refers to the tables of the module that is being parsed. All
// symbols are defined before the first reference is read, so that text may
// refer forward. As in LineCursor, a function that returns true has failed.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_IR_TEXTREFS_H
#define WEAKSPOT_IR_TEXTREFS_H

#include "IR/Module.h"
#include "IR/TextLexer.h"
#include "llvm/ADT/StringSet.h"

namespace weakspot::ir {

enum class SymbolKind : uint8_t { Record, Global, Func };

class TextRefs {
public:
  explicit TextRefs(Module &M) : M(M) {}

  /// Reads `@name "key"` and appends an entity of that name to its table.
  [[nodiscard]] bool define(LineCursor &C, SymbolKind Kind, uint32_t &Index);
  /// Reads the same again.
  [[nodiscard]] bool skipDefinition(LineCursor &C);

  [[nodiscard]] bool record(LineCursor &C, RecordId &Out);
  [[nodiscard]] bool global(LineCursor &C, GlobalId &Out);
  [[nodiscard]] bool func(LineCursor &C, FuncId &Out);
  /// `@Rec.slot`, a slot of the record's own.
  [[nodiscard]] bool slot(LineCursor &C, RecordId &Rec, uint32_t &SlotNo);

  /// With StringFollows, a lone string at the end of the type is not its name.
  [[nodiscard]] bool type(LineCursor &C, TypeId &Out,
                          bool StringFollows = false);

  /// `file:line:col`, or `line:col` in DefaultFile.
  [[nodiscard]] bool location(LineCursor &C, Loc &Out,
                              llvm::StringRef DefaultFile);

private:
  struct Symbols {
    llvm::StringMap<llvm::SmallVector<uint32_t, 1>> ByName;
    llvm::StringSet<> Keys;
  };

  bool symbol(LineCursor &C, std::string &Name, uint64_t &Ordinal);
  bool reference(LineCursor &C, SymbolKind Kind, uint32_t &Index);
  bool typeName(LineCursor &C, Type &T, bool StringFollows);

  Module &M;
  Symbols Tables[3];
};

} // namespace weakspot::ir

#endif // WEAKSPOT_IR_TEXTREFS_H
