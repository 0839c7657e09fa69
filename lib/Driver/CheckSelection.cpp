//===- CheckSelection.cpp - Which checks are on where ---------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/CheckSelection.h"
#include "Driver/CompileDatabase.h"
#include "Driver/TidyConfig.h"
#include "Report/Paths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/YAMLTraits.h"

using namespace llvm;

namespace weakspot {

/// None where the file does not say it.
static std::optional<std::string> assertionMacros(const TidyConfig &Config) {
  auto Said = Config.Options.find("weakspot.AssertionMacros");
  if (Said == Config.Options.end())
    return std::nullopt;
  return Said->second;
}

Error CheckSelection::addConfigOf(StringRef File) {
  std::string Path = findTidyConfig(sys::path::parent_path(File));
  if (Path.empty() || ByConfig.contains(Path))
    return Error::success();
  Expected<TidyConfig> Config = readTidyConfig(Path);
  if (!Config)
    return Config.takeError();
  Expected<CheckFilter> Filter = CheckFilter::fromTidyConfig(Config->Checks);
  if (!Filter)
    return Filter.takeError();
  ByConfig.try_emplace(Path, CheckSelection::Config{std::move(*Filter),
                                                    assertionMacros(*Config)});
  SmallVector<StringRef> Names;
  StringRef(Config->Options["weakspot.Models"])
      .split(Names, ';', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef Name : Names)
    if (std::string Model = findUpwards(Name.trim(), File);
        !is_contained(Models, Model))
      Models.push_back(std::move(Model));
  Expected<TypeFilter> Types =
      TypeFilter::parse(Config->Options["weakspot.IgnoredTypes"]);
  if (!Types)
    return Types.takeError();
  Ignored.add(std::move(*Types));
  StrictOwnership |=
      yaml::parseBool(Config->Options["weakspot.StrictOwnership"]) == true;
  return Error::success();
}

MisuseOptions CheckSelection::misuse() const {
  return {[this](StringRef Check) { return isOn(Check); },
          [this](StringRef Check, StringRef Class) {
            return Ignored.ignores(Check, Class);
          },
          StrictOwnership};
}

Expected<CheckSelection>
CheckSelection::create(StringRef Globs, ArrayRef<std::string> MainFiles) {
  Expected<CheckFilter> Filter = CheckFilter::parse(Globs);
  if (!Filter)
    return Filter.takeError();
  CheckSelection Selection(std::move(*Filter));
  Selection.IsFixed = !Globs.empty();
  for (const std::string &File : MainFiles)
    if (Error E = Selection.addConfigOf(File))
      return E;
  return Selection;
}

Expected<CheckSelection>
CheckSelection::create(StringRef Globs,
                       MutableArrayRef<frontend::CompileCommand> Commands) {
  std::vector<std::string> MainFiles;
  for (const frontend::CompileCommand &Command : Commands)
    MainFiles.push_back(mainFile(Command));
  Expected<CheckSelection> Selection = create(Globs, MainFiles);
  if (!Selection)
    return Selection;
  for (auto [Command, File] : zip(Commands, MainFiles)) {
    auto Known =
        Selection->ByConfig.find(findTidyConfig(sys::path::parent_path(File)));
    if (Known != Selection->ByConfig.end())
      Command.AssertionMacros = Known->second.AssertionMacros;
  }
  return Selection;
}

bool CheckSelection::isOn(StringRef Check) const {
  if (Default.isOn(Check))
    return true;
  return !IsFixed && any_of(ByConfig, [&](const auto &Entry) {
    return Entry.second.Filter.isOn(Check);
  });
}

bool CheckSelection::isOn(StringRef Check, StringRef File) const {
  if (IsFixed)
    return Default.isOn(Check);
  std::string Path = findTidyConfig(sys::path::parent_path(File));
  if (Path.empty())
    return Default.isOn(Check);
  auto Known = ByConfig.find(Path);
  if (Known != ByConfig.end())
    return Known->second.Filter.isOn(Check);
  // Only headers are below it.
  Expected<TidyConfig> Config = readTidyConfig(Path);
  if (!Config) {
    consumeError(Config.takeError());
    return Default.isOn(Check);
  }
  Expected<CheckFilter> Filter = CheckFilter::fromTidyConfig(Config->Checks);
  if (!Filter) {
    consumeError(Filter.takeError());
    return Default.isOn(Check);
  }
  return Filter->isOn(Check);
}

} // namespace weakspot
