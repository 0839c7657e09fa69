// RUN: %case %s %t
//
// What an any holds decides whether it owns: a weak or a raw pointer in it does not.
//
// CASE: weak_good -DKEEP=std::weak_ptr<Session>(session)
// CASE: raw_good -DKEEP=session.get()
// CASE: strong_bad -DKEEP=session
// ALIVE: Context 1, Session 1
// FINDS: shared-ptr-cycle Session.context -> Context.user_
// CASE: weak_made_good -DKEEP=std::make_any<std::weak_ptr<Session>>(session)
// CASE: weak_through_template_good -DTEMPLATE -DKEEP=std::weak_ptr<Session>(session)
// CASE: strong_through_template_bad -DTEMPLATE -DKEEP=session
// ALIVE: Context 1, Session 1
// FINDS: shared-ptr-cycle Session.context -> Context.user_
#include "counted.h"
#include <any>
#include <memory>
#include <utility>

class Context : Counted<Context> {
public:
  void setUser(std::any user) { user_ = std::move(user); }
  template <typename T> void keep(T user) { user_ = std::move(user); }

private:
  std::any user_;
};

struct Session : Counted<Session> {
  std::shared_ptr<Context> context = std::make_shared<Context>();
};

int main() {
  auto session = std::make_shared<Session>();
#ifdef TEMPLATE
  session->context->keep(KEEP);
#else
  session->context->setUser(KEEP);
#endif
}
