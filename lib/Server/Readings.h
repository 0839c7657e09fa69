//===- Readings.h - Rings beside the code ---------------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_READINGS_H
#define WEAKSPOT_SERVER_READINGS_H

#include "Server/Fixer.h"
#include "Server/Session.h"

namespace weakspot::server {

/// textDocument/codeLens: at each class that is in a ring, in how many.
llvm::json::Value codeLenses(Session &S, const Document &D);

/// textDocument/hover: at a class, a member or a statement that is part of a
/// ring, the ring. Null elsewhere.
llvm::json::Value hover(Session &S, const Fixer &Fixes, const Document &D,
                        const llvm::lsp::Position &At);

/// A finding as a page: its proof, then the page of its check. Markdown.
std::string explanation(const Shown &F);

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_READINGS_H
