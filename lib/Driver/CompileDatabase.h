//===- CompileDatabase.h - How a project is compiled ------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A compilation database (compile_commands.json). One that is no array, or in
// which no entry can be used, is an error that names the place. An entry that
// cannot be used beside others that can is set apart with its reason, for
// what it leaves out would else silently not be analysed. Response files are
// expanded, compiler launchers (ccache) are taken off, and commands that differ
// only in what cannot matter here (outputs, optimisation, warnings,
// position-independent code) count as one.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_COMPILEDATABASE_H
#define WEAKSPOT_DRIVER_COMPILEDATABASE_H

#include "Frontend/Extract.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace weakspot {

/// An entry of a database that says of no file how it is compiled.
struct BrokenEntry {
  std::string File;   ///< Absolute: its source, or the database if it has none.
  std::string Reason; ///< `entry 2 of the compilation database: ...`
};

class CompileDatabase {
public:
  /// Reads the file. Every entry is there, in file order, each once.
  static llvm::Expected<CompileDatabase> load(llvm::StringRef Path);

  /// The same from text; Path is for messages and for relative directories.
  static llvm::Expected<CompileDatabase> parse(llvm::StringRef Text,
                                               llvm::StringRef Path);

  /// All commands whose main file can be C++: not C, not assembly.
  std::vector<frontend::CompileCommand> cxxCommands() const;

  /// What is left out of the commands and should not be; not what is C or
  /// assembly by its name.
  llvm::ArrayRef<BrokenEntry> broken() const { return Broken; }

  /// The commands of the named files (relative to WorkingDir). A file that has
  /// none is an error that names all such files and what they may have meant,
  /// or what is wrong with their entry.
  llvm::Expected<std::vector<frontend::CompileCommand>>
  commandsFor(llvm::ArrayRef<std::string> Files,
              llvm::StringRef WorkingDir) const;

  size_t size() const { return Commands.size(); }

private:
  std::string Path;
  std::vector<frontend::CompileCommand> Commands;
  std::vector<BrokenEntry> Broken;
};

/// The command's main file, absolute and without `.` and `..`.
std::string mainFile(const frontend::CompileCommand &Command);

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_COMPILEDATABASE_H
