// What most cases include, precompiled for the programs that are run.
#ifndef WEAKSPOT_TEST_CASES_STANDARD_H
#define WEAKSPOT_TEST_CASES_STANDARD_H

#include <algorithm>
#include <functional>
#include <iostream>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#endif
