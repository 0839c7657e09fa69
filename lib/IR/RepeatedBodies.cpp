//===- RepeatedBodies.cpp - Bodies that many modules have -----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/RepeatedBodies.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace weakspot::ir {

static void addPlace(const Module &M, Loc Where, raw_ostream &OS) {
  OS << '\n';
  if (Where.isValid())
    OS << M.Files[Where.File] << ':' << Where.Line << ':' << Where.Col;
}

/// Several programs of one project may each have a function of this name, or a
/// class of its parent's: those are others.
static std::pair<uint64_t, uint64_t> keyOf(const Module &M, const Function &F) {
  SmallString<256> Text;
  raw_svector_ostream OS(Text);
  OS << (F.Key.empty() ? F.Name : F.Key);
  addPlace(M, F.Where, OS);
  if (F.Parent != RecordId::None)
    addPlace(M, M.record(F.Parent).Where, OS);
  XXH128_hash_t Hash = xxh3_128bits(arrayRefFromStringRef(Text));
  return {Hash.low64, Hash.high64};
}

void RepeatedBodies::dropFrom(Module &M) {
  for (Function &F : M.Functions) {
    if (!F.hasBody() || (F.Flags & (FF_Internal | FF_Entry)))
      continue;
    auto [It, IsNew] = First.try_emplace(keyOf(M, F), Holder{&F, M.Name});
    Holder &Held = It->second;
    // Of two modules of one name it is not said which is the first.
    if (IsNew || Held.ModuleName == M.Name)
      continue;
    if (Held.ModuleName < M.Name) {
      F.dropBody();
    } else {
      Held.Body->dropBody();
      Held = {&F, M.Name};
    }
  }
}

} // namespace weakspot::ir
