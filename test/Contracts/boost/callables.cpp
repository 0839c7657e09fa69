// REQUIRES: boost
// RUN: %case %s %t
//
// boost::function, boost::bind and boost::ref: what is bound by value is owned.
//
// CASE: bad
// ALIVE: Session<1> 1, Session<2> 1, Session<3> 1, Session<4> 1
// FINDS: capture-cycle Session<1>.done_ -> lambda.self
// FINDS: capture-cycle Session<2>.done_ -> boost::bind.arg1
// FINDS: capture-cycle Session<3>.received_ -> boost::bind.arg1
// FINDS: capture-cycle Session<4>.done_ -> boost::bind.arg1 -> boost::bind.arg1
// CASE: good -DGOOD
#include "counted.h"
#include <boost/bind/bind.hpp>
#include <boost/enable_shared_from_this.hpp>
#include <boost/function.hpp>
#include <boost/make_shared.hpp>
#include <boost/ref.hpp>
#include <boost/weak_ptr.hpp>

namespace ph = boost::placeholders;

template <int Number>
class Session : public boost::enable_shared_from_this<Session<Number>>,
                Counted<Session<Number>> {
public:
  void captureSelf() {
    boost::shared_ptr<Session> self = this->shared_from_this();
    done_ = [self] { self->finish(); };
  }
  void bindSelf() {
    done_ = boost::bind(&Session::finish, this->shared_from_this());
  }
  void bindPlaceholders() {
    received_ = boost::bind(&Session::receive, this->shared_from_this(), ph::_1,
                            ph::_2);
  }
  void bindNested() {
    done_ = boost::bind(&Session::log,
                        boost::bind(&Session::name, this->shared_from_this()));
  }
  void bindRaw() { done_ = boost::bind(&Session::finish, this); }
  void bindReference() {
    done_ = boost::bind(&Session::finish, boost::ref(*this));
  }
  void bindWeak() {
    done_ = boost::bind(&Session::finishIfAlive,
                        boost::weak_ptr<Session>(this->shared_from_this()));
  }
  void clear() { done_.clear(); }
  void empty() { done_ = boost::function<void()>(); }

private:
  void finish() {}
  void receive(int, const boost::function<void(int)> &) {}
  int name() const { return 1; }
  static void log(int) {}
  static void finishIfAlive(const boost::weak_ptr<Session> &weak) {
    if (boost::shared_ptr<Session> self = weak.lock())
      self->finish();
  }

  boost::function<void()> done_;
  boost::function<void(int, boost::function<void(int)>)> received_;
};

#ifdef GOOD
int main() {
  boost::make_shared<Session<1>>()->bindRaw();
  boost::make_shared<Session<2>>()->bindReference();
  boost::make_shared<Session<3>>()->bindWeak();
  auto cleared = boost::make_shared<Session<4>>();
  cleared->bindSelf();
  cleared->clear();
  auto emptied = boost::make_shared<Session<5>>();
  emptied->captureSelf();
  emptied->empty();
}
#else
int main() {
  boost::make_shared<Session<1>>()->captureSelf();
  boost::make_shared<Session<2>>()->bindSelf();
  boost::make_shared<Session<3>>()->bindPlaceholders();
  boost::make_shared<Session<4>>()->bindNested();
}
#endif
