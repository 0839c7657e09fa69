//===- TextBody.cpp - A function's blocks in the text form ----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/TextBody.h"
#include "IR/Words.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace weakspot::ir {

TextBody::TextBody(Module &M, TextRefs &Refs, Function &F)
    : M(M), Refs(Refs), F(F),
      DefaultFile(F.Where.isValid() ? M.Files[F.Where.File] : M.Name) {}

bool TextBody::params(LineCursor &C) {
  if (C.expect('('))
    return true;
  while (!C.consume(')')) {
    if (!F.Params.empty() && C.expect(','))
      return true;
    Param P;
    if (param(C, P) || C.expect(':') || Refs.type(C, P.Type))
      return true;
    F.Params.push_back(P);
  }
  return false;
}

/// `%name`, `%name.0` or `%0`, where the number is the parameter's own.
bool TextBody::param(LineCursor &C, Param &P) {
  size_t At = C.here();
  uint32_t Number = F.Params.size();
  RegToken Token;
  if (regToken(C, Token))
    return true;
  if (Token.Number && *Token.Number != Number)
    return C.fail(At, "expected a name or number " + Twine(Number) +
                          " for this parameter, found " + Token.Spelling);
  P.Name = M.intern(Token.Name);
  if (!Token.Number && !RegsByName.try_emplace(Token.Name, Number).second)
    return C.fail(At, Token.Spelling + " is already a parameter");
  RegsByNumber[Number] = Number;
  Regs.push_back({C, At, Token.Spelling, Number, /*Defined=*/true});
  return false;
}

bool TextBody::regToken(LineCursor &C, RegToken &Out) {
  Out = {};
  size_t At = C.here();
  if (!C.consume('%'))
    return C.failExpected("a register");
  bool Quoted = C.isAdjacent('"');
  if (C.name(bareNameLength, "a register's name", Out.Name))
    return true;
  Out.Spelling = "%" + Out.Name;
  uint64_t Number = 0;
  if (!Quoted && all_of(Out.Name, isDigit)) {
    if (StringRef(Out.Name).getAsInteger(10, Number) || Number >= MaxRegisters)
      return C.fail(At, "expected a register below %" + Twine(MaxRegisters) +
                            ", found " + Out.Spelling);
    Out.Number = Number;
    Out.Name.clear();
  } else if (C.consumeAdjacent('.')) {
    if (C.number(MaxRegisters - 1, Number))
      return true;
    Out.Number = Number;
    Out.Spelling += "." + utostr(Number);
  }
  return false;
}

bool TextBody::reg(LineCursor &C, Reg &Out, bool Defines) {
  size_t At = C.here();
  RegToken Token;
  if (regToken(C, Token))
    return true;
  uint32_t Fresh = Regs.size();
  uint32_t Index =
      Token.Number
          ? RegsByNumber.try_emplace(*Token.Number, Fresh).first->second
          : RegsByName.try_emplace(Token.Name, Fresh).first->second;
  if (Index == Fresh)
    Regs.push_back({C, At, Token.Spelling, Token.Number.value_or(~0U)});
  if (Defines && Regs[Index].Defined)
    return C.fail(At, Token.Spelling + " is already defined");
  Regs[Index].Defined |= Defines;
  Out = static_cast<Reg>(Index);
  return false;
}

bool TextBody::label(LineCursor &C, BlockId &Out, bool Defines) {
  size_t At = C.here();
  std::string Name;
  if (!C.consume('^'))
    return C.failExpected("a label");
  if (C.name(bareNameLength, "a label's name", Name))
    return true;
  uint32_t Index = LabelsByName.try_emplace(Name, Labels.size()).first->second;
  if (Index == Labels.size())
    Labels.push_back({C, At, "^" + Name});
  Mention &Label = Labels[Index];
  if (Defines) {
    if (Label.Defined)
      return C.fail(At, Label.Spelling + " is already defined");
    Label.Defined = true;
    Label.Number = F.Blocks.size();
  }
  Out = static_cast<BlockId>(Index);
  return false;
}

bool TextBody::line(LineCursor &C) {
  if (C.peek() == '^') {
    BlockId Ignored;
    if (label(C, Ignored, /*Defines=*/true) || C.expect(':') || C.expectEnd())
      return true;
    F.Blocks.emplace_back();
    return false;
  }
  if (F.Blocks.empty())
    return C.failExpected("a label such as '^entry:'");
  Instr I;
  if (instruction(C, I))
    return true;
  if (C.consume(';') && Refs.location(C, I.Where, DefaultFile))
    return true;
  if (C.expectEnd())
    return true;
  if (I.Op == Opcode::Opaque)
    ++OpaqueCount;
  F.Blocks.back().Instrs.push_back(std::move(I));
  return false;
}

/// Whether an optional part is there.
static bool isPresent(LineCursor &C, const Part &P, bool Comma) {
  if (Comma)
    return C.peek() == ',';
  return C.peek() == (P.Kind == 'r' ? '%' : P.Kind);
}

bool TextBody::instruction(LineCursor &C, Instr &I) {
  bool HasResult = C.peek() == '%';
  if (HasResult && (reg(C, I.Result, /*Defines=*/true) || C.expect('=')))
    return true;
  LineCursor AtMnemonic = C;
  size_t At = C.here();
  StringRef Mnemonic = C.word();
  auto Op = opcodeOf(Mnemonic);
  if (!Op)
    return AtMnemonic.failExpected("an operation");
  I.Op = *Op;
  ArrayRef<Part> Parts = parts(I.Op);
  bool Defines = !Parts.empty() && Parts.front().Kind == '=';
  if (HasResult && !Defines)
    return C.fail(At, "expected an operation with a result, found '" +
                          Mnemonic + "'");
  if (!HasResult && Defines && !Parts.front().Optional)
    return C.fail(At, "expected '%register =' before '" + Mnemonic + "'");

  const Part *Before = nullptr;
  for (auto [Index, P] : enumerate(Parts)) {
    if (P.Kind == '=')
      continue;
    bool Comma = Before && hasComma(*Before, P);
    if ((P.Optional || P.Kind == ':') && !isPresent(C, P, Comma)) {
      if (P.isOperand() && operandsRequiredAfter(Parts, Index))
        I.HasFirst = false;
      continue;
    }
    if (Comma && C.expect(','))
      return true;
    if (part(C, I, P, /*StringFollows=*/Index + 1 < Parts.size() &&
                          Parts[Index + 1].Kind == '"'))
      return true;
    Before = &P;
  }
  return false;
}

bool TextBody::part(LineCursor &C, Instr &I, const Part &P,
                    bool StringFollows) {
  switch (P.Kind) {
  case 'r':
    return reg(C, I.Args.emplace_back().R, /*Defines=*/false);
  case 'm':
    return transferred(C, I.Args.emplace_back());
  case '*':
    return operandList(C, I, /*Captures=*/false);
  case 'M':
    return operandList(C, I, /*Captures=*/true);
  case ':':
    return C.expect(':') || Refs.type(C, I.Ty);
  case 'T':
    return Refs.type(C, I.Ty, StringFollows);
  case 'F':
    return Refs.func(C, I.Callee);
  case 'G':
    return Refs.global(C, I.Glob);
  case 'R':
    return Refs.record(C, I.Rec);
  case 'S':
    return Refs.slot(C, I.Rec, I.SlotNo);
  case 'B':
    do {
      if (label(C, I.Targets.emplace_back(), /*Defines=*/false))
        return true;
    } while (P.Many && C.peek() == '^');
    return false;
  case '"': {
    std::string Text;
    if (C.string(Text))
      return true;
    I.Str = M.intern(Text);
    return false;
  }
  default:
    return sub(C, I, P.Kind);
  }
}

/// `copy %x`
bool TextBody::transferred(LineCursor &C, Operand &O) {
  LineCursor Before = C;
  StringRef Word = C.word();
  const auto *It =
      Word.empty() ? std::end(TransferWords) : find(TransferWords, Word);
  if (It == std::end(TransferWords))
    return Before.failExpected("copy, move or ref");
  O.How = static_cast<Transfer>(It - std::begin(TransferWords));
  return reg(C, O.R, /*Defines=*/false);
}

/// `(%a, %b)`, or `(slot = copy %a, other = ref %b)`
bool TextBody::operandList(LineCursor &C, Instr &I, bool Captures) {
  if (C.expect('('))
    return true;
  bool First = true;
  while (!C.consume(')')) {
    if (!First && C.expect(','))
      return true;
    First = false;
    Operand &O = I.Args.emplace_back();
    if (!Captures) {
      if (reg(C, O.R, /*Defines=*/false))
        return true;
      continue;
    }
    std::string Slot;
    C.here();
    if (C.name(bareNameLength, "a slot's name", Slot) || C.expect('='))
      return true;
    O.Slot = M.internName(Slot);
    if (transferred(C, O))
      return true;
  }
  return false;
}

bool TextBody::sub(LineCursor &C, Instr &I, char PartKind) {
  if (PartKind == 'K' && (C.peek() == '-' || isDigit(C.peek()))) {
    I.Sub = static_cast<uint8_t>(ConstKind::Int);
    return C.signedNumber(I.Int);
  }
  LineCursor Before = C;
  StringRef Word = C.word();
  ArrayRef<StringLiteral> Words = subWords(PartKind);
  const auto *It = find(Words, Word);
  if (It == Words.end())
    return Before.failExpected(PartKind == 'K'
                                   ? "a number, " + join(Words, ", ")
                                   : "one of " + join(Words, ", "));
  I.Sub = static_cast<uint8_t>(It - Words.begin());
  return false;
}

bool TextBody::finish(LineCursor &Header, const Counts &Stated) {
  for (Mention &Label : Labels)
    if (!Label.Defined)
      return Label.Where.fail(Label.At, "expected a label of this function, "
                                        "found " +
                                            Label.Spelling);
  for (Mention &R : Regs)
    if (!R.Defined)
      return R.Where.fail(R.At, "expected a register of this function, found " +
                                    R.Spelling);
  numberRegisters();
  F.NumOpaque = Stated.Opaques.value_or(OpaqueCount);
  if (Stated.Regs) {
    if (*Stated.Regs < F.NumRegs)
      return Header.fail(0, "expected at least regs " + Twine(F.NumRegs) +
                                ", found regs " + Twine(*Stated.Regs));
    F.NumRegs = *Stated.Regs;
  }
  return false;
}

void TextBody::numberRegisters() {
  DenseSet<uint32_t> Taken;
  for (const Mention &R : Regs)
    if (R.Number != ~0U)
      Taken.insert(R.Number);
  uint32_t Next = 0;
  for (Mention &R : Regs) {
    if (R.Number == ~0U) {
      while (Taken.contains(Next))
        ++Next;
      R.Number = Next++;
    }
    F.NumRegs = std::max(F.NumRegs, R.Number + 1);
  }
  auto Renumber = [&](Reg &R) {
    if (R != Reg::None)
      R = static_cast<Reg>(Regs[index(R)].Number);
  };
  for (Block &B : F.Blocks)
    for (Instr &I : B.Instrs) {
      Renumber(I.Result);
      for (Operand &O : I.Args)
        Renumber(O.R);
      for (BlockId &T : I.Targets)
        T = static_cast<BlockId>(Labels[index(T)].Number);
    }
}

} // namespace weakspot::ir
