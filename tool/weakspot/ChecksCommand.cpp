//===- ChecksCommand.cpp - weakspot checks, weakspot explain ----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Command.h"
#include "Report/CheckPages.h"
#include "Report/Nearest.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace weakspot::tool {

static cl::SubCommand Checks("checks", "List the checks");
static cl::SubCommand Explain("explain", "Explain a check");

static cl::opt<std::string> CheckName(cl::Positional, cl::Required,
                                      cl::desc("CHECK"), cl::sub(Explain));

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

static int explainCheck(const CompilerFlags & /*Flags*/) {
  if (const CheckPage *Page = findCheckPage(CheckName)) {
    outs() << Page->Text;
    return EC_Clean;
  }
  std::vector<std::string> Names;
  for (const CheckPage &Page : checkPages())
    Names.push_back(Page.Name.str());
  StringRef Asked = CheckName;
  Asked.consume_front("weakspot-");
  std::string Message = "no check is called '" + CheckName + "'";
  if (std::optional<StringRef> Near = nearest(Asked, Names))
    Message += "; did you mean '" + Near->str() + "'?";
  else
    Message += "; `weakspot checks` lists them";
  return reportUsageError(Message);
}

Command checksCommand() {
  return {&Checks, "Lists the checks, each with what it finds.\n", listChecks};
}

Command explainCommand() {
  return {&Explain,
          "Prints the page of a check: why the code leaks, how that is known, "
          "wrong code,\nright code, when to ignore it.\n",
          explainCheck};
}

} // namespace weakspot::tool
