// RUN: %case %s %t
//
// Through a vector, by push_back, emplace_back, insert and operator[].
//
// CASE: push_back_bad
// ALIVE: Group 1, User 1
// FINDS: shared-ptr-cycle Group.users -> User.group
// CASE: emplace_back_bad -DEMPLACE
// ALIVE: Group 1, User 1
// FINDS: shared-ptr-cycle Group.users -> User.group
// CASE: insert_bad -DINSERT
// ALIVE: Group 1, User 1
// FINDS: shared-ptr-cycle Group.users -> User.group
// CASE: index_bad -DINDEX
// ALIVE: Group 1, User 1
// FINDS: shared-ptr-cycle Group.users -> User.group
// CASE: popped_good -DPOPPED
// CASE: cleared_good -DCLEARED
// CASE: assigned_good -DASSIGNED
// CASE: moved_out_good -DMOVED_OUT
#include "counted.h"
#include <memory>
#include <vector>

struct User;
struct Group : Counted<Group> {
  std::vector<std::shared_ptr<User>> users;
};
struct User : Counted<User> {
  std::shared_ptr<Group> group;
};

int main() {
  auto group = std::make_shared<Group>();
  auto user = std::make_shared<User>();
  user->group = group;
#if defined(EMPLACE)
  group->users.emplace_back(user);
#elif defined(INSERT)
  group->users.insert(group->users.begin(), user);
#elif defined(INDEX)
  group->users.resize(1);
  group->users[0] = user;
#else
  group->users.push_back(user);
#endif
#if defined(POPPED)
  group->users.pop_back();
#elif defined(CLEARED)
  group->users.clear();
#elif defined(ASSIGNED)
  group->users = {};
#elif defined(MOVED_OUT)
  auto mine = std::move(group->users);
#endif
}
