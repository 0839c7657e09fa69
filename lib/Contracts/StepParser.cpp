//===- StepParser.cpp - Parsing the steps of contracts --------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Contracts/Contracts.h"
#include "Contracts/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using weakspot::ir::Opcode;

namespace weakspot::contracts {

namespace {

constexpr StringLiteral PassWords[] = {"", "copy", "move", "forward", "ref"};
constexpr StringLiteral PositionWords[] = {"any", "front", "back",
                                           "key", "again", "linked"};
constexpr StringLiteral LifetimeWords[] = {"once", "cancel", "holder",
                                           "forever"};
constexpr StringLiteral PredicateWords[] = {"eq", "ne", "lt", "le", "gt", "ge"};
constexpr StringLiteral ConstWords[] = {"null", "true", "false"};

struct SpecialStep {
  StringLiteral Word;
  StepKind Kind;
};
constexpr SpecialStep SpecialSteps[] = {
    {"forward", StepKind::Forward},    {"construct", StepKind::Construct},
    {"invoke", StepKind::Invoke},      {"visit", StepKind::Visit},
    {"enter", StepKind::Enter},        {"holds", StepKind::Holds},
    {"bind", StepKind::Bind},          {"bind_front", StepKind::BindFront},
    {"fill", StepKind::Fill},          {"bind_back", StepKind::BindBack},
    {"bind_weak", StepKind::BindWeak}, {"when", StepKind::When},
    {"repeat", StepKind::Repeat},      {"each", StepKind::Each},
    {"done", StepKind::Done},          {"maybe", StepKind::Maybe},
    {"used", StepKind::Used},          {"unused", StepKind::Unused},
};

/// Operations that name symbols of the program or end blocks: a contract knows
/// neither.
bool isForContracts(Opcode Op) {
  switch (Op) {
  case Opcode::Local:
  case Opcode::Global:
  case Opcode::FuncRef:
  case Opcode::Closure:
  case Opcode::Invoke:
  case Opcode::Call:
  case Opcode::VCall:
  case Opcode::Opaque:
    return false;
  default:
    return !ir::isTerminator(Op) || Op == Opcode::Unreachable;
  }
}

std::optional<Opcode> findOpcode(StringRef Word) {
#define OP(Enumerator, Mnemonic, Signature)                                    \
  if (Word == (Mnemonic) && isForContracts(Opcode::Enumerator))                \
    return Opcode::Enumerator;
#include "IR/Ops.def"
  return std::nullopt;
}

std::vector<StringRef> knownSteps() {
  std::vector<StringRef> Words;
#define OP(Enumerator, Mnemonic, Signature)                                    \
  if (isForContracts(Opcode::Enumerator))                                      \
    Words.push_back(Mnemonic);
#include "IR/Ops.def"
  for (const SpecialStep &S : SpecialSteps)
    Words.push_back(S.Word);
  return Words;
}

std::optional<unsigned> wordIndex(ArrayRef<StringLiteral> Words,
                                  StringRef Word) {
  const auto *It = find(Words, Word);
  if (It == Words.end() || Word.empty())
    return std::nullopt;
  return It - Words.begin();
}

/// `arg12` with the prefix `arg` is 12.
std::optional<uint32_t> numbered(StringRef Word, StringRef Prefix) {
  uint32_t N;
  if (!Word.consume_front(Prefix) || Word.empty() || Word.getAsInteger(10, N))
    return std::nullopt;
  return N;
}

bool isReserved(StringRef Word) {
  return Word == "this" || Word == "until" || Word == "last" ||
         numbered(Word, "arg") || wordIndex(PassWords, Word);
}

class StepParser {
public:
  StepParser(Lexer &Lex, TempNames &Names) : Lex(Lex), Names(Names) {}

  Error parse(Step &S);

private:
  Error parseSpecial(Step &S);
  Error parseOperation(Step &S);
  Error parsePart(char Part, Step &S);
  Error parseFixedWord(StringRef Kind, ArrayRef<StringLiteral> Words, Step &S);
  Error parseConstant(Step &S);
  Error parsePlace(Step &S, bool InList = false);
  Error parseTransfer(Step &S);
  Error parseList(Step &S);
  Error parseType(Step &S);
  bool atPlace();
  bool parseArgumentType(StringRef Word, TypeRef &Type) const;
  std::optional<Place> place(StringRef Word) const;

  Lexer &Lex;
  TempNames &Names;
};

Error StepParser::parse(Step &S) {
  std::string Defined;
  StringRef First = Lex.peek();
  if (!Lexer::isWord(First))
    return Lex.expected("a step");

  Lexer Ahead = Lex;
  Ahead.take();
  if (Ahead.accept("=")) {
    if (isReserved(First))
      return Lex.error("'" + First + "' can't be defined by a step");
    Defined = First.str();
    Lex = Ahead;
    S.Defines = First == "result" ? Step::TheResult : Step::Nothing;
  }

  if (!Defined.empty() && atPlace()) {
    if (Defined != "result")
      return Lex.error("only 'result' can be set to a value; a step must "
                       "follow '" +
                       Twine(Defined) + " ='");
    S.Kind = StepKind::Value;
    if (Error E = parsePlace(S))
      return E;
  } else if (Error E = parseSpecial(S)) {
    return E;
  }
  if (!Lex.atEnd() && Lex.peek() != ";")
    return Lex.expected("the end of the step");

  bool MayDefine =
      S.Kind == StepKind::Value || S.Kind == StepKind::Invoke ||
      S.Kind == StepKind::Visit || S.Kind == StepKind::Enter ||
      S.Kind == StepKind::Holds ||
      (S.Kind == StepKind::Op && ir::signature(S.Op).starts_with("="));
  if (!Defined.empty() && !MayDefine)
    return Lex.error("this step gives no value for '" + Twine(Defined) + "'");
  if (!Defined.empty() && Defined != "result") {
    Names.push_back(Defined);
    S.Defines = static_cast<int32_t>(Names.size() - 1);
  }
  return Error::success();
}

Error StepParser::parseSpecial(Step &S) {
  const auto *Special =
      find_if(SpecialSteps, [&](const SpecialStep &Candidate) {
        return Candidate.Word == Lex.peek();
      });
  if (Special == std::end(SpecialSteps))
    return parseOperation(S);
  Lex.take();
  S.Kind = Special->Kind;
  switch (S.Kind) {
  case StepKind::Forward:
  case StepKind::Visit:
  case StepKind::Enter:
  case StepKind::Holds:
    if (Error E = parsePlace(S))
      return E;
    if (Error E = Lex.expect(","))
      return E;
    return parsePart(
        S.Kind == StepKind::Enter || S.Kind == StepKind::Holds ? 'S' : 'r', S);
  case StepKind::Repeat:
  case StepKind::When:
    return parsePlace(S);
  case StepKind::Construct:
  case StepKind::Invoke:
  case StepKind::Bind:
  case StepKind::BindFront:
  case StepKind::BindBack:
  case StepKind::BindWeak:
  case StepKind::Fill:
    if (Error E = parsePlace(S))
      return E;
    return parseList(S);
  case StepKind::Each: {
    std::string Name = Lex.peek().str();
    if (!Lexer::isWord(Name) || isReserved(Name) || Name == "result")
      return Lex.expected("a new name for the element");
    Lex.take();
    if (Error E = Lex.expect("="))
      return E;
    if (Error E = parsePlace(S))
      return E;
    if (Lex.accept("until"))
      if (Error E = parsePlace(S))
        return E;
    Names.push_back(Name);
    S.Defines = static_cast<int32_t>(Names.size() - 1);
    return Error::success();
  }
  default:
    return Error::success();
  }
}

Error StepParser::parseOperation(Step &S) {
  std::optional<Opcode> Op = findOpcode(Lex.peek());
  if (!Op)
    return Lex.unknown("step", knownSteps());
  Lex.take();
  S.Op = *Op;
  StringRef Signature = ir::signature(S.Op);
  Signature.consume_front("=");

  bool NeedsComma = false;
  for (size_t I = 0; I < Signature.size(); ++I) {
    char Part = Signature[I];
    bool Optional = I + 1 < Signature.size() && Signature[I + 1] == '?';
    I += Optional;
    // A step has no loose strings; `unknown : T` may leave out its colon.
    if (Part == '"')
      continue;
    if (Optional && I + 1 == Signature.size() &&
        (Lex.atEnd() || Lex.peek() == ";"))
      break;
    // The holder of `retain`: what is retained always has a transfer.
    if (Optional && I + 1 < Signature.size() &&
        wordIndex(PassWords, Lex.peek())) {
      S.HasFirst = false;
      continue;
    }
    if (NeedsComma && !Lex.accept(",") && Signature[I - Optional] != '*')
      return Lex.expected("','");
    if (Error E = parsePart(Part, S))
      return E;
    // `insert this, back copy arg0`, `elem this, key arg0`: the operand follows
    // its position; `cmp eq a, b`.
    NeedsComma = Part != 'W' && Part != 'P';
    if (Part == 'W')
      Lex.accept(",");
  }
  bool HasKey =
      Signature.contains('W') && ir::hasKey(static_cast<ir::Position>(S.Sub));
  size_t WithKey = Signature.contains('m') ? 3 : 2;
  if (HasKey && S.Operands.size() != WithKey)
    return Lex.expected("the key");
  return Error::success();
}

Error StepParser::parsePart(char Part, Step &S) {
  switch (Part) {
  case 'r':
    return parsePlace(S);
  case 'm':
    return parseTransfer(S);
  case '*':
    return parseList(S);
  case 'T':
    return parseType(S);
  case ':':
    Lex.accept(":");
    if (Lex.atEnd() || Lex.peek() == ";") {
      S.Type.K = TypeRef::Result;
      return Error::success();
    }
    return parseType(S);
  case 'S': {
    StringRef Word = Lex.peek();
    if (parseArgumentType(Word, S.Type))
      ;
    else if (Lexer::isWord(Word) || all_of(Word, isDigit))
      S.Slot = Word.str();
    if (Word.empty() || (S.Slot.empty() && S.Type.K == TypeRef::NoType))
      return Lex.expected("a slot's name or a template argument (T0)");
    Lex.take();
    return Error::success();
  }
  case 'K':
    return parseConstant(S);
  case 'P':
    return parseFixedWord("comparison", PredicateWords, S);
  case 'W':
    return parseFixedWord("position", PositionWords, S);
  case 'L':
    return parseFixedWord("lifetime", LifetimeWords, S);
  default:
    return Lex.error("'" + ir::mnemonic(S.Op) +
                     "' can't be used in a contract");
  }
}

Error StepParser::parseFixedWord(StringRef Kind, ArrayRef<StringLiteral> Words,
                                 Step &S) {
  std::optional<unsigned> I = wordIndex(Words, Lex.peek());
  if (!I)
    return Lex.unknown(Kind,
                       SmallVector<StringRef>(Words.begin(), Words.end()));
  S.Sub = static_cast<uint8_t>(*I);
  Lex.take();
  return Error::success();
}

Error StepParser::parseConstant(Step &S) {
  if (to_integer(Lex.peek(), S.Int)) {
    S.Sub = static_cast<uint8_t>(ir::ConstKind::Int);
    Lex.take();
    return Error::success();
  }
  if (std::optional<uint32_t> N = numbered(Lex.peek(), "T")) {
    S.Sub = static_cast<uint8_t>(ir::ConstKind::Int);
    S.Type = {TypeRef::TemplateArg, *N};
    Lex.take();
    return Error::success();
  }
  return parseFixedWord("constant", ConstWords, S);
}

bool StepParser::atPlace() {
  StringRef Word = Lex.peek();
  return Word == "*" || Word == "&" || place(Word).has_value();
}

std::optional<Place> StepParser::place(StringRef Word) const {
  // A later definition of a name hides an earlier one.
  for (size_t I = Names.size(); I-- > 0;)
    if (Names[I] == Word)
      return Place{PlaceKind::Temp, static_cast<uint32_t>(I)};
  if (Word == "this")
    return Place{PlaceKind::This};
  if (Word == "result")
    return Place{PlaceKind::Result};
  if (Word == "last")
    return Place{PlaceKind::Arg, Place::LastArg};
  if (std::optional<uint32_t> N = numbered(Word, "arg"))
    return Place{PlaceKind::Arg, *N};
  return std::nullopt;
}

Error StepParser::parsePlace(Step &S, bool InList) {
  PlaceForm Form = PlaceForm::Plain;
  if (Lex.accept("*"))
    Form = PlaceForm::Pointee;
  else if (Lex.accept("&"))
    Form = PlaceForm::Address;
  else if (InList && Lex.accept("unpack"))
    Form = PlaceForm::Unpack;
  std::optional<Place> P = place(Lex.peek());
  if (!P) {
    SmallVector<StringRef> Known = {"this", "result", "arg0", "arg1", "last"};
    Known.append(Names.begin(), Names.end());
    return Lex.unknown("operand", Known);
  }
  if ((Form == PlaceForm::Pointee || Form == PlaceForm::Address) &&
      P->Kind != PlaceKind::Arg)
    return Lex.error("'*' and '&' may stand only before an argument");
  P->Form = Form;
  Lex.take();
  if (Lex.peek() == "...") {
    if (!InList || P->Kind != PlaceKind::Arg || P->Index == Place::LastArg)
      return Lex.error("'...' may follow only an argument in a list, as in "
                       "'(arg1...)'");
    Lex.take();
    P->Kind = PlaceKind::Rest;
  }
  S.Operands.push_back(*P);
  return Error::success();
}

Error StepParser::parseTransfer(Step &S) {
  std::optional<unsigned> How = wordIndex(PassWords, Lex.peek());
  if (!How)
    return Lex.unknown("way to pass a value",
                       {"copy", "move", "forward", "ref"});
  Lex.take();
  if (Error E = parsePlace(S))
    return E;
  S.Operands.back().How = static_cast<Pass>(*How);
  return Error::success();
}

Error StepParser::parseList(Step &S) {
  if (Error E = Lex.expect("("))
    return E;
  if (Lex.accept(")"))
    return Error::success();
  do {
    if (Error E = parsePlace(S, /*InList=*/true))
      return E;
  } while (Lex.accept(","));
  return Lex.expect(")");
}

/// `T0`, `arg0`, `arg0.T0` or `this.T0`.
bool StepParser::parseArgumentType(StringRef Word, TypeRef &Type) const {
  auto [First, Second] = Word.split('.');
  std::optional<uint32_t> Argument = numbered(First, "arg");
  std::optional<uint32_t> Template =
      numbered(Argument || First == "this" ? Second : Word, "T");
  if (Argument && Template)
    Type = {TypeRef::ArgTemplateArg, *Argument, *Template};
  else if (First == "this" && Template)
    Type = {TypeRef::ThisTemplateArg, *Template};
  else if (Argument && Second.empty())
    Type = {TypeRef::Arg, *Argument};
  else if (Template && !Argument)
    Type = {TypeRef::TemplateArg, *Template};
  else
    return false;
  return true;
}

Error StepParser::parseType(Step &S) {
  StringRef Word = Lex.peek();
  if (!parseArgumentType(Word, S.Type))
    S.Type.K = StringSwitch<TypeRef::RefKind>(Word)
                   .Case("result", TypeRef::Result)
                   .Case("result.pointee", TypeRef::ResultPointee)
                   .Case("this", TypeRef::This)
                   .Case("this.pointee", TypeRef::ThisPointee)
                   .Case("callable", TypeRef::Callable)
                   .Default(TypeRef::NoType);
  if (S.Type.K == TypeRef::NoType)
    return Lex.unknown("type",
                       {"result", "result.pointee", "this", "this.pointee",
                        "arg0", "arg0.T0", "this.T0", "T0", "callable"});
  Lex.take();
  return Error::success();
}

} // namespace

Expected<Step> parseStep(StringRef Text, TempNames &Names) {
  Lexer Lex(Text);
  Step S;
  if (Error E = StepParser(Lex, Names).parse(S))
    return E;
  if (!Lex.atEnd())
    return Lex.expected("the end of the step");
  return S;
}

Error parseSteps(StringRef Text, Method &M) {
  TempNames Names;
  Lexer Lex(Text);
  unsigned Open = 0;
  while (!Lex.atEnd()) {
    Step S;
    size_t Start = Lex.offset();
    if (Error E = StepParser(Lex, Names).parse(S))
      return E;
    Open += opensGroup(S.Kind);
    if (S.Kind == StepKind::Done && Open-- == 0)
      return make_error<TextError>(
          Start,
          "'done' without an 'each', 'repeat', 'when', 'maybe', 'used' or "
          "'unused'");
    M.Steps.push_back(std::move(S));
    if (!Lex.accept(";"))
      break;
  }
  if (Open)
    return Lex.error("expected 'done' after the steps of 'each', 'repeat', "
                     "'when', 'maybe', 'used' or 'unused'");
  M.NumTemps = Names.size();
  return Error::success();
}

} // namespace weakspot::contracts
