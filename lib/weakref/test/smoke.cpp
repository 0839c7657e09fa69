// Every public class at work, in any dialect: with and without RTTI and
// exceptions, any compiler, any standard library, any sanitizer.
#define WEAKREF_CENSUS
#include "check.h"

#include <weakref/weakref.h>

#include <sstream>
#include <string>
#if __cplusplus >= 202002L
#include <algorithm>
#include <ranges>
#endif

using namespace weakref;

namespace {

struct Hooked {
  int value = 1;
  int add(int x) const { return value + x; }
  void touch() { ++value; }
  int &field() { return value; }
  int operator()(int x) const { return 2 * x; }
  hook weakref_hook;
  friend bool operator==(const Hooked &a, const Hooked &b) {
    return a.value == b.value;
  }
};

struct Plain {
  int value = 1;
};

struct Base {
  virtual ~Base() = default;
};
struct Derived : Base, enable<Derived> {};

struct ByValue {
  std::size_t operator()(const Hooked &h) const {
    return static_cast<std::size_t>(h.value);
  }
};

struct Node : census::object<Node> {
  std::shared_ptr<Node> next;
  void trace(census::tracer &t) const { t("next", next); }
};

void references() {
  auto p = std::make_shared<Hooked>();
  int called = 0;
  ref plain(p);
  ref notified(p, [&called](const ref<Hooked> &r) {
    CHECK(!r.lock());
    ++called;
  });
  finalizer f(p, [&called](int n) { called += n; }, 10);
  proxy x(p);
  weak_method m(p, &Hooked::add);
  auto bound = bind_weak(&Hooked::touch, p);
  CHECK(plain() == p && plain == notified && x->value == 1 && x(3) == 6);
  CHECK(*m(2) == 3 && bound() && p->value == 2);
  CHECK(&weak_method(p, &Hooked::field)()->get() == &p->value);
  CHECK(count(p) == 2 && refs(p).size() == 1);

  const auto hash = plain.hash();
  std::ostringstream text;
  text << plain << x;
  p.reset();
  CHECK(called == 11 && !f.alive() && !f());
  CHECK(!plain.alive() && plain.hash() == hash && !m(2) && !bound());
  text << plain;
  CHECK(text.str().find("dead") != std::string::npos);

  std::error_code error;
  CHECK(!x.get(error) && error == errc::dead_reference);
  CHECK(!error.message().empty());
#if WEAKREF_HAS_EXCEPTIONS
  bool thrown = false;
  try {
    x->touch();
  } catch (const reference_error &) {
    thrown = true;
  }
  CHECK(thrown);
#endif
}

void tracking() {
  int called = 0;
  auto d = std::make_shared<Derived>();
  ref a(d, [&] { ++called; });
  d.reset();
  CHECK(called == 1);
#if WEAKREF_HAS_RTTI
  std::shared_ptr<Base> b = std::make_shared<Derived>();
  ref viaBase(b, [&] { ++called; });
  b.reset();
  CHECK(called == 2);
  auto made = make<Plain>();
  ref viaDeleter(made, [&] { ++called; });
  made.reset();
  CHECK(called == 3);
  auto untracked = std::make_shared<Plain>();
  callback_ref<Plain> none;
  CHECK(try_watch(untracked, [] {}, none) == errc::not_trackable);
#else
  static_assert(trackability_v<Plain> == trackability::never);
  static_assert(trackability_v<Hooked> == trackability::member);
#endif
}

template <class Removal> void containers() {
  auto p = std::make_shared<Hooked>();
  auto q = std::make_shared<Hooked>();
  q->value = 2;

  weak_value_map<std::string, Hooked, std::hash<std::string>,
                 std::equal_to<std::string>, Removal>
      values{{"p", p}, {"q", q}};
  weak_key_map<Hooked, int, identity_hash, identity_equal, Removal> keys{
      {p, 1}, {q, 2}};
  weak_key_map_by_value<Hooked, int, ByValue, std::equal_to<>, Removal> equal{
      {p, 1}, {q, 2}};
  weak_set<Hooked, identity_hash, identity_equal, Removal> set{p, q};

  auto twin = std::make_shared<Hooked>();
  CHECK(equal.contains(twin) && !keys.contains(twin));
  CHECK(values.get("p") == p && keys.at(q) == 2 && set.contains(p.get()));
  int sum = 0;
  for (auto [key, value] : keys)
    sum += value * key->value;
  for (const auto &[key, value] : values)
    sum += value->value * static_cast<int>(key.size());
  for (const auto &object : set)
    sum += object->value;
  CHECK(sum == 5 + 3 + 3);
  CHECK((set - decltype(set){p}).size() == 1 && (set & set) == set);
#if defined(__cpp_lib_ranges)
  for (const auto &key : values | std::views::keys)
    CHECK(key == "p" || key == "q");
  for (int value : keys | std::views::values)
    sum -= value;
  CHECK(sum == 8 && std::ranges::find(set, q) != set.end());
#endif

  const auto copy = keys;
  CHECK(copy == keys);
  q.reset();
  CHECK(values.size() == 1 && keys.size() == 1 && equal.size() == 1 &&
        set.size() == 1 && copy.size() == 1);
  values.purge();
  CHECK(values.size_hint() == 1);
  p.reset();
  CHECK(values.empty() && keys.empty() && set.empty());
}

void higher() {
  cache<int, Plain> fonts([](int n) {
    auto p = std::make_shared<Plain>();
    p->value = n;
    return p;
  });
  auto five = fonts.get(5);
  CHECK(five->value == 5 && fonts.get(5) == five && fonts.size() == 1);
  five.reset();
  CHECK(!fonts.peek(5));

  per_instance<Plain, std::string> inner;
  auto outer = std::make_shared<Plain>();
  auto handle = inner.get(outer);
  *handle = "kept";
  handle = {};
  CHECK(*inner.get(outer) == "kept");

  layered<Plain, int, int> options;
  options.set_default(1, 10);
  options.set(outer, 1, 11);
  CHECK(options.at(outer, 1) == 11 && options.erase(outer, 1));
  CHECK(options.at(outer, 1) == 10);
}

void counting() {
  auto ring = std::make_shared<Node>();
  ring->next = std::make_shared<Node>();
  ring->next->next = ring;
  CHECK(census::take().leaked_rings().empty());
  std::weak_ptr<Node> weak = ring;
  ring.reset();
  auto graph = census::take();
  CHECK(graph.leaked_rings().size() == 1 &&
        graph.leaked_rings()[0].size() == 2);
  weak.lock()->next.reset();
  CHECK(census::take().objects().empty());
}

} // namespace

int main() {
  references();
  tracking();
  containers<amortised>();
  containers<prompt>();
  higher();
  counting();
}
