//===- Table.cpp - All contracts ------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Contracts/BuiltinModels.h"
#include "Contracts/Contracts.h"
#include "Contracts/ModelReader.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SHA256.h"

using namespace llvm;

namespace weakspot::contracts {

Expected<Table> Table::builtin() {
  Table T;
  for (const BuiltinModel &Model : builtinModels())
    if (Error E = T.addBuffer(Model.Text, Model.Name))
      return E;
  return T;
}

Error Table::addFile(StringRef Path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
      MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer)
    return createStringError(Buffer.getError(), "%s: error: %s",
                             Path.str().c_str(),
                             Buffer.getError().message().c_str());
  return addBuffer((*Buffer)->getBuffer(), Path);
}

Error Table::addBuffer(StringRef Text, StringRef NameForErrors) {
  ModelReader Reader(*this, Text, NameForErrors);
  if (Error E = Reader.read())
    return E;
  for (Class &C : Reader.Classes)
    addClass(std::move(C));
  for (const std::string &Name : Reader.Namespaces)
    LibraryNamespaces.insert(Name);
  for (auto &Entry : Reader.Functions)
    Functions[Entry.getKey()] = std::move(Entry.second);

  SHA256 Hash;
  Hash.update(Digest);
  Hash.update(Text);
  Digest = toHex(Hash.final(), /*LowerCase=*/true);
  return Error::success();
}

void Table::addClass(Class C) {
  std::string Name = C.Name;
  Classes[Name] = std::move(C);
}

const Class *Table::findClass(StringRef QualifiedName) const {
  auto It = Classes.find(QualifiedName);
  return It == Classes.end() ? nullptr : &It->second;
}

ArrayRef<Function> Table::findFunctions(StringRef QualifiedName) const {
  auto It = Functions.find(QualifiedName);
  return It == Functions.end() ? ArrayRef<Function>()
                               : ArrayRef<Function>(It->second);
}

std::string Table::digest() const { return Digest; }

} // namespace weakspot::contracts
