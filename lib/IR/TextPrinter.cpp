//===- TextPrinter.cpp - Writes the text form -----------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/Signature.h"
#include "IR/Text.h"
#include "IR/TextLexer.h"
#include "IR/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace weakspot::ir {

static void writeName(raw_ostream &OS, StringRef Name,
                      size_t (*BareLength)(StringRef)) {
  if (!Name.empty() && BareLength(Name) == Name.size())
    OS << Name;
  else
    writeQuoted(OS, Name);
}

namespace {

class TextPrinter {
public:
  TextPrinter(const Module &M, raw_ostream &OS)
      : M(M), OS(OS), RecordNumbers(number(M.Records)),
        GlobalNumbers(number(M.Globals)), FuncNumbers(number(M.Functions)) {}

  void module();
  void function(uint32_t Index);

private:
  template <typename Entity>
  static std::vector<unsigned> number(const std::vector<Entity> &Table);

  template <typename Entity>
  void symbol(const std::vector<Entity> &Table,
              const std::vector<unsigned> &Numbers, uint32_t Index);
  template <typename Entity> void key(const Entity &E);
  void record(RecordId I) { symbol(M.Records, RecordNumbers, index(I)); }
  void global(GlobalId I) { symbol(M.Globals, GlobalNumbers, index(I)); }
  void func(FuncId I) { symbol(M.Functions, FuncNumbers, index(I)); }
  void slot(RecordId Rec, uint32_t SlotNo);
  void type(TypeId I);
  void place(const Loc &L);
  void at(const Loc &L);
  void flags(unsigned Flags, ArrayRef<FlagWord> Words);
  void word(ArrayRef<StringLiteral> Words, unsigned Index);

  void recordItem(uint32_t Index);
  void globalItem(uint32_t Index);
  void header(uint32_t Index);

  void nameRegisters(const Function &F);
  void reg(Reg R);
  void label(BlockId B);
  void instruction(const Instr &I);
  /// What of an instruction's lists is printed already.
  struct Progress {
    size_t Args = 0;
    size_t Targets = 0;
  };
  void part(const Instr &I, const Part &P, Progress &Done);
  bool endsInName(TypeId I) const;
  void operand(const Instr &I, size_t Arg, bool Capture);

  const Module &M;
  raw_ostream &OS;
  // A symbol's number among those of its kind and name, from 1.
  std::vector<unsigned> RecordNumbers, GlobalNumbers, FuncNumbers;
  /// How registers of the function being printed are spelled, where it is not
  /// their number alone.
  DenseMap<Reg, std::string> RegNames;
};

} // namespace

template <typename Entity>
std::vector<unsigned> TextPrinter::number(const std::vector<Entity> &Table) {
  StringMap<unsigned> Seen;
  std::vector<unsigned> Numbers;
  Numbers.reserve(Table.size());
  for (const Entity &E : Table)
    Numbers.push_back(++Seen[E.Name]);
  return Numbers;
}

template <typename Entity>
void TextPrinter::symbol(const std::vector<Entity> &Table,
                         const std::vector<unsigned> &Numbers, uint32_t Index) {
  if (Index >= Table.size()) {
    OS << "@?";
    return;
  }
  OS << '@';
  writeName(OS, Table[Index].Name, bareSymbolLength);
  if (Numbers[Index] > 1)
    OS << '#' << Numbers[Index];
}

template <typename Entity> void TextPrinter::key(const Entity &E) {
  if (E.Key == E.Name)
    return;
  OS << ' ';
  writeQuoted(OS, E.Key);
}

void TextPrinter::slot(RecordId Rec, uint32_t SlotNo) {
  record(Rec);
  OS << '.';
  if (index(Rec) >= M.Records.size() || SlotNo >= M.record(Rec).Slots.size()) {
    OS << '?';
    return;
  }
  ArrayRef<Slot> Slots = M.record(Rec).Slots;
  StringRef Name = Slots[SlotNo].Name;
  writeName(OS, Name, bareNameLength);
  if (auto Before = count_if(Slots.take_front(SlotNo),
                             [&](const Slot &S) { return S.Name == Name; }))
    OS << '#' << Before + 1;
}

void TextPrinter::type(TypeId I) {
  // A type's argument is older than the type, which ends the loop even if the
  // module is not verified.
  uint32_t Bound = M.Types.size();
  while (I != TypeId::None && index(I) < Bound) {
    const Type &T = M.type(I);
    if (T.Kind == TypeKind::Record)
      return record(T.Record);
    word(TypeWords, static_cast<unsigned>(T.Kind));
    if (T.WeakKeyed)
      OS << " weakkeyed";
    if (!T.Name.empty()) {
      OS << ' ';
      writeQuoted(OS, T.Name);
    }
    if (!takesArgument(T.Kind))
      return;
    OS << ' ';
    Bound = index(I);
    I = T.Arg;
  }
  OS << (I == TypeId::None ? "?" : "??");
}

/// Whether the text of a type ends in the name of its library class.
bool TextPrinter::endsInName(TypeId I) const {
  uint32_t Bound = M.Types.size();
  for (; I != TypeId::None && index(I) < Bound; I = M.type(I).Arg) {
    Bound = index(I);
    if (!takesArgument(M.type(I).Kind))
      return !M.type(I).Name.empty();
  }
  return false;
}

void TextPrinter::place(const Loc &L) {
  if (L.File < M.Files.size())
    writeName(OS, M.Files[L.File], bareFileLength);
  else
    OS << '?';
  OS << ':' << L.Line << ':' << L.Col;
}

void TextPrinter::at(const Loc &L) {
  if (!L.isValid())
    return;
  OS << " at ";
  place(L);
}

void TextPrinter::flags(unsigned Flags, ArrayRef<FlagWord> Words) {
  for (const FlagWord &F : Words)
    if (Flags & F.Bit)
      OS << ' ' << F.Word;
}

void TextPrinter::word(ArrayRef<StringLiteral> Words, unsigned Index) {
  if (Index < Words.size())
    OS << Words[Index];
  else
    OS << '?';
}

void TextPrinter::module() {
  OS << "module ";
  writeQuoted(OS, M.Name);
  OS << '\n';
  for (uint32_t I = 0; I != M.Records.size(); ++I)
    recordItem(I);
  if (!M.Globals.empty())
    OS << '\n';
  for (uint32_t I = 0; I != M.Globals.size(); ++I)
    globalItem(I);
  for (uint32_t I = 0; I != M.Functions.size(); ++I) {
    OS << '\n';
    function(I);
  }
}

void TextPrinter::recordItem(uint32_t Index) {
  const Record &R = M.Records[Index];
  OS << "\nrecord ";
  symbol(M.Records, RecordNumbers, Index);
  key(R);
  flags(R.Flags, RecordFlagWords);
  at(R.Where);
  OS << '\n';
  for (RecordId Base : R.Bases) {
    OS << "  base ";
    record(Base);
    OS << '\n';
  }
  for (const Slot &S : R.Slots) {
    OS << "  slot ";
    writeName(OS, S.Name, bareNameLength);
    OS << " : ";
    type(S.Type);
    if (S.Acc != Access::Public) {
      OS << ' ';
      word(AccessWords, static_cast<unsigned>(S.Acc));
    }
    if (S.IsAccepted) {
      OS << " accepted ";
      writeQuoted(OS, S.Reason);
    }
    at(S.Where);
    OS << '\n';
  }
  auto Member = [&](StringRef Word, FuncId F) {
    if (F == FuncId::None)
      return;
    OS << "  " << Word << ' ';
    func(F);
    OS << '\n';
  };
  Member("dtor", R.Dtor);
  Member("callop", R.CallOp);
}

void TextPrinter::globalItem(uint32_t Index) {
  const Global &G = M.Globals[Index];
  OS << "global ";
  symbol(M.Globals, GlobalNumbers, Index);
  key(G);
  OS << " : ";
  type(G.Type);
  flags(G.Flags, GlobalFlagWords);
  at(G.Where);
  OS << '\n';
}

/// What the parser takes NumRegs and NumOpaque to be if nothing is stated.
static std::pair<uint32_t, uint32_t> countedIn(const Function &F) {
  uint32_t Regs = F.Params.size(), Opaques = 0;
  for (const Block &B : F.blocks())
    for (const Instr &I : B.Instrs) {
      Opaques += I.Op == Opcode::Opaque;
      if (I.Result != Reg::None)
        Regs = std::max(Regs, index(I.Result) + 1);
    }
  return {Regs, Opaques};
}

void TextPrinter::header(uint32_t Index) {
  const Function &F = M.Functions[Index];
  OS << (F.hasBody() ? "func " : "declare func ");
  symbol(M.Functions, FuncNumbers, Index);
  key(F);
  flags(F.Flags, FuncFlagWords);
  if (F.Parent != RecordId::None) {
    OS << " of ";
    record(F.Parent);
  }
  ListSeparator Separator;
  if (!F.Overrides.empty())
    OS << " overrides ";
  for (FuncId Overridden : F.Overrides) {
    OS << Separator;
    func(Overridden);
  }
  auto [Regs, Opaques] = countedIn(F);
  if (F.NumRegs != Regs && F.hasBody())
    OS << " regs " << F.NumRegs;
  if (F.NumOpaque != Opaques)
    OS << " opaques " << F.NumOpaque;
  at(F.Where);
  OS << " (";
  ListSeparator Comma;
  for (auto [I, P] : enumerate(F.Params)) {
    OS << Comma;
    reg(static_cast<Reg>(I));
    OS << " : ";
    type(P.Type);
  }
  OS << ')';
  if (F.Ret != TypeId::None) {
    OS << " : ";
    type(F.Ret);
  }
  OS << '\n';
}

void TextPrinter::function(uint32_t Index) {
  const Function &F = M.Functions[Index];
  nameRegisters(F);
  header(Index);
  for (auto [I, B] : enumerate(F.blocks())) {
    label(static_cast<BlockId>(I));
    OS << ":\n";
    for (const Instr &In : B.Instrs)
      instruction(In);
  }
}

/// Whether `%Name` can't be taken for `%5`.
static bool isBareRegister(StringRef Name) {
  return !Name.empty() && bareNameLength(Name) == Name.size() &&
         !all_of(Name, isDigit);
}

void TextPrinter::nameRegisters(const Function &F) {
  RegNames.clear();
  StringMap<unsigned> Uses;
  for (const Param &P : F.Params)
    ++Uses[P.Name];
  for (auto [I, P] : enumerate(F.Params)) {
    if (P.Name.empty())
      continue;
    std::string &Text = RegNames[static_cast<Reg>(I)];
    raw_string_ostream Name(Text);
    Name << '%';
    writeName(
        Name, P.Name, isBareRegister(P.Name) ? bareNameLength : [](StringRef) {
          return size_t(0);
        });
    if (Uses[P.Name] > 1)
      Name << '.' << I;
  }
  for (const Block &B : F.blocks())
    for (const Instr &I : B.Instrs)
      if (I.Op == Opcode::Local && isBareRegister(I.Str))
        RegNames[I.Result] = ("%" + I.Str + "." + Twine(index(I.Result))).str();
}

void TextPrinter::reg(Reg R) {
  auto It = RegNames.find(R);
  if (It != RegNames.end())
    OS << It->second;
  else if (R == Reg::None)
    OS << "%?";
  else
    OS << '%' << index(R);
}

void TextPrinter::label(BlockId B) {
  if (B == BlockId::None)
    OS << "^?";
  else if (index(B) == 0)
    OS << "^entry";
  else
    OS << '^' << index(B);
}

void TextPrinter::instruction(const Instr &I) {
  OS << "  ";
  if (I.Result != Reg::None) {
    reg(I.Result);
    OS << " = ";
  }
  OS << mnemonic(I.Op);
  Progress Done;
  const Part *Before = nullptr;
  ArrayRef<Part> Parts = parts(I.Op);
  for (auto [Index, P] : enumerate(Parts)) {
    if (P.Kind == '=' || (P.Kind == ':' && I.Ty == TypeId::None))
      continue;
    if (P.Optional && P.isOperand() &&
        I.Args.size() < Done.Args + 1 + operandsRequiredAfter(Parts, Index))
      continue;
    // Without a string, the name of a type at the end would be taken for it.
    if (P.Optional && P.Kind == '"' && I.Str.empty() && !endsInName(I.Ty))
      continue;
    OS << (Before && hasComma(*Before, P) ? ", " : " ");
    part(I, P, Done);
    Before = &P;
  }
  if (I.Where.isValid()) {
    OS << "  ; ";
    place(I.Where);
  }
  OS << '\n';
}

void TextPrinter::part(const Instr &I, const Part &P, Progress &Done) {
  switch (P.Kind) {
  case 'r':
  case 'm':
    return operand(I, Done.Args++, /*Capture=*/false);
  case '*':
  case 'M': {
    OS << '(';
    ListSeparator Comma;
    while (Done.Args < I.Args.size()) {
      OS << Comma;
      operand(I, Done.Args++, P.Kind == 'M');
    }
    OS << ')';
    return;
  }
  case ':':
    OS << ": ";
    return type(I.Ty);
  case 'T':
    return type(I.Ty);
  case 'F':
    return func(I.Callee);
  case 'G':
    return global(I.Glob);
  case 'R':
    return record(I.Rec);
  case 'S':
    return slot(I.Rec, I.SlotNo);
  case '"':
    return writeQuoted(OS, I.Str);
  case 'B':
    do {
      if (Done.Targets)
        OS << (P.Many ? " " : "");
      label(Done.Targets < I.Targets.size() ? I.Targets[Done.Targets]
                                            : BlockId::None);
    } while (++Done.Targets < I.Targets.size() && P.Many);
    return;
  default:
    if (P.Kind == 'K' && I.Sub == static_cast<uint8_t>(ConstKind::Int))
      OS << I.Int;
    else
      word(subWords(P.Kind), I.Sub);
  }
}

void TextPrinter::operand(const Instr &I, size_t Arg, bool Capture) {
  if (Arg >= I.Args.size()) {
    OS << "%?";
    return;
  }
  const Operand &O = I.Args[Arg];
  if (Capture) {
    writeName(OS, M.name(O.Slot), bareNameLength);
    OS << " = ";
  }
  if (O.How != Transfer::None) {
    word(TransferWords, static_cast<unsigned>(O.How));
    OS << ' ';
  }
  reg(O.R);
}

void print(const Module &M, raw_ostream &OS) { TextPrinter(M, OS).module(); }

void print(const Module &M, const Function &F, raw_ostream &OS) {
  TextPrinter(M, OS).function(&F - M.Functions.data());
}

} // namespace weakspot::ir
