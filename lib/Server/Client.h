//===- Client.h - What the editor can do and wants ------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_CLIENT_H
#define WEAKSPOT_SERVER_CLIENT_H

#include "Server/Text.h"
#include "llvm/Support/JSON.h"
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace weakspot::server {

/// What `initialize` says of the client.
struct Client {
  /// The first of ours in its list; UTF-16 if it has none.
  Encoding Units = Encoding::Utf16;
  /// clangd's older extension was used to ask for it, and wants the answer.
  bool AskedOldWay = false;
  std::optional<int> Pid;
  std::vector<std::string> Folders; ///< Paths.
  bool PullsDiagnostics = false;    ///< And can be told to do it again.
  bool ShowsRelated = false;
  bool ShowsCodeLink = false;
  bool ShowsTags = false;
  bool TakesVersionedEdits = false;
  bool ResolvesEdits = false;
  bool ShowsProgress = false;
  bool ShowsDocuments = false;
  bool RefreshesLenses = false;
  bool WatchesFiles = false;
  bool GivesConfiguration = false;
  bool TellsConfiguration = false; ///< Of changes, where asked to.

  static Client of(const llvm::json::Object &Params);
};

llvm::StringRef encodingName(Encoding E);

/// What the user has set: in initializationOptions, and later.
struct Preferences {
  bool ChecksWhileTyping = true;
  bool ChecksOnSave = true; ///< The whole program.
  bool OffersFixes = true;
  bool ShowsLenses = true;
  bool ShowsHovers = true;
  bool TellsUnused = false; ///< Comments that suppress nothing.
  /// The client asks for the reason when an edge is accepted, and tells what
  /// weakspot/status says.
  bool IsOurExtension = false;
  std::chrono::milliseconds Pause{300}; ///< After the last key.
  std::string BuildDirectory;
  std::string Checks;
  std::vector<std::string> Models;
  std::string PagesUrl; ///< Where the checks' pages are; empty: in files.
  unsigned Jobs = 0;

  /// What is not of the right type is as if it were not there.
  void update(const llvm::json::Object &Settings);
};

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_CLIENT_H
