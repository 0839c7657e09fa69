//===- TextParser.cpp - Reads the text form -------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/Text.h"
#include "IR/TextBody.h"
#include "IR/Words.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::ir {
namespace {

class TextParser {
public:
  TextParser(StringRef Text, TextError &Err) : Err(Err), Refs(M) {
    Text.split(Lines, '\n');
  }

  bool run();
  Module takeModule() { return std::move(M); }

private:
  /// A record, global or function: its first line, and the lines below it.
  struct Item {
    SymbolKind Kind;
    bool Declared; ///< `declare func`
    size_t Line;
    size_t End;
    uint32_t Index;
  };

  LineCursor cursor(size_t Line) {
    return LineCursor(Lines[Line], Line + 1, Err);
  }
  bool collectItems();
  bool startItem(LineCursor &C, size_t Line, StringRef Keyword);
  bool moduleName(LineCursor &C);

  bool record(const Item &I);
  bool recordLine(LineCursor &C, Record &R);
  bool slot(LineCursor &C, Slot &S);
  bool global(const Item &I);
  bool function(const Item &I);
  bool functionHeader(LineCursor &C, Function &F, TextBody::Counts &Stated);
  bool optionalLocation(LineCursor &C, Loc &Out);
  template <typename Flags>
  void flags(LineCursor &C, ArrayRef<FlagWord> Words, Flags &Out);

  TextError &Err;
  SmallVector<StringRef, 0> Lines;
  Module M;
  TextRefs Refs;
  std::vector<Item> Items;
  bool HasModuleLine = false;
};

} // namespace

bool TextParser::run() {
  if (collectItems())
    return true;
  // Operations name slots, so records come first wherever they stand.
  for (const Item &I : Items)
    if (I.Kind == SymbolKind::Record && record(I))
      return true;
  return any_of(Items, [this](const Item &I) {
    return (I.Kind == SymbolKind::Global && global(I)) ||
           (I.Kind == SymbolKind::Func && function(I));
  });
}

bool TextParser::collectItems() {
  for (size_t Line = 0; Line != Lines.size(); ++Line) {
    LineCursor C = cursor(Line);
    if (C.atEnd())
      continue;
    LineCursor Start = C;
    StringRef Keyword = C.word();
    if (is_contained({"module", "record", "global", "func", "declare"},
                     Keyword)) {
      if (Keyword == "module" ? moduleName(C) : startItem(C, Line, Keyword))
        return true;
      continue;
    }
    if (Items.empty() || Items.back().Declared ||
        Items.back().Kind == SymbolKind::Global)
      return Start.failExpected("module, record, global, func or declare");
    Items.back().End = Line + 1;
  }
  return false;
}

bool TextParser::moduleName(LineCursor &C) {
  std::string Name;
  size_t At = C.here();
  if (HasModuleLine)
    return C.fail(At, "expected only one module line");
  HasModuleLine = true;
  if (C.string(Name) || C.expectEnd())
    return true;
  M.Name = M.intern(Name);
  return false;
}

bool TextParser::startItem(LineCursor &C, size_t Line, StringRef Keyword) {
  bool Declared = Keyword == "declare";
  if (Declared && !C.consumeWord("func"))
    return C.failExpected("func");
  SymbolKind Kind = SymbolKind::Func;
  if (Keyword == "record")
    Kind = SymbolKind::Record;
  else if (Keyword == "global")
    Kind = SymbolKind::Global;
  Items.push_back({Kind, Declared, Line, Line + 1, 0});
  return Refs.define(C, Kind, Items.back().Index);
}

template <typename Flags>
void TextParser::flags(LineCursor &C, ArrayRef<FlagWord> Words, Flags &Out) {
  bool Found;
  do {
    Found = false;
    for (const FlagWord &F : Words)
      if (C.consumeWord(F.Word)) {
        Out |= F.Bit;
        Found = true;
      }
  } while (Found);
}

bool TextParser::optionalLocation(LineCursor &C, Loc &Out) {
  return C.consumeWord("at") && Refs.location(C, Out, M.Name);
}

bool TextParser::record(const Item &I) {
  LineCursor C = cursor(I.Line);
  Record &R = M.Records[I.Index];
  C.word();
  if (Refs.skipDefinition(C))
    return true;
  flags(C, RecordFlagWords, R.Flags);
  if (optionalLocation(C, R.Where) || C.expectEnd())
    return true;
  for (size_t Line = I.Line + 1; Line != I.End; ++Line) {
    LineCursor Below = cursor(Line);
    if (!Below.atEnd() && (recordLine(Below, R) || Below.expectEnd()))
      return true;
  }
  return false;
}

bool TextParser::recordLine(LineCursor &C, Record &R) {
  if (C.consumeWord("base"))
    return Refs.record(C, R.Bases.emplace_back());
  if (C.consumeWord("slot"))
    return slot(C, R.Slots.emplace_back());
  if (C.consumeWord("dtor"))
    return Refs.func(C, R.Dtor);
  if (C.consumeWord("callop"))
    return Refs.func(C, R.CallOp);
  return C.failExpected("base, slot, dtor or callop");
}

bool TextParser::slot(LineCursor &C, Slot &S) {
  std::string Name;
  C.here();
  if (C.name(bareNameLength, "a slot's name", Name) || C.expect(':') ||
      Refs.type(C, S.Type))
    return true;
  S.Name = M.intern(Name);
  for (auto [I, Word] : enumerate(AccessWords))
    if (C.consumeWord(Word)) {
      S.Acc = static_cast<Access>(I);
      break;
    }
  if (C.consumeWord("accepted")) {
    std::string Reason;
    if (C.string(Reason))
      return true;
    S.IsAccepted = true;
    S.Reason = M.intern(Reason);
  }
  return optionalLocation(C, S.Where);
}

bool TextParser::global(const Item &I) {
  LineCursor C = cursor(I.Line);
  Global &G = M.Globals[I.Index];
  C.word();
  if (Refs.skipDefinition(C) || C.expect(':') || Refs.type(C, G.Type))
    return true;
  flags(C, GlobalFlagWords, G.Flags);
  return optionalLocation(C, G.Where) || C.expectEnd();
}

bool TextParser::function(const Item &I) {
  LineCursor C = cursor(I.Line);
  Function &F = M.Functions[I.Index];
  if (!I.Declared)
    F.Flags |= FF_Defined;
  C.consumeWord("declare");
  C.consumeWord("func");
  TextBody::Counts Stated;
  if (Refs.skipDefinition(C) || functionHeader(C, F, Stated))
    return true;
  TextBody Body(M, Refs, F);
  if (Body.params(C) || (C.consume(':') && Refs.type(C, F.Ret)) ||
      C.expectEnd())
    return true;
  for (size_t Line = I.Line + 1; Line != I.End; ++Line) {
    LineCursor Below = cursor(Line);
    if (!Below.atEnd() && Body.line(Below))
      return true;
  }
  if (!I.Declared && F.Blocks.empty())
    return C.failExpected("a label below the function's line");
  return Body.finish(C, Stated);
}

bool TextParser::functionHeader(LineCursor &C, Function &F,
                                TextBody::Counts &Stated) {
  flags(C, FuncFlagWords, F.Flags);
  if (C.consumeWord("of") && Refs.record(C, F.Parent))
    return true;
  if (C.consumeWord("overrides"))
    do {
      if (Refs.func(C, F.Overrides.emplace_back()))
        return true;
    } while (C.consume(','));
  uint64_t Number;
  if (C.consumeWord("regs")) {
    if (C.number(MaxRegisters, Number))
      return true;
    Stated.Regs = Number;
  }
  if (C.consumeWord("opaques")) {
    if (C.number(UINT32_MAX, Number))
      return true;
    Stated.Opaques = Number;
  }
  return optionalLocation(C, F.Where);
}

Expected<Module> parse(StringRef Text, StringRef NameForErrors) {
  TextError Err{NameForErrors.str(), ""};
  TextParser Parser(Text, Err);
  if (Parser.run())
    return createStringError(inconvertibleErrorCode(), Twine(Err.Message));
  return Parser.takeModule();
}

} // namespace weakspot::ir
