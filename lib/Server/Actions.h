//===- Actions.h - What can be done about a finding ------------ -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_ACTIONS_H
#define WEAKSPOT_SERVER_ACTIONS_H

#include "Server/Fixer.h"
#include "Server/Session.h"

namespace weakspot::server {

inline constexpr llvm::StringLiteral FixAllKind = "source.fixAll.weakspot";

/// The answer to textDocument/codeAction.
llvm::json::Value codeActions(Session &S, Fixer &Fixes, const Document &D,
                              const llvm::json::Object &Params);

/// The findings of a file that a fix may be found for, of its project.
struct FixableFindings {
  ProjectState *Of = nullptr;
  std::vector<std::string> Ids;
};
FixableFindings fixableIn(Session &S, llvm::StringRef Path);

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_ACTIONS_H
