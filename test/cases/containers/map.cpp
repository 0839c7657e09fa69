// RUN: %case %s %t
//
// Through the values of maps.
//
// CASE: index_bad
// ALIVE: Room 1, Session 1
// FINDS: shared-ptr-cycle Room.sessions.second -> Session.room
// CASE: emplace_bad -DEMPLACE
// ALIVE: Room 1, Session 1
// FINDS: shared-ptr-cycle Room.sessions.second -> Session.room
// CASE: try_emplace_bad -DTRY_EMPLACE
// ALIVE: Room 1, Session 1
// FINDS: shared-ptr-cycle Room.sessions.second -> Session.room
// CASE: hashed_bad -DMAP=std::unordered_map
// ALIVE: Room 1, Session 1
// FINDS: shared-ptr-cycle Room.sessions.second -> Session.room
// CASE: erased_good -DERASED
// CASE: overwritten_good -DOVERWRITTEN
// CASE: extracted_good -DEXTRACTED
#include "counted.h"
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#ifndef MAP
#define MAP std::map
#endif

struct Session;
struct Room : Counted<Room> {
  MAP<std::string, std::shared_ptr<Session>> sessions;
};
struct Session : Counted<Session> {
  explicit Session(std::shared_ptr<Room> given) : room(std::move(given)) {}
  std::shared_ptr<Room> room;
};

int main() {
  auto room = std::make_shared<Room>();
#if defined(EMPLACE)
  room->sessions.emplace("guest", std::make_shared<Session>(room));
#elif defined(TRY_EMPLACE)
  room->sessions.try_emplace("guest", std::make_shared<Session>(room));
#else
  room->sessions["guest"] = std::make_shared<Session>(room);
#endif
#if defined(ERASED)
  room->sessions.erase("guest");
#elif defined(OVERWRITTEN)
  room->sessions["guest"] = nullptr;
#elif defined(EXTRACTED)
  auto node = room->sessions.extract("guest");
#endif
}
