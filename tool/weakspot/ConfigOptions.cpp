//===- ConfigOptions.cpp - .weakspot.yaml, as options say it -- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ConfigOptions.h"
#include "Driver/ConfigFile.h"
#include "Driver/TidyConfig.h"
#include "RunOptions.h"
#include "SourceOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace weakspot::tool {

static cl::opt<std::string>
    ConfigPath("config-file", cl::value_desc("FILE"),
               cl::desc("What the project always asks for (the nearest "
                        ".weakspot.yaml from here upwards)"),
               InPrograms(), cl::sub(extractSub()), cl::sub(linkSub()),
               cl::sub(fixSub()), cl::sub(irSub()), cl::cat(optionCategory()));

static cl::opt<bool> Dump("dump-config",
                          cl::desc("Print the configuration in force"),
                          InAnalyses(), cl::sub(linkSub()),
                          cl::cat(optionCategory()));

static cl::opt<bool> Verify("verify-config",
                            cl::desc("Read the configuration, and do no more"),
                            InAnalyses(), cl::sub(linkSub()),
                            cl::cat(optionCategory()));

static Expected<ConfigFile> configFile() {
  std::string Path = ConfigPath.empty() ? ConfigFile::find(workingDirectory())
                                        : ConfigPath.getValue();
  if (Path.empty())
    return ConfigFile();
  return ConfigFile::read(Path);
}

static cl::Option *optionOf(StringRef Key) {
  SmallVector<cl::SubCommand *> Configured(InPrograms::subcommands());
  Configured.append({&extractSub(), &linkSub(), &fixSub(), &irSub()});
  for (cl::SubCommand *Sub : Configured)
    if (*Sub)
      return Sub->OptionsMap.lookup(Key);
  return nullptr;
}

Error applyConfig() {
  Expected<ConfigFile> File = configFile();
  if (!File)
    return File.takeError();
  for (const ConfigFile::Setting &S : File->Settings) {
    cl::Option *Option = optionOf(S.Key);
    if (!Option || Option->getNumOccurrences() != 0)
      continue;
    for (const std::string &Value : S.Values)
      if (Option->addOccurrence(0, S.Key, Value))
        return createStringError(S.Place + ": '" + S.Key +
                                 "' cannot be understood");
  }
  return Error::success();
}

static void dump(const ConfigFile &File) {
  if (File.Path.empty())
    outs() << "# no .weakspot.yaml\n";
  else
    outs() << "# " << File.Path << '\n';
  for (StringRef Key : {"checks", "warnings-as-errors", "fail-on",
                        "header-filter", "exclude", "baseline"}) {
    auto *Option = static_cast<cl::opt<std::string> *>(optionOf(Key));
    if (!Option || Option->empty())
      continue;
    // In single quotes a quote is written twice.
    std::string Value;
    for (char C : Option->getValue())
      Value += C == '\'' ? "''" : std::string(1, C);
    outs() << Key << ": '" << Value << "'\n";
  }
  if (!modelFiles({}).empty())
    outs() << "model:\n";
  for (const std::string &Model : modelFiles({}))
    outs() << "- '" << Model << "'\n";
}

/// The .clang-tidy files above the files that are named, or above here. False:
/// there is none.
static Expected<bool> verifyTidyConfigs() {
  std::vector<std::string> Above(sourceFiles());
  if (Above.empty())
    Above.push_back("here");
  bool HasOne = false;
  for (std::string &File : Above) {
    SmallString<256> Path(File);
    if (std::error_code EC = sys::fs::make_absolute(Path))
      return createStringError(EC, File + ": " + EC.message());
    sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    File = std::string(Path);
    HasOne |= !findTidyConfig(sys::path::parent_path(Path)).empty();
  }
  Expected<CheckSelection> Selection = checkSelectionFor(Above);
  if (!Selection)
    return Selection.takeError();
  // What either says of model files is there, and can be read.
  Expected<contracts::Table> Table = contractTable(Selection->models());
  if (!Table)
    return Table.takeError();
  return HasOne;
}

std::optional<int> answerAboutConfig() {
  if (!Dump && !Verify)
    return std::nullopt;
  Expected<ConfigFile> File = configFile();
  if (!File)
    return reportUsageError(File.takeError());
  if (Error E = applyConfig())
    return reportUsageError(std::move(E));
  if (Verify) {
    Expected<bool> HasTidyConfig = verifyTidyConfigs();
    if (!HasTidyConfig)
      return reportUsageError(HasTidyConfig.takeError());
    if (!*HasTidyConfig && File->Path.empty())
      return reportUsageError(
          "there is no .weakspot.yaml and no .clang-tidy to verify");
  }
  if (Dump)
    dump(*File);
  return EC_Clean;
}

} // namespace weakspot::tool
