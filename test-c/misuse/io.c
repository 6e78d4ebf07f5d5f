/* A leak report goes where nothing can be written. */
#include "refusal.h"

int main(void)
{
#ifdef _WIN32
  CHECK_REFUSED(ffo_report_leaks(0, "/no such folder/report.txt"), FFO_E_IO,
                "ffo_report_leaks: the report could not be written: No such directory");
  CHECK_REFUSED(ffo_report_leaks(0, "."), FFO_E_IO,
                "ffo_report_leaks: the report could not be written: Access denied");
  CHECK_REFUSED(ffo_report_leaks(0, "\xFF.txt"), FFO_E_IO,
                "ffo_report_leaks: the report could not be written: Not a valid file name");
#else
  CHECK_REFUSED(ffo_report_leaks(0, "/no such folder/report.txt"), FFO_E_IO,
                "ffo_report_leaks: the report could not be written: No such file or directory");
  CHECK_REFUSED(ffo_report_leaks(0, "/dev/full"), FFO_E_IO,
                "ffo_report_leaks: the report could not be written: No space left on device");
  CHECK_REFUSED(ffo_report_leaks(0, "/"), FFO_E_IO,
                "ffo_report_leaks: the report could not be written: Is a directory");
#endif
  CHECK_BALANCED();
  return 0;
}
