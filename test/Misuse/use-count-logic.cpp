// RUN: not %weakspot check --quiet --checks=use-count-logic %s -- -std=c++17 -UNDEBUG > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++17 -UNDEBUG
#include <algorithm>
#include <boost/shared_ptr.hpp>
#include <cassert>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <vector>

struct Data {
  int value = 0;
};

struct Document {
  std::shared_ptr<Data> data_;
  boost::shared_ptr<Data> boostData_;
  std::weak_ptr<Data> weak_;

  void copy_on_write_bad() {
    if (data_.use_count() > 1)
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: how many owners 'Document::data_' has decides what is done here; another thread, or a weak pointer that is locked, can change it meanwhile [weakspot-use-count-logic]
      data_ = std::make_shared<Data>(*data_);
    data_->value = 1;
  }
  void unique_bad() {
    if (data_.unique())
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: how many owners 'Document::data_' has decides what is done here
      data_->value = 1;
  }
  void negated_bad() {
    if (!(data_.use_count() == 1))
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: how many owners 'Document::data_' has decides what is done here
      data_ = std::make_shared<Data>(*data_);
  }
  void boost_bad() {
    while (boostData_.use_count() > 1)
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: how many owners 'Document::boostData_' has decides what is done here
      std::puts("waiting");
  }
  void asked_before_bad() {
    const bool last = data_.use_count() == 1;
    std::puts("looking");
    if (last)
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: how many owners 'Document::data_' has decides what is done here
      data_->value = 1;
  }
  void log_good() const { std::printf("%ld owners\n", data_.use_count()); }
  void assert_good() const { assert(data_.use_count() == 1); }
  void throw_good() const {
    if (data_.use_count() != 1)
      throw std::logic_error("shared");
  }
  void zero_good() {
    if (weak_.use_count() == 0)
      weak_.reset();
  }
  void logged_good() {
    if (data_.use_count() > 3)
      std::printf("%ld owners\n", data_.use_count());
    data_->value = 1;
  }
  void weak_bad() {
    if (weak_.use_count() == 1)
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: how many owners 'Document::weak_' has decides what is done here
      data_.reset();
  }
  bool isSole() const { return data_.use_count() == 1; }
  void helper_bad() {
    if (!isSole())
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: how many owners a shared pointer has decides what is done here
      data_ = std::make_shared<Data>(*data_);
  }
  static void predicate_bad(std::vector<std::shared_ptr<Data>> &all) {
    all.erase(std::remove_if(all.begin(), all.end(), [](const auto &one) { return one.use_count() == 1; }), all.end());
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: how many owners a shared pointer has decides what is done here
  }
  long count_good() const { return data_.use_count(); }

  // The answer is given to whoever asks.
  bool may_write_bad() const { return data_.use_count() == 1; }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: how many owners 'Document::data_' has decides what callers are told here; another thread, or a weak pointer that is locked, can change it before they act on it
  static bool is_last_bad(const std::shared_ptr<Data> &data) { return !(data.use_count() > 1); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: how many owners a shared pointer has decides what callers are told here
  bool isShared() const { return !isSole(); }
  void handed_on_bad() {
    if (isShared())
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: how many owners a shared pointer has decides what is done here
      data_ = std::make_shared<Data>(*data_);
  }
  bool isOnly() const { return data_.use_count() == 1; }
  void asked_good() const { assert(isOnly()); }
  bool is_there_good() const { return weak_.use_count() != 0; }
};

#ifdef HARM
#include "harm.h"
#define BETWEEN "it takes another thread between the question and what is done"
UNHARMED(copy_on_write_bad, BETWEEN);
UNHARMED(unique_bad, BETWEEN);
UNHARMED(negated_bad, BETWEEN);
UNHARMED(boost_bad, BETWEEN);
UNHARMED(asked_before_bad, BETWEEN);
UNHARMED(weak_bad, BETWEEN);
UNHARMED(helper_bad, BETWEEN);
UNHARMED(predicate_bad, BETWEEN);
UNHARMED(may_write_bad, BETWEEN);
UNHARMED(is_last_bad, BETWEEN);
UNHARMED(handed_on_bad, BETWEEN);
#endif
