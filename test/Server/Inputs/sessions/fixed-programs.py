"""The preferred fix of each finding is taken, one after the other: a capture, an inner object, a lock."""
import lsp

PROJECT = """
//--- conn.h
#pragma once
#include <functional>
#include <memory>
#include <string>
class Socket {
public:
  void onData(std::function<bool(int)> f) { data_ = std::move(f); }
  bool feed(int n) { return data_ && data_(n); }

private:
  std::function<bool(int)> data_;
};
class Conn : public std::enable_shared_from_this<Conn> {
public:
  void open(Socket &second);
  bool data(int n) { return (seen_ += n) > 3; }
  Socket &socket() { return socket_; }
  int seen() const { return seen_; }

private:
  Socket socket_;
  int seen_ = 0;
};
class Page;
class Site : public std::enable_shared_from_this<Site> {
public:
  std::string host = "h";
  std::shared_ptr<Page> page();

private:
  std::shared_ptr<Page> page_;
};
class Page {
public:
  explicit Page(std::shared_ptr<Site> site) : site_(std::move(site)) {}
  std::string url() const { return site_->host + "/1"; }

private:
  std::shared_ptr<Site> site_;
};
int sumOf(const std::weak_ptr<Conn> &conn);
//--- conn.cpp
#include "conn.h"
void Conn::open(Socket &second) {
  auto self = shared_from_this();
  socket_.onData([self](int n) { return self->data(n); });
  second.onData(std::bind(&Conn::data, shared_from_this(), std::placeholders::_1));
}
std::shared_ptr<Page> Site::page() {
  if (!page_)
    page_ = std::make_shared<Page>(shared_from_this());
  return page_;
}
int sumOf(const std::weak_ptr<Conn> &conn) {
  return conn.lock()->seen();
}
//--- main.cpp
#include "conn.h"
#include <cstdio>
static std::shared_ptr<Page> load() {
  auto site = std::make_shared<Site>();
  return site->page();
}
int main() {
  Socket other;
  {
    auto conn = std::make_shared<Conn>();
    conn->open(other);
    conn->socket().feed(2);
    std::printf("%d\\n", other.feed(2));
    std::printf("%d\\n", sumOf(conn));
  }
  std::puts(load()->url().c_str());
}
"""
FILES = ["conn.cpp", "main.cpp"]

c = lsp.begin(PROJECT, FILES)
c.initialize()
for name in "conn.h", *FILES:
    c.open(name)
c.sync()
for _ in range(5):
    fixes = [
        action
        for name in ("conn.h", *FILES)
        for line in range(len(c.texts[name].split("\n")))
        for action in c.actions(name, line, only=["quickfix"])
        if action.get("isPreferred")
    ]
    if not fixes:
        break
    print(fixes[0]["title"].split(": ")[1])
    c.apply(fixes[0]["edit"])
    for name in "conn.h", *FILES:
        c.save(name)
    c.sync()
c.show("at the end")
c.shutdown()
