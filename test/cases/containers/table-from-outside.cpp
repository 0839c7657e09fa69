// RUN: %case %s %t
//
// A table that a function did not make: what it puts there and takes out again
// is gone, whichever way it is named.
//
// CASE: kept_bad
// ALIVE: Index 1, Document 1
// FINDS: shared-ptr-cycle Index.documents.second -> Document.index
// CASE: cleared_good -DTAKE=1
// CASE: erased_by_key_good -DTAKE=2
// CASE: erased_by_iterator_good -DTAKE=3
// CASE: overwritten_good -DTAKE=4
// CASE: entry_reset_good -DTAKE=5
// CASE: other_erased_bad -DTAKE=6
// ALIVE: Index 1, Document 1
// FINDS: shared-ptr-cycle Index.documents.second -> Document.index
#include "counted.h"
#include <map>
#include <memory>
#include <string>

struct Document;

struct Index : Counted<Index> {
  std::map<std::string, std::shared_ptr<Document>> documents;
};

struct Document : Counted<Document> {
  std::shared_ptr<Index> index;
};

void fill(std::map<std::string, std::shared_ptr<Document>> &documents,
          const std::shared_ptr<Document> &document) {
  documents["one"] = document;
#if TAKE == 1
  documents.clear();
#elif TAKE == 2
  documents.erase("one");
#elif TAKE == 3
  auto at = documents.find("one");
  if (at != documents.end())
    documents.erase(at);
#elif TAKE == 4
  documents["one"] = nullptr;
#elif TAKE == 5
  documents.at("one").reset();
#elif TAKE == 6
  documents.erase("two");
#endif
}

int main() {
  auto index = std::make_shared<Index>();
  auto document = std::make_shared<Document>();
  document->index = index;
  fill(index->documents, document);
}
