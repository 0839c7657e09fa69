// RUN: %case %s %t
//
// A unique_ptr becomes shared on its way; a release gives it to a new owner.
//
// CASE: converted_bad
// ALIVE: Asset 1, Bundle 1
// FINDS: shared-ptr-cycle Asset.bundle -> Bundle.asset
// CASE: released_bad -DRELEASED
// ALIVE: Asset 1, Bundle 1
// FINDS: shared-ptr-cycle Asset.bundle -> Bundle.asset
// CASE: stays_unique_good -DGOOD
#include "counted.h"
#include <memory>

struct Asset;
struct Bundle : Counted<Bundle> {
  std::shared_ptr<Asset> asset;
};
struct Asset : Counted<Asset> {
  std::shared_ptr<Bundle> bundle;
};

int main() {
  auto bundle = std::make_shared<Bundle>();
  auto asset = std::make_unique<Asset>();
  asset->bundle = bundle;
#if defined(RELEASED)
  bundle->asset.reset(asset.release());
#elif !defined(GOOD)
  bundle->asset = std::move(asset);
#endif
}
