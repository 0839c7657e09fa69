//===- ManualCommand.cpp - weakspot manual --------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OptionTable.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace weakspot::tool {

static constexpr StringLiteral ManualHelp =
    R"(Prints the manual page of weakspot, weakspot(1).

  weakspot manual | man -l -
)";

static cl::SubCommand ManualSub("manual", "Print the manual page");

/// For roff: what begins a request, and what is no hyphen.
static std::string roff(StringRef Text) {
  std::string Result;
  for (StringRef Line : split(Text.rtrim('\n'), '\n')) {
    if (Line.starts_with(".") || Line.starts_with("'"))
      Result += "\\&";
    for (char C : Line) {
      if (C == '\\')
        Result += "\\e";
      else if (C == '-')
        Result += "\\-";
      else
        Result += C;
    }
    Result += '\n';
  }
  return Result;
}

static void section(StringRef Title, raw_ostream &OS) {
  OS << ".SH \"" << Title << "\"\n";
}

static void preformatted(StringRef Text, raw_ostream &OS) {
  OS << ".nf\n" << roff(Text) << ".fi\n";
}

static void option(const OptionInfo &O, raw_ostream &OS) {
  OS << ".TP\n.B " << StringRef(roff(O.spelling())).rtrim('\n');
  if (!O.Value.empty())
    OS << (O.isLetter() ? " \\fI" : "=\\fI")
       << StringRef(roff(O.Value)).rtrim('\n') << "\\fR";
  OS << '\n' << roff(O.Help);
}

static void command(const Command &C, raw_ostream &OS) {
  OS << ".SS \"weakspot " << C.Sub->getName();
  std::vector<OptionInfo> Options = optionsOf(*C.Sub);
  if (!Options.empty())
    OS << " [OPTIONS]";
  if (std::string Operands = operandsOf(*C.Sub); !Operands.empty())
    OS << ' ' << Operands;
  OS << "\"\n";
  preformatted(C.Help, OS);
  for (const OptionInfo &O : Options)
    option(O, OS);
}

static int runManual(const CompilerFlags & /*Flags*/) {
  raw_ostream &OS = outs();
  OS << ".TH WEAKSPOT 1 \"\" \"weakspot " WEAKSPOT_VERSION
        "\" \"User Commands\"\n";
  section("NAME", OS);
  OS << "weakspot \\- find ownership cycles of shared_ptr in C++ programs\n";
  section("SYNOPSIS", OS);
  OS << ".B weakspot\n.I COMMAND\n[\\fIOPTIONS\\fR] [\\fIFILES\\fR...] "
        "[\\-\\- \\fIFLAGS\\fR...]\n";
  section("DESCRIPTION", OS);
  preformatted(Overview, OS);
  section("COMMANDS", OS);
  for (const Command &C : commands())
    command(C, OS);
  section("EXIT STATUS", OS);
  OS << ".TP\n.B 0\nclean, or done\n.TP\n.B 1\nfindings\n.TP\n.B 2\nwrong "
        "usage or configuration\n.TP\n.B 3\nsomething asked for was not "
        "analysed, or not written\n.TP\n.B 130\ninterrupted\n";
  section("ENVIRONMENT", OS);
  OS << ".TP\n.B WEAKSPOT_CACHE_DIR\nwhere the cache is; empty: there is "
        "none\n.TP\n.B NO_COLOR\nno colours\n.TP\n.B CLICOLOR_FORCE\n"
        "colours also where there is no terminal\n";
  section("FILES", OS);
  OS << ".TP\n.I .weakspot.yaml\nwhat a project always asks for\n.TP\n.I "
        "weakspot\\-baseline.json\nfindings that are known\n.TP\n.I "
        "~/.cache/weakspot\nwhat files were lowered to\n";
  section("SEE ALSO", OS);
  OS << ".BR clang\\-tidy (1)\n";
  return EC_Clean;
}

Command manualCommand() { return {&ManualSub, ManualHelp, runManual}; }

} // namespace weakspot::tool
