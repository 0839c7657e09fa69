// RUN: %case %s %t
//
// A functor class instead of a lambda.
//
// CASE: bad
// ALIVE: Parser 1
// FINDS: capture-cycle Parser.sink_ -> Sink.parser
// CASE: good -DGOOD
#include "counted.h"
#include <functional>
#include <memory>

class Parser;
struct Sink {
#ifdef GOOD
  std::weak_ptr<Parser> parser;
#else
  std::shared_ptr<Parser> parser;
#endif
  void operator()(char) const {}
};

class Parser : Counted<Parser> {
public:
  void setSink(std::function<void(char)> sink) { sink_ = sink; }

private:
  std::function<void(char)> sink_;
};

int main() {
  auto parser = std::make_shared<Parser>();
  parser->setSink(Sink{parser});
}
