//===- Session.h - What all parts of the server share ---------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_SESSION_H
#define WEAKSPOT_SERVER_SESSION_H

#include "Server/Client.h"
#include "Server/Connection.h"
#include "Server/Diagnostics.h"
#include "Server/EventLoop.h"
#include "Server/Places.h"
#include "Server/ProjectState.h"
#include "Server/Scratch.h"
#include <memory>
#include <string>
#include <vector>

namespace weakspot::server {

struct Session {
  Session(int In, int Out, Connection::Gate G, ProjectSettings CommandLine);
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;

  EventLoop Loop;
  Connection Editor;
  Client C;
  Preferences Prefs;
  ProjectSettings CommandLine;
  Documents Open;
  Places Where;
  Scratch Files; ///< Outlives the projects, whose children write there.
  std::vector<std::unique_ptr<ProjectState>> Projects;

  /// The findings that can be shown, in the order of the reports.
  std::vector<LocatedFinding> located();
  /// The same of one file.
  std::vector<LocatedFinding> located(llvm::StringRef Path);
  /// The shown finding of that fingerprint.
  std::optional<Shown> findingCalled(llvm::StringRef Id) const;

  /// The one that a file belongs to: that compiles it, or reads it, or is the
  /// nearest. Null: there is none.
  ProjectState *projectOf(llvm::StringRef Path) const;

  std::string pageUrl(llvm::StringRef Check) const;
  void log(const llvm::Twine &Message);
  /// For people: something that they have to do something about.
  void complain(const llvm::Twine &Message);
};

/// Builds write many files, one after the other.
constexpr std::chrono::milliseconds AfterOthers(500);

/// How many characters of their directories two files have in common.
size_t nearness(llvm::StringRef Path, llvm::StringRef Other);

/// A text for the client, whatever bytes it is made of.
std::string clean(const llvm::Twine &Text);

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_SESSION_H
