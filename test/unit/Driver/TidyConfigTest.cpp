//===- TidyConfigTest.cpp - What .clang-tidy says of our checks -----------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/TidyConfig.h"
#include "Report/CheckFilter.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace weakspot;

static TidyConfig parsed(StringRef Text) {
  Expected<TidyConfig> Config = parseTidyConfig(Text, ".clang-tidy");
  if (!Config) {
    ADD_FAILURE() << toString(Config.takeError());
    return {};
  }
  return std::move(*Config);
}

static std::string error(StringRef Text) {
  Expected<TidyConfig> Config = parseTidyConfig(Text, ".clang-tidy");
  return Config ? "" : toString(Config.takeError());
}

TEST(TidyConfig, readsAllFormsOfChecks) {
  EXPECT_EQ(parsed("Checks: '-*,weakspot-*'").Checks, "-*,weakspot-*");
  EXPECT_EQ(parsed("Checks: [a-*, b-*]").Checks, "a-*,b-*,");
  EXPECT_EQ(parsed("Checks:\n  - a-*\n  - b-*\n").Checks, "a-*,b-*,");
  EXPECT_EQ(
      StringRef(parsed("Checks: >\n  a-*,\n  b-*\nFormatStyle: file\n").Checks)
          .count("-*"),
      2U);
  EXPECT_EQ(parsed("").Checks, "");
  EXPECT_EQ(parsed("---\n").Checks, "");
}

TEST(TidyConfig, readsBothFormsOfOptions) {
  auto Map = parsed("CheckOptions:\n  weakspot.Models: a.yaml\n  other.X: 1\n");
  auto List =
      parsed("CheckOptions:\n  - {key: weakspot.Models, value: a.yaml}\n"
             "  - key: other.X\n    value: '1'\n");
  std::map<std::string, std::string> Expected = {{"weakspot.Models", "a.yaml"}};
  EXPECT_EQ(Map.Options, Expected);
  EXPECT_EQ(List.Options, Expected);
}

TEST(TidyConfig, passesOverWhatIsClangTidys) {
  TidyConfig Config = parsed("HeaderFilterRegex: '.*'\n"
                             "ExtraArgs: ['-Wall', {a: b}]\n"
                             "InheritParentConfig: true\n"
                             "Checks: weakspot-*\n");
  EXPECT_EQ(Config.Checks, "weakspot-*");
  EXPECT_TRUE(Config.Inherits);
  EXPECT_FALSE(parsed("InheritParentConfig: false").Inherits);
}

TEST(TidyConfig, saysWhereAMistakeIs) {
  EXPECT_EQ(error("Checks:\n  {a: b}\n"),
            ".clang-tidy:2:4: Checks: expected text or a list");
  EXPECT_EQ(error("Checks: 'a\n"),
            ".clang-tidy:1:11: Expected quote at end of scalar");
  EXPECT_NE(error("[a, b"), "");
  EXPECT_NE(error("- Checks"), "");
  EXPECT_NE(error("CheckOptions: 5"), "");
  EXPECT_NE(error("{{{{"), "");
}

static std::string onOf(StringRef Globs, ArrayRef<StringRef> Checks) {
  Expected<CheckFilter> Filter = CheckFilter::fromTidyConfig(Globs);
  if (!Filter)
    return toString(Filter.takeError());
  std::string On;
  for (StringRef Check : Checks)
    On += Filter->isOn(Check) ? '1' : '0';
  return On;
}

TEST(TidyConfig, turnsChecksOnAsClangTidyDoes) {
  const StringRef Checks[] = {"unchecked-lock", "capture-cycle",
                              "use-count-logic"};
  // Other people's checks leave ours as they are.
  EXPECT_EQ(onOf("", Checks), "110");
  EXPECT_EQ(onOf("-*,bugprone-*,modernize-*", Checks), "110");
  EXPECT_EQ(onOf("*", Checks), "110");
  EXPECT_EQ(onOf("-*,weakspot-*", Checks), "111");
  EXPECT_EQ(onOf("bugprone-*,weakspot-unchecked-lock", Checks), "100");
  EXPECT_EQ(onOf("bugprone-*,-weakspot-unchecked-lock", Checks), "010");
  EXPECT_EQ(onOf("weakspot-*,\n  -weakspot-capture-*", Checks), "101");
  EXPECT_EQ(onOf("weakspot-unchecked-lock,-*", Checks), "000");
  EXPECT_EQ(onOf("*,-weakspot-capture-cycle", Checks), "101");
  EXPECT_EQ(onOf("weakspot-unchecked-lok", Checks),
            "no check matches 'unchecked-lok'; did you mean "
            "'unchecked-lock'?");
}
