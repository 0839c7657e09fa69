//===- transcript.cpp - What was said, and who asked to keep it -----------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "transcript.h"
#include "session.h"
#include <utility>

void Transcript::note(std::string line) { lines_.push_back(std::move(line)); }

void Transcript::setAuthor(std::shared_ptr<Session> author) {
  author_ = std::move(author);
}
