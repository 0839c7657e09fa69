// RUN: %case %s %t
//
// The ring is made deep inside a factory and handed out through three returns.
//
// CASE: bad
// ALIVE: Document 1, View 1
// FINDS: shared-ptr-cycle Document.view -> View.document
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

struct View;
struct Document : Counted<Document> {
  std::shared_ptr<View> view;
};
struct View : Counted<View> {
#ifdef GOOD
  std::weak_ptr<Document> document;
#else
  std::shared_ptr<Document> document;
#endif
};

static std::shared_ptr<View> makeView(std::shared_ptr<Document> document) {
  auto view = std::make_shared<View>();
  view->document = std::move(document);
  return view;
}

static std::shared_ptr<Document> makeDocument() {
  auto document = std::make_shared<Document>();
  document->view = makeView(document);
  return document;
}

static std::shared_ptr<Document> open() { return makeDocument(); }

struct Application {
  std::shared_ptr<Document> current = open();
};

int main() { Application application; }
