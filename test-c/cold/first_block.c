/* The very first block of a process, of every size from 1 byte to 64 MiB: powers of two and their
 * neighbours, and what lies between the sizes of the heap's chunks. Each in a process of its own: it
 * is filled to its end, a second one of the same size after it, then small ones; what was written
 * must be there, and the ledger must be sound. The argument says which call makes it.
 *
 *   first_block CREATOR               all sizes, a process each
 *   first_block CREATOR --part SIZE   this size, in this process */
#include "child.h"
#include "ledger.h"

enum { LARGEST = 64 << 20, SMALL_BLOCKS = 300, PATTERN_SIZE = 4093 };

typedef struct block {
  char *bytes;
  size_t size;
  ffo_type type;
  ffo_handle handle;
} block;

static const char *creator;
static char text[LARGEST + 2];
static uint16_t units[LARGEST + 2];

/* What the n-th block holds: a pattern whose length is prime, so that no two parts of a block, and no two
 * blocks, hold the same at the same place. */
static void make_pattern(char *pattern, int seed)
{
  for (int i = 0; i < PATTERN_SIZE; i++) {
    pattern[i] = (char)('a' + (i * 7 + i / 26 + seed) % 26);
  }
}

static void fill(char *to, size_t size, int seed)
{
  char pattern[PATTERN_SIZE];
  make_pattern(pattern, seed);
  for (size_t at = 0; at < size; at += PATTERN_SIZE) {
    memcpy(to + at, pattern, size - at < PATTERN_SIZE ? size - at : PATTERN_SIZE);
  }
}

static void check_filled(const char *bytes, size_t size, int seed)
{
  char pattern[PATTERN_SIZE];
  make_pattern(pattern, seed);
  for (size_t at = 0; at < size; at += PATTERN_SIZE) {
    CHECK(memcmp(bytes + at, pattern, size - at < PATTERN_SIZE ? size - at : PATTERN_SIZE) == 0);
  }
}

static void check_zero(const char *bytes, size_t size)
{
  CHECK(size == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0));
}

static block string_block(char *string, size_t length)
{
  CHECK(string != NULL);
  return (block){ string, length, FFO_TYPE_STRING, 0 };
}

static block vec_block(ffo_vec *vec)
{
  block made = { NULL, 0, FFO_TYPE_VEC, 0 };
  void *data;
  size_t length;
  size_t capacity;
  CHECK_OK(ffo_vec_into_raw_parts(vec, &data, &length, &capacity));
  made.bytes = data;
  made.size = capacity;
  return made;
}

static block make(size_t size)
{
  memset(text, 'x', size);
  text[size] = '\0';
  if (strcmp(creator, "string") == 0) {
    return string_block(ffo_string_new(text, NULL), size);
  }
  if (strcmp(creator, "bytes") == 0) {
    return string_block(ffo_string_from_bytes(text, size, NULL), size);
  }
  if (strcmp(creator, "utf8") == 0) {
    return string_block(ffo_string_from_utf8(text, size, NULL), size);
  }
  if (strcmp(creator, "utf16") == 0) {
    for (size_t i = 0; i < size; i++) {
      units[i] = 'x';
    }
    return string_block(ffo_string_from_utf16(units, size, NULL), size);
  }
  if (strcmp(creator, "clone") == 0) {
    char *original = ffo_string_new(text, NULL);
    const block made = string_block(ffo_string_clone(original, NULL), size);
    CHECK_OK(ffo_string_free(original));
    return made;
  }
  if (strcmp(creator, "strings") == 0) {
    const char *texts[] = { text };
    char *string;
    CHECK_OK(ffo_strings_new(texts, 1, &string));
    return string_block(string, size);
  }
  if (strcmp(creator, "config_name") == 0) {
    ffo_config *config = ffo_config_new(1, 2, NULL);
    CHECK_OK(ffo_config_set_name(config, text));
    const block made = string_block(ffo_config_take_name(config, NULL), size);
    CHECK_OK(ffo_config_free(config));
    return made;
  }
  if (strcmp(creator, "box") == 0 || strcmp(creator, "handle") == 0) {
    ffo_type_desc desc = FFO_TYPE_DESC_INIT;
    block made = { NULL, size, FFO_TYPE_NONE, 0 };
    desc.name = "first";
    desc.size = size;
    CHECK_OK(ffo_type_register(&desc, &made.type));
    made.bytes = ffo_box_new(made.type, NULL);
    CHECK(made.bytes != NULL);
    check_zero(made.bytes, size);
    if (strcmp(creator, "handle") == 0) {
      made.handle = ffo_handle_from_raw(made.bytes, made.type, NULL);
      made.bytes = ffo_handle_borrow_mut(made.handle, made.type, NULL, NULL);
      CHECK(made.bytes != NULL);
    }
    return made;
  }

  ffo_vec vec;
  if (strcmp(creator, "vec") == 0) {
    CHECK_OK(ffo_vec_init(&vec, 1, size));
  } else if (strcmp(creator, "vec_of") == 0) {
    ffo_type_desc desc = FFO_TYPE_DESC_INIT;
    ffo_type type;
    desc.name = "byte";
    desc.size = 1;
    CHECK_OK(ffo_type_register(&desc, &type));
    CHECK_OK(ffo_vec_init_of(&vec, type, size));
    check_zero(vec.data, size);
  } else if (strcmp(creator, "push") == 0) {
    /* The first push makes room for four. */
    CHECK_OK(ffo_vec_init(&vec, size, 0));
    CHECK_OK(ffo_vec_push(&vec, text));
  } else if (strcmp(creator, "append") == 0) {
    CHECK_OK(ffo_vec_init(&vec, 1, 0));
    CHECK_OK(ffo_vec_append(&vec, text, size));
  } else {
    CHECK_TEXT(creator, "resize");
    CHECK_OK(ffo_vec_init(&vec, 1, 0));
    CHECK_OK(ffo_vec_resize(&vec, size));
  }
  const size_t element_size = vec.element_size;
  block made = vec_block(&vec);
  made.size *= element_size;
  return made;
}

static void end(const block *made)
{
  if (made->handle != 0) {
    CHECK_OK(ffo_handle_return(made->handle));
    CHECK_OK(ffo_handle_release(made->handle));
  } else {
    CHECK_OK(ffo_box_free(made->bytes, made->type));
  }
}

static int run(size_t size)
{
  block blocks[2];
  char *small[SMALL_BLOCKS];
  for (int i = 0; i < 2; i++) {
    blocks[i] = make(size);
    fill(blocks[i].bytes, blocks[i].size, i);
  }
  for (int i = 0; i < SMALL_BLOCKS; i++) {
    small[i] = ffo_string_new("a small block among large ones", NULL);
    CHECK(small[i] != NULL);
  }
  for (int i = 0; i < 2; i++) {
    check_filled(blocks[i].bytes, blocks[i].size, i);
  }
  CHECK_OK(ffo_validate());
  for (int i = 0; i < SMALL_BLOCKS; i++) {
    CHECK_TEXT(small[i], "a small block among large ones");
    CHECK_OK(ffo_string_free(small[i]));
  }
  for (int i = 0; i < 2; i++) {
    end(&blocks[i]);
  }
  CHECK_BALANCED();
  return 0;
}

static bool succeeds(const char *program, size_t size)
{
  const int status = child_run_anew(program, size);
  if (status != 0) {
    fprintf(stderr, "%s of %zu bytes as the first block: status %#x\n", creator, size,
            (unsigned)status);
  }
  return status == 0;
}

int main(int count, char **arguments)
{
  CHECK(count >= 2);
  creator = arguments[1];
  child_work(count, arguments, run);
  CHECK_EQUAL(count, 2);

  /* A push makes room for four elements, and what a process takes at once has a bound. */
  const size_t largest = strcmp(creator, "push") == 0 ? LARGEST / 4 : LARGEST;
  bool good = true;
  for (size_t power = 1; power <= largest; power *= 2) {
    const size_t sizes[] = { power - 1, power, power + 1, power + power / 2 };
    for (int i = 0; i < (power < 16 << 20 ? 4 : 3); i++) {
      if (sizes[i] > 0 && sizes[i] <= largest) {
        good &= succeeds(arguments[0], sizes[i]);
      }
    }
  }
  return good ? 0 : 1;
}
