//===- JsonReport.h - A run as JSON, and back -------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The complete form: what is written is read back as it was. Paths are relative
// to the project's root and there is no time in it, so equal runs give equal
// bytes. docs/findings-json.md is its reference. Names that are not UTF-8 are
// written with replacement characters.
//
// The reader trusts nothing: what does not have the documented form is an error
// that names the file and the place in it. It passes over fields that it does
// not know, since a version may gain some.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_JSONREPORT_H
#define WEAKSPOT_REPORT_JSONREPORT_H

#include "Report/RunReport.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace weakspot {

inline constexpr llvm::StringLiteral FindingsSchema = "weakspot-findings";
inline constexpr unsigned FindingsVersion = 1;

void writeJson(const RunReport &Run, llvm::raw_ostream &OS);

llvm::Expected<RunReport> readJson(llvm::StringRef Path);
/// The same from text; Path is for messages.
llvm::Expected<RunReport> parseJson(llvm::StringRef Text, llvm::StringRef Path);

/// The run in a document that is known to be of this schema and version.
llvm::Expected<RunReport> runFromJson(const llvm::json::Value &Document,
                                      llvm::StringRef Path);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_JSONREPORT_H
