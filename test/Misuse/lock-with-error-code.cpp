// RUN: %weakspot check --checks=unchecked-lock,expired-then-use %s -- -std=c++17
//
// A pointer that is null exactly where an error code says so: whoever asks the
// code has asked for null.
#include <memory>
#include <system_error>

struct Connection {
  int Port = 0;
};

struct Endpoint {
  using Handle = std::weak_ptr<void>;

  std::shared_ptr<Connection> find(Handle Which, std::error_code &Error) {
    auto Found = std::static_pointer_cast<Connection>(Which.lock());
    if (!Found)
      Error = std::make_error_code(std::errc::bad_file_descriptor);
    return Found;
  }
  std::shared_ptr<Connection> find(Handle Which) {
    std::error_code Error;
    std::shared_ptr<Connection> Found = find(Which, Error);
    if (Error)
      throw std::system_error(Error);
    return Found;
  }
};

int throwing_overload_good(Endpoint &E, Endpoint::Handle Which) { return E.find(Which)->Port; }

int early_return_good(Endpoint &E, Endpoint::Handle Which) {
  std::error_code Error;
  auto Found = E.find(Which, Error);
  if (Error)
    return 0;
  return Found->Port;
}

int compared_good(Endpoint &E, Endpoint::Handle Which) {
  std::error_code Error;
  auto Found = E.find(Which, Error);
  return Error.value() == 0 ? Found->Port : 0;
}
