// Equal dates are one object for as long as anybody uses it.
#include <weakref/cache.h>

#include <cassert>
#include <tuple>

class Date {
public:
  static std::shared_ptr<const Date> of(int year, int month, int day) {
    static weakref::cache<key, const Date, hash> all(
        [](const key &k) { return std::shared_ptr<const Date>(new Date(k)); });
    return all.get({year, month, day});
  }

  int year() const { return std::get<0>(ymd); }

private:
  using key = std::tuple<int, int, int>;
  struct hash {
    std::size_t operator()(const key &k) const {
      auto [y, m, d] = k;
      return (static_cast<std::size_t>(y) * 16 + static_cast<std::size_t>(m)) *
                 32 +
             static_cast<std::size_t>(d);
    }
  };
  explicit Date(const key &k) : ymd(k) { ++made; }

  key ymd;

public:
  static inline int made = 0;
};

int main() {
  auto a = Date::of(2024, 2, 29);
  auto b = Date::of(2024, 2, 29);
  assert(a == b && Date::made == 1); // the same object: compare by address
  assert(a != Date::of(2024, 3, 1));
  assert(Date::made == 2);

  a.reset();
  b.reset(); // the last user is gone, and the cache does not hold on
  assert(Date::of(2024, 2, 29)->year() == 2024);
  assert(Date::made == 3);
}
