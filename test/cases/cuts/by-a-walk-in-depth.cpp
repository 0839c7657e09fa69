// RUN: %case %s %t
//
// Terms of a formula hold, by what they do, themselves. A walk over the formula cuts that, deeper
// than any caller is followed: by recursion, or in the order that a recursion has collected.
//
// CASE: release_good "-DEND=all->release()"
// CASE: collect_good "-DEND=all->releaseInOrder()"
// CASE: collect_once_good "-DEND=all->releaseInOrder()" -DONCE
// CASE: kept_bad
// ALIVE: Term 8
// FINDS: capture-cycle Term.back -> lambda.out
// CASE: added_after_bad_FN "-DEND=all->release(); all = join(all, all)"
// ALIVE: Term 2
// BECAUSE: it is not kept that the ring was made only after the walk
#include "counted.h"
#include <functional>
#include <memory>
#include <unordered_set>
#include <utility>
#include <vector>

#ifndef END
#define END
#endif

struct Term : Counted<Term>, std::enable_shared_from_this<Term> {
  std::vector<std::shared_ptr<Term>> parts;
  std::function<void()> back;
  int sum = 0;

  void release() {
    auto before = std::move(parts);
    parts.clear();
    back = nullptr;
    for (auto &part : before)
      part->release();
  }

  void releaseInOrder() {
    std::vector<std::shared_ptr<Term>> order;
    std::unordered_set<Term *> seen;
    std::function<void(const std::shared_ptr<Term> &)> visit =
        [&](const std::shared_ptr<Term> &term) {
#ifdef ONCE
          if (!seen.insert(term.get()).second)
            return;
#endif
          for (auto &part : term->parts)
            visit(part);
          order.push_back(term);
        };
    visit(shared_from_this());
    for (auto &term : order) {
      term->back = nullptr;
      term->parts.clear();
    }
  }
};

static std::shared_ptr<Term> join(const std::shared_ptr<Term> &left,
                                  const std::shared_ptr<Term> &right) {
  auto out = std::make_shared<Term>();
  out->parts.push_back(left);
  out->parts.push_back(right);
  out->back = [out] { ++out->sum; };
  return out;
}

int main() {
  auto one = std::make_shared<Term>(), two = std::make_shared<Term>();
  auto all = join(one, two);
  all = join(all, one);
  all = join(all, two);
  all = join(all, one);
  all = join(all, two);
  all = join(all, one);
  END;
}
