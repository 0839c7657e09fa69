// RUN: %case %s %t
//
// What a command, a name or a topic says decides whether a ring is cut.
//
// CASE: other_bad -DTEXT="other"
// ALIVE: Peer 1
// FINDS: capture-cycle Peer.onCommand_ -> lambda.self
// CASE: quit_good -DTEXT="quit"
// CASE: variable_good -DVARIABLE -DTEXT="quit"
// CASE: twice_good -DTWICE -DTEXT="hello"
#include "counted.h"
#include <functional>
#include <memory>
#include <string>

#define STRING(x) #x
#define LITERAL(x) STRING(x)

class Peer : public std::enable_shared_from_this<Peer>, public Counted<Peer> {
public:
  void open() {
    onCommand_ = [self = shared_from_this()](const std::string &command) {
      ++self->count_;
      return command != "bye";
    };
  }
  void receive(const std::string &command) {
    if (onCommand_)
      onCommand_(command);
    act(command);
  }

private:
  void act(std::string command) {
    if (command == "quit")
      onCommand_ = nullptr;
  }
  std::function<bool(const std::string &)> onCommand_;
  int count_ = 0;
};

int main() {
  auto peer = std::make_shared<Peer>();
  peer->open();
#ifdef VARIABLE
  std::string command = LITERAL(TEXT);
  peer->receive(command);
#else
  peer->receive(LITERAL(TEXT));
#endif
#ifdef TWICE
  peer->receive("quit");
#endif
}
