// RUN: %case %s %t
//
// A table from plain addresses to owners, whose entries the key's destructor
// takes out: a value that owns its key keeps it, and so the entry.
//
// CASE: value_owns_key_bad
// ALIVE: Cache 1, Window 1
// FINDS: weak-key-cycle the entry for 'Window' in 'caches' -> Cache.window
// CASE: in_a_member_bad -DMEMBER
// ALIVE: Cache 1, Window 1
// FINDS: weak-key-cycle Registry.caches -> Cache.window
// CASE: erased_by_others_good -DCLOSED
// CASE: swept_good -DSWEPT
#include "counted.h"
#include <map>
#include <memory>

struct Cache;
struct Window;

#ifdef MEMBER
struct Registry {
  std::map<Window *, std::shared_ptr<Cache>> caches;
  void forget(Window *window) { caches.erase(window); }
};
Registry &registry = *new Registry;
#else
// As old as the program.
static std::map<Window *, std::shared_ptr<Cache>> &caches =
    *new std::map<Window *, std::shared_ptr<Cache>>;
#endif

struct Window : Counted<Window> {
  ~Window();
  void close();
};

struct Cache : Counted<Cache> {
  std::shared_ptr<Window> window;
};

Window::~Window() {
#ifdef MEMBER
  registry.forget(this);
#else
  caches.erase(this);
#endif
}

void Window::close() {
#ifdef CLOSED
  caches.erase(this);
#endif
}

int main() {
  auto window = std::make_shared<Window>();
  auto cache = std::make_shared<Cache>();
  cache->window = window;
#ifdef MEMBER
  registry.caches[window.get()] = cache;
#else
  caches[window.get()] = cache;
#endif
  cache.reset();
  window->close();
#ifdef SWEPT
  caches.clear();
#endif
}
