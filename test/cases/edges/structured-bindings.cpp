// RUN: %case %s %t
//
// The two ends have names from a structured binding.
//
// CASE: bad
// ALIVE: Client 1, Server 1
// FINDS: shared-ptr-cycle Client.server -> Server.client
// CASE: good -DGOOD
#include "counted.h"
#include <memory>
#include <tuple>

struct Server;
struct Client : Counted<Client> {
  std::shared_ptr<Server> server;
};
struct Server : Counted<Server> {
  std::shared_ptr<Client> client;
};

static std::tuple<std::shared_ptr<Client>, std::shared_ptr<Server>, int>
connect() {
  return {std::make_shared<Client>(), std::make_shared<Server>(), 3};
}

int main() {
  auto [client, server, tries] = connect();
  client->server = server;
#ifndef GOOD
  server->client = client;
#endif
  return tries - 3;
}
