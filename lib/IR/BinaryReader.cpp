//===- BinaryReader.cpp - Reads the binary form ---------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Nothing in a file is believed: a value that does not fit its place makes the
// record bad, and the module that comes out is verified.
//
//===----------------------------------------------------------------------===//

#include "IR/Binary.h"
#include "IR/BinaryFormat.h"
#include "IR/Signature.h"
#include "IR/Verify.h"
#include "llvm/Bitstream/BitstreamReader.h"
#include "llvm/Support/Endian.h"

using namespace llvm;

namespace weakspot::ir {
namespace {

class BinaryReader {
public:
  BinaryReader(StringRef File, bool CopiesStrings)
      : File(File), CopiesStrings(CopiesStrings) {}

  Error read();
  Module takeModule() { return std::move(M); }

private:
  Error header();
  Error bitstream();
  Error record(unsigned Code);

  void strings();
  void module();
  void type();
  void recordType();
  void global();
  void function();
  void instruction(Opcode Op);
  void endBlock();
  void instructionPlace(Loc &L);
  void part(Instr &I, const Part &P);
  void operands(Instr &I);

  // The record's values, one after the other. Once one is missing or too
  // large, the record is bad and 0 is what they all are.
  uint64_t number(uint64_t Max = UINT32_MAX);
  bool flag() { return number(1) != 0; }
  bool more() const { return !Bad && Next != Values.size(); }
  template <typename Small> Small small() {
    return static_cast<Small>(number(std::numeric_limits<Small>::max()));
  }
  template <typename Id> Id id() {
    uint64_t V = number();
    return V == 0 ? Id::None : static_cast<Id>(V - 1);
  }
  /// A signed difference to From.
  uint32_t relative(uint32_t From, int Sign);
  StringRef string();
  Loc place();

  StringRef File;
  bool CopiesStrings;
  StringRef StringBytes;
  std::vector<StringRef> Strings;
  Module M;
  // Vectors copy as they grow what is not sure to move without an exception:
  // these move. What is complete goes to where it is just as long as needed.
  SmallVector<Record, 0> Records;
  SmallVector<Function, 0> Functions;
  SmallVector<Instr, 0> Instrs; ///< Of the last block.
  SmallVector<uint64_t, 64> Values;
  size_t Next = 0;
  bool Bad = false;
  bool HasModule = false;
  uint32_t NextReg = 0;
  Loc Last;
};

} // namespace

static Error failure(const Twine &Message) {
  return createStringError(inconvertibleErrorCode(), Message);
}

Error BinaryReader::read() {
  if (Error E = header())
    return E;
  if (Error E = bitstream())
    return E;
  if (Error E = verify(M))
    return failure("corrupt IR: " + toString(std::move(E)));
  for (Function &F : M.Functions)
    F.pack();
  return Error::success();
}

Error BinaryReader::header() {
  using namespace support::endian;
  if (!isBinary(File))
    return failure("not a file of Weakspot's IR");
  if (File.size() < header::Size)
    return failure("truncated IR: the header is not complete");
  uint32_t Version = read32le(File.data() + header::Version);
  if (Version != FormatVersion)
    return failure(StringRef(Version > FormatVersion
                                 ? "IR of a newer Weakspot"
                                 : "IR of an older Weakspot") +
                   ": format " + Twine(Version) + ", this one reads " +
                   Twine(FormatVersion));
  if (read64le(File.data() + header::Checksum) != payloadChecksum(File))
    return failure("corrupt or truncated IR: the checksum does not match");
  if (read64le(File.data() + header::Operations) != operationsDigest())
    return failure("IR of another Weakspot: its operations differ");
  uint64_t Size = read64le(File.data() + header::StringBytes);
  if (Size > File.size() - header::Size || bitstreamOffset(Size) > File.size())
    return failure("corrupt IR: the strings reach beyond the end");
  if ((File.size() - bitstreamOffset(Size)) % 4 != 0)
    return failure("truncated IR: the last word is not complete");
  StringBytes = File.substr(header::Size, Size);
  if (CopiesStrings) {
    auto Kept = MemoryBuffer::getMemBufferCopy(StringBytes);
    StringBytes = Kept->getBuffer();
    M.keepAlive(std::move(Kept));
  }
  return Error::success();
}

template <typename T>
static void settle(SmallVector<T, 0> &From, std::vector<T> &Into) {
  Into.assign(std::make_move_iterator(From.begin()),
              std::make_move_iterator(From.end()));
  From.clear();
}

void BinaryReader::endBlock() {
  if (!Instrs.empty())
    settle(Instrs, Functions.back().Blocks.back().Instrs);
}

Error BinaryReader::bitstream() {
  BitstreamCursor Cursor(File.drop_front(bitstreamOffset(StringBytes.size())));
  // Abbreviations are data that the cursor trusts: there are none.
  constexpr unsigned Flags = BitstreamCursor::AF_DontAutoprocessAbbrevs;
  auto Corrupt = [](const Twine &What) {
    return failure("corrupt IR: " + What);
  };
  auto Entry = Cursor.advance(Flags);
  if (!Entry)
    return Corrupt(toString(Entry.takeError()));
  if (Entry->Kind != BitstreamEntry::SubBlock || Entry->ID != ModuleBlock)
    return Corrupt("no module");
  if (Error E = Cursor.EnterSubBlock(ModuleBlock))
    return Corrupt(toString(std::move(E)));
  if (Cursor.getAbbrevIDWidth() != AbbreviationWidth)
    return Corrupt("abbreviations");
  while (true) {
    Entry = Cursor.advance(Flags);
    if (!Entry)
      return Corrupt(toString(Entry.takeError()));
    if (Entry->Kind == BitstreamEntry::EndBlock)
      break;
    if (Entry->Kind != BitstreamEntry::Record ||
        Entry->ID != bitc::UNABBREV_RECORD)
      return Corrupt("neither a record nor the end of the module");
    Values.clear();
    auto Code = Cursor.readRecord(Entry->ID, Values);
    if (!Code)
      return Corrupt(toString(Code.takeError()));
    if (Error E = record(*Code))
      return E;
  }
  endBlock();
  settle(Records, M.Records);
  settle(Functions, M.Functions);
  if (!Cursor.AtEndOfStream())
    return Corrupt("bytes after the module");
  if (!HasModule)
    return Corrupt("no module");
  return Error::success();
}

Error BinaryReader::record(unsigned Code) {
  Next = 0;
  Bad = false;
  bool InFunction = !Functions.empty();
  switch (Code) {
  case RC_Strings:
    Bad |= !Strings.empty();
    strings();
    break;
  case RC_Module:
    Bad |= HasModule;
    module();
    break;
  case RC_Type:
    type();
    break;
  case RC_Record:
    recordType();
    break;
  case RC_Global:
    global();
    break;
  case RC_Function:
    function();
    break;
  case RC_Block:
    endBlock();
    if (InFunction)
      Functions.back().Blocks.emplace_back();
    Bad |= !InFunction;
    break;
  default:
    if (Code >= RC_FirstInstr && Code - RC_FirstInstr < NumOpcodes &&
        InFunction && !Functions.back().Blocks.empty())
      instruction(static_cast<Opcode>(Code - RC_FirstInstr));
    else
      Bad = true;
  }
  if (Bad || Next != Values.size())
    return failure("corrupt IR: a malformed record of code " + Twine(Code));
  return Error::success();
}

uint64_t BinaryReader::number(uint64_t Max) {
  if (Bad || Next == Values.size() || Values[Next] > Max) {
    Bad = true;
    return 0;
  }
  return Values[Next++];
}

uint32_t BinaryReader::relative(uint32_t From, int Sign) {
  int64_t Difference = decodeSigned(number(UINT64_MAX));
  if (Difference > INT64_C(0xffffffff) || Difference < -INT64_C(0xffffffff))
    Bad = true;
  int64_t Result = Bad ? 0 : int64_t(From) + Sign * Difference;
  if (Result < 0 || Result > INT64_C(0xffffffff)) {
    Bad = true;
    return 0;
  }
  return static_cast<uint32_t>(Result);
}

StringRef BinaryReader::string() {
  uint64_t Number = number();
  if (Number == 0)
    return {};
  if (Number > Strings.size()) {
    Bad = true;
    return {};
  }
  return Strings[Number - 1];
}

Loc BinaryReader::place() {
  Loc L;
  L.Line = number();
  if (L.Line != 0) {
    L.File = number();
    L.Col = number();
  }
  return L;
}

void BinaryReader::strings() {
  Strings.reserve(Values.size());
  size_t Begin = 0;
  while (more()) {
    uint64_t Size = number(StringBytes.size() - Begin);
    Strings.push_back(StringBytes.substr(Begin, Size));
    Begin += Size;
  }
  Bad |= Begin != StringBytes.size();
}

void BinaryReader::module() {
  HasModule = true;
  M.Name = string();
  while (more())
    M.Files.push_back(string());
}

void BinaryReader::type() {
  Type T;
  uint64_t Kind = number(UINT8_MAX);
  T.Kind = static_cast<TypeKind>(Kind >> 1);
  T.WeakKeyed = Kind & 1;
  T.Arg = id<TypeId>();
  T.Record = id<RecordId>();
  T.Name = string();
  M.Types.push_back(T);
}

void BinaryReader::recordType() {
  Record R;
  R.Key = string();
  R.Name = string();
  R.Where = place();
  R.Flags = small<uint16_t>();
  R.Dtor = id<FuncId>();
  R.CallOp = id<FuncId>();
  for (uint64_t Bases = number(); Bases != 0 && !Bad; --Bases)
    R.Bases.push_back(id<RecordId>());
  while (more()) {
    Slot S;
    S.Name = string();
    S.Type = id<TypeId>();
    S.Acc = static_cast<Access>(small<uint8_t>());
    S.IsAccepted = small<uint8_t>() != 0;
    if (S.IsAccepted)
      S.Reason = string();
    S.Where = place();
    R.Slots.push_back(S);
  }
  Records.push_back(std::move(R));
}

void BinaryReader::global() {
  Global G;
  G.Key = string();
  G.Name = string();
  G.Where = place();
  G.Type = id<TypeId>();
  G.Flags = small<uint8_t>();
  M.Globals.push_back(G);
}

void BinaryReader::function() {
  Function F;
  F.Key = string();
  F.Name = string();
  F.Where = place();
  F.Flags = small<uint16_t>();
  F.Parent = id<RecordId>();
  F.Ret = id<TypeId>();
  F.NumRegs = number();
  F.NumOpaque = number();
  for (uint64_t Overrides = number(); Overrides != 0 && !Bad; --Overrides)
    F.Overrides.push_back(id<FuncId>());
  while (more()) {
    Param P;
    P.Name = string();
    P.Type = id<TypeId>();
    F.Params.push_back(P);
  }
  NextReg = F.Params.size();
  Last = F.Where;
  endBlock();
  Functions.push_back(std::move(F));
}

void BinaryReader::instruction(Opcode Op) {
  Instr I;
  I.Op = Op;
  instructionPlace(I.Where);
  for (const Part &P : parts(Op))
    part(I, P);
  operands(I);
  if (contains(Op, 'B'))
    for (uint64_t Targets = number(); Targets != 0 && !Bad; --Targets)
      I.Targets.push_back(id<BlockId>());
  if (I.Result != Reg::None)
    NextReg = index(I.Result) + 1;
  Instrs.push_back(std::move(I));
}

void BinaryReader::instructionPlace(Loc &L) {
  uint64_t Code = number(PC_Full);
  if (Code == PC_None)
    return;
  L = Last;
  if (Code == PC_Full) {
    L.File = number();
    L.Line = number();
  } else if (Code == PC_SameFile) {
    L.Line = relative(Last.Line, 1);
  }
  L.Col = number();
  Bad |= !L.isValid();
  Last = L;
}

void BinaryReader::part(Instr &I, const Part &P) {
  switch (P.Kind) {
  case '=':
    if (flag())
      I.Result = static_cast<Reg>(relative(NextReg, -1));
    break;
  case 'T':
  case ':':
    I.Ty = id<TypeId>();
    break;
  case 'F':
    I.Callee = id<FuncId>();
    break;
  case 'G':
    I.Glob = id<GlobalId>();
    break;
  case 'R':
    I.Rec = id<RecordId>();
    break;
  case 'S':
    I.Rec = id<RecordId>();
    I.SlotNo = number();
    break;
  case '"':
    I.Str = string();
    break;
  default:
    if (P.isSub())
      I.Sub = small<uint8_t>();
    if (P.Kind == 'K')
      I.Int = decodeSigned(number(UINT64_MAX));
  }
}

void BinaryReader::operands(Instr &I) {
  ArrayRef<Part> Parts = parts(I.Op);
  bool Named = contains(I.Op, 'M');
  bool Transferred = Named || contains(I.Op, 'm');
  std::optional<unsigned> Fixed = fixedOperandCount(Parts);
  for (uint64_t Left = Fixed ? *Fixed : number(); Left != 0 && !Bad; --Left) {
    Operand O;
    O.R = static_cast<Reg>(relative(NextReg, -1));
    if (Transferred)
      O.How = static_cast<Transfer>(small<uint8_t>());
    if (Named)
      O.Slot = M.internName(string());
    I.Args.push_back(O);
  }
  I.HasFirst = hasFirst(Parts, I.Args.size());
}

bool isBinary(StringRef Bytes) { return Bytes.starts_with(BinaryMagic); }

static Expected<Module> readFrom(MemoryBufferRef Bytes, bool CopiesStrings) {
  BinaryReader Reader(Bytes.getBuffer(), CopiesStrings);
  if (Error E = Reader.read())
    return createStringError(inconvertibleErrorCode(),
                             Bytes.getBufferIdentifier() + ": " +
                                 toString(std::move(E)));
  return Reader.takeModule();
}

Expected<Module> readBinary(std::unique_ptr<MemoryBuffer> Buffer) {
  Expected<Module> M =
      readFrom(Buffer->getMemBufferRef(), /*CopiesStrings=*/false);
  if (M)
    M->keepAlive(std::move(Buffer));
  return M;
}

Expected<Module> readBinary(MemoryBufferRef Bytes) {
  return readFrom(Bytes, /*CopiesStrings=*/true);
}

} // namespace weakspot::ir
