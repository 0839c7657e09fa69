// Code that must not compile. Case 0 is the control: it must.
#include <weakref/weakref.h>

#include <set>
#include <unordered_map>
#include <unordered_set>

using namespace weakref;

struct Plain {
  int value = 0;
};
struct Hooked {
  int value = 0;
  hook weakref_hook;
};
struct Excluded {};
template <> struct weakref::untrackable<Excluded> : std::true_type {};
struct Hidden : private enable<Hidden> {};
struct Left : enable<Left> {};
struct Right : enable<Right> {};
struct Both : Left, Right {};

void control(const std::shared_ptr<Plain> &p,
             const std::shared_ptr<Hooked> &h) {
  ref r(p);
  ref c(h, [] {});
  proxy x(p);
  std::unordered_set<ref<Plain>> s{r};
  std::set<ref<Plain>, owner_less> o{r};
  weak_key_map<Plain, int> m;
  m[p] = 1;
  finalizer f(h, [] {});
  static_cast<void>(x->value);
}

#if CASE == 0
#elif CASE == 1  // must say: cannot tell when they die
void test(const std::shared_ptr<Excluded> &p) {
  ref r(p, [] {});
}
#elif CASE == 2  // must say: cannot tell when they die
void test(const std::shared_ptr<Excluded> &p) {
  finalizer f(p, [] {});
}
#elif CASE == 3  // must say: cannot tell when they die
void test(const std::shared_ptr<Excluded> &p) {
  prompt_weak_set<Excluded> s{p};
}
#elif CASE == 4  // must say: must be a public, unambiguous base
void test(const std::shared_ptr<Hidden> &p) {
  ref r(p, [] {});
}
#elif CASE == 5  // must say: must be a public, unambiguous base
void test(const std::shared_ptr<Both> &p) {
  ref r(p, [] {});
}
#elif CASE == 6  // must say: a callback takes a const ref<T> & or nothing
void test(const std::shared_ptr<Hooked> &p) {
  ref r(p, [](int) {});
}
#elif CASE == 7  // must say: hash
std::unordered_set<proxy<Plain>> test;
#elif CASE == 8  // must say: operator<
bool test(ref<Plain> a, ref<Plain> b) { return a < b; }
#elif CASE == 9  // must say: ref
ref<Plain> test(1, 2, 3);
#elif CASE == 10 // must say: ref
void test(Plain &p) { ref<Plain> r(p); }
#elif CASE == 11 // must say: has_callback
void test(ref<Hooked, callback> &r) { r.has_callback = nullptr; }
#elif CASE == 12 // must say: weak_value_map
weak_value_map<int, Plain> test(1, 2, 3, 4, 5);
#elif CASE == 13 // must say: erase
void test(weak_key_map<Plain, int> &m) { m.erase(13); }
#elif CASE == 14 // must say: finalizer
void test() {
  finalizer f([] {});
}
#elif CASE == 15 // must say: hash
std::unordered_map<weak_set<Plain>, int> test;
#elif CASE == 16 // must say: look up by shared_ptr
bool test(weak_set_by_value<std::string> &s) { return s.contains(3.5f); }
#elif CASE == 17 // must say: arrays cannot be adopted
auto test = adopt(std::make_unique<Plain[]>(3));
#elif CASE == 18 // must say: this proxy takes a callback too
void test(const std::shared_ptr<Hooked> &p) { proxy<Hooked, callback> x(p); }
#elif CASE == 19 // must say: s == 3
bool test(weak_set<Plain> &s) { return s == 3; }
#elif CASE == 20 // must say: deleted
void test(const std::shared_ptr<Hooked> &p) {
  ref<Hooked> r(p, [] {});
}
#elif CASE == 21 // must say: std::shared_ptr<int>
void test(weak_value_map<int, int> &m) {
  auto kept = m[1];
  std::shared_ptr<int> p = kept;
}
#else
#error "no such case"
#endif
