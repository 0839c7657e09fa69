//===- DocumentTest.cpp ---------------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Document.h"
#include <gtest/gtest.h>
#include <random>

using namespace llvm;
using namespace weakspot::server;

namespace {

lsp::Range range(int Line, int Begin, int EndLine, int End) {
  return lsp::Range(lsp::Position(Line, Begin), lsp::Position(EndLine, End));
}

Document documentOf(StringRef Content) {
  return Document("/a.cpp", "file:///a.cpp", 1, Content.str());
}

TEST(Document, FindsPlacesAgain) {
  Document D = documentOf("one\ntwo three\nfour\n");
  std::string Name = contentName("one\ntwo three\nfour\n");
  D.change(range(0, 0, 0, 0), "zero\n", Encoding::Utf16);
  EXPECT_EQ(D.find(Name, {1, 4}), (TextPlace{2, 4}));
  // Before it in its line.
  D.change(range(2, 0, 2, 3), "2", Encoding::Utf16);
  EXPECT_EQ(D.find(Name, {1, 4}), (TextPlace{2, 2}));
  EXPECT_EQ(D.find(Name, {1, 0}), std::nullopt);
  EXPECT_EQ(D.find(Name, {2, 0}), (TextPlace{3, 0}));
  // What is around it is replaced.
  D.change(range(1, 0, 3, 0), "", Encoding::Utf16);
  EXPECT_EQ(D.find(Name, {1, 4}), std::nullopt);
  EXPECT_EQ(D.find(Name, {2, 0}), (TextPlace{1, 0}));
  EXPECT_EQ(D.text().content(), "zero\nfour\n");
}

TEST(Document, KnowsOnlyTextsThatItRemembers) {
  Document D = documentOf("a\n");
  EXPECT_EQ(D.find(contentName("b\n"), {0, 0}), std::nullopt);
  for (int I = 0; I < 100; ++I) {
    D.change(range(0, 0, 0, 0), "x\n", Encoding::Utf16);
    std::string Name = D.snapshot();
    EXPECT_EQ(D.find(Name, {0, 0}), (TextPlace{0, 0}));
  }
  EXPECT_EQ(D.find(contentName("a\n"), {0, 0}), std::nullopt);
}

TEST(Document, RemembersTheSavedTextHoweverLongOneTypes) {
  Document D = documentOf("a\nb\n");
  D.setSaved(true);
  for (int I = 0; I < 100; ++I) {
    D.change(range(1, 0, 1, 0), "x\n", Encoding::Utf16);
    D.snapshot();
  }
  EXPECT_EQ(D.find(contentName("a\nb\n"), {1, 0}), (TextPlace{101, 0}));
  EXPECT_FALSE(D.isSaved());
}

TEST(Document, KnowsWhetherItIsSaved) {
  Document D = documentOf("a\n");
  EXPECT_FALSE(D.isSaved());
  D.setSaved(true);
  EXPECT_TRUE(D.isSaved());
  D.change(range(0, 0, 0, 0), "x", Encoding::Utf16);
  EXPECT_FALSE(D.isSaved());
  D.setSaved(true);
  EXPECT_TRUE(D.isSaved());
  D.setSaved(false);
  EXPECT_FALSE(D.isSaved());
}

TEST(Document, WholeTextsMoveWhatTheyKeep) {
  Document D = documentOf("one\ntwo\nthree\n");
  std::string Name = contentName("one\ntwo\nthree\n");
  D.change(std::nullopt, "one\nnew\ntwo\nthree\n", Encoding::Utf16);
  EXPECT_EQ(D.find(Name, {2, 0}), (TextPlace{3, 0}));
  D.change(std::nullopt, "one\nnew\ntwo\nthree\n", Encoding::Utf16);
  D.change(std::nullopt, "", Encoding::Utf16);
  EXPECT_EQ(D.find(Name, {2, 0}), std::nullopt);
  EXPECT_EQ(D.find(Name, {0, 0}), std::nullopt);
}

TEST(Document, FindsAgainWhatIsTypedAgain) {
  StringRef Content = "one();\n  two();\nthree();\n";
  std::string Name = contentName(Content);
  auto Type = [](Document &D, int Line, int Column, StringRef New) {
    for (char C : New) {
      D.change(range(Line, Column, Line, Column), StringRef(&C, 1),
               Encoding::Utf16);
      C == '\n' ? (++Line, Column = 0) : ++Column;
    }
  };
  // With something else changed, and texts remembered in between.
  Document D = documentOf(Content);
  D.change(range(2, 0, 2, 5), "drei", Encoding::Utf16);
  D.change(range(1, 0, 1, 8), "", Encoding::Utf16);
  D.snapshot();
  EXPECT_EQ(D.find(Name, {1, 2}), std::nullopt);
  Type(D, 1, 0, "  two(");
  D.snapshot();
  EXPECT_EQ(D.find(Name, {1, 2}), std::nullopt); // Half a statement is none.
  Type(D, 1, 6, ");");
  EXPECT_EQ(D.find(Name, {1, 2}), (TextPlace{1, 2}));
  EXPECT_EQ(D.find(Name, {2, 0}), std::nullopt);

  // The line goes with its end, and is typed behind the one before it.
  D = documentOf(Content);
  D.change(range(1, 0, 2, 0), "", Encoding::Utf16);
  Type(D, 0, 6, "\n  two()");
  EXPECT_EQ(D.find(Name, {1, 2}), std::nullopt);
  Type(D, 1, 7, ";");
  EXPECT_EQ(D.find(Name, {1, 2}), (TextPlace{1, 2}));
  EXPECT_EQ(D.find(Name, {2, 5}), (TextPlace{2, 5}));

  // Elsewhere it is another one.
  D = documentOf(Content);
  D.change(range(1, 0, 2, 0), "", Encoding::Utf16);
  Type(D, 2, 0, "  two();\n");
  EXPECT_EQ(D.find(Name, {1, 2}), std::nullopt);
  EXPECT_EQ(D.find(Name, {2, 5}), (TextPlace{1, 5}));
}

TEST(Document, LinesThatComeBackAloneAreFound) {
  StringRef Content = "a\nb\nc\nd\n";
  Document D = documentOf(Content);
  std::string Name = contentName(Content);
  D.change(range(1, 0, 3, 0), "", Encoding::Utf16);
  D.change(range(1, 0, 1, 0), "new\nc\n", Encoding::Utf16);
  EXPECT_EQ(D.find(Name, {1, 0}), std::nullopt);
  EXPECT_EQ(D.find(Name, {2, 0}), (TextPlace{2, 0}));
  EXPECT_EQ(D.find(Name, {3, 0}), (TextPlace{3, 0}));
  D.change(range(1, 0, 2, 0), "", Encoding::Utf16);
  EXPECT_EQ(D.find(Name, {2, 0}), (TextPlace{1, 0}));
}

/// Every byte of a text is another one; wherever one is left after many edits,
/// its place is found, and nothing else is.
TEST(Document, NeverFindsTheWrongPlace) {
  std::mt19937 Random(testing::UnitTest::GetInstance()->random_seed());
  for (int Round = 0; Round < 200; ++Round) {
    std::string Content;
    for (char C = 'a'; C <= 'z'; ++C) {
      Content += C;
      if (Random() % 4 == 0)
        Content += '\n';
    }
    Document D = documentOf(Content);
    std::string Name = contentName(Content);
    Text Old(Content);
    for (int I = 0; I < 10; ++I) {
      auto Place = [&] {
        TextPlace P =
            D.text().place(Random() % (D.text().content().size() + 1));
        return D.text().toClient(P, Encoding::Utf8);
      };
      lsp::Position A = Place(), B = Place();
      if (B < A)
        std::swap(A, B);
      // New text has nothing in common with the old one.
      D.change(lsp::Range(A, B), Random() % 2 == 0 ? "" : "1\n2",
               Encoding::Utf8);
    }
    StringRef Now = D.text().content();
    for (size_t I = 0; I < Content.size(); ++I) {
      if (Content[I] == '\n')
        continue;
      std::optional<TextPlace> Found = D.find(Name, Old.place(I));
      size_t At = Now.find(Content[I]);
      ASSERT_EQ(Found.has_value(), At != StringRef::npos);
      if (Found)
        ASSERT_EQ(D.text().offset(*Found), At);
    }
  }
}

} // namespace
