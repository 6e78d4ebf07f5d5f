/* acme.h - each construct that the generator knows, as C sees it. */
#ifndef ACME_H
#define ACME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t acme_status;

enum {
  ACME_OK = 0,
  ACME_E_NULL_ARGUMENT = 1,
  ACME_E_INTERIOR_NUL = 3,
  ACME_E_INVALID_UTF8 = 4,
  ACME_E_INVALID_UTF16 = 5,
  ACME_E_OUT_OF_RANGE = 6,
  ACME_E_DOUBLE_FREE = 20,
  ACME_E_FOREIGN_POINTER = 21,
  ACME_E_INTERIOR_POINTER = 22,
  ACME_E_WRONG_TYPE = 23,
  ACME_E_NOT_OWNED = 24,
  ACME_E_INVALID_HANDLE = 30,
  ACME_E_STALE_HANDLE = 31,
  ACME_E_OUT_OF_MEMORY = 50,
  ACME_E_LIMIT = 51,
  ACME_E_INTERNAL = 99,
  ACME_E_FILE = 100,
  ACME_E_NO_FILE = 101
};

const char *acme_status_text(acme_status status);
const char *acme_last_error_message(void);
acme_status acme_string_free(char *text);

/* ---- Values ---- */

typedef int32_t acme_mode;
enum { ACME_MODE_SLOW = 0, ACME_MODE_FAST = 1 };

typedef struct acme_point {
  double x;
  double y;
} acme_point;

acme_status acme_sum(int8_t a, uint8_t b, int16_t c, uint16_t d, int32_t e, uint32_t f, int64_t g,
                     uint64_t h, intptr_t i, size_t j, float k, double l, double *out);
acme_status acme_not(uint8_t value, bool *out);
acme_status acme_next_mode(acme_mode mode, acme_mode *out);
acme_status acme_length(const int32_t *values, size_t count, int64_t *out);
acme_status acme_length_to_change(int32_t *values, size_t count, int64_t *out);
acme_status acme_mirrored(acme_point point, acme_point *out);
acme_status acme_divide(int32_t dividend, int32_t divisor, int32_t *quotient, int32_t *remainder);

/* ---- Texts ---- */

enum { ACME_ODD_NOTHING, ACME_ODD_NONE, ACME_ODD_NUL, ACME_ODD_SURROGATE };

char *acme_greet(const char *name, const char *title, acme_status *status);
char *acme_odd_text(uint8_t kind, acme_status *status);
char *acme_no_text(acme_status *status);
acme_status acme_find(const char *text, const char *part, char **rest, bool *out);

/* ---- Elements ---- */

typedef struct acme_numbers {
  void *data;
  size_t length;
  size_t capacity;
  size_t element_size;
  uint64_t stamp;
} acme_numbers;

acme_status acme_checksum(const uint8_t *bytes, size_t count, uint32_t *out);
acme_status acme_scale(double *values, size_t count, double factor);
acme_status acme_count_down(int32_t from, acme_numbers *out);
acme_status acme_split(double number, acme_numbers *parts);
acme_status acme_numbers_free(acme_numbers *numbers);

/* ---- Handles ---- */

typedef uint64_t acme_counter;

acme_counter acme_counter_new(int32_t start, acme_status *status);
acme_status acme_counter_add(acme_counter counter, acme_counter other, int64_t *out);
acme_counter acme_counter_if(bool wanted, acme_status *status);
acme_status acme_counter_same(acme_counter one, acme_counter other, bool *out);
acme_status acme_counter_visit(acme_counter counter, void (*notify)(void *context), void *context,
                               int64_t *out);
acme_status acme_live_counters(int32_t *out);
acme_status acme_counter_close(acme_counter counter);

/* ---- Structs ---- */

typedef struct acme_address {
  char *street;
  uint16_t number;
  bool is_home;
} acme_address;

typedef struct acme_person {
  char *name;
  char *mail;
  uint8_t age;
  acme_address *address;
} acme_person;

typedef struct acme_people_list {
  acme_person *data;
  size_t length;
  size_t capacity;
  size_t element_size;
  uint64_t stamp;
} acme_people_list;

typedef struct acme_node {
  int64_t value;
  struct acme_node *next;
} acme_node;

acme_person *acme_person_make(const char *name, const char *mail, uint8_t age, acme_status *status);
char *acme_person_describe(const acme_person *person, acme_status *status);
acme_status acme_people(size_t count, acme_people_list *out);
acme_status acme_broken_people(uint8_t kind, acme_people_list *out);
acme_status acme_person_free(acme_person *person);
acme_status acme_people_free(acme_people_list *people);
acme_node *acme_chain(int32_t length, acme_status *status);
acme_status acme_chain_sum(const acme_node *chain, int64_t *out);
acme_status acme_node_free(acme_node *node);

/* ---- Callbacks ---- */

typedef uint8_t (*acme_word_callback)(void *context, size_t index, const char *word,
                                      const char *const *rest, size_t rest_count,
                                      const double *numbers, size_t numbers_count, uint8_t is_last);
typedef void (*acme_notify)(void *context);

acme_status acme_each_word(const char *text, acme_word_callback callback, void *context);
acme_status acme_keep_callback(acme_notify notify, void *context, bool *out);

/* ---- Refusals ---- */

acme_status acme_throw(int32_t kind);
char *acme_refuse(bool refuses, acme_status *status);
acme_status acme_refuse_number(bool refuses, int32_t *out);

#endif
