// RUN: %case %s %t
//
// A media track owns the context of its header extensions and a channel for each stream; the
// callbacks of both hold the track. The first is set where tracks are made, the second when
// the first packet of a stream arrives.
//
// CASE: context_bad -DCONTEXT
// ALIVE: rtc::Track 2
// FINDS: capture-cycle rtc::Track.context -> rtc::Context.onStream_ -> lambda.track
// CASE: channel_bad -DCHANNEL
// ALIVE: rtc::Track 1
// FINDS: capture-cycle rtc::Track.channels.second -> rtc::Channel.onNack_ -> lambda.track
// FINDS: capture-cycle rtc::Track.channels.second -> rtc::Receiver.onSorted_ -> lambda.track
// CASE: weak_good

//--- track.h
#pragma once
#include "counted.h"
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

namespace rtc {
class Context {
public:
  using OnStream = std::function<void(uint8_t type, uint32_t stream)>;
  void setOnStream(OnStream callback) { onStream_ = std::move(callback); }
  void extend(uint8_t type, uint32_t stream) {
    if (onStream_)
      onStream_(type, stream);
  }

private:
  OnStream onStream_;
};

class Receiver {
public:
  virtual ~Receiver() = default;
  void input(int packet) { onSorted_(packet); }

protected:
  std::function<void(int)> onSorted_;
};

class Channel : public Receiver {
public:
  Channel(std::function<void(int)> sorted, std::function<void(int)> nack)
      : onNack_(std::move(nack)) {
    onSorted_ = std::move(sorted);
  }
  void lost(int packet) { onNack_(packet); }

private:
  std::function<void(int)> onNack_;
};

struct Track : Counted<Track> {
  using Ptr = std::shared_ptr<Track>;
  int sorted = 0;
  std::shared_ptr<Context> context;
  std::unordered_map<std::string, std::shared_ptr<Channel>> channels;
};
} // namespace rtc

//--- transport.h
#pragma once
#include "track.h"

namespace rtc {
class Transport : public std::enable_shared_from_this<Transport> {
public:
  virtual ~Transport() = default;
  void start(int tracks);
  void onPacket(uint8_t type, uint32_t stream, const std::string &rid);
  int sorted() const { return sorted_; }

private:
  void makeChannel(const std::string &rid, uint32_t stream,
                   const Track::Ptr &track);
  std::unordered_map<uint8_t, std::pair<bool, Track::Ptr>> byType_;
  std::unordered_map<uint32_t, Track::Ptr> byStream_;
  int sorted_ = 0;
};
} // namespace rtc

//--- transport.cpp
#include "transport.h"

namespace rtc {
void Transport::start(int tracks) {
  for (int i = 0; i < tracks; ++i) {
    Track::Ptr track = std::make_shared<Track>();
    byType_.emplace(uint8_t(96 + i), std::make_pair(false, track));
    track->context = std::make_shared<Context>();
#ifdef CONTEXT
    track->context->setOnStream(
        [this, track](uint8_t, uint32_t stream) { byStream_[stream] = track; });
#else
    std::weak_ptr<Track> weak = track;
    track->context->setOnStream([this, weak](uint8_t, uint32_t stream) {
      if (auto held = weak.lock())
        byStream_[stream] = std::move(held);
    });
#endif
  }
}

void Transport::makeChannel(const std::string &rid, uint32_t stream,
                            const Track::Ptr &track) {
  auto &channel = track->channels[rid];
  std::weak_ptr<Transport> self = shared_from_this();
#ifdef CHANNEL
  channel = std::make_shared<Channel>(
      [track, this](int) mutable { sorted_ += ++track->sorted; },
      [track, self, stream](int) mutable {
        if (auto held = self.lock())
          held->sorted_ += track->sorted + int(stream);
      });
#else
  Track &at = *track;
  channel = std::make_shared<Channel>(
      [&at, this](int) mutable { sorted_ += ++at.sorted; },
      [&at, self, stream](int) mutable {
        if (auto held = self.lock())
          held->sorted_ += at.sorted + int(stream);
      });
#endif
}

void Transport::onPacket(uint8_t type, uint32_t stream,
                         const std::string &rid) {
  auto it = byType_.find(type);
  if (it == byType_.end())
    return;
  bool again = it->second.first;
  auto &track = it->second.second;
  if (again)
    return;
  track->context->extend(type, stream);
  auto &channel = track->channels[rid];
  if (!channel)
    makeChannel(rid, stream, track);
  channel->input(1);
}
} // namespace rtc

//--- main.cpp
#include "transport.h"

int main() {
  auto transport = std::make_shared<rtc::Transport>();
  transport->start(2);
  transport->onPacket(96, 7, "hi");
  transport->onPacket(96, 7, "hi");
  return transport->sorted() == 3 ? 0 : 1;
}
