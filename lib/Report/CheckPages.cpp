//===- CheckPages.cpp - The checks and their pages --------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/CheckPages.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot {

static constexpr CheckPage Pages[] = {
#include "CheckPages.inc"
};

StringRef CheckPage::summary() const {
  StringRef BelowTitle = Text.split('\n').second.ltrim();
  return BelowTitle.take_until([](char C) { return C == '\n'; });
}

bool CheckPage::isOnByDefault() const {
  return !Text.contains("\nOff by default");
}

ArrayRef<CheckPage> checkPages() { return Pages; }

const CheckPage *findCheckPage(StringRef Name) {
  Name.consume_front("weakspot-");
  const auto *It =
      find_if(Pages, [=](const CheckPage &Page) { return Page.Name == Name; });
  return It == std::end(Pages) ? nullptr : It;
}

} // namespace weakspot
