//===- Child.h - Work in a process of its own ------------------ -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A forked child that exchanges JSON messages with the server. It can crash, be
// killed at any time, and take as long as it likes: the server notices, and
// goes on. It leads a process group, which goes with it: what it has started
// does not outlive it, and it does not outlive the server.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_CHILD_H
#define WEAKSPOT_SERVER_CHILD_H

#include "Server/EventLoop.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>

namespace weakspot::server {

/// Messages over a stream: their size, then their bytes.
void appendFrame(std::string &Out, llvm::StringRef Message);
/// Takes the first whole one off the buffer.
std::optional<std::string> takeFrame(std::string &Buffer);
/// Blocks until all is written. False: nobody reads any more.
bool writeAll(int Descriptor, llvm::StringRef Bytes);

/// The child's end of the line.
class Line {
public:
  explicit Line(int Descriptor) : Descriptor(Descriptor) {}

  int descriptor() const { return Descriptor; }
  /// Ends the process if the server is gone.
  void send(const llvm::json::Value &Message) const;
  /// A message that is whole.
  void forward(llvm::StringRef Message) const;
  /// Waits for the next message. None: the server is gone.
  std::optional<llvm::json::Value> receive();

private:
  bool readMore();

  int Descriptor;
  std::string Received;
};

class Child {
public:
  /// Runs in the child, which ends when it returns.
  using Body = llvm::function_ref<void(Line &Server)>;
  struct Callbacks {
    std::function<void(llvm::json::Value Message)> OnMessage;
    /// Once, after the last message. Death says how where it did not just end.
    std::function<void(std::string Death)> OnEnd;
  };

  /// Nice is added to the child's niceness.
  static llvm::Expected<std::unique_ptr<Child>> start(EventLoop &Loop, int Nice,
                                                      Body Run, Callbacks Call);
  /// Kills it. None of the callbacks is called any more.
  ~Child();
  Child(const Child &) = delete;
  Child &operator=(const Child &) = delete;

  void send(const llvm::json::Value &Message);
  /// Adds to the niceness of it and of all that it has started: the system does
  /// not let that be taken back.
  void stepBack(int Nice) const;

private:
  Child(EventLoop &Loop, pid_t Pid, int Socket, Callbacks Call);
  void onReadable();
  void onWritable();
  std::string reap();

  EventLoop &Loop;
  pid_t Pid;
  int Socket;
  std::shared_ptr<Callbacks> Call;
  /// Not any more when a callback has destroyed this.
  std::shared_ptr<bool> IsAlive = std::make_shared<bool>(true);
  std::string Received, ToSend;
};

/// In a child that was just forked: gives up what belongs to the server.
/// Keep is left open.
void leaveServer(int Keep, int Nice);

/// `it crashed: ...`; empty for a good end.
std::string describeDeath(int Status);

/// CPU time of this process and of its children that have ended.
double cpuSeconds();

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_CHILD_H
