//===- WorkerPool.cpp - Jobs in processes of their own ----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/WorkerPool.h"
#include "Driver/Interrupt.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Errno.h"
#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <optional>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace llvm;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace weakspot {

namespace {
/// What goes before a reply.
struct ReplyHead {
  size_t Size = 0;
  size_t GrownKiB = 0; ///< Memory that the child has taken in its life.
};

/// A child that has grown by more is replaced: a job may leave its memory to
/// the end of the process, which is cheaper than to take it apart.
constexpr size_t MaxGrownKiB = 64 << 10;

/// A child and what it is busy with. Parent and child share a socket: job
/// numbers go down, replies come up.
struct Worker {
  pid_t Pid = -1;
  int Socket = -1;
  std::optional<size_t> Job;
  steady_clock::time_point Began; ///< The job.
  std::string Received;
  size_t GrownKiB = 0;
};
} // namespace

static Error systemError(const char *What) {
  return createStringError(Twine(What) + ": " + sys::StrError());
}

static bool writeAll(int Socket, const char *Data, size_t Size) {
  while (Size != 0) {
    ssize_t N =
        sys::RetryAfterSignal(-1, ::send, Socket, Data, Size, MSG_NOSIGNAL);
    if (N <= 0)
      return false;
    Data += N;
    Size -= static_cast<size_t>(N);
  }
  return true;
}

static bool readAll(int Socket, char *Data, size_t Size) {
  while (Size != 0) {
    ssize_t N = sys::RetryAfterSignal(-1, ::read, Socket, Data, Size);
    if (N <= 0)
      return false;
    Data += N;
    Size -= static_cast<size_t>(N);
  }
  return true;
}

static size_t peakKiB() {
  rusage Usage{};
  ::getrusage(RUSAGE_SELF, &Usage);
  return static_cast<size_t>(Usage.ru_maxrss);
}

/// The life of a child: it ends when the parent closes the socket or dies.
[[noreturn]] static void serve(int Socket, WorkerPool::JobFunction Run) {
  size_t Job = 0;
  const size_t AtBirth = peakKiB();
  while (readAll(Socket, reinterpret_cast<char *>(&Job), sizeof(Job))) {
    std::string Reply;
    raw_string_ostream OS(Reply);
    Run(Job, OS);
    ReplyHead Head{Reply.size(), peakKiB() - AtBirth};
    if (!writeAll(Socket, reinterpret_cast<const char *>(&Head),
                  sizeof(Head)) ||
        !writeAll(Socket, Reply.data(), Reply.size()))
      break;
  }
  // No destructors or atexit handlers of the parent's.
  ::_exit(0);
}

static Expected<Worker> startWorker(ArrayRef<Worker> Others,
                                    WorkerPool::JobFunction Run) {
  int Ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, Ends) != 0)
    return systemError("cannot make a socket");
  outs().flush();
  errs().flush();
  InterruptsHeld Held;
  pid_t Pid = ::fork();
  if (Pid < 0) {
    ::close(Ends[0]);
    ::close(Ends[1]);
    return systemError("cannot start a process");
  }
  if (Pid == 0) {
    // An inherited end would keep a sibling alive after the parent's death.
    for (const Worker &Other : Others)
      if (Other.Socket >= 0)
        ::close(Other.Socket);
    ::close(Ends[0]);
    becomeChild();
    serve(Ends[1], Run);
  }
  addChild(Pid);
  ::close(Ends[1]);
  Worker W;
  W.Pid = Pid;
  W.Socket = Ends[0];
  return W;
}

static std::string describeDeath(int Status) {
  if (WIFSIGNALED(Status))
    return std::string("it crashed: ") + ::strsignal(WTERMSIG(Status));
  return ("it ended with exit code " + Twine(WEXITSTATUS(Status))).str();
}

/// Closes the socket, which ends an idle child, and waits for it.
static int stopWorker(Worker &W) {
  ::close(W.Socket);
  int Status = 0;
  sys::RetryAfterSignal(-1, ::waitpid, W.Pid, &Status, 0);
  removeChild(W.Pid);
  W.Pid = -1;
  W.Socket = -1;
  return Status;
}

/// The whole reply, once it is there.
static std::optional<std::string> takeReply(Worker &W) {
  ReplyHead Head;
  if (W.Received.size() < sizeof(Head))
    return std::nullopt;
  std::memcpy(&Head, W.Received.data(), sizeof(Head));
  if (W.Received.size() < sizeof(Head) + Head.Size)
    return std::nullopt;
  std::string Reply = W.Received.substr(sizeof(Head));
  W.Received.clear();
  W.GrownKiB = Head.GrownKiB;
  return Reply;
}

namespace {
/// One run of the pool.
class Schedule {
public:
  Schedule(size_t NumJobs, WorkerPool::Limits Limit,
           WorkerPool::JobFunction Run, WorkerPool::DoneFunction Done)
      : NumJobs(NumJobs), Limit(Limit), Run(Run), Done(Done) {}

  Error start();
  Error waitForReplies();
  void stop();
  bool isBusy() const {
    return any_of(Workers, [](const Worker &W) { return W.Job.has_value(); });
  }

private:
  Error giveJob(Worker &W);
  Error receive(Worker &W);
  Error giveUp(Worker &W);
  /// What the job may still take, for poll(): negative where nothing ends it.
  int timeLeft(const Worker &W) const;

  size_t NumJobs;
  size_t NextJob = 0;
  WorkerPool::Limits Limit;
  WorkerPool::JobFunction Run;
  WorkerPool::DoneFunction Done;
  std::vector<Worker> Workers;
};
} // namespace

Error Schedule::start() {
  Workers.resize(std::min<size_t>(NumJobs, std::max(Limit.Workers, 1U)));
  for (Worker &W : Workers)
    if (Error E = giveJob(W))
      return E;
  return Error::success();
}

/// Starts the child if there is none. Idle without a job left.
Error Schedule::giveJob(Worker &W) {
  W.Job.reset();
  if (NextJob == NumJobs)
    return Error::success();
  if (W.Pid < 0) {
    Expected<Worker> Started = startWorker(Workers, Run);
    if (!Started)
      return Started.takeError();
    W = std::move(*Started);
  }
  W.Job = NextJob++;
  W.Began = steady_clock::now();
  // A child that is already dead shows as the end of its socket's data.
  writeAll(W.Socket, reinterpret_cast<const char *>(&*W.Job), sizeof(*W.Job));
  return Error::success();
}

int Schedule::timeLeft(const Worker &W) const {
  if (Limit.JobTime.count() == 0)
    return -1;
  auto Left = std::chrono::ceil<milliseconds>(W.Began + Limit.JobTime -
                                              steady_clock::now());
  return static_cast<int>(std::clamp<milliseconds::rep>(
      Left.count(), 0, std::numeric_limits<int>::max()));
}

Error Schedule::waitForReplies() {
  std::vector<pollfd> Polled;
  std::vector<Worker *> Busy;
  int Wait = -1;
  for (Worker &W : Workers) {
    if (!W.Job)
      continue;
    Polled.push_back({W.Socket, POLLIN, 0});
    Busy.push_back(&W);
    if (int Left = timeLeft(W); Left >= 0 && (Wait < 0 || Left < Wait))
      Wait = Left;
  }
  if (sys::RetryAfterSignal(-1, ::poll, Polled.data(), Polled.size(), Wait) < 0)
    return systemError("cannot wait for the workers");
  for (size_t I = 0; I < Polled.size(); ++I) {
    if (Polled[I].revents == 0 && timeLeft(*Busy[I]) != 0)
      continue;
    if (Error E = Polled[I].revents != 0 ? receive(*Busy[I]) : giveUp(*Busy[I]))
      return E;
  }
  return Error::success();
}

Error Schedule::giveUp(Worker &W) {
  size_t Job = *W.Job;
  ::kill(W.Pid, SIGKILL);
  stopWorker(W);
  W.Received.clear();
  Done(Job, {("given up after " + Twine(Limit.JobTime.count()) +
              (Limit.JobTime.count() == 1 ? " second" : " seconds"))
                 .str(),
             /*IsTimeout=*/true, ""});
  return giveJob(W);
}

Error Schedule::receive(Worker &W) {
  std::array<char, 65536> Buffer;
  ssize_t N =
      sys::RetryAfterSignal(-1, ::read, W.Socket, Buffer.data(), Buffer.size());
  size_t Job = *W.Job;
  if (N <= 0) {
    W.Received.clear();
    Done(Job, {describeDeath(stopWorker(W)), /*IsTimeout=*/false, ""});
    return giveJob(W);
  }
  W.Received.append(Buffer.data(), static_cast<size_t>(N));
  std::optional<std::string> Reply = takeReply(W);
  if (!Reply)
    return Error::success();
  if (W.GrownKiB > MaxGrownKiB)
    stopWorker(W);
  // The child goes on while the parent digests its reply.
  Error E = giveJob(W);
  Done(Job, {"", /*IsTimeout=*/false, std::move(*Reply)});
  return E;
}

void Schedule::stop() {
  for (Worker &W : Workers)
    if (W.Pid >= 0)
      stopWorker(W);
}

Error WorkerPool::run(size_t NumJobs, Limits Limit, JobFunction Run,
                      DoneFunction Done) {
  Schedule S(NumJobs, Limit, Run, Done);
  Error E = S.start();
  while (!E && S.isBusy())
    E = S.waitForReplies();
  S.stop();
  return E;
}

} // namespace weakspot
