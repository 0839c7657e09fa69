// RUN: %case %s %t
//
// casacore#1430: values that share what they are made of. A frame makes its
// conversion of an epoch, whose reference holds a copy of the frame.
//
// CASE: bad
// ALIVE: meas::FrameRep 1, meas::ReferenceRep 1
// FINDS: shared-ptr-cycle meas::FrameRep.conversions -> meas::Conversions.epoch_ -> meas::Convert<meas::Epoch>.out_.rep_ -> meas::ReferenceRep.frame.rep_
// CASE: reset_good -DRESET
// CASE: weak_good -DWEAK

//--- frame.h
#pragma once
#include "counted.h"
#include <memory>

namespace meas {
class Conversions;

struct FrameRep : Counted<FrameRep> {
  FrameRep();
  ~FrameRep();
  std::unique_ptr<Conversions> conversions;
};

class Frame {
public:
  Frame() = default;
  static Frame at(double epoch);
  bool dynamical(double &value) const;
  void resetEpoch();
  std::weak_ptr<FrameRep> share() const { return rep_; }

private:
  std::shared_ptr<FrameRep> rep_;
};
} // namespace meas

//--- convert.h
#pragma once
#include "frame.h"

namespace meas {
struct ReferenceRep : Counted<ReferenceRep> {
  unsigned type = 0;
#ifdef WEAK
  std::weak_ptr<FrameRep> frame;
#else
  Frame frame;
#endif
};

class Reference {
public:
  Reference(unsigned type, const Frame &frame)
      : rep_(std::make_shared<ReferenceRep>()) {
    rep_->type = type;
#ifdef WEAK
    rep_->frame = frame.share();
#else
    rep_->frame = frame;
#endif
  }
  unsigned type() const { return rep_->type; }

private:
  std::shared_ptr<ReferenceRep> rep_;
};

struct Epoch {
  double value;
};

template <typename M> class Convert {
public:
  Convert(const M &model, const Reference &out) : model_(model), out_(out) {}
  double operator()() const { return model_.value + out_.type(); }

private:
  M model_;
  Reference out_;
};

class Conversions {
public:
  void makeEpoch(const Epoch &epoch, const Frame &frame) {
    const Reference dynamical(5, frame);
    epoch_ = std::make_unique<Convert<Epoch>>(epoch, dynamical);
  }
  void resetEpoch() { epoch_.reset(); }
  bool dynamical(double &value) const {
    if (!epoch_)
      return false;
    value = (*epoch_)();
    return true;
  }

private:
  std::unique_ptr<Convert<Epoch>> epoch_;
};
} // namespace meas

//--- frame.cpp
#include "convert.h"

namespace meas {
FrameRep::FrameRep() = default;
FrameRep::~FrameRep() = default;

Frame Frame::at(double epoch) {
  Frame frame;
  frame.rep_ = std::make_shared<FrameRep>();
  frame.rep_->conversions = std::make_unique<Conversions>();
  frame.rep_->conversions->makeEpoch(Epoch{epoch}, frame);
  return frame;
}

bool Frame::dynamical(double &value) const {
  return rep_ && rep_->conversions->dynamical(value);
}

void Frame::resetEpoch() { rep_->conversions->resetEpoch(); }
} // namespace meas

//--- main.cpp
#include "frame.h"

int main() {
  auto frame = meas::Frame::at(3);
  double value = 0;
  bool known = frame.dynamical(value);
#ifdef RESET
  frame.resetEpoch();
#endif
  return known && value == 8 ? 0 : 1;
}
