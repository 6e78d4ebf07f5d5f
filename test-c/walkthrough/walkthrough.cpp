// The walkthrough in C++: who owns what at the boundary, told on a real file.
//
// It tells the story of walkthrough.c again, where owners take over what C does by hand: what was a
// rule there is a type here. Each chapter checks what it tells; whatever is not as told ends the
// program with status 1. Read run() first, it is the table of contents.
//
// One file, although long: it is a story, to be read from its beginning to its end.

// Chapter 7 makes mistakes on purpose, with raw pointers. GCC would see through most of them and,
// rightly, warn; here they have to reach the library.
#define FFO_NO_COMPILER_CHECKS 1
#include <ffi_ownership.hpp>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace
{

const char usage[] =
    "usage: ffo-walkthrough-cpp [FILE]   (FILE is a text, README.md if none is given)";

// ---- Telling and checking ---------------------------------------------------------------------

void chapter(int number, const char *title)
{
  std::cout << '\n' << number << "  " << title << '\n';
}

// One idea, beside its label; long text goes on in the next line, in the same column.
template <typename... Part> void tell(const std::string &label, const Part &...part)
{
  std::stringstream words;
  (words << ... << part);
  std::cout << "   " << std::left << std::setw(20) << label;
  std::string word;
  std::size_t column = 0;
  while (words >> word) {
    if (column > 0 && column + 1 + word.size() > 56) {
      std::cout << '\n' << std::string(23, ' ');
      column = 0;
    }
    std::cout << (column > 0 ? " " : "") << word;
    column += word.size() + (column > 0 ? 1 : 0);
  }
  std::cout << '\n';
}

void expect(bool as_told, const char *what, int line)
{
  if (!as_told) {
    std::cout.flush();
    std::cerr << "ffo-walkthrough-cpp: not as told, line " << line << ": " << what
              << "; last error: " << ffo_last_error_message() << '\n';
    std::exit(1);
  }
}
#define EXPECT(condition) expect((condition) ? true : false, #condition, __LINE__)

void tell_refusal(const char *label, ffo_status got, ffo_status expected, const char *message)
{
  tell(label, ffo_status_name(got));
  tell("", message);
  EXPECT(got == expected);
}

// What the library answered, as an exception, which must be what the story says.
template <typename Call> void tell_thrown(const char *label, ffo_status expected, Call call)
{
  try {
    call();
  } catch (const ffo::error &error) {
    tell_refusal(label, error.status(), expected, error.what());
    return;
  }
  expect(false, label, __LINE__);
}

// The same as a status: of an end that was asked how it went, or of a call in C.
void tell_returned(const char *label, ffo_status got, ffo_status expected)
{
  tell_refusal(label, got, expected, ffo_last_error_message());
}

ffo_stats balance()
{
  ffo_stats stats = FFO_STATS_INIT;
  EXPECT(ffo_stats_get(&stats) == FFO_OK);
  return stats;
}

// What chapter 6 puts behind a handle: an object with a life of its own.
struct journal {
  std::vector<std::string> entries;
};

// What chapter 4 registers: one line, and the line after it.
struct line {
  std::int32_t number;
  char *text;
  line *next;
};

int lines_dropped = 0;

} // namespace

template <> struct ffo::traits<journal> {
  static constexpr const char *name = "journal";
};
template <> struct ffo::traits<line> {
  static constexpr const char *name = "line";
  static constexpr auto owned = std::tuple(&line::text, &line::next);
  static void drop(line &) noexcept { lines_dropped++; }
};

namespace
{

// ---- The chapters -----------------------------------------------------------------------------

[[noreturn]] void cannot_read(const std::string &path)
{
  std::cerr << "ffo-walkthrough-cpp: cannot read " << path << ": " << std::strerror(errno) << "; "
            << usage << '\n';
  std::exit(1);
}

// fread writes straight into the vec; the library only makes room.
ffo::vec<char> read_into_buffer(const std::string &path)
{
  ffo::vec<char> text;
  std::FILE *file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    cannot_read(path);
  }
  std::size_t read = 0;
  do {
    text.resize(read + 4096);
    read += std::fread(text.data() + read, 1, 4096, file);
  } while (std::feof(file) == 0 && std::ferror(file) == 0);
  if (std::ferror(file) != 0) {
    cannot_read(path);
  }
  std::fclose(file);
  text.resize(read);

  std::cout << "FfiOwnership " << ffo_version_string()
            << " in C++: who owns what at the boundary\n";
  chapter(1, "A buffer: a container like any other");
  tell("read", path, ", ", text.size(), " bytes, straight into an ffo::vec<char>");
  text.shrink_to_fit();
  tell("shrunk", "to what was needed: capacity ", text.capacity());
  tell("newlines", std::count(text.begin(), text.end(), '\n'), ", counted by std::count");
  return text;
}

std::vector<ffo::string> make_strings(const std::string &path, const ffo::vec<char> &text)
{
  const std::uint64_t before = balance().live_blocks;
  std::vector<ffo::string> lines;
  for (const char *at = text.begin(); at != text.end();) {
    const char *newline = std::find(at, text.end(), '\n');
    try {
      lines.emplace_back(std::string_view(at, static_cast<std::size_t>(newline - at)));
    } catch (const ffo::error &error) { // a NUL in the file, say: C would see half of the line
      std::cerr << "ffo-walkthrough-cpp: " << path << ", line " << lines.size() + 1 << ": "
                << error.what() << '\n';
      std::exit(1);
    }
    at = newline == text.end() ? newline : newline + 1;
  }

  chapter(2, "Strings: an owner for each, and its scope ends it");
  tell("made", lines.size(), " ffo::strings, one for each line");
  tell("each", "takes ", sizeof(ffo::string), " bytes, as the char * that it holds");
  const std::uint64_t made = balance().live_blocks - before;
  tell("the ledger counts", made, " blocks more");
  EXPECT(made == lines.size());
  return lines;
}

// As in an index of a book: by letters and digits, whatever stands before them.
std::string_view first_word(const ffo::string &line)
{
  const std::string_view text = line.view();
  const auto begins = std::find_if(text.begin(), text.end(),
                                   [](unsigned char letter) { return std::isalnum(letter) != 0; });
  return text.substr(static_cast<std::size_t>(begins - text.begin()));
}

bool by_first_word(const ffo::string &left, const ffo::string &right)
{
  return first_word(left) < first_word(right);
}

void sort_by_moving(std::vector<ffo::string> &lines)
{
  const ffo_stats before = balance();
  std::sort(lines.begin(), lines.end(), by_first_word);
  const ffo_stats after = balance();

  chapter(3, "Moves: owners change places, blocks stay where they are");
  tell("sorted", "by std::sort, which moves owners");
  if (!lines.empty()) {
    const std::string_view last = first_word(lines.back());
    tell("the last line", "begins with \"", last.substr(0, last.find_first_of(" \t\r")), "\" now");
  }
  tell("blocks made", after.created_blocks - before.created_blocks, ", and as many freed");
  EXPECT(std::is_sorted(lines.begin(), lines.end(), by_first_word));
  EXPECT(after.created_blocks == before.created_blocks &&
         after.freed_blocks == before.freed_blocks);
  static_assert(!std::is_copy_constructible_v<ffo::string>);
  tell("a copy", "does not compile: two owners of one block");
}

// A chain of boxes: each owns its text and the next one.
void build_a_chain(const std::vector<ffo::string> &lines)
{
  chapter(4, "Boxes: a struct of ours that owns its fields");
  const std::size_t length = std::min<std::size_t>(lines.size(), 3);
  ffo::box<line> first;
  for (std::size_t i = length; i > 0; i--) {
    auto box = ffo::box<line>::make();
    box->number = static_cast<std::int32_t>(i);
    box.put(&line::text, lines[i - 1].clone());
    box.put(&line::next, std::move(first)); // empty the first time
    first = std::move(box);
  }
  tell("built", "a chain of ", length, " lines, each owning its text and the next one");
  tell("a wrong child", "does not compile: put knows what a field points to");

  if (first) {
    ffo::string text = first.take(&line::text);
    EXPECT(text.view() == lines[0].view() && first->text == nullptr);
    tell("text taken out", "it has an owner again, and the field is NULL");
    first.put(&line::text, std::move(text));
    tell("and put back", "the owner is empty");
  }
  EXPECT(first.free() == FFO_OK);
  EXPECT(lines_dropped == static_cast<int>(length));
  tell("freed", "the first one, and all of them ended: drop ran ", lines_dropped, " times");
}

void lend(const std::string &path)
{
  chapter(5, "A handle: the library owns, borrows end with their scope");
  ffo::config config(8, 250);
  config.set_name(path.c_str());
  ffo::handle handle(std::move(config));
  EXPECT(!config && handle);
  tell("traded", "the config for an ffo::handle<ffo::config>");
  {
    const auto one = handle.borrow();
    const auto two = handle.borrow();
    EXPECT(one.get() == two.get());
    tell("two shared borrows", "both read timeout_ms ", one->timeout_ms);
    tell_thrown("an exclusive one", FFO_E_BORROW_CONFLICT,
                [&] { handle.borrow_mut()->name = nullptr; });
    tell_thrown("traded back", FFO_E_BORROWED, [&] { config = handle.into_owner(); });
    EXPECT(handle);
  }
  tell("at the brace", "both are returned: ", balance().live_borrows, " are out");

  handle.borrow_mut()->timeout_ms *= 2;
  tell("an exclusive one", "is granted now, and lasts for one statement");

  std::thread([mine = handle.clone()] { mine.borrow_mut()->timeout_ms *= 2; }).join();
  tell("on another thread", "a clone of the handle does it once more");

  const auto weak = handle.weak();
  config = handle.into_owner();
  EXPECT(config->timeout_ms == 1000 && !handle);
  tell("into_owner", "back to an ffo::config, timeout_ms ", config->timeout_ms);
  EXPECT(!weak.lock());
  tell("a weak handle", "finds nothing any more, and says so");
}

void adopt_and_forget()
{
  chapter(6, "What is not a block, and what never ends");
  ffo::handle shared = ffo::adopt(std::make_unique<journal>());
  {
    const auto writer = shared.borrow_mut();
    writer->entries.emplace_back("written behind a handle");
    tell("adopted", "a std::unique_ptr: \"", writer->entries[0], "\"");
  }
  const std::unique_ptr<journal> back = shared.into_owner();
  EXPECT(back->entries.size() == 1);
  tell("into_owner", "the same object, with its ", back->entries.size(), " entry");

  char *name = ffo::string("as long as the process").release();
  EXPECT(ffo_forget(name) == FFO_OK);
  tell("forgotten", "\"", name, "\", no leak from here on");
  auto again = ffo::string::from_raw(name);
  tell_returned("freed all the same", again.free(), FFO_E_FORGOTTEN);
  static_cast<void>(again.release());
}

// Most of the classic mistakes do not compile with owners. With raw pointers they do.
void make_every_mistake()
{
  chapter(7, "Every classic mistake that is left, once");

  ffo::string text("twice");
  ffo_string_free(text.data()); // behind its owner's back
  tell_returned("double free", text.free(), FFO_E_DOUBLE_FREE);
  static_cast<void>(text.release());

  char theirs[] = "made elsewhere";
  text = ffo::string::from_raw(theirs);
  tell_returned("foreign pointer", text.free(), FFO_E_FOREIGN_POINTER);
  static_cast<void>(text.release());

  text = ffo::string("in the middle");
  tell_returned("interior pointer", ffo_string_free(text.data() + 7), FFO_E_INTERIOR_POINTER);

  ffo::config config(1, 1);
  text = ffo::string::from_raw(reinterpret_cast<char *>(config.get()));
  tell_returned("wrong type", text.free(), FFO_E_WRONG_TYPE);
  static_cast<void>(text.release());

  ffo::handle handle(ffo::string("lent"));
  {
    const auto writer = handle.borrow_mut();
    tell_returned("borrowed free", ffo_string_free(writer->data()), FFO_E_NOT_OWNED);
  }

  const ffo_handle number = handle.get();
  EXPECT(handle.close() == FFO_OK);
  handle = ffo::handle<ffo::string>(number);
  tell_thrown("stale handle", FFO_E_STALE_HANDLE, [&] { handle.borrow()->size(); });
  static_cast<void>(handle.release());

  tell_thrown("interior NUL", FFO_E_INTERIOR_NUL,
              [] { ffo::string(std::string_view("user\0admin", 10)); });

  // The NUL at the end: an overrun that is found with and without a memory checker, and harmless in
  // both. A destructor could only tell the hook; free() tells us.
  text = ffo::string("over");
  text.data()[4] = '!';
  tell_returned("overrun", text.free(), FFO_E_OVERRUN);
  EXPECT(!text);
}

void settle()
{
  chapter(8, "The balance");
  const ffo_stats stats = balance();
  const auto row = [](std::uint64_t number) {
    std::ostringstream text;
    text << std::right << std::setw(6) << number;
    return text.str();
  };
  std::cout << "   blocks created      " << row(stats.created_blocks) << '\n';
  std::cout << "   freed               " << row(stats.freed_blocks) << '\n';
  std::cout << "   forgotten           " << row(stats.forgotten_blocks) << '\n';
  std::cout << "   live                " << row(stats.live_blocks) << '\n';
  std::cout << "   misuse              " << row(stats.misuses)
            << " times, each answered with its name\n";
  EXPECT(stats.live_blocks == 0 && stats.live_handles == 0 && stats.live_borrows == 0);
  EXPECT(stats.forgotten_blocks == 1);
  EXPECT(stats.created_blocks == stats.freed_blocks + stats.forgotten_blocks);
  EXPECT(stats.misuses == 8); // a borrow that has to wait and a NUL in text are no misuse
  EXPECT(ffo_validate() == FFO_OK);
  tell("so", "every owner ended what it held: nothing leaked, nothing damaged");
}

void run(const std::string &path)
{
  EXPECT(FFO_ABI_CHECK() == FFO_OK);
  {
    const ffo::vec<char> text = read_into_buffer(path);
    std::vector<ffo::string> lines = make_strings(path, text);
    sort_by_moving(lines);
    build_a_chain(lines);
    lend(path);
    adopt_and_forget();
    make_every_mistake();
  }
  settle();
}

} // namespace

int main(int argc, char **argv)
{
  if (argc == 2 && std::strcmp(argv[1], "--help") == 0) {
    std::puts(usage);
    return 0;
  }
  if (argc > 2) {
    std::cerr << "ffo-walkthrough-cpp: one file at a time; " << usage << '\n';
    return 1;
  }
  run(argc == 2 ? argv[1] : "README.md");
  return 0;
}
