/* Faults that are known and not mended yet: programs go round those that are 1 here. */
#ifndef FFO_FUZZ_KNOWN_H
#define FFO_FUZZ_KNOWN_H

enum {
  KNOWN_HOOK_INFO = 1,   /* a hook that calls the library changes what it was given */
  KNOWN_ALIASED_OUT = 1, /* out parameters of ffo_vec_into_raw_parts that lie in the vec */
  KNOWN_WRAP = 1,        /* a capacity whose product with the element size wraps */
  KNOWN_STAMPS = 1,      /* stamps of vecs come again */
  KNOWN_RAW_STAMP = 1,   /* a vec fits its block again that went through a handle to a pointer */
  KNOWN_ERRNO = 1,       /* successful calls change errno */
};

#endif
