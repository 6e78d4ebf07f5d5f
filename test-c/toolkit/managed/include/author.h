#ifndef NAME_H
#define NAME_H
#include <stdint.h>

uint32_t NAME_work(uint32_t *status);
const char *NAME_last_error_message(void);

#endif
