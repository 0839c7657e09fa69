//===- Publisher.h - Diagnostics reach the editor -------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A client that pulls does so for open files, and is told when it should; what
// is pushed to it is of closed files alone, so that it shows nothing twice.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_PUBLISHER_H
#define WEAKSPOT_SERVER_PUBLISHER_H

#include "Server/Session.h"

namespace weakspot::server {

class Publisher {
public:
  explicit Publisher(Session &S) : S(S) {}

  /// Sends what has changed since.
  void publish();
  /// A URI that the client does not use any more.
  void retract(const std::string &Path);
  /// The answer to textDocument/diagnostic.
  llvm::json::Value report(llvm::StringRef Path, llvm::StringRef PreviousId);

private:
  struct Sent {
    std::string Uri;
    std::string Items; ///< As text.
  };

  llvm::json::Array items(llvm::ArrayRef<const LocatedFinding *> Findings);
  void send(const std::string &Path, llvm::json::Array Items);

  Session &S;
  std::map<std::string, Sent> Pushed;        ///< By path.
  std::map<std::string, std::string> Pulled; ///< What an open file has: text.
};

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_PUBLISHER_H
