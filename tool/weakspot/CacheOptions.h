//===- CacheOptions.h - Whether TUs are cached, by options ------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_CACHEOPTIONS_H
#define WEAKSPOT_TOOL_WEAKSPOT_CACHEOPTIONS_H

#include "Driver/IRCache.h"
#include <memory>
#include <string>

namespace weakspot::tool {

/// Null: there is to be none, or there is no place for one that was not asked
/// for. What is in it depends on the model files.
llvm::Expected<std::unique_ptr<IRCache>>
irCache(llvm::StringRef ProjectRoot, llvm::ArrayRef<std::string> Models);

/// Where it is; empty: there is to be none.
std::string cacheDirectory();
/// What it may take; 0: no bound.
uint64_t cacheBytes();

} // namespace weakspot::tool

#endif // WEAKSPOT_TOOL_WEAKSPOT_CACHEOPTIONS_H
