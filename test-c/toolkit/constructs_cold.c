/* One construct of the library acme, with so many elements, as the first call of a process.
 *
 *     cold text|elements|struct|list|numbers|callback|refusal|free SIZE */
#include <acme.h>
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

static size_t size;
static char *letters; /* as many, and a NUL */

static void first_text(void)
{
  char *const greeting = acme_greet(letters, NULL, NULL);
  CHECK(greeting != NULL && strlen(greeting) == size + strlen("Hello, !"));
  CHECK(strncmp(greeting + strlen("Hello, "), letters, size) == 0);
  CHECK(acme_string_free(greeting) == ACME_OK);
}

static void first_elements(void)
{
  uint32_t sum = 0;
  CHECK(acme_checksum((const uint8_t *)letters, size, &sum) == ACME_OK && sum == size * 'x');
}

static void first_struct(void)
{
  acme_person *const person = acme_person_make(letters, letters, 7, NULL);
  CHECK(person != NULL && person->age == 7);
  CHECK(strcmp(person->name, letters) == 0 && strcmp(person->mail, letters) == 0);
  CHECK(acme_person_free(person) == ACME_OK);
}

static void first_list(void)
{
  acme_people_list people;
  CHECK(acme_people(size / 64, &people) == ACME_OK && people.length == size / 64);
  for (size_t i = 0; i < people.length; i++) {
    char name[32];
    snprintf(name, sizeof name, "person %zu", i);
    CHECK(strcmp(people.data[i].name, name) == 0 && people.data[i].address->number == 7);
  }
  CHECK(acme_people_free(&people) == ACME_OK);
}

static void first_numbers(void)
{
  acme_numbers numbers;
  CHECK(acme_count_down((int32_t)size, &numbers) == ACME_OK && numbers.length == size);
  for (size_t i = 0; i < size; i++) {
    CHECK(((const int64_t *)numbers.data)[i] == (int64_t)(size - i));
  }
  CHECK(acme_numbers_free(&numbers) == ACME_OK);
}

static uint8_t hear(void *context, size_t index, const char *word, const char *const *rest,
                    size_t rest_count, const double *numbers, size_t numbers_count, uint8_t is_last)
{
  CHECK(index == 0 && strcmp(word, letters) == 0 && is_last);
  CHECK(rest_count == 1 && strcmp(rest[0], letters) == 0);
  CHECK(numbers_count == 2 && numbers[1] == 0.5);
  ++*(int *)context;
  return 1;
}

static void first_callback(void)
{
  int heard = 0;
  CHECK(acme_each_word(letters, hear, &heard) == ACME_OK && heard == 1);
}

static void first_refusal(void)
{
  acme_status status = ACME_OK;
  CHECK(acme_greet(NULL, letters, &status) == NULL && status == ACME_E_NULL_ARGUMENT);
  if (size > 0) {
    letters[size - 1] = (char)0xFF;
    CHECK(acme_greet(letters, NULL, &status) == NULL && status == ACME_E_INVALID_UTF8);
  }
}

static void first_free(void)
{
  CHECK(acme_string_free(letters) == ACME_E_FOREIGN_POINTER);
  acme_numbers numbers = { letters, size, size, 1, 0 };
  CHECK(acme_numbers_free(&numbers) != ACME_OK && numbers.data == letters);
  CHECK(acme_counter_close(size + 1) == ACME_E_INVALID_HANDLE);
}

static const struct {
  const char *name;
  void (*run)(void);
} firsts[] = {
  { "text", first_text },       { "elements", first_elements }, { "struct", first_struct },
  { "list", first_list },       { "numbers", first_numbers },   { "callback", first_callback },
  { "refusal", first_refusal }, { "free", first_free },
};

int main(int count, char **words)
{
  CHECK(count == 3);
  size = strtoul(words[2], NULL, 10);
  letters = malloc(size + 1);
  CHECK(letters != NULL);
  memset(letters, 'x', size);
  letters[size] = '\0';
  for (size_t i = 0; i < sizeof firsts / sizeof firsts[0]; i++) {
    if (strcmp(words[1], firsts[i].name) == 0) {
      firsts[i].run();
      free(letters);
      puts("as it should be");
      return 0;
    }
  }
  return 2;
}
