// RUN: %case %s %t
//
// The elements of an array are there before a loop over it puts anything into
// them.
//
// CASE: bad
// ALIVE: Board 1, Square 3
// FINDS: shared-ptr-cycle Board.squares -> Square.board
// CASE: built_in_bad -DBUILT_IN
// ALIVE: Board 1, Square 3
// FINDS: shared-ptr-cycle Board.squares -> Square.board
// CASE: chain_bad -DCHAIN
// ALIVE: Square 3
// FINDS: shared-ptr-cycle Square.next -> Square.previous
// CASE: cleared_good -DCLEAR
// CASE: built_in_cleared_good -DBUILT_IN -DCLEAR
// CASE: counted_good -DCOUNT
// CASE: built_in_counted_good -DBUILT_IN -DCOUNT
#include "counted.h"
#include <array>
#include <iterator>
#include <memory>

struct Board;
struct Square : Counted<Square> {
  std::shared_ptr<Board> board;
  std::shared_ptr<Square> next, previous;
};

struct Board : Counted<Board>, std::enable_shared_from_this<Board> {
#ifdef BUILT_IN
  std::shared_ptr<Square> squares[3];
#else
  std::array<std::shared_ptr<Square>, 3> squares;
#endif
  void fill() {
    for (auto &square : squares) {
      square = std::make_shared<Square>();
      square->board = shared_from_this();
    }
  }
  void clear() {
    for (auto &square : squares)
      square = nullptr;
  }
  void leave() {
    for (std::size_t i = 0; i < std::size(squares); ++i)
      if (squares[i])
        squares[i]->board.reset();
  }
};

int main() {
#ifdef CHAIN
  std::array<std::shared_ptr<Square>, 3> chain;
  for (auto &square : chain)
    square = std::make_shared<Square>();
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    chain[i]->next = chain[i + 1];
    chain[i + 1]->previous = chain[i];
  }
#else
  auto board = std::make_shared<Board>();
  board->fill();
#ifdef CLEAR
  board->clear();
#elif defined(COUNT)
  board->leave();
#endif
#endif
}
