// What finalizers do when the program ends; compared with at_exit.expected.
#include <weakref/weakref.h>

#include <cstdio>
#include <stdexcept>

struct Object {
  weakref::hook weakref_hook;
};

static std::shared_ptr<Object> first, second, third;

static void say(const char *Text) {
  std::fputs(Text, stdout);
  std::fflush(stdout);
}

int main() {
  // Objects that are still alive at exit, held by statics of this file.
  first = std::make_shared<Object>();
  second = std::make_shared<Object>();
  third = std::make_shared<Object>();
  weakref::finalizer(first, [] { say("oldest\n"); });
  weakref::finalizer(second, [] {
    say("adds another\n");
    weakref::finalizer(third, [] { say("added at exit\n"); });
  });
  weakref::finalizer(first, [] { throw std::runtime_error("thrown at exit"); });
  weakref::finalizer skipped(third, [] { say("must not run\n"); });
  skipped.set_atexit(false);
  weakref::finalizer called(second, [] { say("called in main\n"); });
  called();
  weakref::finalizer detached(second, [] { say("must not run either\n"); });
  detached.detach();
  auto gone = std::make_shared<Object>();
  weakref::finalizer(gone, [] { say("died in main\n"); });
  gone.reset();
  weakref::finalizer(third, [] { say("newest\n"); });
  weakref::set_unraisable_handler(
      [](const char *Where, std::exception_ptr Error) noexcept {
        try {
          std::rethrow_exception(Error);
        } catch (const std::exception &E) {
          std::printf("%s: %s\n", Where, E.what());
        }
      });
  // Leak them, so that the statics do not release them before the handler.
  new std::shared_ptr<Object>(first);
  new std::shared_ptr<Object>(second);
  new std::shared_ptr<Object>(third);
  say("main ends\n");
}
