//===- Module.cpp - All checks, for clang-tidy --load ---------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The shared object is linked against neither LLVM nor Clang: what it needs of
// them is the host's own.
//
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Report/CheckPages.h"
#include "clang-tidy/ClangTidyModule.h"
#include "clang/Basic/Version.h"
#if CLANG_VERSION_MAJOR < 22
#include "clang-tidy/ClangTidyModuleRegistry.h"
#endif
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

using namespace llvm;

namespace weakspot::tidy {

namespace {

/// A module for another version would register itself where nobody looks, and
/// the run would be clean.
struct VersionGuard {
  VersionGuard() {
    std::string Host = clang::getClangToolFullVersion("clang-tidy");
    if (StringRef(Host).contains("version " CLANG_VERSION_MAJOR_STRING "."))
      return;
    errs() << "weakspot: this plugin is for LLVM " CLANG_VERSION_MAJOR_STRING
              ", but was loaded into "
           << Host << '\n';
    std::_Exit(3);
  }
};

class Module : public clang::tidy::ClangTidyModule {
public:
  void
  addCheckFactories(clang::tidy::ClangTidyCheckFactories &Factories) override {
    // The factories outlive the module.
    auto Shared = std::make_shared<Session>();
    for (const CheckPage &Page : checkPages())
      Factories.registerCheckFactory(
          ("weakspot-" + Page.Name).str(),
          [Shared](StringRef Name, clang::tidy::ClangTidyContext *Context) {
            return std::make_unique<Check>(Name, Context, *Shared);
          });
  }
};

VersionGuard Guard;
clang::tidy::ClangTidyModuleRegistry::Add<Module>
    Registered("weakspot-module", "Ownership cycles and weak_ptr misuse.");

} // namespace

} // namespace weakspot::tidy
