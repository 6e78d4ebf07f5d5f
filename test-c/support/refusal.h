/* A refused call: this status, this message, and nothing has changed. */
#ifndef FFO_TEST_REFUSAL_H
#define FFO_TEST_REFUSAL_H

#include "ledger.h"

/* A call that returns its status. In the message addresses and handles stand as 0x.. */
#define CHECK_REFUSED(call, expected, message)                                                     \
  do {                                                                                             \
    const ffo_stats before_ = ledger_look();                                                       \
    const ffo_status status_ = (call);                                                             \
    check_refusal_at(__FILE__, __LINE__, #call, status_, expected, message, &before_);             \
  } while (0)

/* A call that returns an owner, or nothing; its last argument is to be &status. */
#define CHECK_MAKES_NOTHING(call, expected, message)                                               \
  do {                                                                                             \
    const ffo_stats before_ = ledger_look();                                                       \
    ffo_status status = FFO_OK;                                                                    \
    const bool nothing_ = !(call);                                                                 \
    check_refusal_at(__FILE__, __LINE__, #call, status, expected, message, &before_);              \
    CHECK(nothing_);                                                                               \
  } while (0)

/* Replaces each number in hexadecimal by 0x.. */
static inline void normalise(char *to, size_t size, const char *from)
{
  size_t length = 0;
  while (*from != '\0' && length + 5 < size) {
    if (strncmp(from, "0x", 2) == 0) {
      from += 2 + strspn(from + 2, "0123456789abcdef");
      memcpy(to + length, "0x..", 4);
      length += 4;
    } else {
      to[length++] = *from++;
    }
  }
  to[length] = '\0';
}

static inline void check_message_at(const char *file, int line, const char *actual,
                                    const char *expected)
{
  char message[2048];
  normalise(message, sizeof message, actual);
  check_text(file, line, "the message", message, expected);
}

#define CHECK_MESSAGE(expected)                                                                    \
  check_message_at(__FILE__, __LINE__, ffo_last_error_message(), expected)

static inline ffo_error_info last_error(void)
{
  ffo_error_info info = FFO_ERROR_INFO_INIT;
  CHECK_OK(ffo_last_error_info(&info));
  return info;
}

static inline bool is_misuse(ffo_status status) { return status >= 20 && status <= 49; }

static inline void check_refusal_at(const char *file, int line, const char *call, ffo_status status,
                                    ffo_status expected, const char *message,
                                    const ffo_stats *before)
{
  check_text(file, line, call, ffo_status_name(status), ffo_status_name(expected));
  check_text(file, line, "ffo_last_error()", ffo_status_name(ffo_last_error()),
             ffo_status_name(expected));
  check_message_at(file, line, ffo_last_error_message(), message);
  check_unchanged_at(file, line, before);
  check_equal(file, line, "misuses", ledger_look().misuses,
              before->misuses + (is_misuse(expected) ? 1 : 0));
}

#endif
