// The standard library's owners, as far as these tests use them: declarations
// alone, for contracts go by names. It keeps each test's parse at a few
// milliseconds.
#pragma once
#pragma clang system_header

namespace std {
using size_t = decltype(sizeof(0));
using nullptr_t = decltype(nullptr);

template <class T> struct remove_reference {
  using type = T;
};
template <class T> struct remove_reference<T &> {
  using type = T;
};
template <class T> struct remove_reference<T &&> {
  using type = T;
};
template <class T> struct add_reference {
  using type = T &;
};
template <> struct add_reference<void> {
  using type = void;
};
template <class T> typename remove_reference<T>::type &&move(T &&) noexcept;
template <class T> T &&forward(typename remove_reference<T>::type &) noexcept;

template <class T> struct default_delete {};
template <class T, class D = default_delete<T>> class unique_ptr {
public:
  unique_ptr();
  unique_ptr(nullptr_t);
  explicit unique_ptr(T *);
  unique_ptr(unique_ptr &&);
  unique_ptr &operator=(unique_ptr &&);
  ~unique_ptr();
  T *get() const;
  T *release();
  void reset(T * = nullptr);
  T &operator*() const;
  T *operator->() const;
  explicit operator bool() const;
};

template <class T> class weak_ptr;
template <class T> class shared_ptr {
public:
  shared_ptr() noexcept;
  shared_ptr(nullptr_t) noexcept;
  template <class U> explicit shared_ptr(U *);
  shared_ptr(const shared_ptr &) noexcept;
  shared_ptr(shared_ptr &&) noexcept;
  template <class U> shared_ptr(const shared_ptr<U> &) noexcept;
  template <class U> shared_ptr(shared_ptr<U> &&) noexcept;
  shared_ptr &operator=(const shared_ptr &) noexcept;
  shared_ptr &operator=(shared_ptr &&) noexcept;
  template <class U> shared_ptr &operator=(const shared_ptr<U> &) noexcept;
  ~shared_ptr();
  T *get() const noexcept;
  void reset() noexcept;
  typename add_reference<T>::type operator*() const noexcept;
  T *operator->() const noexcept;
  explicit operator bool() const noexcept;
};
template <class T, class... A> shared_ptr<T> make_shared(A &&...);

template <class T> class weak_ptr {
public:
  weak_ptr() noexcept;
  template <class U> weak_ptr(const shared_ptr<U> &) noexcept;
  weak_ptr(const weak_ptr &) noexcept;
  weak_ptr &operator=(const weak_ptr &) noexcept;
  template <class U> weak_ptr &operator=(const shared_ptr<U> &) noexcept;
  ~weak_ptr();
  shared_ptr<T> lock() const noexcept;
  bool expired() const noexcept;
};

template <class T> class enable_shared_from_this {
protected:
  enable_shared_from_this();
  ~enable_shared_from_this();

public:
  shared_ptr<T> shared_from_this();
  weak_ptr<T> weak_from_this();
};

template <class Signature> class function;
template <class R, class... A> class function<R(A...)> {
public:
  function();
  function(nullptr_t);
  function(const function &);
  function(function &&);
  template <class F> function(F) {}
  function &operator=(const function &);
  function &operator=(function &&);
  template <class F> function &operator=(F &&) { return *this; }
  ~function();
  R operator()(A...) const;
  explicit operator bool() const;
};

template <class T> class initializer_list {
  const T *First;
  size_t Size;

public:
  const T *begin() const;
  const T *end() const;
};

template <class T> class vector {
public:
  using iterator = T *;
  vector();
  vector(initializer_list<T>);
  vector(const vector &);
  vector(vector &&);
  vector &operator=(const vector &);
  ~vector();
  void push_back(const T &);
  void push_back(T &&);
  T &operator[](size_t);
  T &front();
  iterator begin();
  iterator end();
  void clear();
};

template <class A, class B> struct pair {
  A first;
  B second;
};
} // namespace std
