//===- ModelReader.h - Reading model files ----------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reads one model file's YAML into the contracts of a table. The first mistake
// ends the reading, with the place and what was expected there.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_CONTRACTS_MODELREADER_H
#define WEAKSPOT_CONTRACTS_MODELREADER_H

#include "Contracts/Contracts.h"
#include "Contracts/YamlText.h"

namespace weakspot::contracts {

class ModelReader {
public:
  /// Base is what `like` may refer to, next to what is read.
  ModelReader(const Table &Base, llvm::StringRef Text, llvm::StringRef Name)
      : Base(Base), FileName(Name.str()), Yaml(Text) {}

  llvm::Error read();

  std::vector<Class> Classes;
  llvm::StringMap<std::vector<Function>> Functions;
  std::vector<std::string> Namespaces;

private:
  using Node = llvm::yaml::Node;

  llvm::Error readTop(llvm::yaml::MappingNode &Top);
  llvm::Error readNamespaces(Node &Value);
  llvm::Error readClasses(Node &Value);
  llvm::Error readClass(Node &Value);
  llvm::Error readClassKey(llvm::StringRef Key, Node &KeyNode, Node &Value,
                           Class &C, std::vector<std::string> &Names);
  llvm::Error readParts(Node &Value, Class &C);
  llvm::Error readLength(Node &Value, Class &C);
  llvm::Error readPart(Node &Value, Class &C);
  llvm::Error readMethods(Node &Value, std::vector<Method> &Methods);
  llvm::Error readLike(Node &Value, Class &C);
  llvm::Error readFunctions(Node &Value);
  llvm::Error readFunction(Node &Key, Node &Value);
  llvm::Error readSteps(Node &Value, Method &M);

  llvm::Expected<std::string> readText(Node &N, llvm::StringRef What);
  llvm::Expected<std::vector<std::string>> readTexts(Node &N,
                                                     llvm::StringRef What);
  llvm::Expected<bool> readFlag(Node &N);

  const Class *findClass(llvm::StringRef ClassName) const;

  std::string unknownClass(llvm::StringRef Name) const;
  /// `file:line`
  std::string origin(const Node &N) const;

  /// `file:line:column: error: message` for a node, plus an offset in it.
  llvm::Error errorAt(const Node &N, const llvm::Twine &Message,
                      size_t Offset = 0) const;
  /// Places a TextError of the node's text.
  llvm::Error errorIn(const Node &N, llvm::Error E) const;
  llvm::Error errorAt(YamlText::Place Where, const llvm::Twine &Message) const;

  const Table &Base;
  std::string FileName;
  YamlText Yaml;
};

} // namespace weakspot::contracts

#endif // WEAKSPOT_CONTRACTS_MODELREADER_H
