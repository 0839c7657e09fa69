//===- Diagnostics.h - Findings in LSP's form ------------------ -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_DIAGNOSTICS_H
#define WEAKSPOT_SERVER_DIAGNOSTICS_H

#include "Server/Client.h"
#include "Server/Places.h"
#include "Server/ProjectState.h"
#include <functional>

namespace weakspot::server {

/// A finding whose place is known in the present text.
struct LocatedFinding {
  Shown Of;
  Location Where;
};

/// A step of a proof.
struct LocatedNote {
  Location Where;
  std::string Message;
};

/// Each edge of the ring, with the statements that make it, and then whatever
/// else the proof says. What has no place any more is left out.
std::vector<LocatedNote> proofOf(const Shown &S, Places &Where);

/// `A --b (std::shared_ptr)--> B --a--> A`
std::string ringInWords(const Finding &F);

/// PageUrl gives the address of a check's page.
llvm::json::Value
toDiagnostic(const LocatedFinding &F, Places &Where, const Client &C,
             const std::function<std::string(llvm::StringRef Check)> &PageUrl);

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_DIAGNOSTICS_H
