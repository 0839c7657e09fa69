// RUN: %case %s %t
//
// A callable that is only called, never kept, closes no ring.
//
// CASE: kept_bad -DKEPT
// ALIVE: Store 1
// FINDS: capture-cycle Store.last_ -> lambda.store
// CASE: called_good
#include "counted.h"
#include <functional>
#include <memory>
#include <vector>

class Store : Counted<Store> {
public:
  void forEach(const std::function<void(int)> &visit) {
    for (int item : items_)
      visit(item);
#ifdef KEPT
    last_ = visit;
#endif
  }
  int sum = 0;

private:
  std::vector<int> items_{1, 2, 3};
  std::function<void(int)> last_;
};

int main() {
  auto store = std::make_shared<Store>();
  store->forEach([store](int item) { store->sum += item; });
}
