//===- Config.cpp - Fuzzes the files that configure the tool --------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Any bytes are a configuration, a compilation database, or an error.
//
//===----------------------------------------------------------------------===//

#include "Driver/CompileDatabase.h"
#include "Driver/ConfigFile.h"
#include "Driver/TidyConfig.h"

using namespace llvm;
using namespace weakspot;

template <typename T> static void look(Expected<T> Read) {
  if (!Read)
    consumeError(Read.takeError());
}

// libFuzzer calls it by this name.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  StringRef Text(reinterpret_cast<const char *>(Data), Size);
  look(ConfigFile::parse(Text, "/nowhere/.weakspot.yaml"));
  look(parseTidyConfig(Text, "/nowhere/.clang-tidy"));
  look(CompileDatabase::parse(Text, "/nowhere/compile_commands.json"));
  return 0;
}
