/* my_library.h - counts words.
 *
 * What is made is ended once, with the function that its comment names. What goes wrong, also a second free or a
 * handle that is used after its end, is a status; my_library_last_error_message says it in words. A function that
 * makes something returns it, or NULL or 0, with the status in its last parameter, which may be NULL; any other one
 * returns its status. Every function may be called from any thread. */
//-:cnd:noEmit
#ifndef MY_LIBRARY_H
#define MY_LIBRARY_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
//+:cnd:noEmit

typedef uint32_t my_library_status;

enum {
  MY_LIBRARY_OK = 0,
  MY_LIBRARY_E_NULL_ARGUMENT = 1,
  MY_LIBRARY_E_INVALID_ARGUMENT = 2,
  MY_LIBRARY_E_INVALID_UTF8 = 4,
  MY_LIBRARY_E_OUT_OF_RANGE = 6,
  MY_LIBRARY_E_DOUBLE_FREE = 20,
  MY_LIBRARY_E_FOREIGN_POINTER = 21,
  MY_LIBRARY_E_INVALID_HANDLE = 30,
  MY_LIBRARY_E_STALE_HANDLE = 31,
  MY_LIBRARY_E_OUT_OF_MEMORY = 50,
  MY_LIBRARY_E_INTERNAL = 99
};

/* A tally of words. 0 is none. */
typedef uint64_t my_library_tally;

/* An empty tally.
 * @return  owned: ended with my_library_tally_close; 0: see `status` */
my_library_tally my_library_tally_new(my_library_status *status);

/* Counts a word once more.
 * @param tally  borrowed: a tally
 * @param word   copied: UTF-8, not empty
 * @param out    borrowed: receives how often the word was counted by now; 0 on failure */
my_library_status my_library_tally_count(my_library_tally tally, const char *word, uint64_t *out);

/* The word that was counted most often.
 * @param tally  borrowed: a tally
 * @return       owned: freed with my_library_string_free; NULL: see `status`
 * @errors       MY_LIBRARY_E_OUT_OF_RANGE: no word was counted */
char *my_library_tally_most_frequent(my_library_tally tally, my_library_status *status);

/* Ends a tally.
 * @param tally  taken: a tally; 0 is no error */
my_library_status my_library_tally_close(my_library_tally tally);

/* Frees a string.
 * @param text  taken: a string of this library; NULL is no error */
my_library_status my_library_string_free(char *text);

/* What went wrong in this thread's last call that failed.
 * @return  borrowed: until this thread's next call that fails; empty if none has failed, never NULL */
const char *my_library_last_error_message(void);

//-:cnd:noEmit
#ifdef __cplusplus
}
#endif

#endif
//+:cnd:noEmit
