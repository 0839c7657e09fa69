// RUN: %weakspot check --checks=mutated-while-iterated %s -- -std=c++17
//
// What is called changes a list of the same kind that belongs to another object,
// or one that holds no observers: values that a member of its own class is not
// told of.
#include <memory>
#include <vector>

struct Digest {
  int Word[8];
};

template <typename T> struct List : std::vector<T> {
  using std::vector<T>::vector;
};

struct Observer;

struct Tree {
  void load(const Digest &First) { Leaves.assign(1, First); }
  void watch(Observer *One) { Watchers.push_back(One); }
  List<Digest> Leaves;
  List<Observer *> Watchers;
};

struct Torrent {
  List<Digest> Roots;
  List<Observer *> Peers;
  std::vector<Digest> Plain;
  Tree Copy;

  void add(const Digest &D) { Plain.push_back(D); }
  void fill_good() {
    for (const Digest &Root : Roots)
      Copy.load(Root);
  }
  void watch_good() {
    for (Observer *One : Peers)
      Copy.watch(One);
  }
};

struct Observer {
  Torrent *Of;
  void told() { Of->add({}); }
};

void values_good(Torrent &T, Observer &O) {
  for (const Digest &D : T.Plain)
    if (D.Word[0] != 0)
      O.told();
}

int main() {
  Torrent T;
  Observer O{&T};
  T.fill_good();
  T.watch_good();
  values_good(T, O);
}
