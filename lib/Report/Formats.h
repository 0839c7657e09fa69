//===- Formats.h - The forms of a report ------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One run may be told in several forms at once, each to a file of its own. A
// file is there when it is complete, or not at all.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_FORMATS_H
#define WEAKSPOT_REPORT_FORMATS_H

#include "Report/Paths.h"
#include "Report/RunReport.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace weakspot {

/// Forms by name, in the order that messages list them.
enum class Format : uint8_t {
  Text,
  Line,
  Json,
  Sarif,
  Github,
  Markdown,
  Gitlab,
  Junit,
  Dot,
  GraphML,
  Mermaid,
  Html
};

llvm::Expected<Format> parseFormat(llvm::StringRef Name);
/// `text, line, json, ...`
std::string formatNames();

struct Output {
  Format As = Format::Text;
  std::string File; ///< `-` is standard output.
};

/// `FORMAT:FILE`. That the file's directory is there is seen to at once, rather
/// than after a long run.
llvm::Expected<Output> parseOutput(llvm::StringRef Text);

void write(Format As, const RunReport &Run, const Paths &Names,
           llvm::raw_ostream &OS);
llvm::Error write(const Output &To, const RunReport &Run, const Paths &Names);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_FORMATS_H
