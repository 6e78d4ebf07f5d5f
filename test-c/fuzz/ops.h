/* The operations: name, weight in drawn programs, and what a, b and n mean.
 *
 * p, v, w, h: a lane's variables: pointers, vecs, copies of vecs, handles. A pointer argument "p: a"
 * is a variable by the lower five bits; the upper three say plain (0 to 4), interior (5), NULL (6) or
 * foreign (7). "size" is a number drawn from a shape (see size_of); "type" see type_of. */
#ifndef FFO_FUZZ_OPS_H
#define FFO_FUZZ_OPS_H

/* clang-format off */
#define FUZZ_OPS(X) \
  X(string_new, 14)         /* to p: a, size: n; b: 1 NULL text, 2 NULL status */ \
  X(string_from_bytes, 8)   /* to p: a, size: n; b: 1 NULL, 2 a NUL inside */ \
  X(string_from_utf8, 5)    /* the same; b: 3 a bad byte */ \
  X(string_from_utf16, 5)   /* the same; b: 3 a bad unit */ \
  X(string_clone, 5)        /* p: a to p: b; n: place of an interior pointer */ \
  X(string_length, 4)       /* p: a; b: 1 NULL out */ \
  X(string_free, 16)        /* p: a */ \
  X(string_shorten, 2)      /* p: a, a NUL at n */ \
  X(strings_new, 3)         /* to p: a and the next; b: how many, n: mistakes */ \
  X(strings_free, 3)        /* p: a and the next; b: how many, n: mistakes */ \
  X(config_new, 6)          /* to p: a */ \
  X(config_clone, 3)        /* p: a to p: b */ \
  X(config_set_name, 8)     /* p: a, size: n; b: 1 NULL, 2 inside the present name */ \
  X(config_take_name, 4)    /* p: a to p: b */ \
  X(config_free, 6)         /* p: a */ \
  X(type_register, 3)       /* shape: a; b: mistake */ \
  X(type_name, 1)           /* type: a */ \
  X(box_new, 14)            /* to p: a, type: b */ \
  X(box_free, 14)           /* p: a, type: b */ \
  X(box_put, 10)            /* p: a takes p: b; n: field */ \
  X(box_take, 6)            /* p: a to p: b; n: field */ \
  X(store, 3)               /* p: b straight into a field of p: a; n: field */ \
  X(vec_init, 10)           /* v: a; b: element size, n: bytes, or a count that wraps */ \
  X(vec_reserve, 6)         /* v: a; n: bytes or a count */ \
  X(vec_push, 10)           /* v: a; b: 1 NULL, 2 from the vec itself */ \
  X(vec_append, 8)          /* v: a; b as for push; n: bytes */ \
  X(vec_resize, 8)          /* v: a; n: bytes or a count */ \
  X(vec_shrink, 4)          /* v: a */ \
  X(vec_dispose, 8)         /* v: a */ \
  X(vec_length, 3)          /* v: a; the caller sets the length: n */ \
  X(vec_copy, 3)            /* w: b becomes a copy of v: a */ \
  X(vec_swap, 3)            /* w: b and v: a change places */ \
  X(vec_edit, 3)            /* v: a; b: field and way, n: number */ \
  X(vec_round, 3)           /* v: a goes to raw parts and back; n: how often */ \
  X(vec_churn, 1)           /* v: a is disposed of and made again, as it was; n: how often */ \
  X(vec_into_raw_parts, 4)  /* v: a to p: b; n: NULLs and aliases */ \
  X(vec_from_raw_parts, 5)  /* v: a from p: b; n: edits */ \
  X(vec_into_handle, 4)     /* v: a to h: b */ \
  X(vec_from_handle, 4)     /* v: a from h: b */ \
  X(vec_owners, 6)          /* a vec of a registered type lives and ends; n: how */ \
  X(handle_from_raw, 12)    /* p: a, to h: b, type: n */ \
  X(handle_into_raw, 6)     /* h: a to p: b, type: n */ \
  X(handle_adopt, 3)        /* payload by a to h: b, type: n */ \
  X(handle_borrow, 7)       /* h: a, type: n, the pointer to p: b */ \
  X(handle_borrow_mut, 6)   /* the same */ \
  X(handle_return, 9)       /* h: a */ \
  X(handle_retain, 4)       /* h: a */ \
  X(handle_try_retain, 3)   /* h: a; b: 1 NULL out */ \
  X(handle_release, 12)     /* h: a */ \
  X(handle_close, 5)        /* h: a */ \
  X(handle_describe, 4)     /* h: a; b: 1 NULL, 2 and 3 a bad struct_size */ \
  X(handle_garbage, 1)      /* h: a becomes a number */ \
  X(handle_copy, 3)         /* h: b becomes h: a */ \
  X(forget, 2)              /* p: a */ \
  X(describe, 5)            /* p: a; b as for handle_describe; n: place of an interior pointer */ \
  X(tag, 4)                 /* p: a; n: length, 0: NULL */ \
  X(stats_get, 2)           /* b as for handle_describe */ \
  X(checkpoint, 2)          /* to c: a; b: 1 NULL */ \
  X(live_since, 2)          /* c: a; b: NULLs */ \
  X(live_list, 2)           /* c: a; b: capacity, n: mistakes */ \
  X(report_leaks, 1)        /* c: a; b: 1 a bad path */ \
  X(validate, 2)            /* */ \
  X(set_policy, 1)          /* a */ \
  X(set_misuse_hook, 2)     /* a: 0 none, 1 counts, 2 also calls the library */ \
  X(thread_detach, 2)       /* */ \
  X(last_error, 2)          /* the six of the errors; b as for handle_describe */ \
  X(version, 1)             /* the ones about the library itself; n */ \
  X(overrun, 1)             /* p: a; the byte past it */ \
  X(race, 2)                /* p or h: a is ended by several threads; b: what */ \
  X(look, 6)                /* the content of all that lives */ \
  X(join, 6)                /* the phase ends; a odd: the next one has a thread for each lane */

enum op_code {
#define FUZZ_CODE(name, weight) OP_##name,
  FUZZ_OPS(FUZZ_CODE)
#undef FUZZ_CODE
  OP_COUNT
};
/* clang-format on */

extern const char *const op_names[OP_COUNT];
extern const unsigned op_weights[OP_COUNT];

#endif
