// RUN: %case %s %t
//
// A recursion that makes such a tree at each step, and has more ways than are
// followed: nothing ever cuts what is lost on one that was followed.
//
// CASE: bad
// ALIVE: Folder 9
// FINDS: shared-ptr-cycle Folder.inside -> Folder.parent
// CASE: weak_parent_good -DGOOD
// CASE: cleared_good -DCLEARED
#include "counted.h"
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

using Path = std::vector<std::string>;
using Group = std::pair<std::set<std::string>, unsigned>;

struct Folder : Counted<Folder> {
  const std::string name;
  unsigned seen = 1;
  std::shared_ptr<Folder> alike;
#ifdef GOOD
  std::weak_ptr<Folder> parent;
#else
  std::shared_ptr<Folder> parent;
#endif
  std::vector<std::shared_ptr<Folder>> inside;

  Folder(const std::string &name, const std::shared_ptr<Folder> &parent)
      : name(name), parent(parent) {}
  std::shared_ptr<Folder> above() const {
#ifdef GOOD
    return parent.lock();
#else
    return parent;
#endif
  }
};

class Tree {
public:
  Tree(const std::vector<Path> &paths, unsigned least);
#ifdef CLEARED
  ~Tree() { clear(*root); }
#endif
  std::set<Group> groups() const;

private:
#ifdef CLEARED
  static void clear(Folder &folder) {
    for (const auto &inner : folder.inside)
      clear(*inner);
    folder.inside.clear();
  }
#endif

  std::shared_ptr<Folder> root = std::make_shared<Folder>("", nullptr);
  std::map<std::string, std::shared_ptr<Folder>> byName;
  unsigned least;
};

Tree::Tree(const std::vector<Path> &paths, unsigned least) : least(least) {
  std::map<std::string, unsigned> count;
  for (const Path &path : paths)
    for (const std::string &name : path)
      ++count[name];
  std::set<std::pair<unsigned, std::string>> ordered;
  for (const auto &entry : count)
    if (entry.second >= least)
      ordered.insert({entry.second, entry.first});
  for (const Path &path : paths) {
    auto at = root;
    for (const auto &entry : ordered) {
      const std::string &name = entry.second;
      if (std::find(path.begin(), path.end(), name) == path.end())
        continue;
      auto known = std::find_if(
          at->inside.begin(), at->inside.end(),
          [name](const auto &folder) { return folder->name == name; });
      if (known == at->inside.end()) {
        const auto made = std::make_shared<Folder>(name, at);
        at->inside.push_back(made);
        if (byName.count(name)) {
          auto last = byName[name];
          while (last->alike)
            last = last->alike;
          last->alike = made;
        } else {
          byName[name] = made;
        }
        at = made;
      } else {
        auto folder = *known;
        ++folder->seen;
        at = folder;
      }
    }
  }
}

static bool isOneWay(const std::shared_ptr<Folder> &folder) {
  if (folder->inside.empty())
    return true;
  if (folder->inside.size() > 1)
    return false;
  return isOneWay(folder->inside.front());
}

std::set<Group> Tree::groups() const {
  std::set<Group> all;
  if (root->inside.empty())
    return all;
  if (isOneWay(root)) {
    auto at = root->inside.front();
    while (at) {
      Group one{{at->name}, at->seen};
      all.insert(one);
      for (const Group &before : all) {
        Group longer{before};
        longer.first.insert(at->name);
        longer.second = at->seen;
        all.insert(longer);
      }
      if (at->inside.size() == 1)
        at = at->inside.front();
      else
        at = nullptr;
    }
    return all;
  }
  for (const auto &entry : byName) {
    std::vector<std::pair<Path, unsigned>> ways;
    auto start = entry.second;
    while (start) {
      auto at = start->above();
      if (at && at->above()) {
        std::pair<Path, unsigned> way{{}, start->seen};
        while (at && at->above()) {
          way.first.push_back(at->name);
          at = at->above();
        }
        ways.push_back(way);
      }
      start = start->alike;
    }
    std::vector<Path> paths;
    for (const auto &way : ways)
      for (unsigned i = 0; i < way.second; ++i)
        paths.push_back(way.first);
    const Tree above(paths, least);
    std::set<Group> groupsAbove = above.groups();
    unsigned seen = 0;
    auto folder = entry.second;
    while (folder) {
      seen += folder->seen;
      folder = folder->alike;
    }
    all.insert({{entry.first}, seen});
    for (const Group &group : groupsAbove) {
      Group longer{group};
      longer.first.insert(entry.first);
      all.insert(longer);
    }
  }
  return all;
}

static bool hasGroups() {
  const Tree tree({{"usr", "lib"}, {"usr", "bin"}, {"etc"}}, 1);
  return !tree.groups().empty();
}

int main() { return hasGroups() ? 0 : 1; }
