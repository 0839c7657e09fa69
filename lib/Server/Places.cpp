//===- Places.cpp - Where a result is in the editor's texts ---- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Places.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace weakspot::server {

json::Value Location::toJSON() const {
  return json::Object{{"uri", Uri}, {"range", lsp::toJSON(Range)}};
}

const std::string &Places::realPathOf(const std::string &Path) {
  auto [It, IsNew] = RealPaths.try_emplace(Path);
  if (IsNew)
    It->second = realPath(Path);
  return It->second;
}

const Places::DiskFile &Places::onDisk(const std::string &RealPath) {
  auto [It, IsNew] = Disk.try_emplace(RealPath);
  if (IsNew)
    if (auto Buffer = MemoryBuffer::getFile(RealPath)) {
      It->second.Name = contentName((*Buffer)->getBuffer());
      It->second.Content.emplace((*Buffer)->getBuffer().str());
    }
  return It->second;
}

void Places::forgetDisk() {
  Disk.clear();
  RealPaths.clear();
}

const Text *Places::text(const std::string &RealPath) {
  auto It = Open.find(RealPath);
  if (It != Open.end())
    return &It->second->text();
  const DiskFile &File = onDisk(RealPath);
  return File.Content ? &*File.Content : nullptr;
}

std::string Places::uriOf(const std::string &RealPath) const {
  auto It = Open.find(RealPath);
  if (It != Open.end())
    return It->second->uri();
  Expected<lsp::URIForFile> Uri = lsp::URIForFile::fromFile(RealPath);
  if (Uri)
    return json::fixUTF8(Uri->uri());
  consumeError(Uri.takeError());
  return "";
}

std::optional<Location> Places::find(const SourcePlace &P, const Results &Of,
                                     const Paths &Names) {
  auto Name = Of.Contents.find(P.File);
  if (P.Line == 0 || Name == Of.Contents.end())
    return std::nullopt;
  const std::string &Path = realPathOf(Names.absolute(P.File));
  std::optional<TextPlace> At =
      TextPlace{P.Line - 1, P.Column == 0 ? 0 : P.Column - 1};
  if (auto Document = Open.find(Path); Document != Open.end())
    At = Document->second->find(Name->second, *At);
  else if (onDisk(Path).Name != Name->second)
    At.reset();
  const Text *Content = text(Path);
  if (!At || !Content || At->Line >= Content->numLines())
    return std::nullopt;
  Location L;
  L.Path = Path;
  L.Uri = uriOf(Path);
  L.Line = At->Line;
  L.Range.start = Content->toClient(*At, Units);
  L.Range.end = Content->toClient(Content->endOfToken(*At), Units);
  return L;
}

} // namespace weakspot::server
