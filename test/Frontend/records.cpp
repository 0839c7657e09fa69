// What of a class is kept: owners, borrows, numbers, objects; bases; access; unions.
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include "Inputs/owners.h"

namespace app {
class Peer;
enum class State { Off, On };

class Session : public std::enable_shared_from_this<Session> {
public:
  virtual ~Session();
  int id;
  const char *name = "";
  double load;

protected:
  std::weak_ptr<Peer> peer_;

private:
  std::shared_ptr<Session> next_;
  std::unique_ptr<Peer> own_;
  std::vector<std::shared_ptr<Session>> all_;
  std::vector<int> numbers_;
  std::function<void(int)> done_;
  Session *raw_;
  State &state_;
  void (*plain_)(int);
  std::shared_ptr<void> any_;
  std::shared_ptr<Peer> table_[4];
  volatile bool stop_;
};

struct Derived final : Session {
  struct Inner {
    Derived *outer;
  } inner;
};

// A library class as a base is a part like a member.
struct Children : std::vector<std::shared_ptr<Session>> {
  int count;
};

union Either {
  Session *session;
  int number;
};

struct WithAnonymous {
  union {
    Session *session;
    int number;
  };
};

template <class T> struct Box {
  std::shared_ptr<T> value;
};
template struct Box<Session>;
} // namespace app

// CHECK-LABEL: record @app::Session{{.*}} polymorphic shared_from_this
// CHECK-NEXT:   base @"std::enable_shared_from_this<app::Session>"
// CHECK-NEXT:   slot id : scalar
// CHECK-NEXT:   slot peer_ : weak @app::Peer protected
// CHECK-NEXT:   slot next_ : strong @app::Session private
// CHECK-NEXT:   slot own_ : unique @app::Peer private
// CHECK-NEXT:   slot all_ : collection strong @app::Session private
// CHECK-NEXT:   slot numbers_ : collection scalar private
// CHECK-NEXT:   slot done_ : callable private
// CHECK-NEXT:   slot raw_ : borrow @app::Session private
// CHECK-NEXT:   slot state_ : borrow scalar private
// CHECK-NEXT:   slot plain_ : borrow ? private
// CHECK-NEXT:   slot any_ : strong ? private
// CHECK-NEXT:   slot table_ : collection strong @app::Peer private
// CHECK-NEXT:   dtor @"app::Session::~Session()"

// CHECK-LABEL: record @app::Peer{{.*}} incomplete

// CHECK-LABEL: record @app::Derived{{.*}} polymorphic shared_from_this
// CHECK-NEXT:   base @app::Session
// CHECK-NEXT:   slot inner : @app::Derived::Inner

// CHECK-LABEL: record @app::Derived::Inner
// CHECK-NEXT:   slot outer : borrow @app::Derived

// CHECK-LABEL: record @app::Children
// CHECK-NEXT:   slot "std::vector" : collection strong @app::Session
// CHECK-NEXT:   slot count : scalar

// CHECK-LABEL: record @app::Either{{.*}} union
// CHECK-NEXT:   slot session : borrow @app::Session
// CHECK-NEXT:   slot number : scalar

// CHECK-LABEL: record @app::WithAnonymous
// CHECK-NEXT:   slot "(anonymous 0)" : @"app::WithAnonymous::(anonymous{{( union)?}})"

// CHECK-LABEL: record @"app::WithAnonymous::(anonymous{{( union)?}})"{{.*}} union
// CHECK-NEXT:   slot session : borrow @app::Session
// CHECK-NEXT:   slot number : scalar

// CHECK-LABEL: record @"app::Box<app::Session>"
// CHECK-NEXT:   slot value : strong @app::Session
