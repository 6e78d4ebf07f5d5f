/* One first call: FIRST(function, call, expected). Only the case that is wanted is performed. */
#ifndef FFO_FUZZ_FIRST_H
#define FFO_FUZZ_FIRST_H

#include <ffi_ownership.h>

extern unsigned first_case;
extern unsigned first_number;
extern const char *first_name;

int first_check(const char *call, long long is, long long expected);

#define FIRST(function, call, expected)                                                            \
  if (first_number++ == first_case) {                                                              \
    return first_check("ffo_" #function ": " #call, (long long)(call), (long long)(expected));     \
  }

/* The status of a creator that must give nothing with it. */
#define REFUSED(call) ((call) == 0 ? (long long)status : -1)
/* The status of one that must give something with it. */
#define MADE(call) ((call) != 0 ? (long long)status : -1)

/* Each group: -1 if the case is none of its. */
int first_looks(void);
int first_strings(void);
int first_boxes(void);
int first_vecs(void);
int first_handles(void);

#endif
