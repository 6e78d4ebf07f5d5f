// ffi_ownership.hpp - C++ owners for what ffi_ownership.h hands out.
//
// Copyright (c) 2026 FfiOwnership contributors. SPDX-License-Identifier: MIT
//
// An *owner* is an object that holds one block and ends it when its scope ends. It moves and never
// copies, so what the ledger checks at run time the compiler checks before: two owners of one
// block, a free by the wrong function, a block that nobody ends. It is as large as the name it
// holds, and its calls are the C calls.
//
//     ffo::string text("hello");              // owned: freed at the end of the scope
//     std::puts(text.c_str());
//
//     ffo::handle lent(std::move(text));      // a handle<string>: the library owns it now
//     {
//       const auto reader = lent.borrow();    // borrowed: returned at the end of the scope
//       std::cout << *reader << '\n';
//     }
//     text = lent.into_owner();               // and back
//
//     owner            holds          Rust's                      ended by
//     string           char *         CString                     ffo_string_free
//     config           ffo_config *   Box<Config>                 ffo_config_free
//     box<T>           T *            Box<T>, T #[repr(C)]        ffo_box_free
//     vec<T>           ffo_vec        Vec<T>                      ffo_vec_dispose
//     handle<Owner>    ffo_handle     Arc<RwLock<T>>              ffo_handle_close
//     weak_handle      ffo_handle     Weak<RwLock<T>>             nothing to end
//     shared_borrow    a view         RwLockReadGuard             ffo_handle_return
//     exclusive_borrow a view         RwLockWriteGuard            ffo_handle_return
//
// What a block, an owner, a borrow, a claim is, and what each C call does and refuses, stands in
// ffi_ownership.h; its words and comment tags are used here, too.
//
// RULES THAT HOLD EVERYWHERE
//
// Failure.   What can fail comes twice. Without a status it throws ffo::error; without exceptions
//            (-fno-exceptions) it prints the message and ends the process by abort(). With
//            `ffo_status &status` as its last parameter it is noexcept, writes the status always,
//            and returns something empty when it fails. Both change nothing when they fail: what
//            was to be taken from an owner is still in it.
// Empty.     An owner is empty after its default constructor, after it was moved from, and after
//            release, into_raw, free or close. It can be destroyed, assigned to and asked whether
//            it is empty; freeing it is FFO_OK; other calls see NULL, or handle 0.
// Ending.    A destructor, and an assignment for what the owner held before, ends the block and
//            throws nothing: a refusal goes to the hook and the policy, as in C. Whoever wants to
//            see it, an overrun above all, calls free(), close() or give_back() before.
// Names.     release() gives up what the owner holds, as std::unique_ptr::release does: no call,
//            no failure, nothing ends. It is not ffo_handle_release.
//            into_raw() gives up the block under its *pointer*, whatever the owner holds. For a
//            vec or a handle that is a call, which can be refused; for the others it is what
//            release() does.
//            from_raw() takes a block by its pointer: the way back from into_raw(). What you pass
//            is taken if the call succeeds.
// Threads.   As in C. One owner object must not be used by two threads at once; each thread has
//            its own clone of a handle.
//
// Everything is in namespace ffo, but for what the standard wants elsewhere so that a status is a
// std::error_code: make_error_code(ffo_status) and std::is_error_code_enum<ffo_status>.
// The sections: Errors, Pointer owners, Strings, Owned fields, Config, Boxes, Vecs, Handles.
// This is one file, although long, so that a program needs one beside the C header.
#ifndef FFO_FFI_OWNERSHIP_HPP
#define FFO_FFI_OWNERSHIP_HPP

#if __cplusplus < 201703L && !defined(_MSVC_LANG)
#error "ffi_ownership.hpp needs C++17 or later"
#endif

#include "ffi_ownership.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>

// ==== Errors ====================================================================================

namespace ffo
{

namespace detail
{

class status_category final : public std::error_category
{
public:
  const char *name() const noexcept override { return "ffo"; }

  std::string message(int value) const override
  {
    return ffo_status_text(static_cast<ffo_status>(value));
  }

  std::error_condition default_error_condition(int value) const noexcept override
  {
    switch (value) {
    case FFO_E_NULL_ARGUMENT:
    case FFO_E_INVALID_ARGUMENT:
    case FFO_E_INTERIOR_NUL:
      return std::errc::invalid_argument;
    case FFO_E_INVALID_UTF8:
    case FFO_E_INVALID_UTF16:
      return std::errc::illegal_byte_sequence;
    case FFO_E_OUT_OF_RANGE:
      return std::errc::result_out_of_range;
    case FFO_E_SIZE_OVERFLOW:
      return std::errc::value_too_large;
    case FFO_E_BORROWED:
    case FFO_E_BORROW_CONFLICT:
    case FFO_E_SHARED:
      return std::errc::device_or_resource_busy;
    case FFO_E_OUT_OF_MEMORY:
      return std::errc::not_enough_memory;
    case FFO_E_ABI_MISMATCH:
      return std::errc::not_supported;
    case FFO_E_IO:
      return std::errc::io_error;
    default: // misuse has no counterpart in errno
      return std::error_condition(value, *this);
    }
  }
};

} // namespace detail

// The category of statuses, named "ffo". Arguments, busy and environment compare equal to the
// std::errc that means the same; misuse to none.
inline const std::error_category &category() noexcept
{
  static const detail::status_category instance;
  return instance;
}

} // namespace ffo

// A status as an error code of the category "ffo".
inline std::error_code make_error_code(ffo_status status) noexcept
{
  return std::error_code(static_cast<int>(status), ffo::category());
}

template <> struct std::is_error_code_enum<ffo_status> : std::true_type {
};

namespace ffo
{

// A call was refused. Copies share the message and throw nothing. When there is no memory even for
// the message, std::bad_alloc is thrown in its place.
class error : public std::system_error
{
public:
  // The failure that has just happened on this thread, with this status.
  explicit error(ffo_status status) : error(last(status)) {}

  // Why: the value of code(), with its own type.
  ffo_status status() const noexcept { return info_.status; }

  // The library's message: what happened, to what, and what to do.
  const char *what() const noexcept override { return message_.what(); }

  // The failure in full, as ffo_last_error_info told it.
  // @return  copied: its message lives as long as this error or a copy of it
  ffo_error_info info() const noexcept
  {
    ffo_error_info info = info_;
    info.message = what();
    return info;
  }

private:
  explicit error(const ffo_error_info &info)
      : std::system_error(make_error_code(info.status)), info_(info), message_(info.message)
  {
  }

  // An error that is made by hand has no failing call of its status behind it.
  static ffo_error_info last(ffo_status status) noexcept
  {
    ffo_error_info info = FFO_ERROR_INFO_INIT;
    if (ffo_last_error_info(&info) != FFO_OK || info.status != status) {
      info = FFO_ERROR_INFO_INIT;
      info.status = status;
      info.message = ffo_status_text(status);
    }
    return info;
  }

  ffo_error_info info_;
  std::runtime_error message_; // a string that is copied without a throw
};

namespace detail
{

[[noreturn, gnu::cold]] inline void fail(ffo_status status)
{
#if defined(__cpp_exceptions)
  throw error(status);
#else
  std::fprintf(stderr, "ffi_ownership: %s: %s\n", ffo_status_name(status),
               ffo_last_error() == status ? ffo_last_error_message() : ffo_status_text(status));
  std::abort();
#endif
}

inline void check(ffo_status status)
{
  if (status != FFO_OK) {
    fail(status);
  }
}

// After a call that returns an owner or nothing. From here on the compiler knows that it is not
// empty.
template <typename Owner> void check_made(const Owner &made, ffo_status status)
{
  if (!made) {
    fail(status);
  }
}

// Whether a call that ends a block has ended it. What else such a call was for is done then, too.
inline bool has_ended(ffo_status status) noexcept
{
  return status == FFO_OK || status == FFO_E_OVERRUN;
}

} // namespace detail

// ==== Pointer owners ============================================================================

// What string, config and box<T> have in common: they hold the pointer of one block.
template <typename Owner, typename T> class pointer_owner
{
public:
  using pointer = T *;

  // Takes a block by its pointer; the ledger looks at it with the next call.
  // @param block  taken: may be NULL
  [[nodiscard]] static Owner from_raw(T *block) noexcept
  {
    Owner owner;
    owner.pointer_ = block;
    return owner;
  }

  // Whether it holds a block.
  explicit operator bool() const noexcept { return pointer_ != nullptr; }

  // Gives up the pointer; nothing ends.
  // @return  owned: end it as its type asks, or give it to from_raw
  [[nodiscard]] T *release() noexcept { return std::exchange(pointer_, nullptr); }

  // Gives up the block under its pointer.
  // @return  owned: end it as its type asks, or give it to from_raw
  [[nodiscard]] T *into_raw() noexcept { return release(); }

  // Ends the block now and says how it went. After a refusal it is still held.
  // @errors  pointer errors, field errors
  ffo_status free() noexcept
  {
    // To GCC the pointer is dead once it was passed on, even if the call was refused: the one that
    // stays has another name.
    T *const again = std::launder(pointer_);
    const ffo_status status = Owner::end(pointer_);
    pointer_ = detail::has_ended(status) ? nullptr : again;
    return status;
  }

  // Exchanges what the two hold; nothing ends.
  void swap(Owner &other) noexcept { std::swap(pointer_, other.pointer_); }
  friend void swap(Owner &left, Owner &right) noexcept { left.swap(right); }

protected:
  pointer_owner() noexcept = default;
  explicit pointer_owner(T *block) noexcept : pointer_(block) {}
  pointer_owner(pointer_owner &&other) noexcept : pointer_(other.release()) {}
  pointer_owner &operator=(pointer_owner &&other) noexcept
  {
    pointer_owner taken(std::move(other));
    std::swap(pointer_, taken.pointer_);
    return *this;
  }
  ~pointer_owner()
  {
    if (pointer_ != nullptr) {
      Owner::end(pointer_);
    }
  }

  T *pointer_ = nullptr;
};

// ==== Strings ===================================================================================

// A string of the library's: text that ends with a NUL and has none inside.
class string : public pointer_owner<string, char>
{
public:
  string() noexcept = default;

  // Makes a string from NUL-terminated text.
  // @param text  copied: of any bytes, unchecked
  explicit string(const char *text)
  {
    ffo_status status;
    pointer_ = ffo_string_new(text, &status);
    detail::check_made(*this, status);
  }
  string(const char *text, ffo_status &status) noexcept
      : pointer_owner(ffo_string_new(text, &status))
  {
  }

  // Makes a string from bytes of any kind but NUL.
  // @param bytes  copied
  // @errors       FFO_E_INTERIOR_NUL
  explicit string(std::string_view bytes)
  {
    ffo_status status;
    pointer_ = ffo_string_from_bytes(bytes.data(), bytes.size(), &status);
    detail::check_made(*this, status);
  }
  string(std::string_view bytes, ffo_status &status) noexcept
      : pointer_owner(ffo_string_from_bytes(bytes.data(), bytes.size(), &status))
  {
  }

  // Makes a string from UTF-8, validated.
  // @param bytes  copied
  // @errors       FFO_E_INTERIOR_NUL, FFO_E_INVALID_UTF8
  [[nodiscard]] static string from_utf8(std::string_view bytes)
  {
    ffo_status status;
    string made = from_utf8(bytes, status);
    detail::check_made(made, status);
    return made;
  }
  [[nodiscard]] static string from_utf8(std::string_view bytes, ffo_status &status) noexcept
  {
    return from_raw(ffo_string_from_utf8(bytes.data(), bytes.size(), &status));
  }

  // Makes a UTF-8 string from UTF-16, its surrogates checked.
  // @param units  copied
  // @errors       FFO_E_INTERIOR_NUL, FFO_E_INVALID_UTF16
  [[nodiscard]] static string from_utf16(std::u16string_view units)
  {
    ffo_status status;
    string made = from_utf16(units, status);
    detail::check_made(made, status);
    return made;
  }
  [[nodiscard]] static string from_utf16(std::u16string_view units, ffo_status &status) noexcept
  {
    return from_raw(ffo_string_from_utf16(reinterpret_cast<const std::uint16_t *>(units.data()),
                                          units.size(), &status));
  }

  // Makes a second string with the text that this one has now.
  // @errors  pointer errors
  [[nodiscard]] string clone() const
  {
    ffo_status status;
    string made = clone(status);
    detail::check_made(made, status);
    return made;
  }
  [[nodiscard]] string clone(ffo_status &status) const noexcept
  {
    return from_raw(ffo_string_clone(pointer_, &status));
  }

  // The length recorded when the string was made, without the NUL, in constant time.
  // @errors  pointer errors
  std::size_t length() const
  {
    ffo_status status;
    const std::size_t length = this->length(status);
    detail::check(status);
    return length;
  }
  std::size_t length(ffo_status &status) const noexcept
  {
    std::size_t length;
    status = ffo_string_length(pointer_, &length);
    return length;
  }

  // The text; NULL when empty.
  // @return  borrowed: as long as the string is owned here
  const char *c_str() const noexcept { return pointer_; }

  // The same, to be changed in place.
  char *data() noexcept { return pointer_; }

  // The text up to its first NUL; "" when empty.
  // @return  borrowed: as long as the string is owned here
  std::string_view view() const noexcept
  {
    return pointer_ != nullptr ? std::string_view(pointer_) : std::string_view();
  }

private:
  friend pointer_owner;
  static ffo_status end(char *block) noexcept { return ffo_string_free(block); }
};

// ==== Owned fields ==============================================================================

class config;
template <typename T> class box;

namespace detail
{

template <typename C> struct owner_of {
  using type = box<C>;
};
template <> struct owner_of<char> {
  using type = string;
};
template <> struct owner_of<ffo_config> {
  using type = config;
};

// The object is only there for its addresses.
template <typename T, typename Member> std::size_t offset_of(Member T::*member) noexcept
{
  static T object;
  return static_cast<std::size_t>(reinterpret_cast<char *>(&(object.*member)) -
                                  reinterpret_cast<char *>(&object));
}

} // namespace detail

// The owner for what a field of type C * holds: string, config or box<C>.
template <typename C> using owner_of = typename detail::owner_of<C>::type;

// What config, box<T> and an exclusive borrow of them have in common: blocks that end with them.
// A field is named by its member pointer, and the compiler sees that the child is of its type.
template <typename Holder> class owned_fields
{
public:
  // Puts a block into an owned field and frees the one that was there.
  // @param field  &S::member, a pointer to what child owns
  // @param child  taken: an empty one clears the field
  // @errors       as ffo_box_put
  template <typename S, typename C> void put(C *S::*field, owner_of<C> &&child)
  {
    ffo_status status;
    put(field, std::move(child), status);
    detail::check(status);
  }
  template <typename S, typename C>
  void put(C *S::*field, owner_of<C> &&child, ffo_status &status) noexcept
  {
    S *const holder = static_cast<Holder *>(this)->get();
    C *const block = child.release();
    status = ffo_box_put(holder, detail::offset_of(field), block);
    if (!detail::has_ended(status)) { // an overrun is the former child's, and this one is in
      child = owner_of<C>::from_raw(block);
    }
  }

  // Moves the block in an owned field out; the field becomes NULL.
  // @param field  &S::member
  // @return       owned: empty when the field is NULL
  // @errors       as ffo_box_take
  template <typename S, typename C> [[nodiscard]] owner_of<C> take(C *S::*field)
  {
    ffo_status status;
    owner_of<C> child = take(field, status);
    detail::check(status);
    return child;
  }
  template <typename S, typename C>
  [[nodiscard]] owner_of<C> take(C *S::*field, ffo_status &status) noexcept
  {
    S *const holder = static_cast<Holder *>(this)->get();
    return owner_of<C>::from_raw(
        static_cast<C *>(ffo_box_take(holder, detail::offset_of(field), &status)));
  }

  // Gives a config a new name and frees the former one. Of configs only.
  // @param name  copied: also one inside the present name; NULL: none
  // @errors      as ffo_config_set_name
  void set_name(const char *name)
  {
    ffo_status status;
    set_name(name, status);
    detail::check(status);
  }
  void set_name(const char *name, ffo_status &status) noexcept
  {
    status = ffo_config_set_name(static_cast<Holder *>(this)->get(), name);
  }

protected:
  owned_fields() noexcept = default;
  owned_fields(owned_fields &&) noexcept = default;
  owned_fields &operator=(owned_fields &&) noexcept = default;
  ~owned_fields() = default;
};

// ==== Config ====================================================================================

// A config, and the string that it owns: config->timeout_ms, config.set_name("x"),
// config.take(&ffo_config::name).
class config : public pointer_owner<config, ffo_config>, public owned_fields<config>
{
public:
  config() noexcept = default;

  // Makes a config without a name.
  config(std::int32_t max_connections, std::int32_t timeout_ms)
  {
    ffo_status status;
    pointer_ = ffo_config_new(max_connections, timeout_ms, &status);
    detail::check_made(*this, status);
  }
  config(std::int32_t max_connections, std::int32_t timeout_ms, ffo_status &status) noexcept
      : pointer_owner(ffo_config_new(max_connections, timeout_ms, &status))
  {
  }

  // Makes a second config with a name of its own.
  // @errors  pointer errors, field errors
  [[nodiscard]] config clone() const
  {
    ffo_status status;
    config made = clone(status);
    detail::check_made(made, status);
    return made;
  }
  [[nodiscard]] config clone(ffo_status &status) const noexcept
  {
    return from_raw(ffo_config_clone(pointer_, &status));
  }

  // The config; NULL when empty.
  // @return  borrowed: as long as the config is owned here
  ffo_config *get() const noexcept { return pointer_; }
  ffo_config *operator->() const noexcept { return pointer_; }
  ffo_config &operator*() const noexcept { return *pointer_; }

private:
  friend pointer_owner;
  static ffo_status end(ffo_config *block) noexcept { return ffo_config_free(block); }
};

// ==== Boxes =====================================================================================

// What there is to know about a type of yours, registered at its first use. For a box:
//
//     struct node {
//       int value;
//       char *label;
//       node *next;
//     };
//
//     template <> struct ffo::traits<node> {
//       static constexpr const char *name = "node";                       // unique in the process
//       static constexpr auto owned = std::tuple(&node::label, &node::next);   // may be left out
//       static void drop(node &ending) noexcept;                               // may be left out
//     };
//
// An owned field is a char * (a string), an ffo_config * or a pointer to a type with traits of its
// own: a box. Two types cannot own each other. `drop` is an ffo_drop_fn: read there what it may do.
// A type that is adopted (see ffo::adopt) has a name only. Write the traits of a struct beside it:
// a vec<T> asks whether there are any.
template <typename T> struct traits {
};

namespace detail
{

template <typename T, typename = void> struct fields_of {
  static constexpr std::tuple<> value{};
};
template <typename T> struct fields_of<T, std::void_t<decltype(traits<T>::owned)>> {
  static constexpr auto value = traits<T>::owned;
};

// The box that this thread frees after its struct has moved elsewhere: what drop ends is there.
inline thread_local const void *hollow = nullptr;

template <typename T, typename = void> struct drop_of {
  static constexpr bool exists = false;
  static constexpr ffo_drop_fn value = nullptr;
};
template <typename T> struct drop_of<T, std::void_t<decltype(&traits<T>::drop)>> {
  static constexpr bool exists = true;
  static void FFO_CALL call(void *payload, void *) noexcept
  {
    if (payload != hollow) {
      traits<T>::drop(*static_cast<T *>(payload));
    }
  }
  static constexpr ffo_drop_fn value = call;
};

// Whether an end of T ends more than its bytes.
template <typename T, bool IsClass = std::is_class_v<T>> inline constexpr bool is_owning = false;
template <typename T>
inline constexpr bool is_owning<T, true> =
    std::tuple_size_v<std::decay_t<decltype(fields_of<T>::value)>> != 0 || drop_of<T>::exists;

// Registering twice gives the same type, so threads may meet there without a lock.
template <typename T> inline std::atomic<ffo_type> known_type{ FFO_TYPE_NONE };

// Above: the types whose registration asked for this one.
template <typename T, typename... Above> class box_type
{
public:
  static ffo_type get(ffo_status &status) noexcept
  {
    const ffo_type type = known_type<T>.load(std::memory_order_acquire);
    if (type != FFO_TYPE_NONE) {
      status = FFO_OK;
      return type;
    }
    return std::apply([&](auto... field) { return enroll(status, field...); }, fields_of<T>::value);
  }

private:
  template <typename... Field>
  [[gnu::cold]] static ffo_type enroll(ffo_status &status, Field... field) noexcept
  {
    static_assert(std::is_standard_layout_v<T> && std::is_trivially_default_constructible_v<T> &&
                      std::is_trivially_destructible_v<T>,
                  "ffo::box<T>: T must be a plain struct, standard-layout and trivial to make and "
                  "to end: a new box is zeroed memory. What it owns stands in ffo::traits<T>");
    status = FFO_OK;
    const ffo_owned_field fields[] = { describe(field, status)..., ffo_owned_field{} };
    ffo_type type = FFO_TYPE_NONE;
    if (status == FFO_OK) {
      ffo_type_desc desc = FFO_TYPE_DESC_INIT;
      desc.name = traits<T>::name;
      desc.size = sizeof(T);
      desc.alignment = alignof(T);
      desc.fields = fields;
      desc.field_count = sizeof...(field);
      desc.drop = drop_of<T>::value;
      status = ffo_type_register(&desc, &type);
      known_type<T>.store(type, std::memory_order_release);
    }
    return type;
  }

  template <typename S, typename C>
  static ffo_owned_field describe(C *S::*field, ffo_status &status) noexcept
  {
    static_assert(std::is_same_v<S, T>, "ffo::traits<T>::owned: a field of another struct");
    ffo_owned_field described{};
    described.offset = offset_of(field);
    if constexpr (std::is_same_v<C, char>) {
      described.type = FFO_TYPE_STRING;
    } else if constexpr (std::is_same_v<C, ffo_config>) {
      described.type = FFO_TYPE_CONFIG;
    } else if constexpr (std::is_same_v<C, T>) {
      described.type = FFO_TYPE_SELF;
    } else if constexpr ((std::is_same_v<C, Above> || ...)) {
      static_assert(!std::is_same_v<C, C>, "ffo::traits<T>::owned: two types own each other");
    } else if (status == FFO_OK) {
      described.type = box_type<C, T, Above...>::get(status);
    }
    return described;
  }
};

} // namespace detail

// The ffo_type of a struct with traits, registered if it has not been.
// @errors  as ffo_type_register
template <typename T> ffo_type type_of(ffo_status &status) noexcept
{
  return detail::box_type<T>::get(status);
}
template <typename T> ffo_type type_of()
{
  ffo_status status;
  const ffo_type type = type_of<T>(status);
  detail::check(status);
  return type;
}

// A struct of yours, with all that its owned fields hold.
template <typename T> class box : public pointer_owner<box<T>, T>, public owned_fields<box<T>>
{
public:
  box() noexcept = default;

  // Makes a box, zeroed.
  // @errors  those of type_of
  [[nodiscard]] static box make()
  {
    ffo_status status;
    box made = make(status);
    detail::check_made(made, status);
    return made;
  }
  [[nodiscard]] static box make(ffo_status &status) noexcept
  {
    const ffo_type type = type_of<T>(status);
    return type == FFO_TYPE_NONE ? box()
                                 : box::from_raw(static_cast<T *>(ffo_box_new(type, &status)));
  }

  // The struct; NULL when empty.
  // @return  borrowed: as long as the box is owned here
  T *get() const noexcept { return this->pointer_; }
  T *operator->() const noexcept { return this->pointer_; }
  T &operator*() const noexcept { return *this->pointer_; }

private:
  friend pointer_owner<box, T>;
  static ffo_status end(T *block) noexcept
  {
    ffo_status status;
    const ffo_type type = type_of<T>(status);
    return type == FFO_TYPE_NONE ? status : ffo_box_free(block, type);
  }
};

namespace detail
{

// Frees a box whose struct has moved elsewhere, and whose owned fields are NULL.
template <typename T> void end_hollow(box<T> &element) noexcept
{
  hollow = element.get();
  static_cast<void>(element.free());
  hollow = nullptr;
}

} // namespace detail

// ==== Vecs ======================================================================================

// Elements that somebody else owns: a pointer and a count. Where there is std::span, it converts.
template <typename T> class slice
{
public:
  using value_type = std::remove_const_t<T>;

  // As std::span's, without a check.
  constexpr slice() noexcept = default;
  constexpr slice(T *data, std::size_t size) noexcept : data_(data), size_(size) {}

  constexpr T *data() const noexcept { return data_; }
  constexpr std::size_t size() const noexcept { return size_; }
  constexpr bool empty() const noexcept { return size_ == 0; }
  constexpr T *begin() const noexcept { return data_; }
  constexpr T *end() const noexcept { return data_ + size_; }
  constexpr T &operator[](std::size_t index) const noexcept { return data_[index]; }

private:
  T *data_ = nullptr;
  std::size_t size_ = 0;
};

// A growable buffer. Its iterators are pointers, and it is a contiguous range, so that it converts
// to std::span where there is one. Whatever may move its data ends them, as in std::vector.
// Calls that change it give the vec errors.
//
// If traits<T> names owned fields or a drop, it is a vec of a registered type: its elements own
// what their fields hold, as boxes do, and its calls give field errors, too. Write plain fields in
// place, owned ones by put.
template <typename T, bool IsRegistered = detail::is_owning<T>> class vec
{
  static_assert(std::is_trivially_copyable_v<T>,
                "ffo::vec<T>: T must be trivially copyable: elements move as bytes");
  static_assert(IsRegistered || alignof(T) <= alignof(std::max_align_t),
                "ffo::vec<T>: T must not ask for more alignment than max_align_t");

public:
  using value_type = T;
  using size_type = std::size_t;
  using difference_type = std::ptrdiff_t;
  using reference = T &;
  using const_reference = const T &;
  using pointer = T *;
  using const_pointer = const T *;
  using iterator = T *;
  using const_iterator = const T *;
  using element_owner = std::conditional_t<IsRegistered, box<T>, T>;

  // What travels as plain values; data is a block of FFO_TYPE_VEC.
  struct raw_parts {
    T *data;
    size_type length;
    size_type capacity;
  };

  // No block yet, and no call.
  vec() noexcept = default;
  vec(vec &&other) noexcept : vec_(other.release()) {}
  vec &operator=(vec &&other) noexcept
  {
    vec(std::move(other)).swap(*this);
    return *this;
  }
  ~vec()
  {
    if (vec_.capacity != 0) {
      ffo_vec_dispose(&vec_);
    }
  }

  // Puts a vec together from the parts that into_raw gave; the length may have changed.
  // @param parts  taken
  // @errors       FFO_E_WRONG_TYPE: its elements are of another type than a registered T
  [[nodiscard]] static vec from_raw(raw_parts parts)
  {
    ffo_status status;
    vec owner = from_raw(parts, status);
    detail::check(status);
    return owner;
  }
  [[nodiscard]] static vec from_raw(raw_parts parts, ffo_status &status) noexcept
  {
    vec owner;
    status = check_elements(parts.data);
    if (status == FFO_OK) {
      status =
          ffo_vec_from_raw_parts(&owner.vec_, parts.data, parts.length, parts.capacity, sizeof(T));
      owner.vec_.element_size = sizeof(T);
    }
    return owner;
  }

  // Takes a C vec: the way back from release().
  // @param raw  taken
  // @errors     FFO_E_PARTS_MISMATCH: its elements have another size; FFO_E_WRONG_TYPE: as above
  [[nodiscard]] static vec from_raw(const ffo_vec &raw)
  {
    ffo_status status;
    vec owner = from_raw(raw, status);
    detail::check(status);
    return owner;
  }
  [[nodiscard]] static vec from_raw(const ffo_vec &raw, ffo_status &status) noexcept
  {
    if (raw.element_size != sizeof(T)) {
      return from_raw(raw_parts{ static_cast<T *>(raw.data), raw.length, raw.capacity }, status);
    }
    vec owner;
    status = check_elements(raw.data);
    if (status == FFO_OK) {
      owner.vec_ = raw;
    }
    return owner;
  }

  // As std::vector's, without a call and without a check.
  T *data() noexcept { return static_cast<T *>(vec_.data); }
  const T *data() const noexcept { return static_cast<const T *>(vec_.data); }
  size_type size() const noexcept { return vec_.length; }
  size_type capacity() const noexcept { return vec_.capacity; }
  bool empty() const noexcept { return vec_.length == 0; }
  iterator begin() noexcept { return data(); }
  iterator end() noexcept { return data() + size(); }
  const_iterator begin() const noexcept { return data(); }
  const_iterator end() const noexcept { return data() + size(); }
  const_iterator cbegin() const noexcept { return begin(); }
  const_iterator cend() const noexcept { return end(); }
  T &operator[](size_type index) noexcept { return data()[index]; }
  const T &operator[](size_type index) const noexcept { return data()[index]; }

  // Makes room for `count` elements in all; growth is by at least half.
  void reserve(size_type count)
  {
    ffo_status status;
    reserve(count, status);
    detail::check(status);
  }
  void reserve(size_type count, ffo_status &status) noexcept
  {
    status = with_block(count, [count](ffo_vec *raw) {
      return count > raw->capacity ? ffo_vec_reserve(raw, count - raw->length) : FFO_OK;
    });
  }

  // Adds one element at the end.
  // @param element  copied: also from the vec itself. Registered: what its owned fields hold is
  //                 taken if the call succeeds, and still yours if it does not; a box is safer
  void push_back(const T &element)
  {
    ffo_status status;
    push_back(element, status);
    detail::check(status);
  }
  void push_back(const T &element, ffo_status &status) noexcept
  {
    status = with_block(1, [&element](ffo_vec *raw) { return ffo_vec_push(raw, &element); });
  }

  // Moves a box's struct to the end, with all that it owns. T is registered.
  // @param element  taken: what is left of the box ends, without drop
  template <typename Box, std::enable_if_t<IsRegistered && std::is_same_v<Box, box<T>>, int> = 0>
  void push_back(Box &&element)
  {
    ffo_status status;
    push_back(std::move(element), status);
    detail::check(status);
  }
  template <typename Box, std::enable_if_t<IsRegistered && std::is_same_v<Box, box<T>>, int> = 0>
  void push_back(Box &&element, ffo_status &status) noexcept
  {
    T *const block = element.get();
    if (block == nullptr) {
      status = ffo_vec_push(&vec_, nullptr); // to be refused
      return;
    }
    const T value = *block;
    status = FFO_OK;
    std::apply([&](auto... field) { (release_child(block, field, status), ...); },
               detail::fields_of<T>::value);
    if (status == FFO_OK) {
      push_back(value, status);
    }
    *block = detail::has_ended(status) ? T() : value;
    if (detail::has_ended(status)) {
      detail::end_hollow(element);
    }
  }

  // Moves an element out and closes the gap; the others keep their order.
  // @return  owned: a box if T is registered, with all that the element owned; else a copy
  // @errors  FFO_E_OUT_OF_RANGE; those of box<T>::make
  [[nodiscard]] element_owner take(size_type index)
  {
    ffo_status status;
    element_owner taken = take(index, status);
    detail::check(status);
    return taken;
  }
  [[nodiscard]] element_owner take(size_type index, ffo_status &status) noexcept
  {
    if constexpr (IsRegistered) {
      box<T> taken = box<T>::make(status);
      if (taken) {
        status = ffo_vec_take(&vec_, index, taken.get());
        if (status != FFO_OK) {
          detail::end_hollow(taken);
        }
      }
      return taken;
    } else {
      alignas(T) unsigned char taken[sizeof(T)] = {};
      status = ffo_vec_take(&vec_, index, taken);
      return *std::launder(reinterpret_cast<const T *>(taken));
    }
  }

  // Puts a block into an owned field of an element and frees the one that was there.
  // @param field  &T::member, a pointer to what child owns
  // @param child  taken: an empty one clears the field
  // @errors       as ffo_vec_put_field
  template <typename S, typename C> void put(size_type index, C *S::*field, owner_of<C> &&child)
  {
    ffo_status status;
    put(index, field, std::move(child), status);
    detail::check(status);
  }
  template <typename S, typename C>
  void put(size_type index, C *S::*field, owner_of<C> &&child, ffo_status &status) noexcept
  {
    static_assert(IsRegistered,
                  "ffo::vec<T>: a field owns something if ffo::traits<T>::owned names it");
    C *const block = child.release();
    status = ffo_vec_put_field(&vec_, index, detail::offset_of(field), block);
    if (!detail::has_ended(status)) {
      child = owner_of<C>::from_raw(block);
    }
  }

  // Moves the block in an owned field of an element out; the field becomes NULL.
  // @param field  &T::member
  // @return       owned: empty when the field is NULL
  // @errors       as ffo_vec_take_field
  template <typename S, typename C>
  [[nodiscard]] owner_of<C> take_field(size_type index, C *S::*field)
  {
    ffo_status status;
    owner_of<C> child = take_field(index, field, status);
    detail::check(status);
    return child;
  }
  template <typename S, typename C>
  [[nodiscard]] owner_of<C> take_field(size_type index, C *S::*field, ffo_status &status) noexcept
  {
    static_assert(IsRegistered,
                  "ffo::vec<T>: a field owns something if ffo::traits<T>::owned names it");
    return owner_of<C>::from_raw(
        static_cast<C *>(ffo_vec_take_field(&vec_, index, detail::offset_of(field), &status)));
  }

  // Adds elements at the end.
  // @param elements  copied: `count` elements, also from the vec itself. Registered: what their
  //                  owned fields hold is taken, all of it or nothing
  void append(const T *elements, size_type count)
  {
    ffo_status status;
    append(elements, count, status);
    detail::check(status);
  }
  void append(const T *elements, size_type count, ffo_status &status) noexcept
  {
    status = with_block(count, [=](ffo_vec *raw) { return ffo_vec_append(raw, elements, count); });
  }

  // Sets the length; elements that this adds are zero, registered ones that it cuts off end.
  void resize(size_type length)
  {
    ffo_status status;
    resize(length, status);
    detail::check(status);
  }
  void resize(size_type length, ffo_status &status) noexcept
  {
    status = with_block(length, [length](ffo_vec *raw) { return ffo_vec_resize(raw, length); });
  }

  // Gives back the room beyond the length.
  void shrink_to_fit() { detail::check(ffo_vec_shrink(&vec_)); }
  void shrink_to_fit(ffo_status &status) noexcept { status = ffo_vec_shrink(&vec_); }

  // Sets the length to 0 and keeps the room. No call, unless registered elements are to end.
  void clear() noexcept(!IsRegistered)
  {
    if constexpr (IsRegistered) {
      resize(0);
    } else {
      vec_.length = 0;
    }
  }

  // The C vec, for calls in C. They may set its length to anything up to its capacity.
  // @return  borrowed: as long as this object
  ffo_vec *get() noexcept { return &vec_; }
  const ffo_vec *get() const noexcept { return &vec_; }

  // Gives up the C vec; nothing ends.
  // @return  owned: end it with ffo_vec_dispose, or give it to from_raw
  [[nodiscard]] ffo_vec release() noexcept { return std::exchange(vec_, none()); }

  // Takes the vec apart.
  // @return  owned: end its data with ffo_box_free, or give it to from_raw
  [[nodiscard]] raw_parts into_raw()
  {
    ffo_status status;
    const raw_parts parts = into_raw(status);
    detail::check(status);
    return parts;
  }
  [[nodiscard]] raw_parts into_raw(ffo_status &status) noexcept
  {
    void *data;
    raw_parts parts{};
    status = ffo_vec_into_raw_parts(&vec_, &data, &parts.length, &parts.capacity);
    parts.data = static_cast<T *>(data);
    reset_if(status == FFO_OK);
    return parts;
  }

  // Ends the elements now and says how it went. After a refusal they are still held.
  ffo_status free() noexcept
  {
    const ffo_status status = ffo_vec_dispose(&vec_);
    reset_if(detail::has_ended(status));
    return status;
  }

  // Exchanges what the two hold; nothing ends.
  void swap(vec &other) noexcept { std::swap(vec_, other.vec_); }
  friend void swap(vec &left, vec &right) noexcept { left.swap(right); }

private:
  static constexpr ffo_vec none() noexcept { return ffo_vec{ nullptr, 0, 0, sizeof(T), 0 }; }

  // A vec of a registered type has its block from the first call on that may add elements.
  template <typename Call> ffo_status with_block(size_type capacity, Call call) noexcept
  {
    if constexpr (IsRegistered) {
      if (vec_.capacity == 0 && capacity != 0) {
        ffo_status status;
        const ffo_type type = type_of<T>(status);
        if (type == FFO_TYPE_NONE) {
          return status;
        }
        vec made;
        status = ffo_vec_init_of(&made.vec_, type, capacity);
        status = status == FFO_OK ? call(&made.vec_) : status;
        if (detail::has_ended(status)) {
          swap(made);
        }
        return status;
      }
    }
    return call(&vec_);
  }

  // Of a registered type are its elements if the ledger says so. Anything else that is wrong with a
  // block is found by the call that takes it.
  static ffo_status check_elements(const void *data) noexcept
  {
    ffo_status status = FFO_OK;
    if constexpr (IsRegistered) {
      const ffo_type type = data != nullptr ? type_of<T>(status) : FFO_TYPE_NONE;
      ffo_block_info info = FFO_BLOCK_INFO_INIT;
      if (type != FFO_TYPE_NONE && ffo_describe(data, &info) == FFO_OK &&
          info.type == FFO_TYPE_VEC && info.element_type != type) {
        ffo_clear_error();
        status = FFO_E_WRONG_TYPE;
      }
    }
    return status;
  }

  // Makes what a box's field holds the caller's, who has noted it.
  template <typename S, typename C>
  static void release_child(T *holder, C *S::*field, ffo_status &status) noexcept
  {
    if (status == FFO_OK && holder->*field != nullptr) {
      [[maybe_unused]] const void *const child =
          ffo_box_take(holder, detail::offset_of(field), &status);
    }
  }

  // A vec that C has reset has lost its element size, too.
  void reset_if(bool gone) noexcept
  {
    if (gone) {
      vec_ = none();
    }
  }

  ffo_vec vec_ = none();
};

// ==== Handles ===================================================================================

template <typename Owner> class handle;

namespace detail
{

template <typename Owner> struct content;

// What a handle needs to know of its Owner: the block's pointer and type, how a borrow looks, and
// how the block gets there and back. Here: of an owner that holds a T *.
template <typename Owner, typename T> struct content_by_pointer {
  static constexpr bool is_block = true;
  using pointer = T *;
  using shared_view = const T *;
  using exclusive_view = T *;

  static shared_view shared(const void *block, std::size_t) noexcept
  {
    return static_cast<const T *>(block);
  }
  static exclusive_view exclusive(void *block, std::size_t) noexcept
  {
    return static_cast<T *>(block);
  }

  static ffo_handle from_raw(T *block, ffo_status &status) noexcept
  {
    const ffo_type type = content<Owner>::type(status);
    return type == FFO_TYPE_NONE ? 0 : ffo_handle_from_raw(block, type, &status);
  }
  static T *into_raw(ffo_handle &handle, ffo_status &status) noexcept
  {
    const ffo_type type = content<Owner>::type(status);
    if (type == FFO_TYPE_NONE) {
      return nullptr;
    }
    T *const block = static_cast<T *>(ffo_handle_into_raw(handle, type, &status));
    if (status == FFO_OK) {
      handle = 0;
    }
    return block;
  }

  static ffo_handle from_owner(Owner &owner, ffo_status &status) noexcept
  {
    T *const block = owner.release();
    const ffo_handle handle = from_raw(block, status);
    if (handle == 0) {
      owner = Owner::from_raw(block);
    }
    return handle;
  }
  static Owner into_owner(ffo_handle &handle, ffo_status &status) noexcept
  {
    return Owner::from_raw(into_raw(handle, status));
  }
};

template <> struct content<string> : content_by_pointer<string, char> {
  using shared_view = std::string_view;
  using exclusive_view = slice<char>;

  static ffo_type type(ffo_status &) noexcept { return FFO_TYPE_STRING; }
  static shared_view shared(const void *block, std::size_t size) noexcept
  {
    return shared_view(static_cast<const char *>(block), size);
  }
  static exclusive_view exclusive(void *block, std::size_t size) noexcept
  {
    return exclusive_view(static_cast<char *>(block), size);
  }
};

template <> struct content<config> : content_by_pointer<config, ffo_config> {
  static ffo_type type(ffo_status &) noexcept { return FFO_TYPE_CONFIG; }
};

template <typename T> struct content<box<T>> : content_by_pointer<box<T>, T> {
  static ffo_type type(ffo_status &status) noexcept { return type_of<T>(status); }
};

template <typename T, bool IsRegistered>
struct content<vec<T, IsRegistered>> : content_by_pointer<vec<T, IsRegistered>, T> {
  using owner_type = vec<T, IsRegistered>;
  using shared_view = slice<const T>;
  using exclusive_view = slice<T>;

  static ffo_type type(ffo_status &) noexcept { return FFO_TYPE_VEC; }
  static shared_view shared(const void *block, std::size_t size) noexcept
  {
    return shared_view(static_cast<const T *>(block), size / sizeof(T));
  }
  static exclusive_view exclusive(void *block, std::size_t size) noexcept
  {
    return exclusive_view(static_cast<T *>(block), size / sizeof(T));
  }

  static ffo_handle from_owner(owner_type &owner, ffo_status &status) noexcept
  {
    if constexpr (IsRegistered) {
      owner.reserve(1, status); // what has no block has no type
      if (status != FFO_OK) {
        return 0;
      }
    }
    const ffo_handle handle = ffo_vec_into_handle(owner.get(), &status);
    if (handle != 0) {
      static_cast<void>(owner.release()); // C has emptied it: with an element size it lives on
    }
    return handle;
  }
  static owner_type into_owner(ffo_handle &handle, ffo_status &status) noexcept
  {
    ffo_vec raw;
    status = ffo_vec_from_handle(&raw, handle);
    if (status != FFO_OK) {
      return owner_type();
    }
    owner_type owner = owner_type::from_raw(raw, status);
    // Elements of another size or type go back behind a handle.
    handle = status == FFO_OK ? 0 : ffo_vec_into_handle(&raw, nullptr);
    return owner;
  }
};

// Not a block of ours: what a unique_ptr owns is adopted.
template <typename T, typename Deleter>
struct content<std::unique_ptr<T, Deleter>> : content_by_pointer<std::unique_ptr<T, Deleter>, T> {
  static_assert(std::is_empty_v<Deleter> && std::is_default_constructible_v<Deleter>,
                "ffo::handle<std::unique_ptr<T, Deleter>>: the deleter must have no state: it is "
                "made anew where the block ends");
  static constexpr bool is_block = false;
  using owner = std::unique_ptr<T, Deleter>;

  static ffo_type type(ffo_status &status) noexcept
  {
    ffo_type type = known_type<owner>.load(std::memory_order_acquire);
    status = FFO_OK;
    if (type == FFO_TYPE_NONE) {
      ffo_type_desc desc = FFO_TYPE_DESC_INIT;
      desc.name = traits<T>::name;
      status = ffo_type_register(&desc, &type);
      known_type<owner>.store(type, std::memory_order_release);
    }
    return type;
  }
  static void FFO_CALL drop(void *payload, void *) noexcept
  {
    Deleter()(static_cast<T *>(payload));
  }

  static ffo_handle from_raw(T *payload, ffo_status &status) noexcept
  {
    const ffo_type type = content::type(status);
    return type == FFO_TYPE_NONE ? 0 : ffo_handle_adopt(payload, type, drop, nullptr, &status);
  }
  static ffo_handle from_owner(owner &payload, ffo_status &status) noexcept
  {
    const ffo_handle handle = from_raw(payload.get(), status);
    if (handle != 0) {
      static_cast<void>(payload.release());
    }
    return handle;
  }
  // To GCC what ffo_handle_into_raw returns is a block of ours, and a delete of it a mistake; this
  // one has another name.
  static owner into_owner(ffo_handle &handle, ffo_status &status) noexcept
  {
    T *const payload = content::into_raw(handle, status);
    return owner(payload != nullptr ? std::launder(payload) : nullptr);
  }
};

// A borrow that is given back at the end of its scope.
template <typename View> class borrow_guard
{
public:
  // Whether the borrow is out.
  explicit operator bool() const noexcept { return handle_ != 0; }

  // What was lent: a pointer, or the view itself of a string or vec. Empty: NULL, or an empty view.
  // @return  borrowed: until the borrow is given back
  View get() const &noexcept { return view_; }

  // The struct, or the view of a string or vec. Of a borrow without a name only -> works: what *
  // gives would outlive it, in a range-based for above all.
  decltype(auto) operator*() const &noexcept
  {
    if constexpr (std::is_pointer_v<View>) {
      return *view_;
    } else {
      return (view_);
    }
  }
  auto operator->() const noexcept
  {
    if constexpr (std::is_pointer_v<View>) {
      return view_;
    } else {
      return &view_;
    }
  }
  void get() const && = delete;
  void operator*() const && = delete;

  // Returns the borrow now and says how it went; it is returned in any case.
  // @errors  handle errors, FFO_E_NOT_BORROWED, field errors
  ffo_status give_back() noexcept
  {
    view_ = View();
    return handle_ != 0 ? ffo_handle_return(std::exchange(handle_, 0)) : FFO_OK;
  }

protected:
  borrow_guard() noexcept = default;
  borrow_guard(ffo_handle handle, View view) noexcept : handle_(handle), view_(view) {}
  borrow_guard(borrow_guard &&other) noexcept
      : handle_(std::exchange(other.handle_, 0)), view_(std::exchange(other.view_, View()))
  {
  }
  borrow_guard &operator=(borrow_guard &&other) noexcept
  {
    borrow_guard taken(std::move(other));
    std::swap(handle_, taken.handle_);
    std::swap(view_, taken.view_);
    return *this;
  }
  ~borrow_guard()
  {
    if (handle_ != 0) {
      ffo_handle_return(handle_);
    }
  }

private:
  ffo_handle handle_ = 0;
  View view_{};
};

} // namespace detail

// Blocks end with their handle, and a borrow may outlive it: the block then ends with the last
// borrow, which is why nothing here dangles.

// The right to read what a handle owns, beside other readers: *borrow, borrow->,
// borrow.give_back(). Of a string it shows a std::string_view of the recorded length, ended by a
// NUL; of a vec a slice; of anything else a pointer to const.
template <typename Owner>
class shared_borrow : public detail::borrow_guard<typename detail::content<Owner>::shared_view>
{
public:
  shared_borrow() noexcept = default;

private:
  friend handle<Owner>;
  using detail::borrow_guard<typename detail::content<Owner>::shared_view>::borrow_guard;
};

// The right to change what a handle owns, alone. Of a string it shows a slice of char, without the
// NUL; of a vec a slice; of anything else a pointer, and the owned fields of a config or a box.
template <typename Owner>
class exclusive_borrow
    : public detail::borrow_guard<typename detail::content<Owner>::exclusive_view>,
      public owned_fields<exclusive_borrow<Owner>>
{
public:
  exclusive_borrow() noexcept = default;

private:
  friend handle<Owner>;
  using detail::borrow_guard<typename detail::content<Owner>::exclusive_view>::borrow_guard;
};

// A handle that holds no reference: it can be copied, kept for ever, and asked.
template <typename Owner> class weak_handle
{
public:
  weak_handle() noexcept = default;

  // Keeps a number.
  // @param handle  borrowed: any number at all
  explicit weak_handle(ffo_handle handle) noexcept : handle_(handle) {}

  // A reference, if the block still lives.
  // @return  owned: empty when the block is gone, or when this is empty
  // @errors  FFO_E_INVALID_HANDLE, FFO_E_LIMIT
  [[nodiscard]] handle<Owner> lock() const
  {
    ffo_status status;
    handle<Owner> strong = lock(status);
    detail::check(status);
    return strong;
  }
  [[nodiscard]] handle<Owner> lock(ffo_status &status) const noexcept
  {
    std::uint32_t retained = 0;
    status = handle_ != 0 ? ffo_handle_try_retain(handle_, &retained) : FFO_OK;
    return handle<Owner>(retained != 0 ? handle_ : 0);
  }

  // The number; 0 when empty.
  ffo_handle get() const noexcept { return handle_; }

private:
  ffo_handle handle_ = 0;
};

// One reference to a block that the library owns: handle<string>, handle<config>, handle<box<T>>,
// handle<vec<T>>, or handle<std::unique_ptr<T>> for a C++ object, which ffo::adopt makes. An owner
// is traded for one with ffo::handle lent(std::move(owner)).
template <typename Owner> class handle
{
  using content = detail::content<Owner>;

public:
  using pointer = typename content::pointer;

  handle() noexcept = default;

  // Trades an owner for a handle.
  // @param owner  taken
  // @errors       as ffo_handle_from_raw, ffo_vec_into_handle
  explicit handle(Owner &&owner)
  {
    ffo_status status;
    handle_ = from_owner(owner, status);
    detail::check_made(*this, status);
  }
  handle(Owner &&owner, ffo_status &status) noexcept : handle_(from_owner(owner, status)) {}

  // Takes a reference that is yours: the way back from release().
  // @param reference  taken: may be 0; it is looked at by the next call
  explicit handle(ffo_handle reference) noexcept : handle_(reference) {}

  // Puts a block behind a handle by its pointer. The raw data of a vec has lost its length: its
  // whole capacity counts.
  // @param block  taken
  // @errors       as ffo_handle_from_raw
  [[nodiscard]] static handle from_raw(pointer block)
  {
    ffo_status status;
    handle made = from_raw(block, status);
    detail::check_made(made, status);
    return made;
  }
  [[nodiscard]] static handle from_raw(pointer block, ffo_status &status) noexcept
  {
    return handle(content::from_raw(block, status));
  }

  handle(handle &&other) noexcept : handle_(other.release()) {}
  handle &operator=(handle &&other) noexcept
  {
    handle(std::move(other)).swap(*this);
    return *this;
  }

  // Gives the reference up with ffo_handle_close: a borrow that is out keeps the block.
  ~handle()
  {
    if (handle_ != 0) {
      ffo_handle_close(handle_);
    }
  }

  // Whether it holds a reference.
  explicit operator bool() const noexcept { return handle_ != 0; }

  // Adds a reference.
  // @return  owned: the same handle, for another owner
  // @errors  handle errors, FFO_E_LIMIT
  [[nodiscard]] handle clone() const
  {
    ffo_status status;
    handle second = clone(status);
    detail::check_made(second, status);
    return second;
  }
  [[nodiscard]] handle clone(ffo_status &status) const noexcept
  {
    status = ffo_handle_retain(handle_);
    return handle(status == FFO_OK ? handle_ : 0);
  }

  // The same handle without a reference.
  weak_handle<Owner> weak() const noexcept { return weak_handle<Owner>(handle_); }

  // Borrows the block for reading, beside other readers.
  // @return  borrowed: until the guard's end
  // @errors  handle errors, FFO_E_BORROW_CONFLICT (exclusively borrowed), FFO_E_LIMIT
  [[nodiscard]] shared_borrow<Owner> borrow() const
  {
    ffo_status status;
    shared_borrow<Owner> lent = borrow(status);
    detail::check_made(lent, status);
    return lent;
  }
  [[nodiscard]] shared_borrow<Owner> borrow(ffo_status &status) const noexcept
  {
    const ffo_type type = content::type(status);
    std::size_t size = 0;
    const void *const block =
        type != FFO_TYPE_NONE ? ffo_handle_borrow(handle_, type, &size, &status) : nullptr;
    return block == nullptr ? shared_borrow<Owner>()
                            : shared_borrow<Owner>(handle_, content::shared(block, size));
  }

  // Borrows the block for writing, alone.
  // @return  borrowed: until the guard's end
  // @errors  handle errors, FFO_E_BORROW_CONFLICT (borrowed already)
  [[nodiscard]] exclusive_borrow<Owner> borrow_mut() const
  {
    ffo_status status;
    exclusive_borrow<Owner> lent = borrow_mut(status);
    detail::check_made(lent, status);
    return lent;
  }
  [[nodiscard]] exclusive_borrow<Owner> borrow_mut(ffo_status &status) const noexcept
  {
    const ffo_type type = content::type(status);
    std::size_t size = 0;
    void *const block =
        type != FFO_TYPE_NONE ? ffo_handle_borrow_mut(handle_, type, &size, &status) : nullptr;
    return block == nullptr ? exclusive_borrow<Owner>()
                            : exclusive_borrow<Owner>(handle_, content::exclusive(block, size));
  }

  // Trades the handle for an owner; all copies of its number are stale from here on.
  // @return  owned
  // @errors  handle errors, FFO_E_SHARED, FFO_E_BORROWED; FFO_E_PARTS_MISMATCH, FFO_E_WRONG_TYPE: a
  //          vec with elements of another size or type, which is then behind a new handle, here
  [[nodiscard]] Owner into_owner()
  {
    ffo_status status;
    Owner owner = into_owner(status);
    detail::check(status);
    return owner;
  }
  [[nodiscard]] Owner into_owner(ffo_status &status) noexcept
  {
    return content::into_owner(handle_, status);
  }

  // Trades the handle for the block's pointer; of a vec that is its data, whose length is lost.
  // @return  owned: end it as its type asks, or give it to from_raw
  // @errors  handle errors, FFO_E_SHARED, FFO_E_BORROWED
  [[nodiscard]] pointer into_raw()
  {
    ffo_status status;
    const pointer block = into_raw(status);
    detail::check(status);
    return block;
  }
  [[nodiscard]] pointer into_raw(ffo_status &status) noexcept
  {
    return content::into_raw(handle_, status);
  }

  // Gives up the number with its reference; nothing ends. Not ffo_handle_release: that is close().
  // @return  owned: one reference; end it with ffo_handle_release, or give it to a handle
  [[nodiscard]] ffo_handle release() noexcept { return std::exchange(handle_, 0); }

  // Gives the reference up now and says how it went. After a refusal it is still held.
  // @errors  handle errors, field errors
  ffo_status close() noexcept
  {
    const ffo_status status = ffo_handle_close(handle_);
    if (detail::has_ended(status)) {
      handle_ = 0;
    }
    return status;
  }

  // The number; 0 when empty.
  // @return  borrowed: as long as the reference is owned here
  ffo_handle get() const noexcept { return handle_; }

  // Exchanges what the two hold; nothing ends.
  void swap(handle &other) noexcept { std::swap(handle_, other.handle_); }
  friend void swap(handle &left, handle &right) noexcept { left.swap(right); }

private:
  static ffo_handle from_owner(Owner &owner, ffo_status &status) noexcept
  {
    static_assert(content::is_block,
                  "ffo::handle: what is no block of the library's is adopted, see ffo::adopt");
    return content::from_owner(owner, status);
  }

  ffo_handle handle_ = 0;
};

// Puts an object of yours behind a handle; its deleter runs on the thread that ends it.
// ffo::traits<T> needs only a name, and one that no box has.
// @param object  taken: no block of ours
// @errors        as ffo_handle_adopt
template <typename T, typename Deleter>
[[nodiscard]] handle<std::unique_ptr<T, Deleter>> adopt(std::unique_ptr<T, Deleter> &&object,
                                                        ffo_status &status) noexcept
{
  using owner = std::unique_ptr<T, Deleter>;
  return handle<owner>(detail::content<owner>::from_owner(object, status));
}
template <typename T, typename Deleter>
[[nodiscard]] handle<std::unique_ptr<T, Deleter>> adopt(std::unique_ptr<T, Deleter> &&object)
{
  ffo_status status;
  handle<std::unique_ptr<T, Deleter>> made = adopt(std::move(object), status);
  detail::check_made(made, status);
  return made;
}

} // namespace ffo

#endif
