// RUN: %case %s %t
//
// A fixed array of pairs, one half of which owns.
//
// CASE: bad
// ALIVE: Board 1, Piece 1
// FINDS: shared-ptr-cycle Board.slots_.second -> Piece.board
// CASE: good -DGOOD
#include "counted.h"
#include <memory>
#include <utility>

struct Piece;
class Board : Counted<Board> {
public:
  void place(int where, std::shared_ptr<Piece> piece) {
    slots_[where] = {where, std::move(piece)};
  }

private:
  std::pair<int, std::shared_ptr<Piece>> slots_[4];
};
struct Piece : Counted<Piece> {
  std::shared_ptr<Board> board;
};

int main() {
  auto board = std::make_shared<Board>();
  auto piece = std::make_shared<Piece>();
  board->place(2, piece);
#ifndef GOOD
  piece->board = board;
#endif
}
