/* What the libraries in one process that have a ledger inside tell each other: ours, copies of it, and those of authors. Each may be
 * of another version, so this is an ABI between them.
 *
 * - The symbol ffo_copies_v1 is the first record of a list. All libraries of a namespace of the dynamic linker share it.
 * - A record is pushed in front when its library has started. It is never changed or taken out afterwards, and its library is never
 *   unloaded. So the list is read without a lock, at any time, also in a child of fork.
 * - Record and answer have the members below at least. A later version adds members behind them and makes the size larger: who reads a
 *   record, or fills in an answer, touches a member that was added only if it lies within the size. Kinds are added, too: one that is not
 *   known means FFO_COPIES_MEMORY.
 * - Texts are NUL-terminated and stay for ever.
 * - The questions may be asked on any thread, for any value. They take no lock, wait for nothing, allocate nothing, and read nothing
 *   that the answering library ever unmaps. What they tell was right at some moment of the question. */
#ifndef OWN_COPIES_H
#define OWN_COPIES_H

#include <stddef.h>
#include <stdint.h>

/* What a value is to the library that was asked. */
typedef enum ffo_copies_kind {
  FFO_COPIES_NOTHING = 0,      /* none of its values, or it cannot tell */
  FFO_COPIES_BLOCK = 1,        /* the start of a block that its caller owns */
  FFO_COPIES_HELD = 2,         /* the start of a live block that the caller may not free now */
  FFO_COPIES_INSIDE = 3,       /* `offset` bytes into a live block */
  FFO_COPIES_FREED = 4,        /* the start of a block that was freed */
  FFO_COPIES_MEMORY = 5,       /* in its memory, where there is no live block */
  FFO_COPIES_HANDLE = 6,       /* a handle that is live or closing */
  FFO_COPIES_STALE_HANDLE = 7, /* a handle that has ended */
} ffo_copies_kind;

typedef struct ffo_copies_answer {
  size_t size;               /* of the asker's struct; the rest of it is zero before the question */
  uint64_t offset;           /* of FFO_COPIES_INSIDE */
  const char *type_name;     /* NULL: not known */
  const char *free_function; /* the C function that frees such a block or ends such a handle; NULL: not known */
} ffo_copies_answer;

typedef struct ffo_copies_record {
  struct ffo_copies_record *next; /* NULL: it is the oldest */
  size_t size;
  const char *name;    /* such as "libffi_ownership" */
  const char *version; /* of the library, such as "1.0.0" */
  const char *path;    /* of the file it is in, as the dynamic linker has it; NULL: not known */
  uint32_t (*about_pointer)(const void *pointer,
                            ffo_copies_answer *answer);                 /* returns an ffo_copies_kind; NULL: cannot tell */
  uint32_t (*about_handle)(uint64_t handle, ffo_copies_answer *answer); /* the same */
} ffo_copies_record;

/* Defined in each library; the dynamic linker has all of them use one. */
extern ffo_copies_record *ffo_copies_v1;

#endif
