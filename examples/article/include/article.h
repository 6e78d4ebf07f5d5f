/* article.h - a string, and a struct that owns one.
 *
 * What create_string and create_config return is the caller's, who frees it once. A call that fails returns NULL, or its
 * status, and last_error_message says in words what went wrong. All texts are UTF-8. Every function may be called from
 * any thread.
 *
 * Each pointer parameter's comment begins with one of four words. owned: its receiver's, who must end it. borrowed:
 * still its owner's; for the time of the call. copied: still its owner's, who keeps it. taken: the library's, if the
 * call succeeds. */
#ifndef ARTICLE_H
#define ARTICLE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t article_status;

enum {
  ARTICLE_OK = 0,
  ARTICLE_E_NULL_ARGUMENT = 1,
  ARTICLE_E_INVALID_ARGUMENT = 2,
  ARTICLE_E_INVALID_UTF8 = 4,
  ARTICLE_E_DOUBLE_FREE = 20,
  ARTICLE_E_FOREIGN_POINTER = 21,
  ARTICLE_E_INTERIOR_POINTER = 22,
  ARTICLE_E_WRONG_TYPE = 23,
  ARTICLE_E_NOT_OWNED = 24,
  ARTICLE_E_OUT_OF_MEMORY = 50,
  ARTICLE_E_INTERNAL = 99
};

/* What went wrong in this thread's last call that failed, beginning with the function's name.
 * @return  borrowed: until this thread's next call that fails; "" if none has failed, never NULL */
const char *last_error_message(void);

/* A greeting.
 * @param name  copied
 * @return      owned: freed with free_string; NULL: see `status` */
char *create_string(const char *name, article_status *status);

/* Frees a string.
 * @param text  taken: a string of this library; NULL is no error */
article_status free_string(char *text);

/* A configuration. */
typedef struct config {
  int32_t max_connections; /* how many connections there may be */
  int32_t timeout_ms;      /* how long to wait for one, in milliseconds */
  char *name;              /* owned by the struct: it is freed with it */
} config;

/* A configuration.
 * @param name             copied
 * @param max_connections  how many connections there may be
 * @param timeout_ms       how long to wait for one, in milliseconds; not negative
 * @return                 owned: freed with free_config; NULL: see `status`
 * @errors                 ARTICLE_E_INVALID_ARGUMENT */
config *create_config(const char *name, int32_t max_connections, int32_t timeout_ms,
                      article_status *status);

/* Frees a configuration, with its name.
 * @param config  taken: what create_config has returned; NULL is no error */
article_status free_config(config *config);

#ifdef __cplusplus
}
#endif

#endif
