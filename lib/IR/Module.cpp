//===- Module.cpp - The ownership IR of one TU ----------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/Module.h"
#include "llvm/ADT/Hashing.h"

using namespace llvm;

namespace weakspot::ir {

StringRef mnemonic(Opcode Op) {
  static constexpr StringLiteral Names[] = {
#define OP(Enumerator, Mnemonic, Signature) StringLiteral(Mnemonic),
#include "IR/Ops.def"
  };
  return Names[static_cast<unsigned>(Op)];
}

StringRef signature(Opcode Op) {
  static constexpr StringLiteral Signatures[] = {
#define OP(Enumerator, Mnemonic, Signature) StringLiteral(Signature),
#include "IR/Ops.def"
  };
  return Signatures[static_cast<unsigned>(Op)];
}

bool isTerminator(Opcode Op) {
  switch (Op) {
  case Opcode::Jump:
  case Opcode::Try:
  case Opcode::Branch:
  case Opcode::Return:
  case Opcode::Throw:
  case Opcode::Unreachable:
    return true;
  default:
    return false;
  }
}

Module::Module() : Storage(std::make_unique<BumpPtrAllocator>()) {}

StringRef Module::intern(StringRef S) {
  if (S.empty())
    return {};
  auto [It, Inserted] = Interned.try_emplace(S);
  if (Inserted)
    It->second = S.copy(*Storage);
  return It->second;
}

uint32_t Module::internFile(StringRef Path) {
  for (; IndexedFiles != Files.size(); ++IndexedFiles)
    FileIds.try_emplace(Files[IndexedFiles], IndexedFiles);
  auto [It, Inserted] = FileIds.try_emplace(Path, Files.size());
  if (Inserted)
    Files.push_back(intern(Path));
  return It->second;
}

NameId Module::internName(StringRef Name) {
  if (Name.empty())
    return NameId::None;
  auto [It, Inserted] =
      NameIds.try_emplace(Name, static_cast<NameId>(Names.size()));
  if (Inserted)
    Names.push_back(It->getKey());
  return It->second;
}

/// The known types with T's hash.
SmallVector<TypeId, 1> &Module::typesLike(const Type &T) {
  return TypeIds[hash_combine(static_cast<unsigned>(T.Kind), T.WeakKeyed,
                              index(T.Arg), index(T.Record), T.Name)];
}

TypeId Module::internType(const Type &T) {
  for (; IndexedTypes != Types.size(); ++IndexedTypes)
    typesLike(Types[IndexedTypes]).push_back(static_cast<TypeId>(IndexedTypes));
  for (TypeId Id : typesLike(T))
    if (type(Id) == T)
      return Id;
  Types.push_back(T);
  Types.back().Name = intern(T.Name);
  return static_cast<TypeId>(Types.size() - 1);
}

void Module::keepAlive(std::unique_ptr<MemoryBuffer> Buffer) {
  Buffers.push_back(std::move(Buffer));
}

} // namespace weakspot::ir
