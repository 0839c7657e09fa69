//===- Jobs.h - What the server's children do ------------------ -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each of these is the whole life of a child (see Child.h). They say what they
// have to say as messages; the server's half of each is in ProgramCheck.h,
// EditedFile.h and Fixer.h.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_JOBS_H
#define WEAKSPOT_SERVER_JOBS_H

#include "Server/Child.h"
#include "Server/Project.h"

namespace weakspot::server {

/// Checks the whole program. Sends `{"done": 3, "total": 40, "file": ...}` and
/// at last `{"results": ..., "includers": {file: main file}, "parsed": 2,
/// "total": 40, "seconds": 0.8}` or `{"error": ...}`.
void checkProgram(const Project &P, Line &Server);

/// Checks a TU again and again. Each request, `{"texts": {path: text}}`, is
/// answered by `{"results": ..., "files": [...]}`, or by `{"errors": 3,
/// "diagnostics": ...}` where it cannot be understood. What it includes is
/// parsed once, and kept in a file in Scratch.
void checkEdited(const Project &P, const frontend::CompileCommand &Command,
                 bool MayPrecompile, const std::string &Scratch, Line &Server);

/// Looks for fixes that hold in the whole program. Each request, `{"ids":
/// [...]}`, is answered by `{"ids": [...], "fixes": [{"id": ..., "title":
/// ...}], "files": [{"path": ..., "content": ..., "edits": [{"first": 3,
/// "last": 5, "text": ...}]}], "reasons": [...]}`: one set of edits for all
/// that could be fixed, in lines of the named content.
void findFixes(const Project &P, Line &Server);

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_JOBS_H
