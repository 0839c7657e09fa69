//===- IRCache.h - TUs that need not be parsed again ---------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a TU is lowered to depends on this program, on the contracts, on the
// compile command, and on the contents of the files that the parse read. Only
// the parse can say which files those are, so there are two kinds of entries:
// for a command, the lists of files that it has read before; for a command and
// the contents of such files, the result.
//
// Nothing is trusted: an entry carries a checksum, and one that is cut off or
// damaged is as good as none. Entries are renamed into place when they are
// complete, so any number of runs may share a directory, and one that is killed
// leaves no half of one. Names below the project's root are kept relative to
// it: checkouts, and machines with the same system headers, can share a
// directory.
//
// What is not seen: a new header that would be found before one that was read.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_IRCACHE_H
#define WEAKSPOT_DRIVER_IRCACHE_H

#include "Driver/ContentHash.h"
#include "Frontend/Extract.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Chrono.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weakspot {

/// What was kept, where it lies.
struct CacheEntry {
  std::unique_ptr<llvm::MemoryBuffer> Bytes;
  llvm::StringRef Content; ///< Of Bytes.
};

class IRCache {
public:
  /// Gives one text piece by piece, as often as it is asked to: a large one
  /// need not be in memory as a whole.
  using Pieces =
      llvm::function_ref<void(llvm::function_ref<void(llvm::StringRef)> Put)>;

  struct Options {
    std::string Directory;
    uint64_t MaxBytes = 0; ///< What it may take on disk; 0: no bound.
    std::string ProjectRoot;
    /// Whatever else results depend on: see textsOf().
    std::string Salt;
  };
  /// What model files say that the user added.
  static std::string textsOf(llvm::ArrayRef<std::string> Models);

  /// Makes the directory. Fails where nothing can be written there.
  static llvm::Expected<IRCache> open(Options Opts);

  /// The bytes that store() was given for the same input.
  std::optional<CacheEntry> find(const frontend::CompileCommand &Command);

  /// Keeps the reply of a worker for a TU that parsed without errors. Not when
  /// one of the files is younger than this object: it may have changed since it
  /// was read.
  void store(const frontend::CompileCommand &Command, llvm::StringRef Reply,
             llvm::ArrayRef<std::string> FilesRead);

  /// The same for what was made of all of a program: Inputs says of what.
  std::optional<CacheEntry> findResult(llvm::StringRef Inputs) const;
  void storeResult(llvm::StringRef Inputs, Pieces Result) const;

  /// By which projects that share a directory are told apart.
  llvm::StringRef projectName() const;

  /// Takes away what was not used for long, down to the bound.
  void prune() const;

private:
  explicit IRCache(Options Given);

  /// Names that are the same in every checkout.
  std::string portable(llvm::StringRef Text) const;
  /// Path is where the name may be made.
  llvm::StringRef here(llvm::StringRef Portable,
                       llvm::SmallString<256> &Path) const;
  std::string commandKey(const frontend::CompileCommand &Command) const;
  std::optional<std::string> contentKey(llvm::StringRef CommandKey,
                                        llvm::ArrayRef<llvm::StringRef> Files);
  std::string resultPath(llvm::StringRef Inputs) const;
  std::string entryPath(llvm::StringRef Key, llvm::StringRef Kind) const;
  bool isSettled(llvm::ArrayRef<std::string> Files) const;

  Options Opts;
  std::string ToolKey; ///< Of this program, its surroundings and the salt.
  llvm::sys::TimePoint<> Began;
  FileHashes Hashes;
};

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_IRCACHE_H
