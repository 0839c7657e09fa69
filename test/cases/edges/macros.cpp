// RUN: %case %s %t
//
// The members and their setters come from macros.
//
// CASE: bad
// ALIVE: Door 1, Room 1
// FINDS: shared-ptr-cycle Door.room_ -> Room.door_
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

#define PROPERTY(Type, Name, Setter)                                           \
private:                                                                       \
  std::shared_ptr<Type> Name##_;                                               \
                                                                               \
public:                                                                        \
  void Setter(std::shared_ptr<Type> value) { Name##_ = std::move(value); }     \
  const std::shared_ptr<Type> &Name() const { return Name##_; }

class Room;
class Door : Counted<Door> {
  PROPERTY(Room, room, setRoom)
};
class Room : Counted<Room> {
  PROPERTY(Door, door, setDoor)
};

int main() {
  auto room = std::make_shared<Room>();
  room->setDoor(std::make_shared<Door>());
#ifndef GOOD
  room->door()->setRoom(room);
#endif
}
