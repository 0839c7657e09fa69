// Classes that the tests observe.
#ifndef WEAKREF_TEST_OBJECTS_H
#define WEAKREF_TEST_OBJECTS_H

#include <weakref/weakref.h>

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace weakref_test {

/// Cannot tell of its death.
struct Plain {
  explicit Plain(int A = 0) : arg(A) {}
  int arg;
};

/// Tells of its death; compares and hashes by its number.
struct Object {
  explicit Object(int A = 0) : arg(A) {}
  int arg;
  friend bool operator==(const Object &A, const Object &B) {
    return A.arg == B.arg;
  }
  weakref::hook weakref_hook;
};

/// Writes to a log when it dies.
struct Noisy {
  Noisy(std::vector<std::string> &L, std::string N)
      : log(L), name(std::move(N)), tail{L, name} {}
  ~Noisy() { log.push_back("~" + name); }
  struct Member {
    std::vector<std::string> &log;
    std::string name;
    ~Member() { log.push_back("member of " + name); }
  };
  std::vector<std::string> &log;
  std::string name;
  Member tail;
  weakref::hook weakref_hook;
};

/// Takes what is reported instead of stderr, for as long as it exists.
class CaughtUnraisable {
public:
  CaughtUnraisable() : Old(weakref::set_unraisable_handler(&take)) {
    messages().clear();
  }
  ~CaughtUnraisable() { weakref::set_unraisable_handler(Old); }
  static std::vector<std::string> &messages() {
    static std::vector<std::string> M;
    return M;
  }

private:
  static void take(const char *Where, std::exception_ptr Error) noexcept {
    try {
      std::rethrow_exception(std::move(Error));
    } catch (const std::exception &E) {
      messages().push_back(std::string(Where) + ": " + E.what());
    } catch (...) {
      messages().push_back(Where);
    }
  }
  weakref::unraisable_handler Old;
};

} // namespace weakref_test

template <> struct std::hash<weakref_test::Object> {
  std::size_t operator()(const weakref_test::Object &O) const noexcept {
    return static_cast<std::size_t>(O.arg);
  }
};

#endif // WEAKREF_TEST_OBJECTS_H
