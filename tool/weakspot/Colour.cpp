//===- Colour.cpp - Whether output is coloured ------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Colour.h"
#include "SourceOptions.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace weakspot::tool {

enum class When : uint8_t { Auto, Always, Never };

static cl::opt<When>
    Color("color", cl::desc("When to use colour"), cl::init(When::Auto),
          cl::values(clEnumValN(When::Auto, "auto",
                                "on a terminal, unless NO_COLOR is set"),
                     clEnumValN(When::Always, "always", ""),
                     clEnumValN(When::Never, "never", "")),
          InAnalyses(), cl::sub(linkSub()), cl::sub(extractSub()),
          cl::sub(reportSub()), cl::sub(explainSub()), cl::sub(irSub()),
          cl::cat(optionCategory()));

static bool isSet(StringRef Variable) {
  std::optional<std::string> Value = sys::Process::GetEnv(Variable);
  return Value && !Value->empty();
}

static bool wantsColour(const raw_ostream &OS) {
  if (Color != When::Auto)
    return Color == When::Always;
  if (isSet("NO_COLOR"))
    return false;
  return isSet("CLICOLOR_FORCE") || OS.has_colors();
}

void setUpColour() {
  outs().enable_colors(wantsColour(outs()));
  errs().enable_colors(wantsColour(errs()));
  WithColor::setAutoDetectFunction(wantsColour);
}

} // namespace weakspot::tool
