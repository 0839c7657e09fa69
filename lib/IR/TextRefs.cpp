//===- TextRefs.cpp - Symbols, types and places in the text form ----------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/TextRefs.h"
#include "IR/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace weakspot::ir {

static constexpr StringLiteral KindWords[] = {"record", "global", "function"};

/// `@name`, and `#2` for the second symbol of that name. Without it: 1.
bool TextRefs::symbol(LineCursor &C, std::string &Name, uint64_t &Ordinal) {
  Ordinal = 1;
  if (!C.consume('@'))
    return C.failExpected("a symbol");
  if (C.name(bareSymbolLength, "a symbol's name", Name))
    return true;
  if (!C.consumeAdjacent('#'))
    return false;
  size_t At = C.here();
  if (C.number(UINT32_MAX, Ordinal))
    return true;
  return Ordinal == 0 ? C.fail(At, "expected a number from 1 on, found 0")
                      : false;
}

bool TextRefs::define(LineCursor &C, SymbolKind Kind, uint32_t &Index) {
  size_t At = C.here();
  std::string Name, Key;
  uint64_t Ordinal;
  if (symbol(C, Name, Ordinal))
    return true;
  size_t KeyAt = C.here();
  Key = Name;
  if (C.peek() == '"' && C.string(Key))
    return true;
  Symbols &Table = Tables[static_cast<unsigned>(Kind)];
  auto &SameName = Table.ByName[Name];
  if (!Table.Keys.insert(Key).second)
    return C.fail(KeyAt, "the " + KindWords[static_cast<unsigned>(Kind)] +
                             " \"" + Key + "\" is declared twice");
  if (Ordinal != 1 && Ordinal != SameName.size() + 1)
    return C.fail(At, "expected #" + Twine(SameName.size() + 1) +
                          " for this declaration, found #" + Twine(Ordinal));

  StringRef N = M.intern(Name), K = M.intern(Key);
  switch (Kind) {
  case SymbolKind::Record:
    Index = M.Records.size();
    M.Records.emplace_back();
    M.Records.back().Name = N;
    M.Records.back().Key = K;
    break;
  case SymbolKind::Global:
    Index = M.Globals.size();
    M.Globals.emplace_back();
    M.Globals.back().Name = N;
    M.Globals.back().Key = K;
    break;
  case SymbolKind::Func:
    Index = M.Functions.size();
    M.Functions.emplace_back();
    M.Functions.back().Name = N;
    M.Functions.back().Key = K;
    break;
  }
  SameName.push_back(Index);
  return false;
}

bool TextRefs::skipDefinition(LineCursor &C) {
  std::string Text;
  uint64_t Ordinal;
  return symbol(C, Text, Ordinal) || (C.peek() == '"' && C.string(Text));
}

bool TextRefs::reference(LineCursor &C, SymbolKind Kind, uint32_t &Index) {
  size_t At = C.here();
  std::string Name;
  uint64_t Ordinal;
  if (symbol(C, Name, Ordinal))
    return true;
  const Symbols &Table = Tables[static_cast<unsigned>(Kind)];
  auto It = Table.ByName.find(Name);
  if (It == Table.ByName.end() || Ordinal > It->second.size())
    return C.fail(At, "expected a declared " +
                          KindWords[static_cast<unsigned>(Kind)] + ", found @" +
                          Name + (Ordinal > 1 ? "#" + utostr(Ordinal) : ""));
  Index = It->second[Ordinal - 1];
  return false;
}

bool TextRefs::record(LineCursor &C, RecordId &Out) {
  uint32_t Index;
  if (reference(C, SymbolKind::Record, Index))
    return true;
  Out = static_cast<RecordId>(Index);
  return false;
}

bool TextRefs::global(LineCursor &C, GlobalId &Out) {
  uint32_t Index;
  if (reference(C, SymbolKind::Global, Index))
    return true;
  Out = static_cast<GlobalId>(Index);
  return false;
}

bool TextRefs::func(LineCursor &C, FuncId &Out) {
  uint32_t Index;
  if (reference(C, SymbolKind::Func, Index))
    return true;
  Out = static_cast<FuncId>(Index);
  return false;
}

bool TextRefs::slot(LineCursor &C, RecordId &Rec, uint32_t &SlotNo) {
  if (record(C, Rec))
    return true;
  if (!C.consumeAdjacent('.'))
    return C.failExpected("'.' and a slot's name");
  size_t At = C.here();
  std::string Name;
  uint64_t Ordinal = 1;
  if (C.name(bareNameLength, "a slot's name", Name) ||
      (C.consumeAdjacent('#') && C.number(UINT32_MAX, Ordinal)))
    return true;
  for (auto [I, S] : enumerate(M.record(Rec).Slots))
    if (S.Name == Name && --Ordinal == 0) {
      SlotNo = I;
      return false;
    }
  return C.fail(At, "expected a slot of @" + M.record(Rec).Name + ", found " +
                        Name);
}

/// The optional name of the library class at the end of a type.
bool TextRefs::typeName(LineCursor &C, Type &T, bool StringFollows) {
  if (C.peek() != '"')
    return false;
  std::string Name;
  if (StringFollows && !takesArgument(T.Kind)) {
    LineCursor Ahead = C;
    if (Ahead.string(Name))
      return true;
    if (Ahead.peek() != '"')
      return false;
  }
  if (C.string(Name))
    return true;
  T.Name = M.intern(Name);
  return false;
}

bool TextRefs::type(LineCursor &C, TypeId &Out, bool StringFollows) {
  SmallVector<Type, 4> Outer; // Of `weak collection @T`: weak, collection.
  TypeId Inner = TypeId::None;
  while (true) {
    Type T;
    if (C.peek() == '@') {
      T.Kind = TypeKind::Record;
      if (record(C, T.Record))
        return true;
      Inner = M.internType(T);
      break;
    }
    if (!Outer.empty() && C.consume('?'))
      break;
    LineCursor Before = C;
    StringRef Word = C.word();
    const auto *It = Word.empty() ? std::end(TypeWords) : find(TypeWords, Word);
    if (It == std::end(TypeWords)) {
      C = Before;
      return C.failExpected("a type");
    }
    T.Kind = static_cast<TypeKind>(It - std::begin(TypeWords));
    T.WeakKeyed = canBeWeakKeyed(T.Kind) && C.consumeWord("weakkeyed");
    if (typeName(C, T, StringFollows))
      return true;
    if (!takesArgument(T.Kind)) {
      Inner = M.internType(T);
      break;
    }
    Outer.push_back(T);
  }
  for (Type &T : reverse(Outer)) {
    T.Arg = Inner;
    Inner = M.internType(T);
  }
  Out = Inner;
  return false;
}

bool TextRefs::location(LineCursor &C, Loc &Out, StringRef DefaultFile) {
  std::string File;
  uint64_t Line, Col;
  LineCursor Before = C;
  size_t At = C.here();
  if (C.name(bareFileLength, "a file's name", File))
    return true;
  if (C.expect(':'))
    return true;
  size_t LineAt = C.here();
  if (C.number(UINT32_MAX, Line))
    return true;
  if (C.consumeAdjacent(':')) {
    if (C.number(UINT32_MAX, Col))
      return true;
  } else {
    // `line:col`: what was taken for the file's name is the line.
    C = Before;
    if (DefaultFile.empty())
      return C.fail(At, "expected file:line:column, found no file");
    File = DefaultFile.str();
    LineAt = At;
    if (C.number(UINT32_MAX, Line) || C.expect(':') ||
        C.number(UINT32_MAX, Col))
      return true;
  }
  if (Line == 0)
    return C.fail(LineAt, "expected a line from 1 on, found 0");
  Out = {M.internFile(File), static_cast<uint32_t>(Line),
         static_cast<uint32_t>(Col)};
  return false;
}

} // namespace weakspot::ir
