// RUN: %case %s %t
//
// websocketpp#48: a client has its session, the session has its client; the same for
// the server. The sessions' bases are one class.
//
// CASE: bad
// ALIVE: ws::Client 1, ws::ClientSession 1
// FINDS: shared-ptr-cycle ws::Client.session_ -> ws::ClientSession.client_
// CASE: weak_good -DGOOD

//--- ws.h
#pragma once
#include "counted.h"
#include <memory>

namespace ws {
class Session : public std::enable_shared_from_this<Session> {
public:
  virtual ~Session() = default;
  virtual void onOpen() = 0;
};
typedef std::shared_ptr<Session> SessionPtr;

class Client;
typedef std::shared_ptr<Client> ClientPtr;

class ClientSession : public Session, Counted<ClientSession> {
public:
  explicit ClientSession(ClientPtr client);
  void onOpen() override;

private:
#ifdef GOOD
  std::weak_ptr<Client> client_;
#else
  ClientPtr client_;
#endif
};
typedef std::shared_ptr<ClientSession> ClientSessionPtr;

class Client : public std::enable_shared_from_this<Client>, Counted<Client> {
public:
  void init();
  void opened() { open_ = true; }

private:
  ClientSessionPtr session_;
  bool open_ = false;
};
} // namespace ws

//--- client.cpp
#include "ws.h"
void ws::Client::init() {
  session_ = std::make_shared<ClientSession>(shared_from_this());
  session_->onOpen();
}

//--- client_session.cpp
#include "ws.h"
ws::ClientSession::ClientSession(ClientPtr client) : client_(client) {}
void ws::ClientSession::onOpen() {
#ifdef GOOD
  if (auto client = client_.lock())
    client->opened();
#else
  client_->opened();
#endif
}

//--- main.cpp
#include "ws.h"
int main() {
  ws::ClientPtr client(new ws::Client);
  client->init();
}
