// RUN: %case %s %t
//
// curl-asio#4: users hold the transfer in its own completion handler; upstream's fix
// empties the handler before it is called.
//
// CASE: kept_bad
// ALIVE: curl::Easy 1
// FINDS: capture-cycle curl::Easy.handler_ -> lambda.easy
// CASE: emptied_before_call_good -DGOOD

//--- easy.h
#pragma once
#include "counted.h"
#include <functional>
#include <memory>

namespace curl {
class Easy : Counted<Easy> {
public:
  using Handler = std::function<void(int)>;
  template <typename H> void asyncPerform(H &&handler) {
    handler_ = Handler(std::forward<H>(handler));
  }
  void handleCompletion(int error);

private:
  Handler handler_;
};
} // namespace curl

//--- easy.cpp
#include "easy.h"
void curl::Easy::handleCompletion(int error) {
#ifdef GOOD
  auto handler = std::move(handler_);
  handler_ = nullptr;
  handler(error);
#else
  handler_(error);
#endif
}

//--- main.cpp
#include "easy.h"
int main() {
  auto easy = std::make_shared<curl::Easy>();
  int seen = -1;
  easy->asyncPerform([easy, &seen](int error) { seen = error; });
  easy->handleCompletion(0);
  return seen;
}
