//===- LineHash.cpp - Lines by what they say ------------------ -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/LineHash.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/JSON.h"
#include <array>

using namespace llvm;

namespace weakspot {

namespace {
/// A rolling hash over UTF-16 units: what a line hashes to is known a window
/// after its first unit.
class Roller {
public:
  void take(UTF16 Unit);
  std::vector<std::string> finish();

private:
  static constexpr size_t Window = 100;
  static constexpr uint64_t Factor = 37;
  static constexpr UTF16 EndOfFile = 0xffff;

  void process(UTF16 Unit);
  void update(uint64_t Unit);
  void tell();

  std::array<uint64_t, Window> Units{};
  std::array<size_t, Window> LineAt{}; ///< 1-based; 0: no line begins there.
  size_t Index = 0;
  size_t Line = 0;
  bool AtLineStart = true;
  bool AfterReturn = false;
  uint64_t Hash = 0;
  StringMap<unsigned> Count;
  std::vector<std::string> Result;
};
} // namespace

static constexpr uint64_t power(uint64_t Base, size_t Exponent) {
  uint64_t Result = 1;
  for (size_t I = 0; I < Exponent; ++I)
    Result *= Base;
  return Result;
}

void Roller::tell() {
  std::string Text = utohexstr(Hash, /*LowerCase=*/true);
  Result.resize(std::max(Result.size(), LineAt[Index]));
  Result[LineAt[Index] - 1] = Text + ":" + utostr(++Count[Text]);
  LineAt[Index] = 0;
}

void Roller::update(uint64_t Unit) {
  uint64_t Oldest = Units[Index];
  Units[Index] = Unit;
  Hash = Factor * Hash + Unit - power(Factor, Window) * Oldest;
  Index = (Index + 1) % Window;
}

void Roller::process(UTF16 Unit) {
  if (LineAt[Index] != 0)
    tell();
  if (AtLineStart)
    LineAt[Index] = ++Line;
  AtLineStart = Unit == '\n';
  update(Unit);
}

void Roller::take(UTF16 Unit) {
  bool IsSecondHalf = AfterReturn && Unit == '\n';
  if (Unit == ' ' || Unit == '\t' || IsSecondHalf) {
    AfterReturn = false;
    return;
  }
  AfterReturn = Unit == '\r';
  process(AfterReturn ? UTF16('\n') : Unit);
}

std::vector<std::string> Roller::finish() {
  process(EndOfFile);
  for (size_t I = 0; I < Window; ++I) {
    if (LineAt[Index] != 0)
      tell();
    update(0);
  }
  return std::move(Result);
}

std::vector<std::string> lineHashes(StringRef Text) {
  std::string Valid = json::fixUTF8(Text);
  SmallVector<UTF16, 0> Units;
  convertUTF8ToUTF16String(Valid, Units);
  Roller R;
  for (UTF16 Unit : Units)
    R.take(Unit);
  return R.finish();
}

} // namespace weakspot
