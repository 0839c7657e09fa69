// RUN: %case %s %t
//
// A DAG of build targets: shared, but without a way back.
//
// CASE: acyclic_good
// CASE: mutual_bad -DMUTUAL
// ALIVE: Target 3
// FINDS: shared-ptr-cycle Target.needs -> Target.needs
#include "counted.h"
#include <memory>
#include <vector>

struct Target : Counted<Target> {
  std::vector<std::shared_ptr<Target>> needs;
};

int main() {
  auto base = std::make_shared<Target>();
  auto net = std::make_shared<Target>();
  auto app = std::make_shared<Target>();
  net->needs.push_back(base);
  app->needs = {base, net};
#ifdef MUTUAL
  net->needs.push_back(app);
#endif
}
