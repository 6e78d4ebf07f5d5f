/* Each construct of the library acme, called rightly and wrongly. Nothing is left at the end: the
 * leak report, which the test asks for, says so. */
#include <acme.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                           \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      printf("%s:%d: %s; %s\n", __FILE__, __LINE__, #condition, acme_last_error_message());        \
      exit(1);                                                                                     \
    }                                                                                              \
  } while (0)

#define SAYS(text)                                                                                 \
  do {                                                                                             \
    if (strcmp(acme_last_error_message(), text) != 0) {                                            \
      printf("%s:%d: %s\n", __FILE__, __LINE__, acme_last_error_message());                        \
      exit(1);                                                                                     \
    }                                                                                              \
  } while (0)

#define SAYS_SOMEWHERE(text) CHECK(strstr(acme_last_error_message(), text) != NULL)

static void take(char *text, const char *expected)
{
  CHECK(text != NULL && strcmp(text, expected) == 0);
  CHECK(acme_string_free(text) == ACME_OK);
}

static void test_values(void)
{
  double sum = 1;
  CHECK(acme_sum(-1, 2, -3, 4, -5, 6, -7, 8, -9, 10, 0.5f, 0.25, &sum) == ACME_OK && sum == 5.75);
  CHECK(acme_sum(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, NULL) == ACME_E_NULL_ARGUMENT);
  SAYS("acme_sum: out is NULL");

  bool negated = true;
  CHECK(acme_not(200, &negated) == ACME_OK && !negated);
  CHECK(acme_not(0, &negated) == ACME_OK && negated);

  acme_mode mode = 7;
  CHECK(acme_next_mode(ACME_MODE_SLOW, &mode) == ACME_OK && mode == ACME_MODE_FAST);

  acme_point point = { 1, 2 };
  CHECK(acme_mirrored(point, &point) == ACME_OK && point.x == -1 && point.y == -2);

  int32_t quotient = 9, remainder = 9;
  CHECK(acme_divide(7, 2, &quotient, &remainder) == ACME_OK && quotient == 3 && remainder == 1);
  CHECK(acme_divide(7, 2, &quotient, NULL) == ACME_OK && quotient == 3);
  CHECK(acme_divide(7, 2, NULL, &remainder) == ACME_E_NULL_ARGUMENT && remainder == 0);
  SAYS("acme_divide: quotient is NULL");
  quotient = remainder = 9;
  CHECK(acme_divide(7, 0, &quotient, &remainder) == ACME_E_INTERNAL);
  CHECK(quotient == 0 && remainder == 0);
}

static void test_texts(void)
{
  acme_status status = 77;
  take(acme_greet("Ann", NULL, &status), "Hello, Ann!");
  CHECK(status == ACME_OK);
  take(acme_greet("\xc3\x84", "Dr.", NULL), "Hello, Dr. \xc3\x84!");
  CHECK(acme_greet(NULL, NULL, &status) == NULL && status == ACME_E_NULL_ARGUMENT);
  SAYS("acme_greet: name is NULL");
  CHECK(acme_greet("ab\xff", NULL, &status) == NULL && status == ACME_E_INVALID_UTF8);
  SAYS("acme_greet: name is not valid UTF-8 from byte 2 of 3 on");
  CHECK(acme_greet("Ann", "\xed\xa0\xbd", &status) == NULL && status == ACME_E_INVALID_UTF8);
  SAYS_SOMEWHERE("title is not valid UTF-8");

  take(acme_odd_text(ACME_ODD_NOTHING, &status), "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
  CHECK(acme_odd_text(ACME_ODD_NONE, &status) == NULL && status == ACME_OK);
  CHECK(acme_odd_text(ACME_ODD_NUL, &status) == NULL && status == ACME_E_INTERIOR_NUL);
  CHECK(acme_odd_text(ACME_ODD_SURROGATE, &status) == NULL && status == ACME_E_INVALID_UTF16);
  CHECK(acme_no_text(&status) == NULL && status == ACME_E_INTERNAL);
  SAYS(
      "acme_no_text: failed inside the library: it has returned null, which its signature does not allow");

  char *rest = (char *)&status;
  bool found = false;
  CHECK(acme_find("abcd", "bc", &rest, &found) == ACME_OK && found);
  take(rest, "bcd");
  found = true;
  CHECK(acme_find("abcd", "x", &rest, &found) == ACME_OK && !found && rest == NULL);
  rest = (char *)&status;
  CHECK(acme_find("abcd", NULL, &rest, &found) == ACME_E_NULL_ARGUMENT && rest == NULL);
  CHECK(acme_find("abcd", "bc", &rest, NULL) == ACME_E_NULL_ARGUMENT && rest == NULL);
  SAYS("acme_find: out is NULL");

  char foreign[] = "foreign";
  char *const text = acme_greet("Ann", NULL, NULL);
  CHECK(acme_string_free(foreign) == ACME_E_FOREIGN_POINTER);
  CHECK(acme_string_free(text + 1) == ACME_E_INTERIOR_POINTER);
  CHECK(acme_string_free(text) == ACME_OK && acme_string_free(text) == ACME_E_DOUBLE_FREE);
  CHECK(acme_string_free(NULL) == ACME_OK);
}

static void test_elements(void)
{
  const uint8_t bytes[] = { 1, 2, 250 };
  uint32_t sum = 9;
  CHECK(acme_checksum(bytes, 3, &sum) == ACME_OK && sum == 253);
  CHECK(acme_checksum(NULL, 0, &sum) == ACME_OK && sum == 0);
  CHECK(acme_checksum(NULL, 1, &sum) == ACME_E_NULL_ARGUMENT);
  SAYS("acme_checksum: bytes is NULL");
  CHECK(acme_checksum(bytes, SIZE_MAX, &sum) == ACME_E_OUT_OF_RANGE);

  int32_t integers[] = { 1, 2 };
  int64_t length;
  CHECK(acme_length(integers, 2, &length) == ACME_OK && length == 2);
  CHECK(acme_length_to_change(integers, 2, &length) == ACME_OK && length == -2);

  double values[] = { 1, 2 };
  CHECK(acme_scale(values, 2, 3) == ACME_OK && values[0] == 3 && values[1] == 6);

  acme_numbers numbers;
  memset(&numbers, 7, sizeof numbers);
  CHECK(acme_count_down(3, &numbers) == ACME_OK && numbers.length == 3);
  CHECK(((int64_t *)numbers.data)[0] == 3 && ((int64_t *)numbers.data)[2] == 1);
  acme_numbers copy = numbers;
  CHECK(acme_numbers_free(&numbers) == ACME_OK && numbers.data == NULL);
  CHECK(acme_numbers_free(&numbers) == ACME_OK && acme_numbers_free(NULL) == ACME_OK);
  CHECK(acme_numbers_free(&copy) == ACME_E_DOUBLE_FREE);
  CHECK(acme_count_down(0, &numbers) == ACME_OK && numbers.length == 0);
  CHECK(acme_numbers_free(&numbers) == ACME_OK);

  CHECK(acme_split(1.5, &numbers) == ACME_OK && numbers.length == 2);
  CHECK(((double *)numbers.data)[1] == 0.5);
  CHECK(acme_people_free((acme_people_list *)&numbers) == ACME_E_WRONG_TYPE);
  CHECK(acme_numbers_free(&numbers) == ACME_OK);
  CHECK(acme_split(1.5, NULL) == ACME_E_NULL_ARGUMENT);
  SAYS("acme_split: parts is NULL");
}

static void close_it(void *context)
{
  CHECK(acme_counter_close(*(acme_counter *)context) == ACME_OK);
  int64_t value;
  CHECK(acme_counter_add(*(acme_counter *)context, 0, &value) == ACME_E_STALE_HANDLE);
}

static void test_handles(void)
{
  acme_status status = 77;
  int64_t value;
  bool same;
  const acme_counter counter = acme_counter_new(5, &status);
  CHECK(counter != 0 && status == ACME_OK);
  CHECK(acme_counter_new(-1, &status) == 0 && status == ACME_E_OUT_OF_RANGE);
  SAYS_SOMEWHERE("acme_counter_new: a counter begins at 0 or above");
  CHECK(acme_counter_add(counter, 0, &value) == ACME_OK && value == 6);
  CHECK(acme_counter_add(counter, counter, &value) == ACME_OK && value == 12);
  CHECK(acme_counter_same(counter, counter, &same) == ACME_OK && same);
  CHECK(acme_counter_add(0, 0, &value) == ACME_E_INVALID_HANDLE && value == 0);
  CHECK(acme_counter_add(counter + 12345, 0, &value) == ACME_E_INVALID_HANDLE);
  CHECK(acme_counter_if(false, &status) == 0 && status == ACME_OK);
  const acme_counter other = acme_counter_if(true, &status);
  CHECK(other != 0 && acme_counter_same(counter, other, &same) == ACME_OK && !same);
  CHECK(acme_counter_close(other) == ACME_OK && acme_counter_close(0) == ACME_OK);
  CHECK(acme_counter_close(other) == ACME_E_STALE_HANDLE);
  CHECK(acme_counter_add(counter, other, &value) == ACME_E_STALE_HANDLE && value == 0);
  CHECK(acme_counter_close(counter) == ACME_OK);
  CHECK(acme_counter_add(counter, 0, &value) == ACME_E_STALE_HANDLE);
  SAYS_SOMEWHERE("acme_counter_add: ");
  /* Closed while it is in use: it ends when that use is over. */
  acme_counter used = acme_counter_new(5, &status);
  CHECK(acme_counter_visit(used, close_it, &used, &value) == ACME_OK && value == 5);
  CHECK(acme_counter_visit(used, close_it, &used, &value) == ACME_E_STALE_HANDLE);
  int32_t live = 9;
  CHECK(acme_live_counters(&live) == ACME_OK && live == 0);
}

static void test_structs(void)
{
  acme_status status = 77;
  acme_person *const ann = acme_person_make("Ann", NULL, 33, &status);
  CHECK(ann != NULL && status == ACME_OK && strcmp(ann->name, "Ann") == 0 && ann->mail == NULL);
  CHECK(ann->age == 33 && ann->address->number == 7 && ann->address->is_home);
  CHECK(strcmp(ann->address->street, "Main Street") == 0);
  take(acme_person_describe(ann, &status), "Ann <none>, 33, Main Street 7 (home)");
  CHECK(acme_string_free(ann->name) == ACME_E_NOT_OWNED);
  CHECK(acme_string_free((char *)ann) == ACME_E_WRONG_TYPE);
  CHECK(acme_person_free(ann) == ACME_OK && acme_person_free(ann) == ACME_E_DOUBLE_FREE);
  CHECK(acme_person_free(NULL) == ACME_OK);

  const acme_person on_stack = { (char *)"Bob", (char *)"b@example.org", 1, NULL };
  take(acme_person_describe(&on_stack, &status), "Bob <b@example.org>, 1, nowhere ");
  const acme_person nameless = { 0 };
  CHECK(acme_person_describe(&nameless, &status) == NULL && status == ACME_E_NULL_ARGUMENT);
  SAYS("acme_person_describe: acme_person.name is NULL");
  CHECK(acme_person_describe(NULL, &status) == NULL && status == ACME_E_NULL_ARGUMENT);
  SAYS("acme_person_describe: person is NULL");

  acme_people_list people;
  CHECK(acme_people(100, &people) == ACME_OK && people.length == 100);
  CHECK(strcmp(people.data[99].name, "person 99") == 0 && people.data[99].address->number == 7);
  CHECK(acme_numbers_free((acme_numbers *)&people) == ACME_E_WRONG_TYPE);
  CHECK(acme_people_free(&people) == ACME_OK && people.data == NULL);
  CHECK(acme_people(0, &people) == ACME_OK && people.length == 0);
  CHECK(acme_people_free(&people) == ACME_OK);
  memset(&people, 7, sizeof people);
  CHECK(acme_broken_people(ACME_ODD_NONE, &people) == ACME_E_FILE && people.data == NULL);
  SAYS("acme_broken_people: the second person cannot be read");
  CHECK(acme_broken_people(ACME_ODD_NUL, &people) == ACME_E_INTERIOR_NUL);
  CHECK(acme_broken_people(ACME_ODD_SURROGATE, &people) == ACME_E_INVALID_UTF16);
  CHECK(people.data == NULL && people.length == 0);

  acme_node *const chain = acme_chain(100, &status);
  int64_t sum = 0;
  CHECK(chain != NULL && chain->next->next->value == 3);
  CHECK(acme_chain_sum(chain, &sum) == ACME_OK && sum == 5050);
  CHECK(acme_chain_sum(NULL, &sum) == ACME_OK && sum == 0);
  CHECK(acme_node_free(chain->next) == ACME_E_NOT_OWNED);
  CHECK(acme_node_free(chain) == ACME_OK);
  acme_node loop = { 1, &loop };
  CHECK(acme_chain_sum(&loop, &sum) == ACME_E_INTERNAL && sum == 0);
  CHECK(acme_chain(1000000, &status) == NULL && status != ACME_OK);
}

struct seen {
  size_t calls;
  size_t stops_at;
  acme_counter closes;
};

static uint8_t see(void *context, size_t index, const char *word, const char *const *rest,
                   size_t rest_count, const double *numbers, size_t numbers_count, uint8_t is_last)
{
  struct seen *const seen = context;
  CHECK(strcmp(word, rest[0]) == 0 && rest_count == 3 - index && (is_last != 0) == (index == 2));
  CHECK(numbers_count == 2 && numbers[0] == (double)index && numbers[1] == (double)index + 0.5);
  seen->calls++;
  return index == seen->stops_at ? 0 : 200;
}

static void count(void *context) { ++*(int *)context; }

static void test_callbacks(void)
{
  struct seen all = { 0, 9, 0 }, one = { 0, 0, 0 };
  CHECK(acme_each_word("one two \xc3\xa4", see, &all) == ACME_OK && all.calls == 3);
  CHECK(acme_each_word("one two three", see, &one) == ACME_OK && one.calls == 1);
  CHECK(acme_each_word("one", NULL, NULL) == ACME_E_NULL_ARGUMENT);
  SAYS("acme_each_word: callback is NULL");

  int calls = 0;
  bool kept;
  CHECK(acme_keep_callback(count, &calls, &kept) == ACME_OK && kept && calls == 1);
  CHECK(acme_keep_callback(NULL, NULL, &kept) == ACME_E_INTERNAL && calls == 1);
  SAYS(
      "acme_keep_callback: failed inside the library: acme_notify was invoked after the call that had borrowed it");
}

static void test_refusals(void)
{
  CHECK(acme_throw(0) == ACME_E_FILE);
  SAYS("acme_throw: the disk is full");
  CHECK(strcmp(acme_status_text(ACME_E_FILE), "The file cannot be read.") == 0);
  CHECK(acme_throw(1) == ACME_E_NO_FILE);
  SAYS("acme_throw: no such file");
  CHECK(acme_throw(2) == ACME_E_FILE && acme_throw(3) == ACME_E_OUT_OF_RANGE);
  CHECK(acme_throw(4) == 123);
  SAYS("acme_throw: my own status");
  CHECK(acme_throw(5) == ACME_E_OUT_OF_MEMORY && acme_throw(6) == ACME_E_INTERNAL);
  SAYS_SOMEWHERE("an exception without a message");
  CHECK(acme_throw(7) == ACME_E_INTERNAL && acme_throw(8) == ACME_E_INTERNAL);

  acme_status status = 77;
  int32_t number = 7;
  take(acme_refuse(false, &status), "it is not refused");
  CHECK(acme_refuse(true, &status) == NULL && status == ACME_E_OUT_OF_RANGE);
  SAYS("acme_refuse: it is refused");
  CHECK(acme_refuse_number(false, &number) == ACME_OK && number == 42);
  CHECK(acme_refuse_number(true, &number) == ACME_E_LIMIT && number == 0);
  SAYS("acme_refuse_number: there are too many");
}

int main(void)
{
  CHECK(acme_last_error_message()[0] == '\0');
  test_values();
  test_texts();
  test_elements();
  test_handles();
  test_structs();
  test_callbacks();
  test_refusals();
  puts("all of them work");
  return 0;
}
