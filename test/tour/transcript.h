//===- transcript.h - What was said, and who asked to keep it ---*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TOUR_TRANSCRIPT_H
#define TOUR_TRANSCRIPT_H

#include "census.h"
#include <memory>
#include <string>
#include <vector>

class Session;

class Transcript : public Census<Transcript> {
public:
  void note(std::string line);
  /// The transcript is sent to its author in the end.
  void setAuthor(std::shared_ptr<Session> author);

private:
  std::vector<std::string> lines_;
  std::shared_ptr<Session> author_;
};

#endif // TOUR_TRANSCRIPT_H
