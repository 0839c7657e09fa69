//===- ChecksCommand.cpp - weakspot checks ----------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Command.h"
#include "Report/CheckPages.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace weakspot::tool {

static cl::SubCommand Checks("checks", "List the checks");
static int listChecks(const CompilerFlags & /*Flags*/) {
  size_t Width = 0;
  for (const CheckPage &Page : checkPages())
    Width = std::max(Width, Page.Name.size());
  for (const CheckPage &Page : checkPages()) {
    outs() << "weakspot-" << Page.Name;
    outs().indent(static_cast<unsigned>(Width - Page.Name.size() + 2))
        << Page.summary() << (Page.isOnByDefault() ? "" : " (off by default)")
        << '\n';
  }
  return EC_Clean;
}

Command checksCommand() {
  return {&Checks, "Lists the checks, each with what it finds.\n", listChecks};
}

} // namespace weakspot::tool
