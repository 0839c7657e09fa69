//===- CacheOptions.cpp - Whether TUs are cached, by options --------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CacheOptions.h"
#include "SourceOptions.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

using namespace llvm;

namespace weakspot::tool {

static cl::opt<std::string>
    CacheDir("cache-dir", cl::value_desc("DIRECTORY"),
             cl::desc("Where the IR of files is kept, so that what did not "
                      "change is not parsed again ($WEAKSPOT_CACHE_DIR, or "
                      "~/.cache/weakspot)"),
             InPrograms(), cl::sub(lspSub()), cl::cat(optionCategory()));

static cl::opt<unsigned>
    CacheSize("cache-size", cl::value_desc("MIB"),
              cl::desc("What the cache may take (1024; 0: no bound)"),
              cl::init(1024), InPrograms(), cl::sub(lspSub()),
              cl::cat(optionCategory()));

static cl::opt<bool> NoCache("no-cache", cl::desc("Parse every file"),
                             InPrograms(), cl::sub(lspSub()),
                             cl::cat(optionCategory()));

std::string cacheDirectory() {
  if (NoCache)
    return "";
  if (!CacheDir.empty())
    return CacheDir;
  if (std::optional<std::string> Given =
          sys::Process::GetEnv("WEAKSPOT_CACHE_DIR"))
    return *Given;
  SmallString<256> Path;
  if (!sys::path::cache_directory(Path))
    return "";
  sys::path::append(Path, "weakspot");
  return std::string(Path);
}

uint64_t cacheBytes() { return uint64_t(CacheSize) << 20; }

Expected<std::unique_ptr<IRCache>> irCache(StringRef ProjectRoot,
                                           ArrayRef<std::string> Models) {
  if (NoCache && !CacheDir.empty())
    return createStringError("either --cache-dir or --no-cache, not both");
  std::string Directory = cacheDirectory();
  if (Directory.empty())
    return nullptr;
  Expected<IRCache> Cache = IRCache::open(
      {Directory, cacheBytes(), ProjectRoot.str(), IRCache::textsOf(Models)});
  if (Cache)
    return std::make_unique<IRCache>(std::move(*Cache));
  if (!CacheDir.empty())
    return createStringError("--cache-dir " + toString(Cache.takeError()));
  consumeError(Cache.takeError());
  return nullptr;
}

} // namespace weakspot::tool
