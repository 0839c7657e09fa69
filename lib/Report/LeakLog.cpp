//===- LeakLog.cpp - What a leak detector saw -------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/LeakLog.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include <tuple>

using namespace llvm;

namespace weakspot {

/// Programs that recurse have stacks of any depth.
static constexpr size_t MaxFrames = 512;

static std::string withoutColours(StringRef Text) {
  std::string Result;
  Result.reserve(Text.size());
  while (!Text.empty()) {
    size_t At = Text.find("\x1b[");
    Result += Text.take_front(At);
    if (At == StringRef::npos)
      break;
    Text = Text.drop_front(At + 2);
    Text = Text.drop_while([](char C) { return isDigit(C) || C == ';'; });
    Text = Text.drop_front(Text.empty() ? 0 : 1);
  }
  return Result;
}

/// Takes `file:12:3` or `file:12` apart; false where there is no number.
static bool splitPlace(StringRef Text, StackFrame &Into) {
  auto [Before, Last] = Text.rsplit(':');
  unsigned LastNo = 0;
  if (Last.getAsInteger(10, LastNo))
    return false;
  auto [File, Middle] = Before.rsplit(':');
  unsigned MiddleNo = 0;
  if (!File.empty() && !Middle.getAsInteger(10, MiddleNo)) {
    Into.File = File.str();
    Into.Line = MiddleNo;
    Into.Column = LastNo;
    return true;
  }
  Into.File = Before.str();
  Into.Line = LastNo;
  return !Before.empty();
}

/// `#3 0x55 in main /src/a.cpp:10:12`, or with `(/bin/a+0x55) (BuildId: ...)`
/// where nothing is known of the source.
static bool parseLsanFrame(StringRef Line, StackFrame &Into) {
  unsigned No = 0;
  Line = Line.trim();
  if (!Line.consume_front("#") || Line.consumeInteger(10, No))
    return false;
  Line = Line.ltrim();
  if (!Line.consume_front("0x"))
    return false;
  Line = Line.drop_while(isHexDigit).ltrim();
  if (!Line.consume_front("in "))
    return true;
  // The path is the last thing and absolute; there are blanks in names.
  for (size_t At = Line.rfind(" /"); At != StringRef::npos;
       At = Line.take_front(At).rfind(" /"))
    if (splitPlace(Line.drop_front(At + 1), Into)) {
      Into.Function = Line.take_front(At).trim().str();
      return true;
    }
  auto [Name, Place] = Line.rsplit(' ');
  if (splitPlace(Place, Into))
    Into.Function = Name.trim().str();
  else
    Into.Function = Line.take_front(Line.find(" (/")).trim().str();
  return true;
}

/// `Direct leak of 32 byte(s) in 1 object(s) allocated from:`
static bool parseLsanHead(StringRef Line, LeakedAllocation &Into) {
  Line = Line.trim();
  if (Line.consume_front("Direct"))
    Into.Kind = "direct";
  else if (Line.consume_front("Indirect"))
    Into.Kind = "indirect";
  else
    return false;
  return Line.consume_front(" leak of ") &&
         !Line.consumeInteger(10, Into.Bytes) &&
         Line.consume_front(" byte(s) in ") &&
         !Line.consumeInteger(10, Into.Objects) &&
         Line.consume_front(" object(s) allocated from:");
}

Expected<LeakLog> parseLsanLog(StringRef Text, StringRef Path) {
  std::string Plain = withoutColours(Text);
  LeakLog Log;
  bool IsReport = false;
  bool InStack = false;
  for (StringRef Rest = Plain; !Rest.empty();) {
    StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    LeakedAllocation Leak;
    StackFrame Frame;
    if (Line.contains("ERROR: LeakSanitizer: detected memory leaks")) {
      IsReport = true;
      Log.IsComplete = false;
    } else if (parseLsanHead(Line, Leak)) {
      IsReport = true;
      Log.IsComplete = false;
      Log.Leaks.push_back(std::move(Leak));
      InStack = true;
      continue;
    } else if (InStack && parseLsanFrame(Line, Frame)) {
      if (Log.Leaks.back().Stack.size() < MaxFrames)
        Log.Leaks.back().Stack.push_back(std::move(Frame));
      continue;
    } else if (Line.contains("SUMMARY: ") && Line.contains("leaked in ")) {
      Log.IsComplete = true;
    }
    InStack = false;
  }
  if (!IsReport)
    return createStringError(Path + ": holds no report of LeakSanitizer");
  return Log;
}

/// `==12== ` in front of Memcheck's lines.
static bool takeProcess(StringRef &Line) {
  StringRef Rest = Line.ltrim();
  unsigned Pid = 0;
  if (!Rest.consume_front("==") || Rest.consumeInteger(10, Pid) ||
      !Rest.consume_front("=="))
    return false;
  Line = Rest.trim();
  return true;
}

static bool takeNumber(StringRef &Text, uint64_t &Into) {
  std::string Digits;
  while (!Text.empty() && (isDigit(Text.front()) || Text.front() == ',')) {
    if (Text.front() != ',')
      Digits += Text.front();
    Text = Text.drop_front();
  }
  return !StringRef(Digits).getAsInteger(10, Into);
}

/// `1,048 (24 direct, 24 indirect) bytes in 1 blocks are definitely lost in
/// loss record 2 of 2`
static bool parseMemcheckHead(StringRef Line, LeakedAllocation &Into) {
  if (!takeNumber(Line, Into.Bytes))
    return false;
  Line = Line.ltrim();
  if (Line.starts_with("("))
    Line = Line.split(')').second.ltrim();
  if (!Line.consume_front("bytes in ") || !takeNumber(Line, Into.Objects) ||
      !Line.consume_front(" blocks are "))
    return false;
  auto [Kind, Record] = Line.split(" in loss record ");
  Into.Kind = Kind.str();
  return !Record.empty();
}

/// `at 0x48: operator new(unsigned long) (vg_replace_malloc.c:472)`
static bool parseMemcheckFrame(StringRef Line, StackFrame &Into) {
  if (!Line.consume_front("at ") && !Line.consume_front("by "))
    return false;
  if (!Line.consume_front("0x"))
    return false;
  Line = Line.drop_while(isHexDigit);
  if (!Line.consume_front(": "))
    return false;
  size_t Open = Line.rfind(" (");
  StringRef Place = Open == StringRef::npos ? "" : Line.drop_front(Open + 2);
  if (Place.consume_back(")") && splitPlace(Place, Into)) {
    Into.Function = Line.take_front(Open).str();
    return true;
  }
  Into.Function = Line.take_front(Line.find(" (in ")).str();
  return true;
}

/// What is still reachable is no leak.
static bool isLost(StringRef Kind) { return Kind.contains("lost"); }

static LeakLog parseMemcheckText(StringRef Text, bool &IsReport) {
  LeakLog Log;
  bool InStack = false;
  IsReport = false;
  while (!Text.empty()) {
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    if (!takeProcess(Line))
      continue;
    LeakedAllocation Leak;
    StackFrame Frame;
    if (Line.starts_with("Memcheck,") || Line == "HEAP SUMMARY:") {
      IsReport = true;
      Log.IsComplete = false;
    } else if (parseMemcheckHead(Line, Leak)) {
      IsReport = true;
      Log.IsComplete = false;
      InStack = isLost(Leak.Kind);
      if (InStack)
        Log.Leaks.push_back(std::move(Leak));
      continue;
    } else if (InStack && parseMemcheckFrame(Line, Frame)) {
      if (Log.Leaks.back().Stack.size() < MaxFrames)
        Log.Leaks.back().Stack.push_back(std::move(Frame));
      continue;
    } else if (Line.starts_with("ERROR SUMMARY:") ||
               Line.starts_with("LEAK SUMMARY:") ||
               Line.starts_with("All heap blocks were freed")) {
      Log.IsComplete = true;
    }
    InStack = false;
  }
  return Log;
}

static std::string xmlPlain(StringRef Text) {
  static constexpr std::pair<StringLiteral, char> Entities[] = {
      {"&lt;", '<'},
      {"&gt;", '>'},
      {"&quot;", '"'},
      {"&apos;", '\''},
      {"&amp;", '&'}};
  std::string Result;
  while (!Text.empty()) {
    bool IsEntity = false;
    for (const auto &[Name, C] : Entities)
      if (!IsEntity && Text.consume_front(Name)) {
        Result += C;
        IsEntity = true;
      }
    if (IsEntity)
      continue;
    Result += Text.front();
    Text = Text.drop_front();
  }
  return Result;
}

/// What stands between <Name> and </Name> first, and is taken off the text with
/// all before it. Memcheck's elements of one name do not nest. Its `IsCut`
/// tells that the end is missing.
static std::optional<StringRef> takeElement(StringRef &Text, StringRef Name,
                                            bool &IsCut) {
  std::string Open = ("<" + Name + ">").str();
  std::string Close = ("</" + Name + ">").str();
  size_t Begin = Text.find(Open);
  if (Begin == StringRef::npos)
    return std::nullopt;
  StringRef Content = Text.drop_front(Begin + Open.size());
  size_t End = Content.find(Close);
  if (End == StringRef::npos) {
    IsCut = true;
    return std::nullopt;
  }
  Text = Content.drop_front(End + Close.size());
  return Content.take_front(End);
}

static StringRef element(StringRef Text, StringRef Name) {
  bool IsCut = false;
  return takeElement(Text, Name, IsCut).value_or("");
}

static StackFrame parseXmlFrame(StringRef Text) {
  StackFrame Frame;
  Frame.Function = xmlPlain(element(Text, "fn"));
  std::string Directory = xmlPlain(element(Text, "dir"));
  std::string File = xmlPlain(element(Text, "file"));
  if (!element(Text, "line").getAsInteger(10, Frame.Line) && !File.empty())
    Frame.File = Directory.empty() ? File : Directory + "/" + File;
  return Frame;
}

static LeakLog parseMemcheckXml(StringRef Text) {
  LeakLog Log;
  bool IsCut = false;
  StringRef Errors = Text;
  while (std::optional<StringRef> E = takeElement(Errors, "error", IsCut)) {
    StringRef Kind = element(*E, "kind");
    if (!Kind.consume_front("Leak_") || Kind == "StillReachable")
      continue;
    LeakedAllocation Leak;
    Leak.Kind = StringRef(Kind).lower();
    for (StringRef Word : {"definitely", "indirectly", "possibly"})
      if (StringRef(Leak.Kind).starts_with(Word))
        Leak.Kind = Word.str() + " lost";
    StringRef What = element(*E, "xwhat");
    if (element(What, "leakedbytes").getAsInteger(10, Leak.Bytes))
      Leak.Bytes = 0;
    if (element(What, "leakedblocks").getAsInteger(10, Leak.Objects))
      Leak.Objects = 0;
    StringRef Frames = element(*E, "stack");
    bool StackIsCut = false;
    while (std::optional<StringRef> F =
               takeElement(Frames, "frame", StackIsCut)) {
      if (Leak.Stack.size() == MaxFrames)
        break;
      Leak.Stack.push_back(parseXmlFrame(*F));
    }
    Log.Leaks.push_back(std::move(Leak));
  }
  Log.IsComplete = !IsCut && Text.contains("</valgrindoutput>");
  return Log;
}

Expected<LeakLog> parseValgrindLog(StringRef Text, StringRef Path) {
  if (Text.contains("<valgrindoutput>")) {
    if (element(Text, "protocoltool") == "memcheck")
      return parseMemcheckXml(Text);
    return createStringError(Path + ": is of another tool than Memcheck");
  }
  bool IsReport = false;
  LeakLog Log = parseMemcheckText(withoutColours(Text), IsReport);
  if (!IsReport)
    return createStringError(Path + ": holds no report of Valgrind's Memcheck");
  return Log;
}

} // namespace weakspot
