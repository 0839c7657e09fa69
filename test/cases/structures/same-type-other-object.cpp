// RUN: %case %s %t
//
// The types form a cycle; the objects never do, since each call makes a new one.
//
// CASE: fresh_good
// CASE: same_bad -DSAME
// ALIVE: Message 1, Reply 1
// FINDS: shared-ptr-cycle Message.reply -> Reply.to
#include "counted.h"
#include <memory>

struct Reply;
struct Message : Counted<Message> {
  std::shared_ptr<Reply> reply;
};
struct Reply : Counted<Reply> {
  std::shared_ptr<Message> to;
};

static std::shared_ptr<Message>
answer(const std::shared_ptr<Message> &message) {
  auto next = std::make_shared<Message>();
  next->reply = std::make_shared<Reply>();
  next->reply->to = message;
#ifdef SAME
  message->reply = next->reply;
  next->reply = nullptr;
#endif
  return next;
}

int main() {
  auto first = std::make_shared<Message>();
  auto second = answer(first);
}
