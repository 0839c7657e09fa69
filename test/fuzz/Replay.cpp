//===- Replay.cpp - The corpora, without a fuzzer ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Gives each file of `CORPORA/NAME` to the fuzz target NAME. It fails where
// that crashes, and where a target has no files.
//
//===----------------------------------------------------------------------===//

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

// CMakeLists.txt gives the targets' functions these names.
extern "C" {
#define TARGET(NAME) int fuzz_##NAME(const uint8_t *Data, size_t Size);
#include "Targets.def"
}

static unsigned replay(StringRef Directory,
                       int (*Target)(const uint8_t *Data, size_t Size)) {
  unsigned Count = 0;
  std::error_code EC;
  for (sys::fs::directory_iterator It(Directory, EC), End; It != End && !EC;
       It.increment(EC)) {
    auto Input = MemoryBuffer::getFile(It->path(), /*IsText=*/false,
                                       /*RequiresNullTerminator=*/false);
    if (!Input)
      continue;
    // As the fuzzer does: in a buffer that ends where the input does.
    StringRef Text = (*Input)->getBuffer();
    std::vector<uint8_t> Bytes(Text.bytes_begin(), Text.bytes_end());
    // Where it crashes, this is the last line.
    errs() << It->path() << '\n';
    Target(Bytes.data(), Bytes.size());
    ++Count;
  }
  return Count;
}

int main(int Argc, char **Argv) {
  if (Argc != 2) {
    errs() << "usage: fuzz-replay CORPORA\n";
    return 2;
  }
  bool IsComplete = true;
  auto Run = [&](std::string Name, auto Target) {
    std::replace(Name.begin(), Name.end(), '_', '-');
    SmallString<128> Directory(Argv[1]);
    sys::path::append(Directory, Name);
    unsigned Count = replay(Directory, Target);
    outs() << Name << ": " << Count << " inputs\n";
    IsComplete &= Count != 0;
  };
#define TARGET(NAME) Run(#NAME, fuzz_##NAME);
#include "Targets.def"
  return IsComplete ? 0 : 1;
}
