//===- census.h - How many objects of a class are alive ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The tour proves what it says by counting: a class that derives from
// Census<itself> knows how many of its objects live.
//
//===----------------------------------------------------------------------===//

#ifndef TOUR_CENSUS_H
#define TOUR_CENSUS_H

template <typename T> class Census {
public:
  static int alive() { return Alive; }

protected:
  Census() { ++Alive; }
  Census(const Census &) { ++Alive; }
  Census &operator=(const Census &) = default;
  ~Census() { --Alive; }

private:
  static inline int Alive = 0;
};

#endif // TOUR_CENSUS_H
