/* The header of the library NAME. */
#ifndef NAME_H
#define NAME_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

char *NAME_hello(const char *name, uint32_t *status); /* freed with NAME_free */
uint32_t NAME_free(char *text);
uint64_t NAME_open(size_t megabytes, uint32_t *status); /* ended with NAME_close */
uint64_t NAME_sum(uint64_t handle, uint32_t *status);
uint32_t NAME_close(uint64_t handle);
const char *NAME_last_error_message(void);

#ifdef __cplusplus
}
#endif

#endif
