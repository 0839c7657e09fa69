// RUN: %case %s %t
//
// A router wraps each handler in the one before it; the last link is a function that
// captures the router, to find the next route (a std::function chain over three TUs).
//
// CASE: bad
// ALIVE: web::Router 1
// FINDS: capture-cycle lambda.next -> lambda.self -> web::Router.entry_
// CASE: weak_good -DGOOD

//--- router.h
#pragma once
#include "counted.h"
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace web {
struct Request {
  std::string path;
};
using Handler = std::function<int(const Request &)>;
using Middleware = std::function<Handler(Handler next)>;

class Router : public std::enable_shared_from_this<Router>, Counted<Router> {
public:
  Router &use(Middleware middleware);
  void build();
  int handle(const Request &request) const;

private:
  int route(const Request &request) const;
  std::vector<Middleware> middlewares_;
  Handler entry_;
};
} // namespace web

//--- router.cpp
#include "router.h"
#include <utility>

namespace web {
Router &Router::use(Middleware middleware) {
  middlewares_.push_back(std::move(middleware));
  return *this;
}

void Router::build() {
#ifdef GOOD
  Handler handler = [weak = weak_from_this()](const Request &request) {
    auto self = weak.lock();
    return self ? self->route(request) : 404;
  };
#else
  Handler handler = [self = shared_from_this()](const Request &request) {
    return self->route(request);
  };
#endif
  for (auto it = middlewares_.rbegin(); it != middlewares_.rend(); ++it)
    handler = (*it)(std::move(handler));
  entry_ = std::move(handler);
}

int Router::handle(const Request &request) const {
  return entry_ ? entry_(request) : 503;
}
int Router::route(const Request &request) const {
  return request.path == "/" ? 200 : 404;
}
} // namespace web

//--- logging.h
#pragma once
#include "router.h"
namespace web {
Middleware logging(int &count);
}

//--- logging.cpp
#include "logging.h"
#include <utility>

namespace web {
Middleware logging(int &count) {
  return [&count](Handler next) -> Handler {
    return [&count, next = std::move(next)](const Request &request) {
      ++count;
      return next(request);
    };
  };
}
} // namespace web

//--- main.cpp
#include "logging.h"

int main() {
  int count = 0;
  auto router = std::make_shared<web::Router>();
  router->use(web::logging(count));
  router->build();
  return router->handle({"/"}) == 200 && count == 1 ? 0 : 1;
}
