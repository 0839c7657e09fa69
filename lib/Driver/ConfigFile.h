//===- ConfigFile.h - .weakspot.yaml -------------------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a project always says to `weakspot check`: a mapping of options' names
// to their values. The command line has the last word. Anything that is not
// understood is an error at its line and column, with the nearest right name: a
// key that is passed over would turn off what it was to turn on.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_CONFIGFILE_H
#define WEAKSPOT_DRIVER_CONFIGFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace weakspot {

struct ConfigFile {
  struct Setting {
    std::string Key; ///< The option's name.
    /// As on the command line. Several only for options that may be repeated;
    /// other lists are joined by commas.
    std::vector<std::string> Values;
    std::string Place; ///< `.weakspot.yaml:3:1`
  };
  std::string Path;
  std::vector<Setting> Settings;

  static llvm::Expected<ConfigFile> read(llvm::StringRef Path);
  static llvm::Expected<ConfigFile> parse(llvm::StringRef Text,
                                          llvm::StringRef Path);

  /// The nearest .weakspot.yaml in a directory or above. Empty: there is none.
  static std::string find(llvm::StringRef Directory);
};

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_CONFIGFILE_H
