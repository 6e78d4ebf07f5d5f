#include "test.hpp"

#include <thread>
#include <vector>

namespace
{

struct node {
  int value;
  char *label;
  ffo_config *settings;
  node *left;
  node *right;
};

// Another type inside, and an alignment of its own.
struct alignas(1024) forest {
  node *tree;
};

// Takes the name of the other one.
struct impostor {
  int different;
};

template <int> struct numbered {
  int value;
};

int sum_of_dropped = 0;

} // namespace

template <> struct ffo::traits<node> {
  static constexpr const char *name = "test_node";
  static constexpr auto owned =
      std::tuple(&node::label, &node::settings, &node::left, &node::right);
  static void drop(node &ending) noexcept { sum_of_dropped += ending.value; }
};
template <> struct ffo::traits<forest> {
  static constexpr const char *name = "test_forest";
  static constexpr auto owned = std::tuple(&forest::tree);
};
template <> struct ffo::traits<impostor> {
  static constexpr const char *name = "test_node";
};
template <int Number> struct ffo::traits<numbered<Number>> {
  static constexpr const char *name = Number == 1 ? "test_numbered_1" : "test_numbered_2";
};

static_assert(sizeof(ffo::box<node>) == sizeof(node *));
static_assert(!std::is_copy_constructible_v<ffo::box<node>>);
static_assert(!std::is_copy_assignable_v<ffo::box<node>>);
static_assert(std::is_nothrow_move_constructible_v<ffo::box<node>>);

static ffo::box<node> leaf(int value)
{
  auto made = ffo::box<node>::make();
  made->value = value;
  return made;
}

TEST(a_box_is_made_zeroed_and_as_described)
{
  const auto box = ffo::box<node>::make();
  CHECK(box->value == 0 && box->label == nullptr && box->left == nullptr);
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  CHECK_OK(ffo_describe(box.get(), &info));
  CHECK_TEXT(info.type_name, "test_node");
  CHECK_EQUAL(info.type, ffo::type_of<node>());
  CHECK_EQUAL(info.size, sizeof(node));

  ffo_status status = FFO_E_INTERNAL;
  const ffo::box<forest> aligned[] = { ffo::box<forest>::make(status), ffo::box<forest>::make() };
  CHECK_OK(status);
  for (const ffo::box<forest> &each : aligned) {
    CHECK_EQUAL(reinterpret_cast<std::uintptr_t>(each.get()) % alignof(forest), 0);
  }
}

TEST(a_tree_ends_with_its_root)
{
  const ffo_stats before = ledger_look();
  sum_of_dropped = 0;
  {
    auto root = leaf(1);
    root.put(&node::label, ffo::string("root"));
    root.put(&node::settings, ffo::config(1, 2));
    auto left = leaf(10);
    left.put(&node::left, leaf(100));
    root.put(&node::left, std::move(left));
    CHECK(!left);
    root.put(&node::right, leaf(1000));
    auto woods = ffo::box<forest>::make();
    woods.put(&forest::tree, std::move(root));
    CHECK_EQUAL(ledger_look().live_blocks, before.live_blocks + 7);
    CHECK_EQUAL(sum_of_dropped, 0);

    root = woods.take(&forest::tree);
    CHECK(woods->tree == nullptr);
    root.put(&node::right, leaf(5000)); // and 1000 ends
    CHECK_EQUAL(sum_of_dropped, 1000);
    const auto right = root.take(&node::right);
    CHECK_EQUAL(right->value, 5000);
  }
  CHECK_EQUAL(sum_of_dropped, 1000 + 5000 + 111);
  CHECK_EQUAL(ledger_look().live_blocks, before.live_blocks);
}

TEST(a_deep_tree_ends)
{
  constexpr int depth = 1000;
  sum_of_dropped = 0;
  auto root = leaf(1);
  for (int i = 1; i < depth; i++) {
    auto above = leaf(1);
    above.put(&node::left, std::move(root));
    root = std::move(above);
  }
  CHECK_OK(root.free());
  CHECK_EQUAL(sum_of_dropped, depth);
}

TEST(a_box_moves)
{
  sum_of_dropped = 0;
  auto first = leaf(1);
  node *const raw = first.get();
  ffo::box<node> second(std::move(first));
  CHECK(!first);
  CHECK_EQUAL(second.get(), raw);
  first = leaf(2);
  first = std::move(second); // and 2 ends
  CHECK_EQUAL(sum_of_dropped, 2);
  ffo::box<node> &same = first;
  first = std::move(same);
  CHECK_EQUAL(first.get(), raw);
  first = ffo::box<node>::from_raw(first.into_raw());
  CHECK_EQUAL(first.get(), raw);
  CHECK_OK(ffo_box_free(first.release(), ffo::type_of<node>()));
  CHECK_EQUAL(sum_of_dropped, 3);
}

TEST(a_child_that_cannot_be_put_stays)
{
  ffo::box<node> none;
  auto child = leaf(1);
  node *const raw = child.get();
  CHECK_THROWS(none.put(&node::left, std::move(child)), FFO_E_NULL_ARGUMENT,
               "ffo_box_put: box is NULL");
  CHECK_EQUAL(child.get(), raw);

  // Freed behind its back: the ledger knows.
  auto root = leaf(2);
  CHECK_OK(ffo_box_free(child.get(), ffo::type_of<node>()));
  CHECK_THROWS(root.put(&node::left, std::move(child)), FFO_E_DOUBLE_FREE,
               "ffo_box_put: 0x.. was freed already (type \"test_node\"); nothing changed");
  CHECK(root->left == nullptr);
  CHECK_EQUAL(child.release(), raw);
}

TEST(a_name_has_one_type)
{
  ffo::type_of<node>();
  CHECK_THROWS(
      ffo::box<impostor>::make(), FFO_E_INVALID_ARGUMENT,
      "ffo_type_register: another type of this name is registered, with a different description");
  CHECK_GIVES(
      ffo::box<impostor>::make(status), FFO_E_INVALID_ARGUMENT,
      "ffo_type_register: another type of this name is registered, with a different description");
  CHECK_THROWS(
      ffo::type_of<impostor>(), FFO_E_INVALID_ARGUMENT,
      "ffo_type_register: another type of this name is registered, with a different description");
}

// Whoever comes first registers; all get the same type.
TEST(threads_register_a_type_once)
{
  std::vector<std::thread> threads;
  ffo_type types[8] = {};
  for (ffo_type &type : types) {
    threads.emplace_back([&type] { type = ffo::type_of<numbered<1>>(); });
  }
  for (std::thread &thread : threads) {
    thread.join();
  }
  for (const ffo_type type : types) {
    CHECK_EQUAL(type, types[0]);
  }
  CHECK_TEXT(ffo_type_name(types[0]), "test_numbered_1");
  CHECK(ffo::type_of<numbered<2>>() != types[0]);
}
