#include <weakref/weakref.h>

int main() {
  auto p = weakref::make<int>(1);
  int dead = 0;
  weakref::finalizer(p, [&dead] { dead = 1; });
  p.reset();
  return 1 - dead;
}
