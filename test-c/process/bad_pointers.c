/* Each pointer that a call follows leads to no memory. Below 64 KiB, and where no processor of the kind has
 * addresses, the call answers and changes nothing; else, from there on the fault reaches the host's own handler, or ends the process with a line that
 * says so: by SIGSEGV, and it names the address; on Windows by the runtime, which fails fast. Pointers
 * that name blocks are never followed. */
#include "capture.h"
#include "child.h"
#include "pages.h"
#include "pointer_cases.h"

enum { FIRST = 64 * 1024, REACHED_HOST = 42 };

static void check_answered(const test_case *test, uintptr_t address)
{
  const ffo_stats before = ledger_look();
  said = FFO_OK;
  made = false;
  test->call((void *)address);
  if (made) {
    fprintf(stderr, "%s(%s = %#zx) made something\n", test->function, test->parameter,
            (size_t)address);
    exit(1);
  }
  CHECK(memcmp(&vec, &vec_before, sizeof vec) == 0);
  switch (test->following) {
  case FOLLOWED:
    CHECK_STATUS(said, FFO_E_INTERNAL);
    break;
  case ASKED:
    CHECK_STATUS(said, FFO_E_FOREIGN_POINTER);
    break;
  case UNDONE:
    CHECK_STATUS(said, FFO_E_INTERNAL);
    CHECK_EQUAL(ledger_look().live_blocks, before.live_blocks);
    return;
  case NEVER:
  case STATUS:
    CHECK_OK(said);
    CHECK_EQUAL(ledger_look().live_blocks, before.live_blocks);
    return;
  }
  CHECK_UNCHANGED(&before);
}

static bool has_handler;
static uintptr_t closed = FIRST;        /* where no memory is */
static uintptr_t awaited = UINTPTR_MAX; /* no fault is */

/* The system may name any byte of the first access that faults. */
static void end_at(uintptr_t at) { _Exit(at >= awaited && at - awaited < 4096 ? REACHED_HOST : 1); }

#ifdef _WIN32
static LONG WINAPI hosts_handler(EXCEPTION_POINTERS *it)
{
  if (it->ExceptionRecord->ExceptionCode == EXCEPTION_ACCESS_VIOLATION) {
    end_at(it->ExceptionRecord->ExceptionInformation[1]);
  }
  return EXCEPTION_CONTINUE_SEARCH;
}

/* After the first call: the latest one comes first. */
static void install_handler(void) { CHECK(AddVectoredExceptionHandler(1, hosts_handler) != NULL); }

static const char says_of_fault[] = "Process terminated. Access Violation: ";

static bool is_ended(int status)
{
  return status == (int)0xC0000602; /* STATUS_FAIL_FAST_EXCEPTION */
}
#else
static void hosts_handler(int number, siginfo_t *info, void *context)
{
  (void)number;
  (void)context;
  end_at((uintptr_t)info->si_addr);
}

static void install_handler(void)
{
  const struct sigaction host = { .sa_sigaction = hosts_handler, .sa_flags = SA_SIGINFO };
  CHECK_EQUAL(sigaction(SIGSEGV, &host, NULL), 0);
}

static const char says_of_fault[] =
    "ffi_ownership: a call was given memory that cannot be used: 0x000000000001";

static bool is_ended(int status) { return status == 128 + SIGSEGV; }
#endif

/* Pointers inside of what is pointed to. */
static void second_text(void *bad)
{
  const char *const texts[] = { "made, and freed again", bad };
  char *strings[2] = { text, text };
  said = ffo_strings_new(texts, 2, strings);
  made = strings[0] != NULL || strings[1] != NULL;
}

static void name_of_type(void *bad)
{
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = bad;
  said = ffo_type_register(&desc, &(ffo_type){ 0 });
}

static void fields_of_type(void *bad)
{
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = "with fields";
  desc.size = sizeof(node);
  desc.fields = bad;
  desc.field_count = 1;
  said = ffo_type_register(&desc, &(ffo_type){ 0 });
}

static void data_of_vec(void *bad)
{
  ffo_vec other = vec;
  other.data = bad;
  said = ffo_vec_dispose(&other);
}

static void second_string(void *bad)
{
  char *strings[] = { NULL, bad };
  said = ffo_strings_free(strings, 2, NULL);
}

static void field_of_config(void *bad)
{
  config->name = bad;
  said = ffo_config_free(config);
  config->name = NULL;
}

static const test_case inside[] = {
  { "ffo_strings_new", "texts[1]", UNDONE, 1, second_text },
  { "ffo_type_register", "desc->name", FOLLOWED, 1, name_of_type },
  { "ffo_type_register", "desc->fields", FOLLOWED, sizeof(ffo_owned_field), fields_of_type },
  { "ffo_vec_dispose", "vec->data", ASKED, 1, data_of_vec },
  { "ffo_strings_free", "strings[1]", ASKED, 1, second_string },
  { "ffo_config_free", "config->name", ASKED, 1, field_of_config },
};

static const test_case *case_of(size_t number)
{
  return number < CASE_COUNT ? &cases[number] : &inside[number - CASE_COUNT];
}

static void prepare(void)
{
  CHECK_OK(register_again(&box_type));
  plain_type();
  text = ffo_string_new("text", NULL);
  held = ffo_string_new("held", NULL);
  handle = ffo_handle_from_raw(held, FFO_TYPE_STRING, NULL);
  config = ffo_config_new(1, 2, NULL);
  box = ffo_box_new(box_type, NULL);
  CHECK_OK(ffo_vec_init(&vec, 1, 200000));
  make_owners();
  vec_before = vec;
#ifdef _WIN32 /* where the first addresses are not always free */
  closed = (uintptr_t)pages_map(FIRST, false);
#endif
}

static int follow(size_t number)
{
  child_ends_quietly();
  if (text == NULL) { /* a process that does not go on from its parent's state */
    prepare();
    if (has_handler) {
      install_handler();
    }
  }
  awaited = closed;
  case_of(number)->call((void *)closed);
  _Exit(2);
}

static void check_unanswered(const char *program, size_t number)
{
  capture lines;
  capture_begin(&lines);
  const int status = child_run(program, number, follow);
  const char *line = capture_end(&lines);
  const bool is_right = has_handler ? status == REACHED_HOST && line[0] == '\0'
                                    : is_ended(status) && strstr(line, says_of_fault) == line;
  if (!is_right) {
    fprintf(stderr, "%s(%s): status %#x\n%s", case_of(number)->function, case_of(number)->parameter,
            (unsigned)status, line);
    exit(1);
  }
}

static void check(const char *program, size_t number)
{
  const test_case *test = case_of(number);
  const uintptr_t last = FIRST - test->size;
  check_answered(test, 8);
  check_answered(test, last & ~(uintptr_t)7);
  check_answered(test, last);
#if defined(__x86_64__) && !defined(_WIN32)
  check_answered(test, (uintptr_t)1 << 63);
  check_answered(test, (uintptr_t)0xdeadbeefdeadbee8);
#endif
  if (test->following == ASKED || test->following == NEVER) {
    check_answered(test, closed);
  } else {
    check_unanswered(program, number);
  }
}

int main(int count, char **arguments)
{
  has_handler = count > 1 && strcmp(arguments[1], "handler") == 0;
  child_work(count, arguments, follow);
#ifndef _WIN32
  if (has_handler) { /* before the first call */
    install_handler();
  }
#endif
  check_complete();
  prepare();
  for (size_t i = 0; i < CASE_COUNT + sizeof inside / sizeof *inside; i++) {
    check(arguments[0], i);
  }

  free_owners();
  CHECK_OK(ffo_vec_dispose(&vec));
  CHECK_OK(ffo_box_free(box, box_type));
  CHECK_OK(ffo_config_free(config));
  CHECK_OK(ffo_handle_release(handle));
  CHECK_OK(ffo_string_free(text));
  CHECK_BALANCED();
  return 0;
}
