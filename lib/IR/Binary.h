//===- Binary.h - The binary form of the ownership IR -----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One file per TU, for caches and for the link. Equal modules give equal
// bytes. A file carries its format's version, a digest of the operations it
// was written with, and a checksum of everything else. Whatever the bytes of a
// file are, reading it ends in a verified module or in an error that names
// it. docs/ir.md has the layout.
//
// A file may be moved to another machine, so it holds no absolute path: the
// frontend makes paths relative, and the writer refuses a module where it
// didn't.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_IR_BINARY_H
#define WEAKSPOT_IR_BINARY_H

#include "IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace weakspot::ir {

/// Whether the bytes claim to be a module in binary form.
bool isBinary(llvm::StringRef Bytes);

/// The module must be verified.
llvm::Error writeBinary(const Module &M, llvm::raw_ostream &OS);

/// Bodies come packed. The module keeps the buffer, in which its strings lie.
llvm::Expected<Module> readBinary(std::unique_ptr<llvm::MemoryBuffer> Buffer);
/// The module keeps a copy of its strings, and nothing else of the bytes.
llvm::Expected<Module> readBinary(llvm::MemoryBufferRef Bytes);

} // namespace weakspot::ir

#endif // WEAKSPOT_IR_BINARY_H
