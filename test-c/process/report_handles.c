/* Where a leak report goes on Windows: it arrives whole through a pipe, as standard error or by a path;
 * paths are UTF-8, in a call and in the environment; files are replaced; and where it cannot go, the call
 * says FFO_E_IO. */
#include "child.h"
#include "ledger.h"
#include "temporary.h"

enum { BLOCKS = 5000 };

static DWORD WINAPI count_lines(void *pipe)
{
  static char buffer[4096];
  DWORD lines = 0;
  DWORD length;
  while (ReadFile(pipe, buffer, sizeof buffer, &length, NULL) && length > 0) {
    for (DWORD i = 0; i < length; i++) {
      lines += buffer[i] == '\n';
    }
  }
  return lines;
}

static DWORD WINAPI count_lines_of_client(void *pipe)
{
  CHECK(ConnectNamedPipe(pipe, NULL) || GetLastError() == ERROR_PIPE_CONNECTED);
  return count_lines(pipe);
}

static HANDLE start_reading(HANDLE pipe, LPTHREAD_START_ROUTINE work)
{
  const HANDLE reader = CreateThread(NULL, 0, work, pipe, 0, NULL);
  CHECK(reader != NULL);
  return reader;
}

static void check_lines(HANDLE reader)
{
  DWORD lines;
  CHECK_EQUAL(WaitForSingleObject(reader, INFINITE), WAIT_OBJECT_0);
  CHECK(GetExitCodeThread(reader, &lines));
  CHECK(CloseHandle(reader));
  CHECK_EQUAL(lines, BLOCKS + 2); /* the sum, the type's, and the blocks */
}

static void report_as_standard_error(void)
{
  HANDLE ends[2];
  const HANDLE former = GetStdHandle(STD_ERROR_HANDLE);
  CHECK(CreatePipe(&ends[0], &ends[1], NULL, 0));
  CHECK(SetStdHandle(STD_ERROR_HANDLE, ends[1]));
  const HANDLE reader = start_reading(ends[0], count_lines);
  const ffo_status status = ffo_report_leaks(0, NULL);
  CHECK(SetStdHandle(STD_ERROR_HANDLE, former));
  CHECK(CloseHandle(ends[1]));
  CHECK_OK(status);
  check_lines(reader);
  CHECK(CloseHandle(ends[0]));
}

static void report_into_named_pipe(void)
{
  char path[64];
  snprintf(path, sizeof path, "\\\\.\\pipe\\ffo-report-%lu", GetCurrentProcessId());
  const HANDLE pipe =
      CreateNamedPipeA(path, PIPE_ACCESS_INBOUND, PIPE_TYPE_BYTE | PIPE_WAIT, 1, 0, 256, 0, NULL);
  CHECK(pipe != INVALID_HANDLE_VALUE);
  const HANDLE reader = start_reading(pipe, count_lines_of_client);
  CHECK_OK(ffo_report_leaks(0, path));
  check_lines(reader);
  CHECK(CloseHandle(pipe));
}

static void check_nowhere(const char *path, const char *why)
{
  char message[128];
  CHECK_STATUS(ffo_report_leaks(0, path), FFO_E_IO);
  snprintf(message, sizeof message, "ffo_report_leaks: the report could not be written: %s", why);
  CHECK_TEXT(ffo_last_error_message(), message);
}

static void report_nowhere(void)
{
  char path[TEMPORARY_SIZE + 8];
  temporary_file(path);
  const HANDLE file = CreateFileA(path, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
  CHECK(file != INVALID_HANDLE_VALUE);
  check_nowhere(path, "In use by another process");
  CHECK(CloseHandle(file));
  CHECK_EQUAL(remove(path), 0);
  strcat(path, "\\below");
  check_nowhere(path, "No such directory");
  check_nowhere("", "No such directory");
  check_nowhere("l\xE4ks", "Not a valid file name"); /* Latin-1 */

  const HANDLE former = GetStdHandle(STD_ERROR_HANDLE);
  CHECK(SetStdHandle(STD_ERROR_HANDLE, INVALID_HANDLE_VALUE));
  const ffo_status status = ffo_report_leaks(0, NULL);
  CHECK(SetStdHandle(STD_ERROR_HANDLE, former));
  CHECK_STATUS(status, FFO_E_IO);
  CHECK_TEXT(ffo_last_error_message(),
             "ffo_report_leaks: the report could not be written: Invalid handle");
}

static uint64_t size_of_file(const wchar_t *path)
{
  WIN32_FILE_ATTRIBUTE_DATA about;
  CHECK(GetFileAttributesExW(path, GetFileExInfoStandard, &about));
  return ((uint64_t)about.nFileSizeHigh << 32) | about.nFileSizeLow;
}

/* A name that is in no code page. */
static void report_to_unicode(const char *program, int (*work)(size_t part))
{
  wchar_t path[MAX_PATH + 32];
  char narrow[sizeof path];
  const DWORD length = GetTempPathW(MAX_PATH, path);
  CHECK(length > 0 && length < MAX_PATH);
  swprintf(path + length, 32, L"l\u00E4ks-\u03BB-\u5B57-%lu", GetCurrentProcessId());
  CHECK(WideCharToMultiByte(CP_UTF8, 0, path, -1, narrow, sizeof narrow, NULL, NULL) != 0);
  CHECK_OK(ffo_report_leaks(0, narrow));
  CHECK(size_of_file(path) > BLOCKS);

  CHECK(SetEnvironmentVariableW(L"FFO_LEAK_REPORT", path));
  CHECK_EQUAL(child_run(program, 0, work), 0);
  CHECK(SetEnvironmentVariableW(L"FFO_LEAK_REPORT", NULL));
  CHECK_EQUAL(size_of_file(path), strlen("ffi_ownership: 0 live blocks, 0 bytes\n"));
  CHECK(DeleteFileW(path));
}

static int leave_nothing(size_t part)
{
  (void)part;
  CHECK_OK(ffo_string_free(ffo_string_new("child", NULL)));
  return 0;
}

int main(int count, char **arguments)
{
  static char *strings[BLOCKS];
  child_work(count, arguments, leave_nothing);
  for (size_t i = 0; i < BLOCKS; i++) {
    strings[i] = ffo_string_new("live", NULL);
  }
  report_as_standard_error();
  report_into_named_pipe();
  report_nowhere();
  report_to_unicode(arguments[0], leave_nothing);
  CHECK_OK(ffo_strings_free(strings, BLOCKS, NULL));
  CHECK_BALANCED();
  return 0;
}
