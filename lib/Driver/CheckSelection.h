//===- CheckSelection.h - Which checks are on where -------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The command line decides for all files; where it says nothing, the nearest
// .clang-tidy decides for each file that has a finding. Options are always
// those of the nearest .clang-tidy.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_CHECKSELECTION_H
#define WEAKSPOT_DRIVER_CHECKSELECTION_H

#include "Frontend/Extract.h"
#include "Misuse/Misuse.h"
#include "Report/CheckFilter.h"
#include "Report/TypeFilter.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace weakspot {

class CheckSelection {
public:
  /// Globs are those of the command line; the files are absolute. An error is
  /// a mistake in the globs or in a .clang-tidy.
  static llvm::Expected<CheckSelection>
  create(llvm::StringRef Globs, llvm::ArrayRef<std::string> MainFiles);
  /// The same for the main files of the commands, each of which is given what
  /// the options say of how its file is to be read.
  static llvm::Expected<CheckSelection>
  create(llvm::StringRef Globs,
         llvm::MutableArrayRef<frontend::CompileCommand> Commands);

  /// Whether anybody may want to be told of it.
  bool isOn(llvm::StringRef Check) const;
  /// Whether it is on in a file (absolute). One whose .clang-tidy was not among
  /// those of the main files, and has mistakes, has what is on by default.
  bool isOn(llvm::StringRef Check, llvm::StringRef File) const;

  /// The files of the option weakspot.Models.
  llvm::ArrayRef<std::string> models() const { return Models; }
  /// The classes of all options weakspot.IgnoredTypes.
  const TypeFilter &ignoredTypes() const { return Ignored; }
  /// Whether an option weakspot.StrictOwnership says so.
  bool isStrictAboutOwnership() const { return StrictOwnership; }
  /// What the checks of misuse are to do; must not outlive the selection.
  MisuseOptions misuse() const;

private:
  /// What the nearest .clang-tidy of some files says.
  struct Config {
    CheckFilter Filter;
    std::optional<std::string> AssertionMacros;
  };

  explicit CheckSelection(CheckFilter Default) : Default(std::move(Default)) {}

  llvm::Error addConfigOf(llvm::StringRef File);

  CheckFilter Default;
  bool IsFixed = false; ///< By the command line.
  llvm::StringMap<Config> ByConfig;
  std::vector<std::string> Models;
  TypeFilter Ignored;
  bool StrictOwnership = false;
};

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_CHECKSELECTION_H
