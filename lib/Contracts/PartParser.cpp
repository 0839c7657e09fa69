//===- PartParser.cpp - What a class is made of ---------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Contracts/Contracts.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace weakspot::contracts {

Error parsePart(StringRef Text, Class &C) {
  StringRef Word = Text.trim();
  C.CollectionOfPart |= Word.consume_front("collection ");
  if (Word == "callable") {
    C.Parts.push_back({0, /*Pointee=*/false, /*Callable=*/true});
    return Error::success();
  }
  if (Word == "T...") {
    C.AllParts = true;
    return Error::success();
  }
  PartRef Part;
  if (Word.consume_front("weak "))
    Part.Reference = ir::TypeKind::Weak;
  else if (Word.consume_front("strong "))
    Part.Reference = ir::TypeKind::Strong;
  Part.Pointee = Word.consume_back(".pointee");
  if (!Word.consume_front("T") || Word.getAsInteger(10, Part.Index))
    return make_error<TextError>(
        0, "expected a template argument ('T0', 'T0.pointee', 'weak T0', "
           "'strong T0', 'collection T0' or 'T...') or 'callable', got '" +
               Text.str() + "'");
  C.Parts.push_back(Part);
  return Error::success();
}

Error parseParts(StringRef Text, Class &C) {
  C.Parts.clear();
  C.SlotNames.clear();
  C.AllParts = C.CollectionOfPart = false;
  SmallVector<StringRef, 4> Words;
  Text.split(Words, ',');
  for (StringRef Word : Words) {
    auto [Name, Part] = Word.split(':');
    bool IsNamed = !Part.empty();
    C.SlotNames.push_back(IsNamed ? Name.trim().str()
                                  : std::to_string(C.SlotNames.size()));
    if (Error E = parsePart(IsNamed ? Part : Name, C))
      return E;
  }
  return Error::success();
}

} // namespace weakspot::contracts
