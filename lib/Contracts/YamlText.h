//===- YamlText.h - YAML and its first mistake ------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A YAML text whose nodes are read one after the other. Every node has a place
// in the text, and of all complaints about the text the first is kept: what
// comes after an error follows from it.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_CONTRACTS_YAMLTEXT_H
#define WEAKSPOT_CONTRACTS_YAMLTEXT_H

#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"
#include <optional>
#include <string>

namespace weakspot::contracts {

/// Of a scalar in any form; nothing else has text. N may be null.
std::optional<std::string> textOf(llvm::yaml::Node *N);

class YamlText {
public:
  /// Both count from 1.
  struct Place {
    unsigned Line = 1, Column = 1;
    /// `line:column`
    std::string str() const;
  };
  struct Mistake {
    Place Where;
    std::string Message;
  };

  explicit YamlText(llvm::StringRef Text);
  YamlText(const YamlText &) = delete;
  YamlText &operator=(const YamlText &) = delete;

  /// What the first document holds; null where there is nothing. To be asked
  /// for once.
  llvm::yaml::Node *root();

  /// Of the node's start or what stands Offset behind it. What the parser made
  /// up after an error has no place: it gets that of the text's start.
  Place placeOf(const llvm::yaml::Node &N, size_t Offset = 0) const;

  /// Adds a complaint to the parser's own. N may be null.
  void complain(const llvm::yaml::Node *N, const llvm::Twine &Message);

  /// Whether the parser gave up.
  bool hasFailed() { return Stream.failed(); }

  /// The first complaint. It is known when all nodes were read.
  std::optional<Mistake> mistake();

private:
  llvm::SourceMgr Sources;
  llvm::yaml::Stream Stream;
  std::optional<Mistake> First;
};

} // namespace weakspot::contracts

#endif // WEAKSPOT_CONTRACTS_YAMLTEXT_H
