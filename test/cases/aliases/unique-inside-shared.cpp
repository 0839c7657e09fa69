// RUN: %case %s %t
//
// One edge of the ring is a unique_ptr.
//
// CASE: bad
// ALIVE: Codec 1, Player 1
// FINDS: shared-ptr-cycle Codec.player -> Player.codec_
// CASE: released_good -DGOOD
#include "counted.h"
#include <memory>

class Player;
struct Codec : Counted<Codec> {
  std::shared_ptr<Player> player;
};

class Player : public std::enable_shared_from_this<Player>, Counted<Player> {
public:
  void open() {
    codec_ = std::make_unique<Codec>();
    codec_->player = shared_from_this();
  }
  void close() { codec_.reset(); }

private:
  std::unique_ptr<Codec> codec_;
};

int main() {
  auto player = std::make_shared<Player>();
  player->open();
#ifdef GOOD
  player->close();
#endif
}
