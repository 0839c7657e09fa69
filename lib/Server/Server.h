//===- Server.h - The language server -------------------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Speaks LSP beside clangd: diagnostics, fixes, lenses and hovers about
// ownership, and nothing that clangd does. See docs/editors.md.
//
// It has one thread and never waits (see EventLoop.h). What takes long is done
// by children: the whole program (ProgramCheck.h), what is typed
// (TypingChecks.h), fixes (Fixer.h).
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_SERVER_H
#define WEAKSPOT_SERVER_SERVER_H

#include "Server/Project.h"

namespace weakspot::server {

/// Serves the client at the two descriptors until it is gone. Returns the
/// program's exit code: 0 if the client said good-bye as it should, 1 if it
/// vanished.
int serve(int In, int Out, const ProjectSettings &CommandLine);

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_SERVER_H
