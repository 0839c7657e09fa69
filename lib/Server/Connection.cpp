//===- Connection.cpp - Messages to and from the editor -------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Connection.h"
#include "llvm/Support/Errno.h"
#include <algorithm>
#include <array>
#include <climits>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace llvm;

namespace weakspot::server {

namespace {
/// The transport must have an input, but only its loop reads it.
class NoInput : public lsp::JSONTransportInput {
public:
  bool hasError() const override { return false; }
  bool isEndOfInput() const override { return true; }
  LogicalResult readDelimitedMessage(std::string & /*Json*/) override {
    return failure();
  }
  LogicalResult readStandardMessage(std::string & /*Json*/) override {
    return failure();
  }
};
} // namespace

/// Sends without waiting, where the descriptor was found ready.
static ssize_t sendSome(int Descriptor, StringRef Bytes) {
  ssize_t N = ::send(Descriptor, Bytes.data(), Bytes.size(),
                     MSG_DONTWAIT | MSG_NOSIGNAL);
  if (N >= 0 || errno != ENOTSOCK)
    return N;
  // A pipe that is ready takes this much.
  return ::write(Descriptor, Bytes.data(),
                 std::min<size_t>(Bytes.size(), PIPE_BUF));
}

bool OutputQueue::sendTo(int Descriptor) {
  if (empty())
    return true;
  ssize_t N = sendSome(Descriptor, StringRef(Pending).drop_front(Sent));
  if (N < 0)
    return errno == EAGAIN || errno == EINTR;
  Sent += static_cast<size_t>(N);
  if (empty()) {
    Pending.clear();
    Pending.shrink_to_fit();
    Sent = 0;
  }
  return true;
}

Connection::Connection(EventLoop &Loop, int In, int Out, Gate Given)
    : In(In), Out(Out), G(std::move(Given)),
      Transport(std::make_unique<NoInput>(), Queue), Handler(Transport) {
  Loop.watch(In, {[this] { onReadable(); }, nullptr, nullptr});
  EventLoop::Watcher Writes{nullptr, [this] { return !Queue.empty(); },
                            [this] {
                              if (!Queue.sendTo(this->Out))
                                G.OnEnd();
                            }};
  if (In == Out)
    Writes.OnReadable = [this] { onReadable(); };
  Loop.watch(Out, std::move(Writes));
}

void Connection::notify(StringRef Method, json::Value Params) {
  Transport.notify(Method, std::move(Params));
}

void Connection::call(StringRef Method, json::Value Params,
                      ReplyHandler OnReply) {
  Waiting[++LastCall] = std::move(OnReply);
  Transport.call(Method, std::move(Params), LastCall);
}

void Connection::drain() {
  for (int Rounds = 0; Rounds < 1000 && !Queue.empty(); ++Rounds) {
    pollfd P{Out, POLLOUT, 0};
    if (::poll(&P, 1, 100) <= 0 || !Queue.sendTo(Out))
      return;
  }
}

void Connection::onReadable() {
  std::array<char, 65536> Buffer;
  ssize_t N =
      sys::RetryAfterSignal(-1, ::read, In, Buffer.data(), Buffer.size());
  if (N < 0 && errno == EAGAIN)
    return;
  if (N <= 0) {
    G.OnEnd();
    return;
  }
  Reader.feed({Buffer.data(), static_cast<size_t>(N)});
  while (std::optional<std::string> Text = Reader.next())
    take(*Text);
}

static Error invalid(const Twine &Why,
                     lsp::ErrorCode Code = lsp::ErrorCode::InvalidRequest) {
  return make_error<lsp::LSPError>(Why.str(), Code);
}

void Connection::take(StringRef Text) {
  Expected<json::Value> V = parseMessage(Text);
  if (!V) {
    Transport.reply(nullptr, invalid(json::fixUTF8(toString(V.takeError())),
                                     lsp::ErrorCode::ParseError));
    return;
  }
  json::Object *Message = V->getAsObject();
  if (!Message || Message->getString("jsonrpc") != "2.0") {
    Transport.reply(nullptr, invalid("not a message of JSON-RPC 2.0"));
    return;
  }
  if (std::optional<StringRef> Method = Message->getString("method"))
    takeRequest(Method->str(), *Message);
  else if (const json::Value *Id = Message->get("id"))
    takeReply(*Id, *Message);
  else
    Transport.reply(nullptr, invalid("neither a request nor a reply"));
}

void Connection::takeRequest(StringRef Method, json::Object &Message) {
  json::Value Params = json::Object{};
  if (json::Value *Given = Message.get("params"))
    Params = std::move(*Given);
  const json::Value *Id = Message.get("id");
  if (!Id) {
    if (Method == "exit") {
      G.OnExit();
    } else if (Method == "$/cancelRequest") {
      if (const json::Object *O = Params.getAsObject())
        if (const json::Value *Which = O->get("id"))
          G.OnCancel(*Which);
    } else if (G.BeforeNotification(Method)) {
      Handler.onNotify(Method, std::move(Params));
    }
    return;
  }
  if (Id->kind() != json::Value::Number && Id->kind() != json::Value::String) {
    Transport.reply(nullptr, invalid("the id is neither number nor string"));
    return;
  }
  if (Error E = G.BeforeCall(Method)) {
    Transport.reply(*Id, std::move(E));
    return;
  }
  Current = *Id;
  Handler.onCall(Method, std::move(Params), *Id);
}

void Connection::takeReply(const json::Value &Id, json::Object &Message) {
  auto It = Waiting.find(Id.getAsInteger().value_or(-1));
  if (It == Waiting.end())
    return;
  ReplyHandler OnReply = std::move(It->second);
  Waiting.erase(It);
  if (!OnReply)
    return;
  if (const json::Object *Failed = Message.getObject("error"))
    OnReply(
        createStringError(Failed->getString("message").value_or("no message")));
  else if (json::Value *Result = Message.get("result"))
    OnReply(std::move(*Result));
  else
    OnReply(nullptr);
}

} // namespace weakspot::server
