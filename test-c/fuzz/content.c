#include "run.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { WHOLE = 256 << 10, EDGE = 64 << 10, STEP = 32 << 10, PATTERN = 1 << 20 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char *text_end;
static uint16_t *units;

/* One MiB of text, mapped again and again: as much of it as anybody asks for, in one MiB of memory. */
static void make_texts(void)
{
  const int file = memfd_create("text", 0);
  const size_t length = MOST_BYTES + PATTERN;
  char *all = mmap(NULL, length + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (file < 0 || ftruncate(file, PATTERN) != 0 || all == MAP_FAILED) {
    abort();
  }
  for (size_t at = 0; at < length; at += PATTERN) {
    if (mmap(all + at, PATTERN, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0) ==
        MAP_FAILED) {
      abort();
    }
  }
  for (size_t i = 0; i < PATTERN; i++) {
    all[i] = (char)('!' + (i * 7 + i / 89) % 90);
  }
  text_end = all + length;
  units = malloc(MOST_BYTES / 16 * sizeof *units);
  for (size_t i = 0; i < MOST_BYTES / 16; i++) {
    units[i] = (uint16_t)('!' + (i * 5 + i / 83) % 90);
  }
}

const char *text_of(size_t length)
{
  pthread_once(&once, make_texts);
  return text_end - length;
}

const uint16_t *units_of(size_t count)
{
  pthread_once(&once, make_texts);
  return units + (MOST_BYTES / 16 - count);
}

static uint64_t word_of(uint64_t seed, size_t i)
{
  uint64_t word = (seed + i) * 0x9E3779B97F4A7C15u;
  word ^= word >> 29;
  return word | 0x0101010101010101u;
}

/* The next word to look at after the one at this offset: each at both ends, few between. */
static size_t next_of(size_t offset, size_t size)
{
  if (size <= WHOLE || offset + 8 < EDGE || offset + 8 + EDGE >= size) {
    return offset + 8;
  }
  const size_t next = (offset / STEP + 1) * STEP + 8;
  return next + EDGE >= size ? (size - EDGE) / 8 * 8 : next;
}

static int field_at(const block *of, size_t offset)
{
  for (size_t i = 0; of->shape != NULL && i < of->shape->fields; i++) {
    if (of->shape->field[i].offset == offset) {
      return 1;
    }
  }
  return 0;
}

void content_fill(lane *on, block *filled, const char *name)
{
  const size_t end = filled->size - (filled->type == FFO_TYPE_STRING && filled->size > 0);
  filled->seed = (on->seeds += 0x10001) * 0xD6E8FEB86659FD93u;
  filled->shortened = 0;
  say(on, "keep(%u, %zu, %s, %zu);", on->number, block_number(on, filled), name,
      fields_of(filled) ? 0 : end);
  for (size_t at = 0; at < end; at = next_of(at, filled->size)) {
    const uint64_t word = word_of(filled->seed, at / 8);
    if (!field_at(filled, at)) {
      memcpy(filled->address + at, &word, end - at < 8 ? end - at : 8);
    }
  }
}

void content_check(lane *on, const block *checked, size_t length)
{
  const size_t whole = checked->size - (checked->type == FFO_TYPE_STRING && checked->size > 0);
  const size_t end = length < whole ? length : whole;
  say(on, "look(%u, %zu, %zu);", on->number, block_number(on, checked), end);
  for (size_t at = 0; at < end; at = next_of(at, checked->size)) {
    const uint64_t word = word_of(checked->seed, at / 8);
    const size_t part = end - at < 8 ? end - at : 8;
    if (field_at(checked, at) || memcmp(checked->address + at, &word, part) == 0) {
      continue;
    }
    if (checked->shortened != 0 && checked->shortened - 1 >= at &&
        checked->shortened - 1 < at + 8) {
      continue;
    }
    found(on, "the content of %p, a block of %zu bytes, type %u, has changed at %zu",
          (void *)checked->address, checked->size, checked->type, at);
  }
}

void content_check_text(lane *on, const block *checked, const char *text)
{
  const size_t length = checked->size - 1;
  for (size_t at = 0; at < length; at = next_of(at, length)) {
    if (memcmp(checked->address + at, text + at, length - at < 8 ? length - at : 8) != 0) {
      found(on, "a new string of %zu bytes differs from its text at %zu", length, at);
    }
  }
  if (checked->address[length] != 0) {
    found(on, "a new string of %zu bytes has no NUL", length);
  }
}

void content_check_zero(lane *on, const unsigned char *bytes, size_t from, size_t to)
{
  for (size_t at = from; at < to; at = at + 8 <= to ? next_of(at - from, to - from) + from : to) {
    static const unsigned char zero[8];
    if (memcmp(bytes + at, zero, to - at < 8 ? to - at : 8) != 0) {
      found(on, "byte %zu and those after it of %p are not zero", at, (const void *)bytes);
    }
  }
}

void content_check_all(lane *on)
{
  for (size_t i = 0; i < on->block_count; i++) {
    if (on->blocks[i].owner != FREED) {
      content_check(on, &on->blocks[i], on->blocks[i].size);
    }
  }
}
