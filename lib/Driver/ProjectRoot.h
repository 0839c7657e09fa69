//===- ProjectRoot.h - What paths are relative to ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_PROJECTROOT_H
#define WEAKSPOT_DRIVER_PROJECTROOT_H

#include "Frontend/Extract.h"
#include "llvm/ADT/ArrayRef.h"
#include <string>

namespace weakspot {

/// The directory that paths in the IR are relative to: the top of the version
/// control checkout that holds all main files, otherwise their common
/// directory. It depends on the sources alone, not on where the tool is run.
std::string projectRoot(llvm::ArrayRef<frontend::CompileCommand> Commands);

/// The directory in which files may be edited. Without version control that is
/// more than the main files' common directory: headers have one of their own,
/// named by `-I`: `include` beside it, or a path below the working directory.
std::string editRoot(llvm::ArrayRef<frontend::CompileCommand> Commands);

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_PROJECTROOT_H
