//===- Sources.h - Files that a test makes up -------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In /weakspot-test/, beside what is on the disk.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TEST_UNIT_FRONTEND_SOURCES_H
#define WEAKSPOT_TEST_UNIT_FRONTEND_SOURCES_H

#include "Frontend/Extract.h"
#include "IR/Text.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace weakspot::frontend {

struct Sources {
  explicit Sources(
      std::initializer_list<std::pair<llvm::StringRef, llvm::StringRef>>
          Contents) {
    auto Held = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
    time_t Time = 0;
    for (const auto &[Name, Text] : Contents)
      Held->addFile("/weakspot-test/" + Name, ++Time,
                    llvm::MemoryBuffer::getMemBufferCopy(Text));
    Files = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(
        llvm::vfs::createPhysicalFileSystem());
    Files->pushOverlay(Held);
  }

  ExtractOptions options() const {
    static const contracts::Table Table =
        llvm::cantFail(contracts::Table::builtin());
    ExtractOptions Options;
    Options.Contracts = &Table;
    Options.ProjectRoot = "/weakspot-test";
    Options.Files = Files.get();
    return Options;
  }

  llvm::IntrusiveRefCntPtr<llvm::vfs::OverlayFileSystem> Files;
};

inline std::string textOf(const ExtractResult &R) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  ir::print(R.Module, OS);
  return Text;
}

} // namespace weakspot::frontend

#endif // WEAKSPOT_TEST_UNIT_FRONTEND_SOURCES_H
