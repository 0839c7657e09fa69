// RUN: %case %s %t
//
// Catch2#150: section infos and their parents hold each other by counted references.
//
// CASE: bad
// ALIVE: SectionInfo 3
// FINDS: shared-ptr-cycle SectionInfo.children -> SectionInfo.parent
// CASE: raw_parent_good -DGOOD
#include "counted.h"
#include <memory>
#include <string>
#include <vector>

struct SectionInfo : Counted<SectionInfo> {
  std::string name;
  std::vector<std::shared_ptr<SectionInfo>> children;
#ifdef GOOD
  SectionInfo *parent = nullptr;
#else
  std::shared_ptr<SectionInfo> parent;
#endif
};

class Reporter {
public:
  void sectionStarting(const std::string &name) {
    auto info = std::make_shared<SectionInfo>();
    info->name = name;
    if (current_) {
      current_->children.push_back(info);
#ifdef GOOD
      info->parent = current_.get();
#else
      info->parent = current_;
#endif
    } else {
      root_ = info;
    }
    current_ = info;
  }

private:
  std::shared_ptr<SectionInfo> root_, current_;
};

int main() {
  Reporter reporter;
  for (auto name : {"given", "when", "then"})
    reporter.sectionStarting(name);
}
