// RUN: %case %s %t
//
// beast#1539: a session binds itself to its stream's control callback; upstream's
// advice is to clear the callback when reading ends.
//
// CASE: bad
// ALIVE: Session 1
// FINDS: capture-cycle Session.stream_.control_ -> std::bind.arg1
// CASE: cleared_on_error_good -DCLEARED
// CASE: weak_good -DWEAK

//--- stream.h
#pragma once
#include <functional>
#include <string>

class Stream {
public:
  void
  control_callback(std::function<void(int, const std::string &)> callback = {});
  bool read(int bytes);

private:
  std::function<void(int, const std::string &)> control_;
};

//--- stream.cpp
#include "stream.h"
void Stream::control_callback(
    std::function<void(int, const std::string &)> callback) {
  control_ = std::move(callback);
}
bool Stream::read(int bytes) {
  if (control_)
    control_(bytes, "ping");
  return bytes > 0;
}

//--- session.cpp
#include "counted.h"
#include "stream.h"
#include <memory>

class Session : public std::enable_shared_from_this<Session>, Counted<Session> {
public:
  void run() {
#ifdef WEAK
    stream_.control_callback(
        [weak = weak_from_this()](int kind, const std::string &text) {
          if (auto self = weak.lock())
            self->onControl(kind, text);
        });
#else
    using namespace std::placeholders;
    stream_.control_callback(
        std::bind(&Session::onControl, shared_from_this(), _1, _2));
#endif
    onRead(stream_.read(1));
    onRead(stream_.read(0));
  }

private:
  void onControl(int, const std::string &) { ++controls_; }
  void onRead(bool good) {
    if (!good) {
#ifdef CLEARED
      stream_.control_callback();
#endif
      return;
    }
    ++reads_;
  }

  Stream stream_;
  int controls_ = 0, reads_ = 0;
};

int main() { std::make_shared<Session>()->run(); }
