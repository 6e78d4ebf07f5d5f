/* Faults in a host on Windows. In the host's own code they are the host's: they reach its vectored handler
 * and its filter of last resort, installed before or after the library's first call, and the library's
 * runtime takes none of them for its own. A vectored handler that is installed after the first call comes
 * before the runtime's, so it can mend faults in memory that is given to the library, too. A process for
 * each. */
#include "child.h"
#include "ledger.h"
#include "pages.h"

enum { PAGE = 64 * 1024, FILTERED = 42 };

static char *page; /* closed before each access, opened by the handler */
static volatile unsigned mended;

static void open_page(void)
{
  DWORD former;
  CHECK(VirtualProtect(page, PAGE, PAGE_READWRITE, &former));
}

static void close_page(void)
{
  DWORD former;
  CHECK(VirtualProtect(page, PAGE, PAGE_NOACCESS, &former));
}

static LONG WINAPI mends(EXCEPTION_POINTERS *it)
{
  const EXCEPTION_RECORD *record = it->ExceptionRecord;
  if (record->ExceptionCode != EXCEPTION_ACCESS_VIOLATION ||
      record->ExceptionInformation[1] - (uintptr_t)page >= PAGE) {
    return EXCEPTION_CONTINUE_SEARCH;
  }
  mended++;
  open_page();
  return EXCEPTION_CONTINUE_EXECUTION;
}

static volatile uintptr_t awaited_address;
static volatile DWORD awaited_code;

static LONG WINAPI ends(EXCEPTION_POINTERS *it)
{
  const EXCEPTION_RECORD *record = it->ExceptionRecord;
  CHECK_EQUAL(record->ExceptionCode, awaited_code);
  if (awaited_code == EXCEPTION_ACCESS_VIOLATION) {
    CHECK_EQUAL(record->ExceptionInformation[1], awaited_address);
  }
  _Exit(FILTERED);
}

static void first_call(void) { CHECK_OK(ffo_string_free(ffo_string_new("first call", NULL))); }

static void touch(uintptr_t address) { *(volatile char *)address = 1; }

static void check_mends_own(void)
{
  const unsigned before = mended;
  close_page();
  touch((uintptr_t)page + 100);
  CHECK_EQUAL(mended, before + 1);
}

static int mends_its_own(void)
{
  CHECK(AddVectoredExceptionHandler(1, mends) != NULL);
  check_mends_own();
  first_call();
  check_mends_own();
  for (int i = 0; i < 10; i++) {
    CHECK_STATUS(ffo_stats_get((ffo_stats *)8), FFO_E_INTERNAL); /* one that the library answers */
    check_mends_own();
  }
  CHECK_BALANCED();
  return 0;
}

#define MENDED(call)                                                                               \
  do {                                                                                             \
    const unsigned before_ = mended;                                                               \
    close_page();                                                                                  \
    CHECK_OK(call);                                                                                \
    CHECK(mended > before_);                                                                       \
  } while (0)

static ffo_status made_string(char *string)
{
  return string == NULL ? ffo_last_error() : ffo_string_free(string);
}

static int mends_for_the_library(void)
{
  first_call();
  CHECK(AddVectoredExceptionHandler(1, mends) != NULL);
  memset(page, 'x', PAGE - 1);
  MENDED(made_string(ffo_string_new(page, NULL)));
  MENDED(made_string(ffo_string_new(page + PAGE - 100, NULL)));
  MENDED(made_string(ffo_string_from_bytes(page, PAGE - 64, NULL)));
  MENDED(made_string(ffo_string_from_utf8(page, PAGE - 64, NULL)));
  MENDED(made_string(ffo_string_from_utf16((uint16_t *)(void *)page, PAGE / 2 - 32, NULL)));
  MENDED(made_string(ffo_string_new("text", (ffo_status *)(void *)page)));

  ffo_vec *vec = (ffo_vec *)(void *)page;
  MENDED(ffo_vec_init(vec, 8, 10));
  MENDED(ffo_vec_push(vec, &vec));
  MENDED(ffo_vec_resize(vec, 1000));
  MENDED(ffo_vec_dispose(vec));

  ffo_stats *stats = (ffo_stats *)(void *)page;
  *stats = (ffo_stats)FFO_STATS_INIT;
  MENDED(ffo_stats_get(stats));
  MENDED(ffo_checkpoint((uint64_t *)(void *)page));
  CHECK_BALANCED();
  return 0;
}

static int fault_at(uintptr_t address, bool is_filtered_first)
{
  awaited_code = EXCEPTION_ACCESS_VIOLATION;
  awaited_address = address;
  if (is_filtered_first) {
    SetUnhandledExceptionFilter(ends);
  }
  first_call();
  CHECK_STATUS(ffo_stats_get((ffo_stats *)8), FFO_E_INTERNAL);
  if (!is_filtered_first) {
    SetUnhandledExceptionFilter(ends);
  }
  touch(address);
  return 1;
}

static int filter_from_before(void) { return fault_at((uintptr_t)page + 8, true); }
static int filter_from_after(void) { return fault_at((uintptr_t)page + 8, false); }

/* Where the library's own faults are answered. */
static int small_address(void) { return fault_at(8, true); }

static int division(void)
{
  const volatile int zero = 0;
  awaited_code = EXCEPTION_INT_DIVIDE_BY_ZERO;
  SetUnhandledExceptionFilter(ends);
  first_call();
  return 5 / zero;
}

static const struct {
  const char *name;
  int (*work)(void);
  int status;
} parts[] = {
  { "mends_its_own", mends_its_own, 0 },
  { "mends_for_the_library", mends_for_the_library, 0 },
  { "filter_from_before", filter_from_before, FILTERED },
  { "filter_from_after", filter_from_after, FILTERED },
  { "small_address", small_address, FILTERED },
  { "division", division, FILTERED },
};

static int run(size_t part)
{
  child_ends_quietly();
  page = pages_map(PAGE, true);
  if (parts[part].status == FILTERED) {
    close_page();
  }
  return parts[part].work();
}

int main(int count, char **arguments)
{
  child_work(count, arguments, run);
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    const int status = child_run(arguments[0], i, run);
    if (status != parts[i].status) {
      fprintf(stderr, "%s: status %#x\n", parts[i].name, (unsigned)status);
      return 1;
    }
  }
  return 0;
}
