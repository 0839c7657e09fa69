//===- OutputFile.cpp - Files that are written whole ---------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/OutputFile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace weakspot {

static Error failed(StringRef Path, const Twine &Why) {
  return createStringError(Path + ": cannot be written: " + Why);
}

static Error writeInPlace(StringRef Path,
                          function_ref<void(raw_ostream &)> Write) {
  std::error_code EC;
  raw_fd_ostream OS(Path, EC);
  if (EC)
    return failed(Path, EC.message());
  Write(OS);
  OS.flush();
  EC = OS.error();
  OS.clear_error();
  return EC ? failed(Path, EC.message()) : Error::success();
}

static Error writeAside(StringRef Path,
                        function_ref<void(raw_ostream &)> Write) {
  Expected<sys::fs::TempFile> Temp = sys::fs::TempFile::create(
      Path + ".%%%%%%%%.tmp", sys::fs::all_read | sys::fs::all_write);
  if (!Temp)
    return failed(Path, toString(Temp.takeError()));
  std::error_code EC;
  {
    raw_fd_ostream OS(Temp->FD, /*shouldClose=*/false);
    Write(OS);
    OS.flush();
    EC = OS.error();
    OS.clear_error();
  }
  if (EC) {
    consumeError(Temp->discard());
    return failed(Path, EC.message());
  }
  if (Error E = Temp->keep(Path))
    return failed(Path, toString(std::move(E)));
  return Error::success();
}

Error writeFile(StringRef Path, function_ref<void(raw_ostream &)> Write) {
  if (Path == "-") {
    Write(outs());
    return Error::success();
  }
  SmallString<256> Real;
  if (sys::fs::real_path(Path, Real))
    return writeAside(Path, Write);
  if (!sys::fs::is_regular_file(Real))
    return writeInPlace(Path, Write);
  return writeAside(Real, Write);
}

} // namespace weakspot
