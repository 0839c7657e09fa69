//===- Framing.h - Messages in a stream of bytes --------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The base protocol of LSP: headers, an empty line, as many bytes as the header
// Content-Length says. Whatever comes in, the reader goes on: what is no header
// is passed over until one follows, and a message that is larger than anything
// an editor sends is skipped without being kept.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_FRAMING_H
#define WEAKSPOT_SERVER_FRAMING_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <optional>
#include <string>

namespace weakspot::server {

class MessageReader {
public:
  void feed(llvm::StringRef Bytes) { Buffer += Bytes; }

  /// The content of the next message that is complete.
  std::optional<std::string> next();

private:
  std::optional<size_t> takeHeaders();

  std::string Buffer;
  std::optional<size_t> Length; ///< Of the message that begins at Buffer.
  size_t ToSkip = 0;
};

/// Refuses what is nested so deeply that LLVM's recursive parser would run out
/// of stack.
llvm::Expected<llvm::json::Value> parseMessage(llvm::StringRef Text);

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_FRAMING_H
