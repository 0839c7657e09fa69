// RUN: %case %s %t
//
// The base holds its owner weakly; an overrider of init() stores the pointer once more.
//
// CASE: bad
// ALIVE: AudioTrack 1, Mixer 1
// FINDS: shared-ptr-cycle AudioTrack.mixer_ -> Mixer.tracks_
// CASE: good -DGOOD

//--- track.h
#pragma once
#include "counted.h"
#include <memory>
#include <vector>

class Mixer;
class Track {
public:
  virtual ~Track() = default;
  virtual void init(const std::shared_ptr<Mixer> &owner) { owner_ = owner; }

protected:
  std::weak_ptr<Mixer> owner_;
};

class Mixer : public std::enable_shared_from_this<Mixer>, Counted<Mixer> {
public:
  void add(std::unique_ptr<Track> track);

private:
  std::vector<std::unique_ptr<Track>> tracks_;
};

//--- mixer.cpp
#include "track.h"
void Mixer::add(std::unique_ptr<Track> track) {
  track->init(shared_from_this());
  tracks_.push_back(std::move(track));
}

//--- audio.cpp
#include "track.h"

class AudioTrack : public Track, Counted<AudioTrack> {
public:
  void init(const std::shared_ptr<Mixer> &owner) override {
    Track::init(owner);
#ifndef GOOD
    mixer_ = owner;
#endif
  }

private:
  std::shared_ptr<Mixer> mixer_;
};

std::unique_ptr<Track> makeAudioTrack() {
  return std::make_unique<AudioTrack>();
}

//--- main.cpp
#include "track.h"
std::unique_ptr<Track> makeAudioTrack();

int main() {
  auto mixer = std::make_shared<Mixer>();
  mixer->add(makeAudioTrack());
}
