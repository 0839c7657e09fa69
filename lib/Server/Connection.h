//===- Connection.h - Messages to and from the editor ---------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// LLVM's transport writes messages and its handler tells methods apart; its
// loop is not used, since it waits for one client and nothing else, ends at the
// first message that is no object, and keeps cancellations to itself.
//
// A client that does not read does not stop the server: what it has not taken
// yet is kept.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_CONNECTION_H
#define WEAKSPOT_SERVER_CONNECTION_H

#include "Server/EventLoop.h"
#include "Server/Framing.h"
#include "llvm/Support/LSP/Transport.h"
#include "llvm/Support/raw_ostream.h"
#include <functional>
#include <map>
#include <string>

namespace weakspot::server {

/// Keeps what is written until it can be sent.
class OutputQueue : public llvm::raw_ostream {
public:
  OutputQueue() : llvm::raw_ostream(/*unbuffered=*/true) {}
  ~OutputQueue() override { flush(); }

  bool empty() const { return Sent == Pending.size(); }
  /// Sends what the descriptor takes now. False: nobody reads any more.
  bool sendTo(int Descriptor);

private:
  void write_impl(const char *Data, size_t Size) override {
    Pending.append(Data, Size);
    Position += Size;
  }
  uint64_t current_pos() const override { return Position; }

  std::string Pending;
  size_t Sent = 0;
  uint64_t Position = 0;
};

class Connection {
public:
  using ReplyHandler = std::function<void(llvm::Expected<llvm::json::Value>)>;
  struct Gate {
    /// May refuse a call by an error.
    std::function<llvm::Error(llvm::StringRef Method)> BeforeCall;
    std::function<bool(llvm::StringRef Method)> BeforeNotification;
    std::function<void(const llvm::json::Value &Id)> OnCancel;
    std::function<void()> OnExit;
    std::function<void()> OnEnd; ///< The client is gone.
  };

  Connection(EventLoop &Loop, int In, int Out, Gate G);

  llvm::lsp::MessageHandler &handler() { return Handler; }
  /// The id of the call that is being handled.
  const llvm::json::Value &currentCall() const { return Current; }

  void notify(llvm::StringRef Method, llvm::json::Value Params);
  void call(llvm::StringRef Method, llvm::json::Value Params,
            ReplyHandler OnReply = nullptr);
  /// Before the program ends: waits until all is sent, but not for long.
  void drain();

private:
  void onReadable();
  void take(llvm::StringRef Text);
  void takeRequest(llvm::StringRef Method, llvm::json::Object &Message);
  void takeReply(const llvm::json::Value &Id, llvm::json::Object &Message);

  int In, Out;
  Gate G;
  MessageReader Reader;
  OutputQueue Queue;
  llvm::lsp::JSONTransport Transport;
  llvm::lsp::MessageHandler Handler;
  llvm::json::Value Current = nullptr;
  int64_t LastCall = 0;
  std::map<int64_t, ReplyHandler> Waiting;
};

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_CONNECTION_H
