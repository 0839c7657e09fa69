// REQUIRES: asio
// RUN: %case "--flags=-DASIO_STANDALONE -DASIO_HAS_CO_AWAIT -DASIO_HAS_STD_COROUTINE" %s %t
//
// A handler is kept once. A session whose handlers hold it and start the next operation lives as
// long as it waits for something; what is stored for ever is another matter.
//
// CASE: bad
// ALIVE: Beacon 1, Subscriber 1
// FINDS: capture-cycle Beacon.tick_ -> lambda.self
// FINDS: capture-cycle Subscriber.onMessage_ -> lambda.self
// FINDS: self-owning-callable lambda.loop -> the std::function
// CASE: good -DGOOD
#include "counted.h"
#include <asio.hpp>
#include <functional>
#include <memory>
#include <vector>

using Error = std::error_code;

#ifdef GOOD
using Socket = asio::local::stream_protocol::socket;

/// Reads and writes in turn until the other end closes.
class Echo : public std::enable_shared_from_this<Echo>, Counted<Echo> {
public:
  explicit Echo(Socket socket)
      : socket_(std::move(socket)),
        strand_(asio::make_strand(socket_.get_executor())) {}
  void start() {
    asio::dispatch(strand_, [self = shared_from_this()] { self->read(); });
  }

private:
  void read() {
    auto self = shared_from_this();
    socket_.async_read_some(
        asio::buffer(data_),
        asio::bind_executor(strand_, [this, self](Error error, std::size_t n) {
          if (!error)
            write(n);
        }));
  }
  void write(std::size_t n) {
    asio::async_write(
        socket_, asio::buffer(data_, n),
        std::bind(&Echo::written, shared_from_this(), std::placeholders::_1));
  }
  void written(Error error) {
    if (!error)
      read();
  }

  Socket socket_;
  asio::strand<Socket::executor_type> strand_;
  char data_[16];
};

/// A timer that its own handler keeps; a member of what the handler keeps, too.
class Heartbeat : public std::enable_shared_from_this<Heartbeat>,
                  Counted<Heartbeat> {
public:
  explicit Heartbeat(asio::io_context &io) : timer_(io), signals_(io, 10) {}
  void start() {
    signals_.async_wait([self = shared_from_this()](Error, int) {});
    beat();
  }
  void beat() {
    timer_.expires_after(std::chrono::milliseconds(1));
    timer_.async_wait([self = shared_from_this()](Error error) {
      if (!error && ++self->beats_ < 3)
        self->beat();
      else
        self->signals_.cancel();
    });
  }

private:
  asio::steady_timer timer_;
  asio::signal_set signals_;
  int beats_ = 0;
};

class Job : Counted<Job> {};

asio::awaitable<void> work(std::shared_ptr<Job> job) {
  asio::steady_timer timer(co_await asio::this_coro::executor,
                           std::chrono::milliseconds(1));
  co_await timer.async_wait(asio::use_awaitable);
}

int main() {
  asio::io_context io;
  Socket here(io), there(io);
  asio::local::connect_pair(here, there);
  std::make_shared<Echo>(std::move(here))->start();
  std::make_shared<Heartbeat>(io)->start();
  auto timer =
      std::make_shared<asio::steady_timer>(io, std::chrono::milliseconds(1));
  timer->async_wait([timer, job = std::make_shared<Job>()](Error) {});
  asio::co_spawn(io, work(std::make_shared<Job>()), asio::detached);
  asio::post(io, [job = std::make_shared<Job>(), &there] { there.close(); });
  timer.reset();
  io.run();
}
#else
/// Keeps its handler itself, to use it again and again.
class Beacon : public std::enable_shared_from_this<Beacon>, Counted<Beacon> {
public:
  explicit Beacon(asio::io_context &io) : timer_(io) {}
  void start() {
    tick_ = [self = shared_from_this()](Error error) {
      if (!error && ++self->ticks_ < 3)
        self->arm();
    };
    arm();
  }
  void arm() {
    timer_.expires_after(std::chrono::milliseconds(1));
    timer_.async_wait(tick_);
  }

private:
  asio::steady_timer timer_;
  std::function<void(Error)> tick_;
  int ticks_ = 0;
};

class Subscriber : public std::enable_shared_from_this<Subscriber>,
                   Counted<Subscriber> {
public:
  void listen(asio::io_context &io) {
    onMessage_ = asio::bind_executor(
        io.get_executor(), [self = shared_from_this()] { self->count(); });
    asio::post(io, onMessage_);
  }
  void count() { ++messages_; }

private:
  std::function<void()> onMessage_;
  int messages_ = 0;
};

/// A loop that is a function which holds itself.
void poll(asio::io_context &io) {
  auto timer = std::make_shared<asio::steady_timer>(io);
  auto loop = std::make_shared<std::function<void(Error)>>();
  static int turns = 0;
  *loop = [loop, timer](Error error) {
    if (error || ++turns > 2)
      return;
    timer->expires_after(std::chrono::milliseconds(1));
    timer->async_wait(*loop);
  };
  (*loop)(Error());
}

int main() {
  asio::io_context io;
  std::make_shared<Beacon>(io)->start();
  std::make_shared<Subscriber>()->listen(io);
  poll(io);
  io.run();
}
#endif
