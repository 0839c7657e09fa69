// RUN: %case %s %t
//
// The elements arrive by copy, transform and a range.
//
// CASE: copy_bad
// ALIVE: Album 1, Photo 1
// FINDS: shared-ptr-cycle Album.photos -> Photo.album
// CASE: transform_bad -DTRANSFORM
// ALIVE: Album 1, Photo 1
// FINDS: shared-ptr-cycle Album.photos -> Photo.album
// CASE: for_each_good -DFOR_EACH
// CASE: erase_if_good -DERASE_IF
#include "counted.h"
#include <algorithm>
#include <iterator>
#include <memory>
#include <ranges>
#include <vector>

struct Photo;
struct Album : Counted<Album> {
  std::vector<std::shared_ptr<Photo>> photos;
};
struct Photo : Counted<Photo> {
  std::shared_ptr<Album> album;
};

int main() {
  auto album = std::make_shared<Album>();
  std::vector<std::shared_ptr<Photo>> found{std::make_shared<Photo>()};
  for (auto &photo : found)
    photo->album = album;
#ifdef TRANSFORM
  std::ranges::transform(
      found, std::back_inserter(album->photos),
      [](const std::shared_ptr<Photo> &photo) { return photo; });
#else
  std::copy(found.begin(), found.end(), std::back_inserter(album->photos));
#endif
#if defined(FOR_EACH)
  std::for_each(found.begin(), found.end(),
                [](const auto &photo) { photo->album = nullptr; });
#elif defined(ERASE_IF)
  std::erase_if(album->photos, [](const auto &photo) { return photo->album; });
#endif
}
