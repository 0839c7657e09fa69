// RUN: %case %s %t
//
// A deleter whose capture leads to the very pointer that it is the deleter of.
//
// CASE: box_bad
// ALIVE: File 1
// FINDS: finalizer-owns-referent deleter of File -> lambda.box -> the shared pointer
// CASE: emptied_good -DEMPTIED
#include "counted.h"
#include <memory>

struct File : Counted<File> {};

int main() {
  auto box = std::make_shared<std::shared_ptr<File>>();
  *box = std::shared_ptr<File>(new File, [box](File *file) { delete file; });
#ifdef EMPTIED
  box->reset();
#endif
}
