//===- main.cpp - Runs the server for a moment, and says what it leaks ----===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "bridge.h"
#include "resolver.h"
#include "room.h"
#include "server.h"
#include "session.h"
#include "transcript.h"
#include <cstdio>
#include <initializer_list>

/// All that the server does in its short life.
static void serve() {
  auto server = std::make_shared<Server>();
  server->start();
  server->topics().add("games")->add("chess");

  auto ann = server->accept("ann");
  auto room = server->openRecorded("chess", ann);
  ann->join(room);
  ann->send("hello");
  ann->send("anybody here?");
  ann->flush();

  auto uplink = std::make_shared<Uplink>();
  auto bridge = std::make_shared<Bridge>(uplink);
  bridge->start();
  uplink->arrive("hello from afar");

  auto resolver = std::make_shared<Resolver>();
  resolver->lookUp("example.org");
  resolver->finish("192.0.2.1");

  server->stop();
}

struct Count {
  const char *name;
  int alive;
  int expected;
};

int main() {
  serve();

  // The room, its transcript and the transcript's author own each other, and
  // so do the bridge and its uplink's handler. Nothing else is left, but for
  // the picture that the session shows.
  bool asExpected = true;
  for (const Count &count :
       std::initializer_list<Count>{{"Session", Session::alive(), 1},
                                    {"Room", Room::alive(), 1},
                                    {"Transcript", Transcript::alive(), 1},
                                    {"Avatar", Avatar::alive(), 1},
                                    {"Bridge", Bridge::alive(), 1},
                                    {"Uplink", Uplink::alive(), 1},
                                    {"Server", Server::alive(), 0},
                                    {"Housekeeper", Housekeeper::alive(), 0},
                                    {"AvatarCache", AvatarCache::alive(), 0},
                                    {"Message", Message::alive(), 0},
                                    {"Resolver", Resolver::alive(), 0},
                                    {"Topic", Topic::alive(), 0}}) {
    if (count.alive != 0)
      std::printf("leaked: %s %d\n", count.name, count.alive);
    asExpected = asExpected && count.alive == count.expected;
  }
  return asExpected ? 0 : 1;
}
