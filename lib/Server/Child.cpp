//===- Child.cpp - Work in a process of its own ---------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Child.h"
#include "Driver/Interrupt.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/raw_ostream.h"
#include <array>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;

namespace weakspot::server {

void appendFrame(std::string &Out, StringRef Message) {
  uint64_t Size = Message.size();
  Out.append(reinterpret_cast<const char *>(&Size), sizeof(Size));
  Out += Message;
}

std::optional<std::string> takeFrame(std::string &Buffer) {
  uint64_t Size = 0;
  if (Buffer.size() < sizeof(Size))
    return std::nullopt;
  std::memcpy(&Size, Buffer.data(), sizeof(Size));
  if (Buffer.size() - sizeof(Size) < Size)
    return std::nullopt;
  std::string Message = Buffer.substr(sizeof(Size), Size);
  Buffer.erase(0, sizeof(Size) + Size);
  return Message;
}

bool writeAll(int Descriptor, StringRef Bytes) {
  while (!Bytes.empty()) {
    ssize_t N = sys::RetryAfterSignal(-1, ::write, Descriptor, Bytes.data(),
                                      Bytes.size());
    if (N <= 0)
      return false;
    Bytes = Bytes.drop_front(static_cast<size_t>(N));
  }
  return true;
}

static std::string textOf(const json::Value &V) {
  std::string Text;
  raw_string_ostream(Text) << V;
  return Text;
}

void Line::send(const json::Value &Message) const { forward(textOf(Message)); }

void Line::forward(StringRef Message) const {
  std::string Frame;
  appendFrame(Frame, Message);
  if (!writeAll(Descriptor, Frame))
    ::_exit(0);
}

bool Line::readMore() {
  std::array<char, 65536> Buffer;
  ssize_t N = sys::RetryAfterSignal(-1, ::read, Descriptor, Buffer.data(),
                                    Buffer.size());
  if (N <= 0)
    return false;
  Received.append(Buffer.data(), static_cast<size_t>(N));
  return true;
}

std::optional<json::Value> Line::receive() {
  while (true) {
    if (std::optional<std::string> Text = takeFrame(Received)) {
      if (Expected<json::Value> V = json::parse(*Text))
        return std::move(*V);
      else
        consumeError(V.takeError());
      continue;
    }
    if (!readMore())
      return std::nullopt;
  }
}

std::string describeDeath(int Status) {
  if (WIFSIGNALED(Status))
    return std::string("it crashed: ") + ::strsignal(WTERMSIG(Status));
  if (WEXITSTATUS(Status) == 0)
    return "";
  return ("it ended with exit code " + Twine(WEXITSTATUS(Status))).str();
}

double cpuSeconds() {
  auto Seconds = [](const timeval &T) {
    return static_cast<double>(T.tv_sec) +
           static_cast<double>(T.tv_usec) * 1e-6;
  };
  double All = 0;
  for (auto Who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage Usage{};
    ::getrusage(Who, &Usage);
    All += Seconds(Usage.ru_utime) + Seconds(Usage.ru_stime);
  }
  return All;
}

void leaveServer(int Keep, int Nice) {
  // The client must not read what somebody prints here.
  int Null = ::open("/dev/null", O_RDWR);
  ::dup2(Null, STDIN_FILENO);
  ::dup2(Null, STDOUT_FILENO);
  // Where another child holds an end of it, a line never ends.
  if (Keep > 3)
    ::close_range(3, static_cast<unsigned>(Keep) - 1, 0);
  ::close_range(static_cast<unsigned>(Keep) + 1, ~0U, 0);
  becomeChild();
  exitOnInterrupt();
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (Nice != 0)
    ::setpriority(PRIO_PROCESS, 0, ::getpriority(PRIO_PROCESS, 0) + Nice);
}

Expected<std::unique_ptr<Child>> Child::start(EventLoop &Loop, int Nice,
                                              Body Run, Callbacks Call) {
  int Ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, Ends) != 0)
    return createStringError("cannot make a socket: " + sys::StrError());
  errs().flush();
  InterruptsHeld Held;
  pid_t Parent = ::getpid();
  pid_t Pid = ::fork();
  if (Pid < 0) {
    std::string Why = sys::StrError();
    ::close(Ends[0]);
    ::close(Ends[1]);
    return createStringError("cannot start a process: " + Why);
  }
  if (Pid == 0) {
    ::setpgid(0, 0);
    leaveServer(Ends[1], Nice);
    if (::getppid() != Parent)
      ::_exit(0);
    Line Server(Ends[1]);
    Run(Server);
    ::_exit(0);
  }
  ::setpgid(Pid, Pid);
  addChild(Pid);
  ::close(Ends[1]);
  ::fcntl(Ends[0], F_SETFL, O_NONBLOCK);
  return std::unique_ptr<Child>(new Child(Loop, Pid, Ends[0], std::move(Call)));
}

Child::Child(EventLoop &Loop, pid_t Pid, int Socket, Callbacks Call)
    : Loop(Loop), Pid(Pid), Socket(Socket),
      Call(std::make_shared<Callbacks>(std::move(Call))) {
  Loop.watch(Socket,
             {[this] { onReadable(); }, [this] { return !ToSend.empty(); },
              [this] { onWritable(); }});
}

Child::~Child() {
  *IsAlive = false;
  if (Pid > 0) {
    ::kill(-Pid, SIGKILL);
    reap();
  }
}

/// Waits for its end, and forgets it.
std::string Child::reap() {
  Loop.forget(Socket);
  ::close(Socket);
  int Status = 0;
  sys::RetryAfterSignal(-1, ::waitpid, Pid, &Status, 0);
  // What it has started and not ended.
  ::kill(-Pid, SIGKILL);
  removeChild(Pid);
  Pid = -1;
  return describeDeath(Status);
}

void Child::send(const json::Value &Message) {
  if (Pid > 0)
    appendFrame(ToSend, textOf(Message));
}

void Child::stepBack(int Nice) const {
  if (Pid > 0)
    ::setpriority(PRIO_PGRP, static_cast<id_t>(Pid),
                  ::getpriority(PRIO_PROCESS, static_cast<id_t>(Pid)) + Nice);
}

void Child::onWritable() {
  ssize_t N =
      ::send(Socket, ToSend.data(), ToSend.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (N > 0)
    ToSend.erase(0, static_cast<size_t>(N));
  else if (errno != EAGAIN && errno != EINTR)
    ToSend.clear(); // Its end will show.
}

void Child::onReadable() {
  std::array<char, 65536> Buffer;
  ssize_t N =
      sys::RetryAfterSignal(-1, ::read, Socket, Buffer.data(), Buffer.size());
  if (N < 0 && errno == EAGAIN)
    return;
  std::shared_ptr<bool> Alive = IsAlive;
  std::shared_ptr<Callbacks> Calls = Call;
  if (N <= 0) {
    Calls->OnEnd(reap());
    return;
  }
  Received.append(Buffer.data(), static_cast<size_t>(N));
  while (*Alive) {
    std::optional<std::string> Text = takeFrame(Received);
    if (!Text)
      return;
    Expected<json::Value> V = json::parse(*Text);
    if (V)
      Calls->OnMessage(std::move(*V));
    else
      consumeError(V.takeError());
  }
}

} // namespace weakspot::server
