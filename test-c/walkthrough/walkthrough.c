/* The walkthrough: who owns what at the boundary, told on a real file.
 *
 * Each chapter does something with blocks, tells what it did, and checks that the ledger agrees.
 * Whatever is not as told ends the program with status 1. Read main() first, it is the table of
 * contents.
 *
 * One file, although long: it is a story, to be read from its beginning to its end. */

/* Chapter 7 makes mistakes on purpose. GCC would see through most of them and, rightly, warn;
 * here they have to reach the library. */
#define FFO_NO_COMPILER_CHECKS 1
#include <ffi_ownership.h>

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define USAGE "usage: ffo-walkthrough [FILE]   (FILE is a text, README.md if none is given)"

/* ---- Telling and checking --------------------------------------------------------------------- */

static void chapter(int number, const char *title) { printf("\n%d  %s\n", number, title); }

/* One idea, beside its label; long text goes on in the next line, in the same column. */
static void tell(const char *label, const char *format, ...)
{
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);

  printf("   %-20s", label);
  size_t column = 0;
  for (const char *word = text; *word != '\0';) {
    size_t gap = strspn(word, " ");
    size_t length = gap + strcspn(word + gap, " ");
    if (column > 0 && column + length > 56) {
      printf("\n   %-20s", "");
      word += gap;
      length -= gap;
      column = 0;
    }
    printf("%.*s", (int)length, word);
    word += length;
    column += length;
  }
  putchar('\n');
}

static void expect(int as_told, const char *what, int line)
{
  if (!as_told) {
    fflush(stdout);
    fprintf(stderr, "ffo-walkthrough: not as told, line %d: %s; last error: %s\n", line, what,
            ffo_last_error_message());
    exit(1);
  }
}
#define EXPECT(condition) expect((condition), #condition, __LINE__)
#define EXPECT_OK(call) EXPECT((call) == FFO_OK)

/* What the library answered, which must be what the story says. */
static void tell_refusal(const char *label, ffo_status got, ffo_status expected)
{
  tell(label, "%s", ffo_status_name(got));
  tell("", "%s", ffo_last_error_message());
  EXPECT(got == expected && got == ffo_last_error());
}

static ffo_stats balance(void)
{
  ffo_stats stats = FFO_STATS_INIT;
  EXPECT_OK(ffo_stats_get(&stats));
  return stats;
}

/* ---- The chapters ------------------------------------------------------------------------------ */

/* fread writes straight into the vec; the library only makes room, C only sets the length. */
static void read_into_buffer(const char *path, ffo_vec *text)
{
  FILE *file = fopen(path, "rb");
  if (file != NULL) {
    EXPECT_OK(ffo_vec_init(text, 1, 0));
    while (!feof(file) && !ferror(file)) {
      EXPECT_OK(ffo_vec_reserve(text, 4096));
      char *end = (char *)text->data + text->length;
      text->length += fread(end, 1, text->capacity - text->length, file);
    }
  }
  if (file == NULL || ferror(file)) {
    fprintf(stderr, "ffo-walkthrough: cannot read %s: %s; " USAGE "\n", path, strerror(errno));
    exit(1);
  }
  fclose(file);

  printf("FfiOwnership %s: who owns what at the boundary\n", ffo_version_string());
  chapter(1, "A buffer: the library makes room, C fills it");
  tell("read", "%s, %zu bytes, straight into a vec", path, text->length);
  EXPECT_OK(ffo_vec_shrink(text));
  tell("shrunk", "to what was needed: capacity %zu", text->capacity);
}

static void make_strings(const char *path, const ffo_vec *text, ffo_vec *lines)
{
  EXPECT_OK(ffo_vec_init(lines, sizeof(char *), 0));
  uint64_t before = balance().live_blocks;
  const char *at = text->data;
  for (size_t left = text->length; left > 0;) {
    const char *newline = memchr(at, '\n', left);
    size_t length = newline != NULL ? (size_t)(newline - at) : left;
    char *line = ffo_string_from_bytes(at, length, NULL);
    if (line == NULL) { /* a NUL in the file, say: C would see half of the line */
      fprintf(stderr, "ffo-walkthrough: %s, line %zu: %s\n", path, lines->length + 1,
              ffo_last_error_message());
      exit(1);
    }
    EXPECT_OK(ffo_vec_push(lines, &line)); /* the vec keeps the pointer; the owner is still C */
    at += length + (newline != NULL);
    left -= length + (newline != NULL);
  }

  chapter(2, "Strings: what a creator returns is the caller's");
  tell("made", "%zu strings, one for each line", lines->length);
  tell("kept", "in a second vec that grew to %zu places", lines->capacity);
  uint64_t made = balance().live_blocks - before;
  tell("the ledger counts", "%" PRIu64 " blocks more", made);
  EXPECT(made == lines->length + (lines->capacity > 0));
}

/* As in an index of a book: by letters and digits, whatever stands before them. */
static const char *first_word(const char *line)
{
  while (*line != '\0' && !isalnum((unsigned char)*line)) {
    line++;
  }
  return line;
}

static int by_first_word(const void *left, const void *right)
{
  return strcmp(first_word(*(char *const *)left), first_word(*(char *const *)right));
}

static void sort_in_place(ffo_vec *lines)
{
  char **line = lines->data;
  if (lines->length > 1) {
    qsort(line, lines->length, lines->element_size, by_first_word);
  }

  chapter(3, "A vec: C works in place");
  tell("sorted", "by qsort, on the vec's own memory");
  if (lines->length > 0) {
    const char *last = first_word(line[lines->length - 1]);
    tell("the last line", "begins with \"%.*s\" now", (int)strcspn(last, " \t\r"), last);
  }
  for (size_t i = 1; i < lines->length; i++) {
    EXPECT(by_first_word(&line[i - 1], &line[i]) <= 0);
  }
}

static ffo_config *make_config(const char *path)
{
  chapter(4, "A config: a struct that owns a string");
  ffo_config *config = ffo_config_new(8, 250, NULL);
  EXPECT(config != NULL);
  tell("made", "an ffo_config of %zu bytes, the caller's", sizeof *config);

  EXPECT_OK(ffo_config_set_name(config, path));
  tell("named", "\"%s\", a copy that the config owns", config->name);

  char *name = ffo_config_take_name(config, NULL);
  EXPECT(name != NULL && config->name == NULL);
  tell("name taken out", "now the caller's, and the config has none");

  EXPECT_OK(ffo_box_put(config, offsetof(ffo_config, name), name));
  EXPECT(config->name == name);
  tell("name put back", "the same block, the config's again");
  return config;
}

static void lend(ffo_config *config)
{
  chapter(5, "A handle: the library owns, C borrows");
  ffo_status status;
  ffo_handle handle = ffo_handle_from_raw(config, FFO_TYPE_CONFIG, &status);
  EXPECT_OK(status);
  tell("from_raw", "the pointer is traded for a handle");

  const ffo_config *one = ffo_handle_borrow(handle, FFO_TYPE_CONFIG, NULL, NULL);
  const ffo_config *two = ffo_handle_borrow(handle, FFO_TYPE_CONFIG, NULL, NULL);
  EXPECT(one != NULL && one == two);
  tell("two shared borrows", "both read timeout_ms %d", one->timeout_ms);

  EXPECT(ffo_handle_borrow_mut(handle, FFO_TYPE_CONFIG, NULL, &status) == NULL);
  tell_refusal("an exclusive one", status, FFO_E_BORROW_CONFLICT);
  tell_refusal("release", ffo_handle_release(handle), FFO_E_BORROWED);

  EXPECT_OK(ffo_handle_return(handle));
  EXPECT_OK(ffo_handle_return(handle));
  ffo_config *alone = ffo_handle_borrow_mut(handle, FFO_TYPE_CONFIG, NULL, NULL);
  EXPECT(alone != NULL);
  alone->timeout_ms *= 2;
  EXPECT_OK(ffo_handle_return(handle));
  tell("both returned", "the exclusive one is granted, timeout_ms is doubled");

  config = ffo_handle_into_raw(handle, FFO_TYPE_CONFIG, &status);
  EXPECT(config != NULL && config->timeout_ms == 500);
  tell("into_raw", "back to a pointer, timeout_ms %d", config->timeout_ms);
  EXPECT_OK(ffo_config_free(config));
  tell("freed", "the config, and its name with it");
}

static void forget(void)
{
  chapter(6, "Forgotten on purpose: handed out for ever");
  char *name = ffo_string_new("as long as the process", NULL);
  EXPECT_OK(ffo_forget(name));
  tell("forgotten", "\"%s\", no leak from here on", name);
  tell_refusal("freed all the same", ffo_string_free(name), FFO_E_FORGOTTEN);
}

static void make_every_mistake(void)
{
  chapter(7, "Every classic mistake, once");

  char *text = ffo_string_new("twice", NULL);
  EXPECT_OK(ffo_string_free(text));
  tell_refusal("double free", ffo_string_free(text), FFO_E_DOUBLE_FREE);

  char theirs[] = "made elsewhere";
  tell_refusal("foreign pointer", ffo_string_free(theirs), FFO_E_FOREIGN_POINTER);

  text = ffo_string_new("in the middle", NULL);
  tell_refusal("interior pointer", ffo_string_free(text + 7), FFO_E_INTERIOR_POINTER);
  EXPECT_OK(ffo_string_free(text));

  ffo_config *config = ffo_config_new(1, 1, NULL);
  tell_refusal("wrong type", ffo_string_free((char *)config), FFO_E_WRONG_TYPE);
  EXPECT_OK(ffo_config_free(config));

  ffo_handle handle = ffo_handle_from_raw(ffo_string_new("lent", NULL), FFO_TYPE_STRING, NULL);
  text = ffo_handle_borrow_mut(handle, FFO_TYPE_STRING, NULL, NULL);
  tell_refusal("borrowed free", ffo_string_free(text), FFO_E_NOT_OWNED);
  EXPECT_OK(ffo_handle_return(handle));

  EXPECT_OK(ffo_handle_release(handle));
  tell_refusal("stale handle", ffo_handle_release(handle), FFO_E_STALE_HANDLE);

  ffo_status status;
  EXPECT(ffo_string_from_bytes("user\0admin", 10, &status) == NULL);
  tell_refusal("interior NUL", status, FFO_E_INTERIOR_NUL);

  /* The NUL at the end: an overrun that is found with and without a memory checker, and harmless
   * in both. It is the one mistake after which the block is freed all the same. */
  text = ffo_string_new("over", NULL);
  text[4] = '!';
  tell_refusal("overrun", ffo_string_free(text), FFO_E_OVERRUN);
}

static void settle(ffo_vec *text, ffo_vec *lines)
{
  chapter(8, "The balance");
  size_t freed;
  EXPECT_OK(ffo_strings_free(lines->data, lines->length, &freed));
  EXPECT(freed == lines->length);
  EXPECT_OK(ffo_vec_dispose(lines));
  EXPECT_OK(ffo_vec_dispose(text));
  tell("given back", "all %zu lines in one call, then both vecs", freed);

  ffo_stats stats = balance();
  tell("blocks created", "%6" PRIu64, stats.created_blocks);
  tell("freed", "%6" PRIu64, stats.freed_blocks);
  tell("forgotten", "%6" PRIu64, stats.forgotten_blocks);
  tell("live", "%6" PRIu64, stats.live_blocks);
  tell("misuse", "%6" PRIu64 " times, each answered with its name", stats.misuses);
  EXPECT(stats.live_blocks == 0 && stats.live_handles == 0 && stats.live_borrows == 0);
  EXPECT(stats.forgotten_blocks == 1);
  EXPECT(stats.created_blocks == stats.freed_blocks + stats.forgotten_blocks);
  EXPECT(stats.misuses == 8); /* a borrow that has to wait and a NUL in text are no misuse */
  EXPECT_OK(ffo_validate());
  tell("so", "nothing leaked, nothing damaged");
}

int main(int argc, char **argv)
{
  if (argc == 2 && strcmp(argv[1], "--help") == 0) {
    puts(USAGE);
    return 0;
  }
  if (argc > 2) {
    fputs("ffo-walkthrough: one file at a time; " USAGE "\n", stderr);
    return 1;
  }
  const char *path = argc == 2 ? argv[1] : "README.md";
  EXPECT_OK(FFO_ABI_CHECK());

  ffo_vec text;
  ffo_vec lines;
  read_into_buffer(path, &text);
  make_strings(path, &text, &lines);
  sort_in_place(&lines);
  lend(make_config(path));
  forget();
  make_every_mistake();
  settle(&text, &lines);
  return 0;
}
