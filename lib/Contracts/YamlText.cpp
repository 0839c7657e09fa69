//===- YamlText.cpp - YAML and its first mistake --------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Contracts/YamlText.h"
#include "llvm/ADT/SmallString.h"

using namespace llvm;

namespace weakspot::contracts {

std::optional<std::string> textOf(yaml::Node *N) {
  SmallString<64> Storage;
  if (auto *Scalar = dyn_cast_or_null<yaml::ScalarNode>(N))
    return Scalar->getValue(Storage).str();
  if (auto *Block = dyn_cast_or_null<yaml::BlockScalarNode>(N))
    return Block->getValue().str();
  return std::nullopt;
}

std::string YamlText::Place::str() const {
  return std::to_string(Line) + ":" + std::to_string(Column);
}

YamlText::YamlText(StringRef Text)
    : Stream(Text, Sources, /*ShowColors=*/false) {
  Sources.setDiagHandler(
      [](const SMDiagnostic &D, void *Context) {
        auto &Self = *static_cast<YamlText *>(Context);
        if (!Self.First)
          Self.First = {{static_cast<unsigned>(D.getLineNo()),
                         static_cast<unsigned>(D.getColumnNo() + 1)},
                        D.getMessage().str()};
      },
      this);
}

yaml::Node *YamlText::root() {
  yaml::document_iterator Document = Stream.begin();
  return Document == Stream.end() ? nullptr : Document->getRoot();
}

YamlText::Place YamlText::placeOf(const yaml::Node &N, size_t Offset) const {
  const char *Start = N.getSourceRange().Start.getPointer();
  if (!Start)
    return {};
  SMLoc Where = SMLoc::getFromPointer(Start + Offset);
  if (Sources.FindBufferContainingLoc(Where) == 0)
    return {};
  auto [Line, Column] = Sources.getLineAndColumn(Where);
  return {Line, Column};
}

void YamlText::complain(const yaml::Node *N, const Twine &Message) {
  if (!First)
    First = {N ? placeOf(*N) : Place(), Message.str()};
}

std::optional<YamlText::Mistake> YamlText::mistake() {
  if (!First && Stream.failed())
    First = {Place(), "not YAML"};
  return First;
}

} // namespace weakspot::contracts
