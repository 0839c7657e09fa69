//===- TUReply.cpp - What a worker tells of its TU --------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/TUReply.h"
#include "IR/Binary.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cstring>

using namespace llvm;
using namespace weakspot::frontend;

namespace weakspot {

namespace {
/// The same members in the same order for both directions: see transfer().
class ReplyWriter {
public:
  explicit ReplyWriter(raw_ostream &OS) : OS(OS) {}

  template <typename T> void value(const T &V) {
    static_assert(std::is_trivially_copyable_v<T>);
    OS.write(reinterpret_cast<const char *>(&V), sizeof(V));
  }
  void string(StringRef S) {
    value(S.size());
    OS << S;
  }
  void strings(const std::vector<std::string> &All) {
    value(All.size());
    for (const std::string &S : All)
      string(S);
  }
  void counts(const StringMap<unsigned> &Counts) {
    value(Counts.size());
    for (const auto &Count : Counts) {
      string(Count.getKey());
      value(Count.getValue());
    }
  }

private:
  raw_ostream &OS;
};

/// What is cut short reads as zeros and empty strings, and isComplete() is
/// false from there on.
class ReplyReader {
public:
  explicit ReplyReader(StringRef Bytes) : Rest(Bytes) {}

  template <typename T> void value(T &V) {
    static_assert(std::is_trivially_copyable_v<T>);
    StringRef Bytes = take(sizeof(V));
    if (!Bytes.empty())
      std::memcpy(&V, Bytes.data(), sizeof(V));
  }
  void string(std::string &S) {
    size_t Size = 0;
    value(Size);
    S = take(Size).str();
  }
  void strings(std::vector<std::string> &All) {
    size_t Size = 0;
    value(Size);
    for (size_t I = 0; I < Size && Complete; ++I)
      string(All.emplace_back());
  }
  void counts(StringMap<unsigned> &Counts) {
    unsigned Size = 0;
    value(Size);
    for (unsigned I = 0; I < Size && Complete; ++I) {
      std::string Key;
      string(Key);
      value(Counts[Key]);
    }
  }
  bool isComplete() const { return Complete; }
  StringRef rest() const { return Rest; }

private:
  StringRef take(size_t Size) {
    Complete &= Size <= Rest.size();
    if (!Complete)
      return "";
    StringRef Bytes = Rest.take_front(Size);
    Rest = Rest.drop_front(Size);
    return Bytes;
  }

  StringRef Rest;
  bool Complete = true;
};
} // namespace

template <typename Direction, typename Result>
static void transfer(Direction &D, Result &R) {
  D.value(R.Ok);
  D.string(R.Diagnostics);
  D.value(R.Errors);
  D.strings(R.FilesRead);
  D.value(R.Stats.Functions);
  D.value(R.Stats.Instructions);
  D.value(R.Stats.Truncated);
  D.counts(R.Stats.Opaque);
  D.value(R.Stats.ParseSeconds);
  D.value(R.Stats.LowerSeconds);
}

void writeReply(const ExtractResult &Result, raw_ostream &OS) {
  std::string Module;
  raw_string_ostream ModuleOS(Module);
  std::string Refusal;
  if (Error E = ir::writeBinary(Result.Module, ModuleOS))
    Refusal = toString(std::move(E));
  ReplyWriter W(OS);
  transfer(W, Result);
  W.string(Refusal);
  OS << Module;
}

Expected<ExtractResult> readReply(StringRef Reply, StringRef File,
                                  StringRef &ModuleBytes) {
  ExtractResult Result;
  ReplyReader R(Reply);
  transfer(R, Result);
  std::string Refusal;
  R.string(Refusal);
  if (!R.isComplete())
    return createStringError("its worker's reply is cut short");
  if (!Refusal.empty())
    return createStringError(Refusal);
  ModuleBytes = R.rest();
  Expected<ir::Module> Module =
      ir::readBinary(MemoryBufferRef(ModuleBytes, File));
  if (!Module)
    return Module.takeError();
  Result.Module = std::move(*Module);
  return Result;
}

} // namespace weakspot
