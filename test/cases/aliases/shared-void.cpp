// RUN: %case %s %t
//
// The edge is a shared_ptr<void> in a map.
//
// CASE: bad
// ALIVE: Attachment 1, Element 1
// FINDS: shared-ptr-cycle Attachment.element -> Element.data_.second
// CASE: good -DGOOD
#include "counted.h"
#include <map>
#include <memory>
#include <string>

class Element : Counted<Element> {
public:
  void setData(const std::string &key, std::shared_ptr<void> value) {
    data_[key] = std::move(value);
  }
  template <typename T> std::shared_ptr<T> data(const std::string &key) {
    return std::static_pointer_cast<T>(data_[key]);
  }

private:
  std::map<std::string, std::shared_ptr<void>> data_;
};

struct Attachment : Counted<Attachment> {
  std::shared_ptr<Element> element;
};

int main() {
  auto element = std::make_shared<Element>();
  element->setData("attachment", std::make_shared<Attachment>());
#ifndef GOOD
  element->data<Attachment>("attachment")->element = element;
#endif
}
