// RUN: not %weakspot check --quiet --checks=unpurged-weak-cache --model %S/Inputs/house.yaml %s -- -std=c++20 -I%S/Inputs > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++20 -I%S/Inputs
#include "house.h"
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct Image {
  int size = 0;
};

struct NeverPurged_bad {
  std::unordered_map<int, std::weak_ptr<Image>> images_;
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'NeverPurged_bad::images_' is filled but never purged: the entries of objects that are gone stay for as long as it lives [weakspot-unpurged-weak-cache]
  // CHECK-MESSAGES: note: 'NeverPurged_bad::get(int)' adds an entry here
  std::shared_ptr<Image> get(int id) {
    if (auto image = images_[id].lock())
      return image;
    auto image = std::make_shared<Image>();
    images_[id] = image;
    return image;
  }
};
static std::vector<std::weak_ptr<Image>> all;
// CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'all' is filled but never purged
void add_bad(const std::shared_ptr<Image> &image) { all.push_back(image); }
int count() {
  int n = 0;
  for (auto &weak : all)
    n += weak.expired() ? 0 : 1;
  return n;
}
// As many slots as there are kinds, however often they are set.
struct Slots_good {
  std::weak_ptr<Image> byKind_[2];
  std::vector<std::weak_ptr<Image>> byLayer_{4};
  std::shared_ptr<Image> get(bool large, int layer) {
    auto image = byKind_[large].lock();
    if (!image) {
      image = std::make_shared<Image>();
      byKind_[large] = image;
      byLayer_[layer] = image;
    }
    return image;
  }
};
struct House_bad {
  std::vector<house::Weak<Image>> images_;
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'House_bad::images_' is filled but never purged
  void add(const house::Ref<Image> &image) { images_.push_back(image); }
};

// A hit is tested by the entry alone.
struct EntryIsNoHit_bad {
  std::map<int, std::weak_ptr<Image>> images_;
  std::shared_ptr<Image> get(int id) {
    auto it = images_.find(id);
    if (it != images_.end())
      return it->second.lock();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: an entry of 'EntryIsNoHit_bad::images_' is taken for a hit without a look at what it refers to
    auto image = std::make_shared<Image>();
    images_[id] = image;
    return image;
  }
  void purge(int id) { images_.erase(id); }
};

// A destructor removes whatever has its key.
struct Font;
static std::map<int, std::weak_ptr<Font>> fonts;
struct Font {
  int id = 0;
  ~Font() { fonts.erase(id); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the entry of 'fonts' with this object's key is removed, whatever it refers to: a newer object under the same key loses its entry
  static std::shared_ptr<Font> get(int id) {
    auto font = fonts[id].lock();
    if (!font) {
      font = std::make_shared<Font>();
      fonts[id] = font;
    }
    return font;
  }
};
// It is another function that removes it.
struct Store;
struct Glyph {
  Store &store;
  int id;
  ~Glyph();
};
struct Store {
  std::map<int, std::weak_ptr<Glyph>> glyphs_;
  std::map<int, std::weak_ptr<Glyph>> once_;
  std::shared_ptr<Glyph> get(int id) {
    auto glyph = glyphs_[id].lock();
    if (!glyph)
      glyphs_[id] = glyph = std::make_shared<Glyph>(*this, id);
    return glyph;
  }
  void add_good(const std::shared_ptr<Glyph> &glyph) { once_[glyph->id] = glyph; }
  void forget_bad(int id) {
    glyphs_.erase(id);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the entry of 'Store::glyphs_' with this object's key is removed, whatever it refers to
    // CHECK-MESSAGES: note: 'Glyph::~Glyph()' calls this when the object ends
  }
  void gone_good(int id) { once_.erase(id); }
};
Glyph::~Glyph() {
  store.forget_bad(id);
  store.gone_good(id);
}
struct Sound;
static std::map<int, std::weak_ptr<Sound>> sounds;
struct Sound {
  int id = 0;
  ~Sound() {
    auto it = sounds.find(id);
    if (it != sounds.end() && it->second.expired())
      sounds.erase(it);
  }
  static void add_good(const std::shared_ptr<Sound> &sound) { sounds[sound->id] = sound; }
};

struct PurgedOnAccess_good {
  std::map<int, std::weak_ptr<Image>> images_;
  std::shared_ptr<Image> get(int id) {
    auto it = images_.find(id);
    if (it != images_.end()) {
      if (auto image = it->second.lock())
        return image;
      images_.erase(it);
    }
    auto image = std::make_shared<Image>();
    images_[id] = image;
    return image;
  }
};
struct PurgedOnInsert_good {
  std::vector<std::weak_ptr<Image>> images_;
  void add(const std::shared_ptr<Image> &image) {
    std::erase_if(images_, [](const auto &weak) { return weak.expired(); });
    images_.push_back(image);
  }
};
struct RemoveErase_good {
  std::vector<std::weak_ptr<Image>> images_;
  void add(const std::shared_ptr<Image> &image) { images_.push_back(image); }
  void purge() {
    images_.erase(
        std::remove_if(images_.begin(), images_.end(), [](const auto &weak) { return weak.expired(); }),
        images_.end());
  }
};
struct Swapped_good {
  std::vector<std::weak_ptr<Image>> images_;
  void add(const std::shared_ptr<Image> &image) { images_.push_back(image); }
  void flush() {
    std::vector<std::weak_ptr<Image>> taken;
    taken.swap(images_);
  }
};
struct Rebuilt_good {
  std::vector<std::weak_ptr<Image>> images_;
  void add(const std::shared_ptr<Image> &image) { images_.push_back(image); }
  void set(std::vector<std::weak_ptr<Image>> images) { images_ = std::move(images); }
};
static void purge(std::vector<std::weak_ptr<Image>> &images) {
  std::erase_if(images, [](const auto &weak) { return weak.expired(); });
}
struct PurgedElsewhere_good {
  std::vector<std::weak_ptr<Image>> images_;
  void add(const std::shared_ptr<Image> &image) {
    purge(images_);
    images_.push_back(image);
  }
};
struct FilledOnce_good {
  std::vector<std::weak_ptr<Image>> images_;
  explicit FilledOnce_good(const std::shared_ptr<Image> &image) { images_.push_back(image); }
};
// Grows only where no entry is free.
struct UsedAgain_good {
  std::vector<std::weak_ptr<Image>> images_;
  void add(const std::shared_ptr<Image> &image) {
    for (auto &entry : images_)
      if (entry.expired()) {
        entry = image;
        return;
      }
    images_.push_back(image);
  }
};
struct Strong_good {
  std::map<int, std::shared_ptr<Image>> images_;
  void add(int id) { images_[id] = std::make_shared<Image>(); }
};
void local_good(const std::shared_ptr<Image> &image) {
  std::vector<std::weak_ptr<Image>> images;
  images.push_back(image);
}

struct Deleted {
  int key = 0;
};
struct ByDeleter {
  std::map<int, std::weak_ptr<Deleted>> made_;
  std::shared_ptr<Deleted> get_bad(int key) {
    if (auto known = made_[key].lock())
      return known;
    std::shared_ptr<Deleted> one(new Deleted, [this, key](Deleted *gone) {
      made_.erase(key);
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the entry of 'ByDeleter::made_' with this object's key is removed, whatever it refers to
      delete gone;
    });
    made_[key] = one;
    return one;
  }
  std::shared_ptr<Deleted> get_good(int key) {
    std::shared_ptr<Deleted> one(new Deleted, [this, key](Deleted *gone) {
      auto it = made_.find(key);
      if (it != made_.end() && it->second.expired())
        made_.erase(it);
      delete gone;
    });
    made_[key] = one;
    return one;
  }
};

// What the deleter asks of the cache says nothing of the entry.
struct Pool : std::enable_shared_from_this<Pool> {
  std::map<int, std::weak_ptr<Deleted>> pooled_;
  std::shared_ptr<Deleted> get_bad(int key) {
    std::shared_ptr<Deleted> one(new Deleted, [pool = weak_from_this(), key](Deleted *gone) {
      if (auto there = pool.lock())
        there->pooled_.erase(key);
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the entry of 'Pool::pooled_' with this object's key is removed, whatever it refers to
      delete gone;
    });
    pooled_[key] = one;
    return one;
  }
  std::shared_ptr<Deleted> get_good(int key) {
    std::shared_ptr<Deleted> one(new Deleted, [pool = weak_from_this(), key](Deleted *gone) {
      if (auto there = pool.lock())
        if (auto it = there->pooled_.find(key); it != there->pooled_.end() && !it->second.lock())
          there->pooled_.erase(key);
      delete gone;
    });
    pooled_[key] = one;
    return one;
  }
};

#ifdef HARM
#include "harm.h"
HARM(wrong, NeverPurged_bad) {
  NeverPurged_bad cache;
  for (int id = 0; id < 100; ++id)
    cache.get(id);
  harm::shows(cache.images_.size() == 100);
}
HARM(wrong, add_bad) {
  for (int i = 0; i < 100; ++i)
    add_bad(std::make_shared<Image>());
  harm::shows(all.size() == 100 && count() == 0);
}
HARM(wrong, House_bad) {
  House_bad cache;
  for (int i = 0; i < 100; ++i)
    cache.add(house::make<Image>());
  harm::shows(cache.images_.size() == 100);
}
HARM(wrong, EntryIsNoHit_bad) {
  EntryIsNoHit_bad cache;
  cache.get(1);
  harm::shows(!cache.get(1));
}
HARM(wrong, forget_bad) {
  Store store;
  auto old = store.get(1), fresh = std::make_shared<Glyph>(store, 1);
  store.glyphs_[1] = fresh;
  old.reset();
  harm::shows(store.get(1) != fresh);
}
HARM(wrong, ByDeleter_get_bad) {
  ByDeleter cache;
  auto old = cache.get_bad(1);
  cache.made_.clear();
  auto fresh = cache.get_bad(1);
  old.reset();
  harm::shows(cache.get_bad(1) != fresh);
}
HARM(wrong, Pool_get_bad) {
  auto pool = std::make_shared<Pool>();
  auto old = pool->get_bad(1), fresh = pool->get_bad(1);
  old.reset();
  harm::shows(pool->pooled_.count(1) == 0);
}
#endif
