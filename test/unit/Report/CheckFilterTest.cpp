//===- CheckFilterTest.cpp ----------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/CheckFilter.h"
#include "Report/CheckPages.h"
#include "Report/Nearest.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace weakspot;

namespace {

/// The names of the checks that a list leaves on, or the error's text.
std::string on(StringRef Globs) {
  Expected<CheckFilter> Filter = CheckFilter::parse(Globs);
  if (!Filter)
    return toString(Filter.takeError());
  std::string Names;
  for (const CheckPage &Page : checkPages())
    if (Filter->isOn(Page.Name))
      Names += Page.Name.str() + " ";
  return Names;
}

TEST(CheckFilter, AnEmptyListIsWhatIsOnByDefault) {
  std::string Default = on("");
  EXPECT_NE(Default, on("*"));
  for (const CheckPage &Page : checkPages())
    EXPECT_EQ(Default.find(Page.Name.str() + " ") != std::string::npos,
              Page.isOnByDefault())
        << Page.Name.str();
}

TEST(CheckFilter, TakesNamesWithAndWithoutPrefix) {
  EXPECT_EQ(on("capture-cycle"), "capture-cycle ");
  EXPECT_EQ(on("weakspot-capture-cycle"), "capture-cycle ");
}

TEST(CheckFilter, ReadsFromLeftToRight) {
  EXPECT_EQ(on("-*,capture-cycle, weak-key-cycle"),
            "capture-cycle weak-key-cycle ");
  EXPECT_EQ(on("*-cycle,-capture-*,-weak-key-cycle"), "shared-ptr-cycle ");
}

TEST(CheckFilter, AListThatBeginsByTakingOffStartsFromAll) {
  EXPECT_EQ(on("-capture-cycle").find("capture-cycle"), std::string::npos);
  EXPECT_NE(on("-capture-cycle").find("shared-ptr-cycle"), std::string::npos);
}

TEST(CheckFilter, RefusesWhatMatchesNothing) {
  EXPECT_EQ(on("capture-cylce"), "no check matches 'capture-cylce'; did you "
                                 "mean 'capture-cycle'?");
  EXPECT_EQ(on("-nonsense*"), "no check matches 'nonsense*'");
  EXPECT_EQ(on("-*"), "--checks leaves no check on");
}

TEST(Nearest, FindsWhatWasMeant) {
  std::vector<std::string> Names = {"server.cpp", "session.cpp"};
  EXPECT_EQ(nearest("sesion.cpp", Names), StringRef("session.cpp"));
  EXPECT_EQ(nearest("server.cc", Names), StringRef("server.cpp"));
  EXPECT_EQ(nearest("x", Names), std::nullopt);
  EXPECT_EQ(nearest("", {}), std::nullopt);
}

TEST(CheckPages, EachSaysWhatItIs) {
  ASSERT_FALSE(checkPages().empty());
  for (const CheckPage &Page : checkPages()) {
    EXPECT_TRUE(Page.Text.starts_with(("# weakspot-" + Page.Name + "\n").str()))
        << Page.Name.str();
    EXPECT_TRUE(Page.summary().ends_with(".")) << Page.Name.str();
    EXPECT_TRUE(Page.Text.contains("## Why it leaks") ||
                Page.Text.contains("## Why it is wrong"))
        << Page.Name.str();
    for (StringRef Section :
         {"## Wrong", "## Right", "## How we know", "## When to ignore it"})
      EXPECT_TRUE(Page.Text.contains(Section))
          << Page.Name.str() << ": " << Section.str();
  }
  EXPECT_EQ(findCheckPage("weakspot-capture-cycle"),
            findCheckPage("capture-cycle"));
  EXPECT_EQ(findCheckPage("capture"), nullptr);
}

} // namespace
