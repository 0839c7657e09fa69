//===- CompletionCommand.cpp - weakspot completion ------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OptionTable.h"
#include "Report/Nearest.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using namespace llvm;

namespace weakspot::tool {

static constexpr StringLiteral CompletionHelp =
    R"(Prints what makes a shell complete the subcommands and options of weakspot.

  weakspot completion bash > /etc/bash_completion.d/weakspot
  weakspot completion zsh > /usr/share/zsh/vendor-completions/_weakspot
  weakspot completion fish > ~/.config/fish/completions/weakspot.fish
)";

static cl::SubCommand CompletionSub("completion",
                                    "Print completions for a shell");

static cl::opt<std::string> Which(cl::Positional, cl::Required,
                                  cl::desc("bash|zsh|fish"),
                                  cl::sub(CompletionSub));

/// `baseline`: its second words. Those that have none are there, too.
static std::map<std::string, std::vector<std::string>> firstWords() {
  std::map<std::string, std::vector<std::string>> Result;
  for (const Command &C : commands()) {
    auto [First, Second] = C.Sub->getName().split(' ');
    auto &Seconds = Result[First.str()];
    if (!Second.empty())
      Seconds.push_back(Second.str());
  }
  return Result;
}

static std::vector<std::string>
keysOf(const std::map<std::string, std::vector<std::string>> &Words) {
  auto Keys = make_first_range(Words);
  return {Keys.begin(), Keys.end()};
}

/// What may stand after an operand's place: checks to explain, shells.
static std::vector<std::string> operandWords(const cl::SubCommand &Sub) {
  if (Sub.getName() == "completion")
    return {"bash", "zsh", "fish"};
  if (Sub.getName() == "explain")
    for (const OptionInfo &O : optionsOf(*commands().front().Sub))
      if (O.Name == "checks")
        return O.Words;
  return {};
}

static void writeBash(raw_ostream &OS) {
  OS << R"(# Completion of weakspot for bash, made by `weakspot completion bash`.
_weakspot() {
  local Current=${COMP_WORDS[COMP_CWORD]} Previous=${COMP_WORDS[COMP_CWORD-1]}
  local First= Command= Words= Options= I
  COMPREPLY=()
  # `--option=value` comes in three words.
  if [[ $Current == "=" ]]; then
    Current=
  elif [[ $Previous == "=" && $COMP_CWORD -ge 2 ]]; then
    Previous=${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((I = 1; I < COMP_CWORD; ++I)); do
    case ${COMP_WORDS[I]} in
    --) return ;; # The compiler's flags.
    -*) ;;
    *)
      if [[ -z $First ]]; then
        First=${COMP_WORDS[I]}
        Command=$First
      elif [[ $Command == "$First" ]]; then
        Command="$First ${COMP_WORDS[I]}"
      fi
      ;;
    esac
  done
  case $First in
)";
  auto Words = firstWords();
  OS << "  '') Words=" << "'" << join(keysOf(Words), " ") << "' ;;\n";
  for (const auto &[First, Seconds] : Words)
    if (!Seconds.empty())
      OS << "  " << First << ") [[ $Command == " << First << " ]] && Words='"
         << join(Seconds, " ") << "' ;;\n";
    else
      OS << "  " << First << ") Command=$First ;;\n";
  OS << "  esac\n  case $Command in\n";
  std::map<std::string, std::vector<std::string>> Values;
  StringSet<> Files;
  StringSet<> Directories;
  for (const Command &C : commands()) {
    OS << "  '" << C.Sub->getName() << "')\n    Options='";
    for (const OptionInfo &O : optionsOf(*C.Sub)) {
      OS << O.spelling() << ' ';
      if (!O.Words.empty())
        Values[O.spelling()] = O.Words;
      else if (O.takesDirectory())
        Directories.insert(O.spelling());
      else if (O.takesFile())
        Files.insert(O.spelling());
    }
    OS << "--help'\n";
    if (std::vector<std::string> Operands = operandWords(*C.Sub);
        !Operands.empty())
      OS << "    Words='" << join(Operands, " ") << "'\n";
    OS << "    ;;\n";
  }
  OS << "  esac\n  case $Previous in\n";
  for (const auto &[Option, Known] : Values)
    OS << "  " << Option << ")\n    COMPREPLY=($(compgen -W '"
       << join(Known, " ") << "' -- \"$Current\"))\n    return\n    ;;\n";
  auto Names = [](const StringSet<> &Set) {
    std::vector<std::string> Sorted;
    for (const auto &Entry : Set)
      Sorted.push_back(Entry.getKey().str());
    llvm::sort(Sorted);
    return join(Sorted, " | ");
  };
  OS << "  " << Names(Directories)
     << ")\n    COMPREPLY=($(compgen -d -- \"$Current\"))\n    return\n    "
        ";;\n  "
     << Names(Files) << ") return ;;\n";
  OS << R"(  esac
  if [[ $Current == -* ]]; then
    COMPREPLY=($(compgen -W "$Options" -- "$Current"))
  elif [[ -n $Words ]]; then
    COMPREPLY=($(compgen -W "$Words" -- "$Current"))
  fi
}
complete -o bashdefault -o default -F _weakspot weakspot
)";
}

/// For use in single quotes, with what zsh's _arguments takes for syntax made
/// harmless.
static std::string zshText(StringRef Text) {
  std::string Result;
  for (char C : Text) {
    if (C == '\'') {
      Result += R"('\'')";
      continue;
    }
    if (C == '[' || C == ']' || C == ':')
      Result += '\\';
    Result += C;
  }
  return Result;
}

static std::string zshAction(const OptionInfo &O) {
  if (O.Value.empty())
    return "";
  std::string Text = ":" + zshText(O.Value) + ":";
  if (!O.Words.empty())
    return Text + "(" + join(O.Words, " ") + ")";
  if (O.takesDirectory())
    return Text + "_directories";
  return O.takesFile() ? Text + "_files" : Text;
}

static void writeZshOptions(const cl::SubCommand &Sub, raw_ostream &OS) {
  OS << "_arguments";
  for (const OptionInfo &O : optionsOf(Sub))
    OS << " \\\n      '*" << O.spelling()
       << (O.Value.empty() ? ""
           : O.isLetter()  ? "+"
                           : "=")
       << '[' << zshText(O.Help) << ']' << zshAction(O) << "'";
  std::vector<std::string> Operands = operandWords(Sub);
  OS << " \\\n      '*:" << zshText(operandsOf(Sub)) << ":";
  if (Operands.empty())
    OS << "_files'\n";
  else
    OS << "(" << join(Operands, " ") << ")'\n";
}

static void writeZsh(raw_ostream &OS) {
  OS << "#compdef weakspot\n# Completion of weakspot for zsh, made by "
        "`weakspot completion zsh`.\n_weakspot() {\n  local state\n  local "
        "-a commands seconds\n  commands=(\n";
  auto Words = firstWords();
  for (const auto &[First, Seconds] : Words) {
    StringRef About = "Record and apply what is known";
    for (const Command &C : commands())
      if (C.Sub->getName() == First)
        About = C.Sub->getDescription();
    OS << "    '" << First << ':' << zshText(About) << "'\n";
  }
  OS << "  )\n  _arguments -C '1:command:->command' '*::argument:->argument'\n"
        "  if [[ $state == command ]]; then\n    _describe command commands\n"
        "    return\n  fi\n  case $words[1] in\n";
  for (const auto &[First, Seconds] : Words) {
    OS << "  " << First << ")\n";
    if (!Seconds.empty()) {
      OS << "    seconds=(" << join(Seconds, " ") << ")\n"
         << "    if (( CURRENT == 2 )); then\n      _describe command seconds\n"
         << "      return\n    fi\n    shift words; (( --CURRENT ))\n"
         << "    case $words[1] in\n";
      for (const std::string &Second : Seconds) {
        OS << "    " << Second << ") ";
        for (const Command &C : commands())
          if (C.Sub->getName().split(' ') ==
              std::pair<StringRef, StringRef>(First, Second))
            writeZshOptions(*C.Sub, OS);
        OS << "      ;;\n";
      }
      OS << "    esac\n";
    } else {
      for (const Command &C : commands())
        if (C.Sub->getName() == First) {
          OS << "    ";
          writeZshOptions(*C.Sub, OS);
        }
    }
    OS << "    ;;\n";
  }
  OS << "  esac\n}\n_weakspot \"$@\"\n";
}

static std::string fishText(StringRef Text) {
  std::string Result = "'";
  for (char C : Text) {
    if (C == '\'' || C == '\\')
      Result += '\\';
    Result += C;
  }
  return Result + "'";
}

static void writeFish(raw_ostream &OS) {
  OS << "# Completion of weakspot for fish, made by `weakspot completion "
        "fish`.\n";
  auto Words = firstWords();
  std::string Firsts = join(keysOf(Words), " ");
  for (const auto &[First, Seconds] : Words) {
    StringRef About = "Record and apply what is known";
    for (const Command &C : commands())
      if (C.Sub->getName() == First)
        About = C.Sub->getDescription();
    OS << "complete -c weakspot -f -n 'not __fish_seen_subcommand_from "
       << Firsts << "' -a " << First << " -d " << fishText(About) << '\n';
    if (!Seconds.empty())
      OS << "complete -c weakspot -f -n '__fish_seen_subcommand_from " << First
         << "; and not __fish_seen_subcommand_from " << join(Seconds, " ")
         << "' -a " << fishText(join(Seconds, " ")) << '\n';
  }
  for (const Command &C : commands()) {
    auto [First, Second] = C.Sub->getName().split(' ');
    std::string When = "__fish_seen_subcommand_from " + First.str();
    if (!Second.empty())
      When += "; and __fish_seen_subcommand_from " + Second.str();
    for (const OptionInfo &O : optionsOf(*C.Sub)) {
      OS << "complete -c weakspot -n '" << When << "' "
         << (O.isLetter() ? "-s " : "-l ") << O.Name;
      if (!O.Words.empty())
        OS << " -x -a " << fishText(join(O.Words, " "));
      else if (O.takesDirectory())
        OS << " -x -a '(__fish_complete_directories)'";
      else if (!O.Value.empty())
        OS << (O.takesFile() ? " -r" : " -x");
      OS << " -d " << fishText(O.Help) << '\n';
    }
    if (std::vector<std::string> Operands = operandWords(*C.Sub);
        !Operands.empty())
      OS << "complete -c weakspot -f -n '" << When << "' -a "
         << fishText(join(Operands, " ")) << '\n';
  }
}

static int runCompletion(const CompilerFlags & /*Flags*/) {
  static const std::vector<std::string> Shells = {"bash", "zsh", "fish"};
  static constexpr void (*Writers[])(raw_ostream &) = {writeBash, writeZsh,
                                                       writeFish};
  for (const auto &[No, Name] : enumerate(Shells))
    if (Name == Which) {
      Writers[No](outs());
      return EC_Clean;
    }
  return reportUsageError("no completions for '" + Which + "'; there are " +
                          join(Shells, ", ") + didYouMean(Which, Shells));
}

Command completionCommand() {
  return {&CompletionSub, CompletionHelp, runCompletion};
}

} // namespace weakspot::tool
