// RUN: %case %s %t
//
// Several closures in one object, each a base of it, as they are handed to
// std::visit: each keeps what it has captured.
//
// CASE: bad
// ALIVE: Left 1, Right 1
// FINDS: shared-ptr-cycle Left.right -> Right.left
// CASE: another_good -DANOTHER
// CASE: cut_good -DCUT
#include "counted.h"
#include <memory>
#include <string>
#include <variant>

struct Right;
struct Left : Counted<Left> {
  std::shared_ptr<Right> right;
};
struct Right : Counted<Right> {
  std::shared_ptr<Left> left;
};

template <typename... Fs> struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <typename... Fs> Overloaded(Fs...) -> Overloaded<Fs...>;

int main() {
  auto left = std::make_shared<Left>();
  auto right = std::make_shared<Right>();
  auto handle = Overloaded{[&](int) {
                             left->right = right;
                             right->left = left;
                           },
                           [](double) {},
                           [&](const std::string &) { left->right.reset(); }};
#ifdef ANOTHER
  std::variant<int, double, std::string> message = 2.5;
#else
  std::variant<int, double, std::string> message = 1;
#endif
  std::visit(handle, message);
#ifdef CUT
  handle(std::string("stop"));
#endif
}
