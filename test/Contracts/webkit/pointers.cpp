// RUN: %miniature %s %t
//
// RefPtr and Ref own, WeakPtr does not; a function that is dispatched is run once.
//
// CASE: bad
// ALIVE: Element 2, Request<1> 1, Request<2> 1
// FINDS: shared-ptr-cycle Element.next_ -> Element.next_
// FINDS: capture-cycle Request<1>.completion_ -> lambda.protectedThis
// FINDS: capture-cycle Request<2>.completion_ -> lambda.protectedThis
// CASE: good -DGOOD
#include "counted.h"
#include <webkit/wtf/wtf.h>

struct Element : RefCounted<Element>, Counted<Element> {
  static Ref<Element> create() { return adoptRef(*new Element); }
  RefPtr<Element> next_;
};

template <int Number>
class Request : public RefCounted<Request<Number>>,
                public WTF::CanMakeWeakPtr<Request<Number>>,
                Counted<Request<Number>> {
public:
  static Ref<Request> create() { return adoptRef(*new Request); }

  void captureRef() {
    completion_ = [protectedThis = Ref<Request>(*this)] {
      protectedThis->finish();
    };
  }
  void captureRefPtr() {
    completion_ = [protectedThis = RefPtr<Request>(this)] {
      protectedThis->finish();
    };
  }
  void captureWeakly() {
    completion_ = [weakThis = WeakPtr<Request>(*this)] {
      if (weakThis)
        weakThis->finish();
    };
  }
  void dispatch(RunLoop &loop) {
    loop.dispatch(
        [protectedThis = Ref<Request>(*this)] { protectedThis->finish(); });
  }
  void cancel() { completion_ = nullptr; }

private:
  Request() = default;
  void finish() { ++finished_; }

  Function<void()> completion_;
  int finished_ = 0;
};

int main() {
#ifdef GOOD
  RunLoop loop;
  Request<1>::create()->captureWeakly();
  Request<2>::create()->dispatch(loop);
  auto cancelled = Request<3>::create();
  cancelled->captureRef();
  cancelled->cancel();
  loop.run();
#else
  RefPtr<Element> one = Element::create();
  RefPtr<Element> two = Element::create();
  one->next_ = two;
  two->next_ = one;
  Request<1>::create()->captureRef();
  Request<2>::create()->captureRefPtr();
#endif
}
