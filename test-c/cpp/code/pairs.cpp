// Pairs of functions that do the same: with the C calls, as a careful C programmer writes them, and
// with owners. What is compared is what the compiler makes of the two.
//
// One file, although long: what a compiler inlines depends on all that it compiles at once, and the
// numbers in compare.cmake were measured so.
#include "pairs.h"

#include <ffi_ownership.hpp>

struct node {
  int value;
  char *label;
};
template <> struct ffo::traits<node> {
  static constexpr const char *name = "node";
  static constexpr auto owned = std::tuple(&node::label);
};

static ffo_type node_type = FFO_TYPE_NONE;

void pairs_begin() { node_type = ffo::type_of<node>(); }

// ---- A string: made, used, ended
// -----------------------------------------------------------------

int by_hand_string(const char *text)
{
  ffo_status status;
  char *string = ffo_string_new(text, &status);
  if (string == nullptr) {
    return give_up(status);
  }
  use(string);
  ffo_string_free(string);
  return 0;
}

int owner_string(const char *text)
{
  const ffo::string string(text);
  use(string.c_str());
  return 0;
}

int by_hand_string_status(const char *text) { return by_hand_string(text); }

int owner_string_status(const char *text)
{
  ffo_status status;
  const ffo::string string(text, status);
  if (!string) {
    return give_up(status);
  }
  use(string.c_str());
  return 0;
}

// Moving costs nothing where the compiler sees both owners.
int by_hand_string_moved(const char *text) { return by_hand_string(text); }

int owner_string_moved(const char *text)
{
  ffo::string first(text);
  ffo::string second(std::move(first));
  first = std::move(second);
  use(first.c_str());
  return 0;
}

// The caller asks how the end went.
int by_hand_string_freed(const char *text)
{
  ffo_status status;
  char *string = ffo_string_new(text, &status);
  if (string == nullptr) {
    return give_up(status);
  }
  use(string);
  status = ffo_string_free(string);
  return status == FFO_OK ? 0 : give_up(status);
}

int owner_string_freed(const char *text)
{
  ffo::string string(text);
  use(string.c_str());
  const ffo_status status = string.free();
  return status == FFO_OK ? 0 : give_up(status);
}

// ---- A config and a box, with a string inside
// ------------------------------------------------------

int by_hand_config(const char *text)
{
  ffo_status status;
  ffo_config *config = ffo_config_new(1, 2, &status);
  if (config == nullptr) {
    return give_up(status);
  }
  status = ffo_config_set_name(config, text);
  if (status != FFO_OK) {
    ffo_config_free(config);
    return give_up(status);
  }
  use(config);
  ffo_config_free(config);
  return 0;
}

int owner_config(const char *text)
{
  ffo::config config(1, 2);
  config.set_name(text);
  use(config.get());
  return 0;
}

int by_hand_box(const char *text)
{
  ffo_status status;
  node *box = static_cast<node *>(ffo_box_new(node_type, &status));
  if (box == nullptr) {
    return give_up(status);
  }
  char *label = ffo_string_new(text, &status);
  if (label == nullptr) {
    ffo_box_free(box, node_type);
    return give_up(status);
  }
  status = ffo_box_put(box, offsetof(node, label), label);
  if (status != FFO_OK) {
    ffo_string_free(label);
    ffo_box_free(box, node_type);
    return give_up(status);
  }
  use(box);
  ffo_box_free(box, node_type);
  return 0;
}

int owner_box(const char *text)
{
  auto box = ffo::box<node>::make();
  box.put(&node::label, ffo::string(text));
  use(box.get());
  return 0;
}

// ---- A vec: two elements
// ---------------------------------------------------------------------------

int by_hand_vec(const char *)
{
  ffo_vec vec = { nullptr, 0, 0, sizeof(int), 0 };
  int element = 1;
  ffo_status status = ffo_vec_push(&vec, &element);
  if (status == FFO_OK) {
    element = 2;
    status = ffo_vec_push(&vec, &element);
  }
  if (status != FFO_OK) {
    ffo_vec_dispose(&vec);
    return give_up(status);
  }
  use(vec.data);
  ffo_vec_dispose(&vec);
  return 0;
}

int owner_vec(const char *)
{
  ffo::vec<int> vec;
  vec.push_back(1);
  vec.push_back(2);
  use(vec.data());
  return 0;
}

int by_hand_vec_status(const char *text) { return by_hand_vec(text); }

int owner_vec_status(const char *)
{
  ffo::vec<int> vec;
  ffo_status status;
  vec.push_back(1, status);
  if (status == FFO_OK) {
    vec.push_back(2, status);
  }
  if (status != FFO_OK) {
    return give_up(status);
  }
  use(vec.data());
  return 0;
}

// ---- Handles: traded, borrowed, closed
// -------------------------------------------------------------

int by_hand_handle(const char *text)
{
  ffo_status status;
  char *string = ffo_string_new(text, &status);
  if (string == nullptr) {
    return give_up(status);
  }
  const ffo_handle handle = ffo_handle_from_raw(string, FFO_TYPE_STRING, &status);
  if (handle == 0) {
    ffo_string_free(string);
    return give_up(status);
  }
  size_t size;
  const void *lent = ffo_handle_borrow(handle, FFO_TYPE_STRING, &size, &status);
  if (lent == nullptr) {
    ffo_handle_close(handle);
    return give_up(status);
  }
  use(lent);
  ffo_handle_return(handle);
  ffo_handle_close(handle);
  return 0;
}

int owner_handle(const char *text)
{
  const ffo::handle handle(ffo::string{ text });
  const auto lent = handle.borrow();
  use(lent->data());
  return 0;
}

int by_hand_handle_status(const char *text) { return by_hand_handle(text); }

int owner_handle_status(const char *text)
{
  ffo_status status;
  ffo::string string(text, status);
  if (!string) {
    return give_up(status);
  }
  const ffo::handle handle(std::move(string), status);
  if (!handle) {
    return give_up(status);
  }
  const auto lent = handle.borrow(status);
  if (!lent) {
    return give_up(status);
  }
  use(lent->data());
  return 0;
}

int by_hand_handle_of_vec(const char *)
{
  ffo_vec vec = { nullptr, 0, 0, sizeof(int), 0 };
  const int element = 1;
  ffo_status status = ffo_vec_push(&vec, &element);
  if (status != FFO_OK) {
    ffo_vec_dispose(&vec);
    return give_up(status);
  }
  const ffo_handle handle = ffo_vec_into_handle(&vec, &status);
  if (handle == 0) {
    ffo_vec_dispose(&vec);
    return give_up(status);
  }
  size_t size;
  void *lent = ffo_handle_borrow_mut(handle, FFO_TYPE_VEC, &size, &status);
  if (lent == nullptr) {
    ffo_handle_close(handle);
    return give_up(status);
  }
  use(lent);
  ffo_handle_return(handle);
  ffo_handle_close(handle);
  return 0;
}

int owner_handle_of_vec(const char *)
{
  ffo::vec<int> vec;
  vec.push_back(1);
  const ffo::handle handle(std::move(vec));
  const auto lent = handle.borrow_mut();
  use(lent->data());
  return 0;
}

int by_hand_weak_handle(const char *text)
{
  ffo_status status;
  char *string = ffo_string_new(text, &status);
  if (string == nullptr) {
    return give_up(status);
  }
  const ffo_handle handle = ffo_handle_from_raw(string, FFO_TYPE_STRING, &status);
  if (handle == 0) {
    ffo_string_free(string);
    return give_up(status);
  }
  uint32_t retained;
  status = ffo_handle_try_retain(handle, &retained);
  if (status != FFO_OK) {
    ffo_handle_close(handle);
    return give_up(status);
  }
  if (retained != 0) {
    ffo_handle_close(handle);
  }
  ffo_handle_close(handle);
  return 0;
}

int owner_weak_handle(const char *text)
{
  const ffo::handle handle(ffo::string{ text });
  const auto strong = handle.weak().lock();
  return 0;
}
