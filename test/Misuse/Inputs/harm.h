// What the wrong functions of a case do when they run; run_harm.py says how a case tells it.
#ifndef HARM_H
#define HARM_H
#include <cstdio>
#include <cstring>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace harm {
struct Scenario {
  const char *name, *kind;
  void (*run)();
};
inline std::vector<Scenario> &all() {
  static std::vector<Scenario> scenarios;
  return scenarios;
}
struct Add {
  Add(const char *name, const char *kind, void (*run)()) { all().push_back({name, kind, run}); }
};
/// That what happens is wrong, where nothing crashes.
inline void shows(bool wrong) {
  if (wrong)
    std::puts("wrong");
}

/// What another thread does between two steps.
inline std::function<void()> elsewhere;
inline void meanwhile() {
  if (auto run = std::move(elsewhere)) {
    elsewhere = nullptr;
    run();
  }
}
} // namespace harm

#define HARM(KIND, NAME)                                                                                               \
  static void harm_##NAME();                                                                                           \
  static const harm::Add add_##NAME(#NAME, #KIND, harm_##NAME);                                                        \
  static void harm_##NAME()
/// Harm that cannot be run, and why.
#define UNHARMED(NAME, WHY) static const harm::Add add_##NAME(#NAME, "unharmed: " WHY, nullptr)

int main(int argc, char **argv) {
  for (const harm::Scenario &one : harm::all())
    if (argc == 1)
      std::printf("%s %s\n", one.name, one.kind);
    else if (!std::strcmp(argv[1], one.name)) {
      try {
        one.run();
      } catch (const std::exception &thrown) {
        std::puts(thrown.what());
      }
    }
}
#endif
