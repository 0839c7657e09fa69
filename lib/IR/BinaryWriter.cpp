//===- BinaryWriter.cpp - Writes the binary form --------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/Binary.h"
#include "IR/BinaryFormat.h"
#include "IR/Signature.h"
#include "llvm/Bitstream/BitstreamWriter.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace weakspot::ir {

namespace {

/// The strings in order of first use, each once; number 0 is empty.
class StringTable {
public:
  uint64_t number(StringRef S) {
    if (S.empty())
      return 0;
    auto [It, Inserted] = Numbers.try_emplace(S, Sizes.size() + 1);
    if (Inserted) {
      Bytes += S;
      Sizes.push_back(S.size());
    }
    return It->second;
  }

  std::string Bytes;
  SmallVector<uint64_t, 0> Sizes;

private:
  StringMap<uint64_t> Numbers;
};

class BinaryWriter {
public:
  explicit BinaryWriter(const Module &M) : M(M) {}

  void write(raw_ostream &OS);

private:
  struct Row {
    unsigned Code;
    size_t End; ///< In Body.
  };

  void module();
  void record(const Record &R);
  void global(const Global &G);
  void function(const Function &F);
  void instruction(const Instr &I);
  void instructionPlace(const Loc &L);
  void part(const Instr &I, const Part &P);
  void operands(const Instr &I);
  void emit(BitstreamWriter &Stream) const;

  /// Values of the record being made.
  void put(uint64_t V) { Body.push_back(V); }
  void put(StringRef S) { put(Strings.number(S)); }
  template <typename Id> void putId(Id I) {
    put(I == Id::None ? 0 : uint64_t(index(I)) + 1);
  }
  void putReg(Reg R) {
    put(encodeSigned(int64_t(NextReg) - int64_t(index(R))));
  }
  void put(const Loc &L);
  void end(unsigned Code) { Rows.push_back({Code, Body.size()}); }

  const Module &M;
  StringTable Strings;
  SmallVector<uint64_t, 0> Body;
  std::vector<Row> Rows;
  // Within a function: the register most likely defined next, and the last
  // instruction's place.
  uint32_t NextReg = 0;
  Loc Last;
};

} // namespace

void BinaryWriter::put(const Loc &L) {
  put(L.isValid() ? L.Line : 0);
  if (!L.isValid())
    return;
  put(L.File);
  put(L.Col);
}

void BinaryWriter::module() {
  put(M.Name);
  for (StringRef File : M.Files)
    put(File);
  end(RC_Module);
  for (const Type &T : M.Types) {
    put(static_cast<unsigned>(T.Kind) << 1 | unsigned(T.WeakKeyed));
    putId(T.Arg);
    putId(T.Record);
    put(T.Name);
    end(RC_Type);
  }
  for (const Record &R : M.Records)
    record(R);
  for (const Global &G : M.Globals)
    global(G);
  for (const Function &F : M.Functions)
    function(F);
}

void BinaryWriter::record(const Record &R) {
  put(R.Key);
  put(R.Name);
  put(R.Where);
  put(R.Flags);
  putId(R.Dtor);
  putId(R.CallOp);
  put(R.Bases.size());
  for (RecordId Base : R.Bases)
    putId(Base);
  for (const Slot &S : R.Slots) {
    put(S.Name);
    putId(S.Type);
    put(static_cast<unsigned>(S.Acc));
    put(S.IsAccepted);
    if (S.IsAccepted)
      put(S.Reason);
    put(S.Where);
  }
  end(RC_Record);
}

void BinaryWriter::global(const Global &G) {
  put(G.Key);
  put(G.Name);
  put(G.Where);
  putId(G.Type);
  put(G.Flags);
  end(RC_Global);
}

void BinaryWriter::function(const Function &F) {
  put(F.Key);
  put(F.Name);
  put(F.Where);
  put(F.Flags);
  putId(F.Parent);
  putId(F.Ret);
  put(F.NumRegs);
  put(F.NumOpaque);
  put(F.Overrides.size());
  for (FuncId Overridden : F.Overrides)
    putId(Overridden);
  for (const Param &P : F.Params) {
    put(P.Name);
    putId(P.Type);
  }
  end(RC_Function);

  NextReg = F.Params.size();
  Last = F.Where.isValid() ? F.Where : Loc();
  for (const Block &B : F.blocks()) {
    end(RC_Block);
    for (const Instr &I : B.Instrs)
      instruction(I);
  }
}

void BinaryWriter::instruction(const Instr &I) {
  instructionPlace(I.Where);
  for (const Part &P : parts(I.Op))
    part(I, P);
  operands(I);
  if (contains(I.Op, 'B')) {
    put(I.Targets.size());
    for (BlockId T : I.Targets)
      putId(T);
  }
  if (I.Result != Reg::None)
    NextReg = index(I.Result) + 1;
  end(RC_FirstInstr + static_cast<unsigned>(I.Op));
}

void BinaryWriter::instructionPlace(const Loc &L) {
  if (!L.isValid())
    return put(PC_None);
  if (L.File != Last.File) {
    put(PC_Full);
    put(L.File);
    put(L.Line);
  } else if (L.Line != Last.Line) {
    put(PC_SameFile);
    put(encodeSigned(int64_t(L.Line) - int64_t(Last.Line)));
  } else {
    put(PC_SameLine);
  }
  put(L.Col);
  Last = L;
}

void BinaryWriter::part(const Instr &I, const Part &P) {
  switch (P.Kind) {
  case '=':
    put(I.Result != Reg::None);
    if (I.Result != Reg::None)
      putReg(I.Result);
    break;
  case 'T':
  case ':':
    putId(I.Ty);
    break;
  case 'F':
    putId(I.Callee);
    break;
  case 'G':
    putId(I.Glob);
    break;
  case 'R':
    putId(I.Rec);
    break;
  case 'S':
    putId(I.Rec);
    put(I.SlotNo);
    break;
  case '"':
    put(I.Str);
    break;
  default:
    if (P.isSub())
      put(I.Sub);
    if (P.Kind == 'K')
      put(encodeSigned(I.Int));
  }
}

void BinaryWriter::operands(const Instr &I) {
  ArrayRef<Part> Parts = parts(I.Op);
  bool Named = contains(I.Op, 'M');
  bool Transferred = Named || contains(I.Op, 'm');
  if (!fixedOperandCount(Parts))
    put(I.Args.size());
  for (const Operand &O : I.Args) {
    putReg(O.R);
    if (Transferred)
      put(static_cast<unsigned>(O.How));
    if (Named)
      put(M.name(O.Slot));
  }
}

void BinaryWriter::emit(BitstreamWriter &Stream) const {
  Stream.EnterSubblock(ModuleBlock, AbbreviationWidth);
  Stream.EmitRecord(RC_Strings, Strings.Sizes);
  size_t Begin = 0;
  for (const Row &R : Rows) {
    Stream.EmitRecord(R.Code, ArrayRef(Body).slice(Begin, R.End - Begin));
    Begin = R.End;
  }
  Stream.ExitBlock();
}

void BinaryWriter::write(raw_ostream &OS) {
  module();
  SmallVector<char, 0> Bitstream;
  {
    BitstreamWriter Stream(Bitstream);
    emit(Stream);
  }

  std::string File(header::Size, '\0');
  llvm::copy(BinaryMagic, File.begin());
  File += Strings.Bytes;
  File.resize(bitstreamOffset(Strings.Bytes.size()));
  File.append(Bitstream.begin(), Bitstream.end());
  using namespace support::endian;
  write32le(&File[header::Version], FormatVersion);
  write64le(&File[header::Operations], operationsDigest());
  write64le(&File[header::StringBytes], Strings.Bytes.size());
  write64le(&File[header::Checksum], payloadChecksum(File));
  OS << File;
}

/// The first path that only means something on this machine.
static std::optional<StringRef> findAbsolutePath(const Module &M) {
  auto IsAbsolute = [](StringRef Path) {
    return sys::path::is_absolute(Path, sys::path::Style::posix) ||
           sys::path::is_absolute(Path, sys::path::Style::windows);
  };
  if (IsAbsolute(M.Name))
    return M.Name;
  for (StringRef File : M.Files)
    if (IsAbsolute(File))
      return File;
  return std::nullopt;
}

Error writeBinary(const Module &M, raw_ostream &OS) {
  if (auto Path = findAbsolutePath(M))
    return createStringError(inconvertibleErrorCode(),
                             M.Name + ": the absolute path " + *Path +
                                 " can't be in a file of IR");
  BinaryWriter(M).write(OS);
  return Error::success();
}

} // namespace weakspot::ir
