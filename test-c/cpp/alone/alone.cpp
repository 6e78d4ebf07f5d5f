// The C++ header as the only one, all of it instantiated, in code that is right: the compilers must
// have nothing to say.
#include <ffi_ownership.hpp>

#include <algorithm>
#include <optional>
#include <vector>

struct leaf {
  int value;
};
struct branch {
  char *label;
  ffo_config *settings;
  branch *next;
  leaf *end;
};
class anything
{
public:
  virtual ~anything() = default;
};

template <> struct ffo::traits<leaf> {
  static constexpr const char *name = "leaf";
};
template <> struct ffo::traits<branch> {
  static constexpr const char *name = "branch";
  static constexpr auto owned =
      std::tuple(&branch::label, &branch::settings, &branch::next, &branch::end);
  static void drop(branch &) noexcept {}
};
template <> struct ffo::traits<anything> {
  static constexpr const char *name = "anything";
};

template class ffo::box<leaf>;
template class ffo::box<branch>;
template class ffo::slice<char>;
template class ffo::slice<const int>;
template class ffo::vec<int>;
template class ffo::vec<leaf>;
template class ffo::vec<branch>;
template class ffo::handle<ffo::string>;
template class ffo::handle<ffo::config>;
template class ffo::handle<ffo::box<leaf>>;
template class ffo::handle<ffo::vec<int>>;
template class ffo::handle<ffo::vec<branch>>;
template class ffo::weak_handle<ffo::string>;
template class ffo::shared_borrow<ffo::string>;
template class ffo::shared_borrow<ffo::vec<int>>;
template class ffo::exclusive_borrow<ffo::vec<branch>>;
template class ffo::exclusive_borrow<ffo::config>;
template class ffo::exclusive_borrow<ffo::box<branch>>;

// A free that is refused leaves its owner something to end: not a use after free.
ffo_status strings(const char *text)
{
  ffo::string first(text);
  ffo::string second = first.clone();
  first = std::move(second);
  const ffo_status status = first.free();
  if (status != FFO_OK) {
    return first.free();
  }
  return ffo_string_free(ffo::string::from_utf8("x").release());
}

// Boxes that become elements, and elements that become boxes.
void elements(ffo::vec<branch> &branches, ffo_status &status)
{
  branches.push_back(ffo::box<branch>::make());
  branches.push_back(branches.take(0), status);
  branches.put(0, &branch::label, branches.take_field(1, &branch::label));
  branches.put(0, &branch::end, branches.take_field(1, &branch::end, status), status);
  branches.push_back({});
}

// Owners in containers, moved about and ended by them.
std::size_t containers(const char *text)
{
  std::vector<ffo::string> strings;
  strings.emplace_back(text);
  strings.push_back(strings[0].clone());
  std::sort(strings.begin(), strings.end(), [](const ffo::string &left, const ffo::string &right) {
    return left.view() < right.view();
  });
  strings.erase(strings.begin());
  std::optional<ffo::config> settings(std::in_place, 1, 2);
  const auto kept = [config = std::move(*settings)] { return config->timeout_ms; };
  settings.reset();
  return strings.size() + static_cast<std::size_t>(kept());
}

ffo_status boxes()
{
  ffo_status status;
  auto tree = ffo::box<branch>::make();
  tree.put(&branch::label, ffo::string("label"));
  tree.put(&branch::settings, ffo::config(1, 2), status);
  tree.put(&branch::end, ffo::box<leaf>::make());
  tree.put(&branch::next, tree.take(&branch::next, status));
  ffo::config settings = tree.take(&branch::settings);
  settings.set_name("name");
  settings.set_name(nullptr, status);
  const ffo::string label = tree.take(&branch::label);
  settings.free();
  return tree.free();
}

ffo_status vecs()
{
  ffo::vec<int> vec;
  vec.push_back(1);
  auto parts = vec.into_raw();
  vec = ffo::vec<int>::from_raw(parts);
  ffo_vec raw = vec.release();
  return ffo_vec_dispose(&raw);
}

ffo_status handles()
{
  ffo::handle text(ffo::string("text"));
  ffo::string back = text.into_owner();
  text = ffo::handle(std::move(back));
  text.borrow()->size();
  text.borrow_mut()->size();
  const auto weak = text.weak();
  const auto strong = weak.lock();
  char *raw = text.into_raw();
  ffo_string_free(raw);
  return text.close();
}

// Not a mismatched delete: it was never a block.
void adopted()
{
  auto handle = ffo::adopt(std::make_unique<anything>());
  auto object = handle.into_owner();
  object.reset();
  ffo_status status;
  handle = ffo::adopt(std::make_unique<anything>(), status);
  object = handle.into_owner(status);
}

std::error_code errors() { return FFO_E_LIMIT; }
