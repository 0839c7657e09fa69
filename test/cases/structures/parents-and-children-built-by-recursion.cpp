// RUN: %case %s %t
//
// A directory tree with weak parents, built by recursion.
//
// CASE: weak_good
// CASE: strong_bad -DSTRONG
// ALIVE: Directory 4
// FINDS: shared-ptr-cycle Directory.entries -> Directory.parent
#include "counted.h"
#include <memory>
#include <string>
#include <vector>

struct Directory : Counted<Directory> {
  std::vector<std::shared_ptr<Directory>> entries;
#ifdef STRONG
  std::shared_ptr<Directory> parent;
#else
  std::weak_ptr<Directory> parent;
#endif
};

static std::shared_ptr<Directory> scan(const std::shared_ptr<Directory> &parent,
                                       int depth) {
  auto directory = std::make_shared<Directory>();
  directory->parent = parent;
  if (depth > 0)
    directory->entries.push_back(scan(directory, depth - 1));
  return directory;
}

int main() { scan(nullptr, 3); }
