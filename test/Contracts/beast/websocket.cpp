// REQUIRES: beast
// RUN: %case %s %t
//
// A websocket session, as Beast's examples write it; and its control callback, which is kept.
//
// CASE: bad
// ALIVE: Session 1
// FINDS: capture-cycle Session.ws_ -> lambda.self
// CASE: good -DGOOD
#include "counted.h"
#include <boost/asio/dispatch.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <memory>

namespace beast = boost::beast;
namespace net = boost::asio;
namespace websocket = beast::websocket;
using Protocol = net::local::stream_protocol;
using Stream = websocket::stream<beast::basic_stream<Protocol>>;

class Session : public std::enable_shared_from_this<Session>, Counted<Session> {
public:
  explicit Session(Protocol::socket &&socket) : ws_(std::move(socket)) {}

  void run() {
    net::dispatch(ws_.get_executor(), beast::bind_front_handler(
                                          &Session::start, shared_from_this()));
  }

private:
  void start() {
#ifdef GOOD
    ws_.control_callback(
        [weak = weak_from_this()](websocket::frame_type, beast::string_view) {
          if (auto self = weak.lock())
            ++self->frames_;
        });
#else
    ws_.control_callback(
        [self = shared_from_this()](websocket::frame_type, beast::string_view) {
          ++self->frames_;
        });
#endif
    ws_.async_accept(
        beast::bind_front_handler(&Session::accepted, shared_from_this()));
  }
  void accepted(beast::error_code error) {
    if (!error)
      read();
  }
  void read() {
    ws_.async_read(buffer_, beast::bind_front_handler(&Session::received,
                                                      shared_from_this()));
  }
  void received(beast::error_code error, std::size_t) {
    if (!error)
      ws_.async_write(buffer_.data(), beast::bind_front_handler(
                                          &Session::sent, shared_from_this()));
  }
  void sent(beast::error_code error, std::size_t n) {
    if (error)
      return;
    buffer_.consume(n);
    read();
  }

  Stream ws_;
  beast::flat_buffer buffer_;
  int frames_ = 0;
};

int main() {
  net::io_context io;
  Protocol::socket here(io), there(io);
  net::local::connect_pair(here, there);
  std::make_shared<Session>(std::move(here))->run();
  there.close();
  io.run();
}
