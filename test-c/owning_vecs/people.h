/* Elements that own two blocks each, and count their ends. */
#ifndef FFO_TEST_PEOPLE_H
#define FFO_TEST_PEOPLE_H

#include "refusal.h"

typedef struct person {
  uint64_t number;
  char *name;
  ffo_config *settings;
} person;

/* The numbers of the people whose end was told, in order. */
enum { MOST_ENDS = 64 };
static uint64_t ended[MOST_ENDS];
static size_t ends;

static inline void FFO_CALL person_ends(void *payload, void *context)
{
  const person *self = payload;
  CHECK(context == &ends);
  if (ends < MOST_ENDS) {
    ended[ends] = self->number;
  }
  ends++;
}

static inline ffo_type person_type(void)
{
  static const ffo_owned_field fields[] = {
    { offsetof(person, name), FFO_TYPE_STRING, 0 },
    { offsetof(person, settings), FFO_TYPE_CONFIG, 0 },
  };
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  ffo_type type = FFO_TYPE_NONE;
  desc.name = "person";
  desc.size = sizeof(person);
  desc.fields = fields;
  desc.field_count = 2;
  desc.drop = person_ends;
  desc.context = &ends;
  CHECK_OK(ffo_type_register(&desc, &type));
  return type;
}

/* One whose blocks are the caller's. */
static inline person person_new(uint64_t number)
{
  person it = { number, ffo_string_new("somebody", NULL), ffo_config_new(1, 2, NULL) };
  CHECK_OK(ffo_config_set_name(it.settings, "of somebody"));
  return it;
}

/* Blocks of one that the caller owns. */
static inline void person_free(const person *it)
{
  CHECK_OK(ffo_string_free(it->name));
  CHECK_OK(ffo_config_free(it->settings));
}

/* A vec of people, numbered from 0. */
static inline ffo_vec people_new(size_t count, size_t capacity)
{
  ffo_vec people;
  CHECK_OK(ffo_vec_init_of(&people, person_type(), capacity));
  for (size_t i = 0; i < count; i++) {
    const person it = person_new(i);
    CHECK_OK(ffo_vec_push(&people, &it));
  }
  return people;
}

static inline person *person_at(const ffo_vec *people, size_t index)
{
  return (person *)people->data + index;
}

static inline ffo_block_info look(const void *block)
{
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  CHECK_OK(ffo_describe(block, &info));
  return info;
}

/* All that the elements own is the block's, and they have the numbers from `first` on. */
static inline void check_people(const ffo_vec *people, uint64_t first)
{
  for (size_t i = 0; i < people->length; i++) {
    const person *it = person_at(people, i);
    CHECK_EQUAL(it->number, first + i);
    CHECK_TEXT(it->name, "somebody");
    CHECK_TEXT(it->settings->name, "of somebody");
    CHECK_EQUAL(look(it->name).owned_by, people->data);
    CHECK_EQUAL(look(it->settings).owned_by, people->data);
  }
}

/* As many have ended as said since the last time, in the order of their numbers from `first` on. */
static inline void check_ended(uint64_t first, size_t count)
{
  CHECK_EQUAL(ends, count);
  for (size_t i = 0; i < count && i < MOST_ENDS; i++) {
    CHECK_EQUAL(ended[i], first + i);
  }
  ends = 0;
}

#endif
