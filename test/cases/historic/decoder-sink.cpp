// RUN: %case %s %t
//
// A player gives itself to its decoder as the sink of what is decoded: the decoder is made when
// the first data comes, the sink is an interface beside the player's own base.
//
// CASE: bad
// ALIVE: media::Decoder 1, media::HlsPlayer 1
// FINDS: shared-ptr-cycle media::HlsPlayer.decoder_ -> media::Decoder.sink_
// CASE: raw_good -DGOOD

//--- decoder.h
#pragma once
#include "counted.h"
#include <functional>
#include <memory>
#include <vector>

namespace media {
class Sink {
public:
  using Ptr = std::shared_ptr<Sink>;
  virtual ~Sink() = default;
  virtual void onFrame(int frame) = 0;
};

class Demuxer {
public:
  virtual ~Demuxer() = default;
  virtual int input(int data) = 0;
  void setOnDecode(std::function<void(int)> callback) {
    onDecode_ = std::move(callback);
  }

protected:
  std::function<void(int)> onDecode_;
};

class Decoder : Counted<Decoder> {
public:
  enum Type { ts, ps };
  using Ptr = std::shared_ptr<Decoder>;
#ifdef GOOD
  using Target = Sink *;
#else
  using Target = const Sink::Ptr &;
#endif
  static Ptr create(Type type, Target sink);
  int input(int data) { return demuxer_->input(data); }

private:
  Decoder(const std::shared_ptr<Demuxer> &demuxer, Target sink);
  std::shared_ptr<Demuxer> demuxer_;
#ifdef GOOD
  Sink *sink_;
#else
  Sink::Ptr sink_;
#endif
};
} // namespace media

//--- decoder.cpp
#include "decoder.h"

namespace media {
namespace {
class TsDemuxer : public Demuxer {
  int input(int data) override {
    if (onDecode_)
      onDecode_(data);
    return data;
  }
};

std::shared_ptr<Demuxer> makeDemuxer(Decoder::Type type) {
  switch (type) {
  case Decoder::ts:
    return std::make_shared<TsDemuxer>();
  default:
    return nullptr;
  }
}
} // namespace

Decoder::Ptr Decoder::create(Type type, Target sink) {
  auto demuxer = makeDemuxer(type);
  if (!demuxer)
    return nullptr;
  return Decoder::Ptr(new Decoder(demuxer, sink));
}

Decoder::Decoder(const std::shared_ptr<Demuxer> &demuxer, Target sink) {
  demuxer_ = demuxer;
  sink_ = sink;
  demuxer_->setOnDecode([this](int frame) { sink_->onFrame(frame); });
}
} // namespace media

//--- player.h
#pragma once
#include "decoder.h"

namespace media {
class Player : public std::enable_shared_from_this<Player> {
public:
  virtual ~Player() = default;
  virtual void onData(int data) = 0;
};

class HlsPlayer : public Player, public Sink, Counted<HlsPlayer> {
public:
  void onData(int data) override;
  void onFrame(int frame) override { frames_ += frame; }
  int frames() const { return frames_; }

private:
  Decoder::Ptr decoder_;
  int frames_ = 0;
};
} // namespace media

//--- player.cpp
#include "player.h"

namespace media {
void HlsPlayer::onData(int data) {
  if (!decoder_) {
#ifdef GOOD
    decoder_ = Decoder::create(Decoder::ts, this);
#else
    decoder_ = Decoder::create(
        Decoder::ts, std::dynamic_pointer_cast<HlsPlayer>(shared_from_this()));
#endif
  }
  if (decoder_)
    decoder_->input(data);
}
} // namespace media

//--- main.cpp
#include "player.h"

int main() {
  auto player = std::make_shared<media::HlsPlayer>();
  std::shared_ptr<media::Player> base = player;
  base->onData(1);
  base->onData(2);
  return player->frames() == 3 ? 0 : 1;
}
