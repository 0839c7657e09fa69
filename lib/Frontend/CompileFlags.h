//===- CompileFlags.h - Other compilers' flags for Clang --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A project is often compiled by GCC or by another Clang. What only they
// understand, what writes files (outputs, dependencies, profiles), what loads
// their plugins or their precompiled headers, and what turns warnings into
// errors is taken off a command; what decides how the source reads stays.
//
// Clang's own option table says what it knows, so the list need not be kept up
// to date here.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_COMPILEFLAGS_H
#define WEAKSPOT_FRONTEND_COMPILEFLAGS_H

#include "Frontend/Extract.h"

namespace weakspot::frontend {

/// The same command for our Clang. Its inputs are reduced to the main file,
/// which comes last.
CompileCommand adaptToClang(CompileCommand Command);

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_COMPILEFLAGS_H
