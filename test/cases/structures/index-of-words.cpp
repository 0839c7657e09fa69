// RUN: %case %s %t
//
// A tree whose constructor makes its nodes from what it is given: the first one
// starts without a parent, which takes nothing away; the table of the tree under
// construction is empty at first, so that nothing of it can be in the way. Later
// a function only reads the tree, choosing elements by keys that are not known:
// what it chooses has no part in whether the tree is freed.
//
// CASE: bad
// ALIVE: Node 3
// FINDS: shared-ptr-cycle Node.children -> Node.parent
// CASE: weak_parent_good -DGOOD
#include "counted.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

struct Node : Counted<Node> {
  Node(const std::string &word, const std::shared_ptr<Node> &parent)
      : word(word), next(nullptr), parent(parent) {}
  const std::string word;
  std::shared_ptr<Node> next;
#ifdef GOOD
  std::weak_ptr<Node> parent;
#else
  std::shared_ptr<Node> parent;
#endif
  std::vector<std::shared_ptr<Node>> children;
};

class Index {
public:
  explicit Index(const std::vector<std::vector<std::string>> &sentences)
      : root_(std::make_shared<Node>(std::string{}, nullptr)), byWord_() {
    for (const auto &sentence : sentences) {
      auto at = root_;
      for (const auto &word : sentence) {
        const auto node = std::make_shared<Node>(word, at);
        at->children.push_back(node);
        if (byWord_.count(node->word)) {
          auto last = byWord_[node->word];
          while (last->next)
            last = last->next;
          last->next = node;
        } else {
          byWord_[node->word] = node;
        }
        at = node;
      }
    }
  }

  std::size_t occurrences(const std::string &word) const {
    std::size_t count = 0;
    auto found = byWord_.find(word);
    for (auto at = found == byWord_.end() ? nullptr : found->second; at;
         at = at->next)
      ++count;
    return count;
  }

private:
  std::shared_ptr<Node> root_;
  std::map<std::string, std::shared_ptr<Node>> byWord_;
};

int main(int argc, char **argv) {
  std::vector<std::vector<std::string>> sentences;
  sentences.push_back({"a", "b"});
  Index index(sentences);
  return index.occurrences(argc > 7 ? argv[1] : "a") == 1 ? 0 : 1;
}
