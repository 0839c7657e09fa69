//===- Document.h - A file as the editor has it ---------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Results come late: they are of a text that has changed since. A document
// remembers what it held when it was analysed or saved, by name of content, and
// where the present text differs, so that a place in that text is found again
// in the present one, or is known to be gone. There is no third answer: a
// result is never shown at a line that it is not about. What is typed again as
// it was is there again.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_DOCUMENT_H
#define WEAKSPOT_SERVER_DOCUMENT_H

#include "Server/Text.h"
#include <optional>
#include <string>
#include <vector>

namespace weakspot::server {

class Document {
public:
  Document(std::string Path, std::string Uri, int64_t Version,
           std::string Content);

  const std::string &path() const { return Path; }
  const std::string &uri() const { return Uri; } ///< As the client writes it.
  int64_t version() const { return Version; }
  const Text &text() const { return Now; }

  /// An edit; without a range of the whole text.
  void change(const std::optional<llvm::lsp::Range> &Range,
              llvm::StringRef NewText, Encoding E);
  void setVersion(int64_t New) { Version = New; }

  /// Remembers the present text. Returns its name.
  const std::string &snapshot();
  /// What is on the disk is the present text, or is not known.
  void setSaved(bool IsPresent);
  bool isSaved() const;

  /// The place of the named text in the present one.
  std::optional<TextPlace> find(llvm::StringRef ContentName, TextPlace P) const;

private:
  /// What is there now instead of what was there.
  struct Hunk {
    TextPlace OldBegin, OldEnd; ///< In the remembered text.
    std::string Old;            ///< What it held there.
    size_t Begin, End;          ///< Offsets in the present one.
  };
  struct Snapshot {
    std::string Name;
    std::vector<Hunk>
        Hunks; ///< In order; between two of them something is left.
  };

  void replaceIn(std::vector<Hunk> &Hunks, size_t Begin, size_t End,
                 llvm::StringRef New) const;
  void settle(std::vector<Hunk> &Hunks, size_t No) const;
  void replace(size_t Begin, size_t End, llvm::StringRef New);

  std::string Path, Uri;
  int64_t Version;
  Text Now;
  std::vector<Snapshot> Snapshots;
  std::string Saved; ///< The name of the text on the disk; empty: unknown.
};

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_DOCUMENT_H
