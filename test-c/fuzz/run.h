/* One run of a program: the variables, and a model of who owns what that says, before each call, which
 * statuses it may give. Almost always there is one; where memory may have been used again there are
 * more. */
#ifndef FFO_FUZZ_RUN_H
#define FFO_FUZZ_RUN_H

#include "functions.h"
#include "ops.h"
#include "program.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
  POINTERS = 24,
  VECS = 8,
  HANDLES = 16,
  CHECKPOINTS = 4,
  SHAPES = 11,
  MOST_FIELDS = 4,
  MOST_BLOCKS = 8192,
  MOST_HANDLES = 2048,
  KEPT_ERRNO = 4321, /* what errno is before each call, and after each that succeeds */
  FOUND = 70,        /* the exit status of a process with a finding */
};

#define LARGEST_BLOCK ((size_t)1 << 40)
#define MOST_BYTES ((size_t)64 << 20)

/* A set of statuses; those of the library are below 64, but for FFO_E_INTERNAL, which is in none. */
typedef uint64_t statuses;
#define ONE(status) ((statuses)1 << (status))

typedef struct shape {
  size_t size;
  size_t alignment;
  size_t fields;
  struct {
    size_t offset;
    int type; /* a shape, or one of the below */
  } field[MOST_FIELDS];
  int drop; /* 0: none */
} shape;
enum { TYPE_STRING = 100, TYPE_CONFIG, TYPE_VEC, TYPE_SELF };

typedef enum owner { CALLERS, OWNED, HANDLED, FORGOTTEN, FREED } owner;

typedef struct handle_model handle_model;
typedef struct block {
  unsigned char *address;
  size_t size;
  ffo_type type;
  const shape *shape; /* what fields it has */
  owner owner;
  struct block *parent;
  handle_model *handle;
  uint64_t seed; /* of its content */
  uint64_t stamp;
  size_t element_size;
  uint64_t period;
  bool overrun;
  bool reused; /* freed, and its memory has been another block's */
  bool claimed;
  size_t shortened; /* a string's first NUL, if it is not the last byte */
  char tag[64];
} block;

struct handle_model {
  ffo_handle value;
  block *block;
  void *payload; /* adopted */
  ffo_type type;
  size_t size;
  uint32_t references;
  uint32_t borrows;
  bool exclusive;
  bool closing;
  bool stale;
  bool drops;
  uint64_t period;
};

typedef struct counts {
  uint64_t created;
  uint64_t freed;
  uint64_t live;
  uint64_t bytes;
  uint64_t forgotten;
  uint64_t forgotten_bytes;
  uint64_t handles;
  uint64_t borrows;
  uint64_t misuses;
} counts;

typedef struct world world;

/* A lane: variables, and the blocks that were made by its operations. Phases hand it from thread to
 * thread. */
typedef struct lane {
  world *world;
  unsigned number;
  void *p[POINTERS];
  ffo_vec v[VECS];
  ffo_vec w[VECS];
  ffo_handle h[HANDLES];
  uint64_t c[CHECKPOINTS];
  block *blocks;
  size_t block_count;
  handle_model *handles;
  size_t handle_count;
  size_t live_bytes;
  uint64_t seeds;
  const op *at; /* the operation that is running */
  FILE *out;    /* C source as it runs, or NULL */
  size_t begin; /* of its part of the phase */
  size_t end;
} lane;

struct world {
  const fuzz_api *api;
  const program *program;
  bool in_process; /* other runs were and will be in this process */
  bool parallel;
  const char *print_to; /* a folder for the source, or NULL */
  unsigned phase;
  ffo_heap heap;
  shape shapes[SHAPES];
  ffo_type types[SHAPES];
  pthread_mutex_t lock;
  lane lanes[MOST_LANES];
  counts before; /* the ledger's as the run began */
  counts sum;    /* of all lanes, changed by atomic additions */
  atomic_ullong drops;
  atomic_ullong expected_drops;
  atomic_ullong hook_calls;
  atomic_ullong expected_hook_calls;
  int hook; /* as set */
  uint64_t period;
};

/* run.c */
void world_run(world *world, const fuzz_api *api, const program *program);
void world_close(world *world);

/* counts.c */
void count_add(uint64_t *count, uint64_t added);
void read_counts(lane *on, counts *to);
void counts_compare(lane *on, const char *when);

/* report.c */
_Noreturn void found(lane *on, const char *format, ...) __attribute__((format(printf, 2, 3)));
void say(lane *on, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *statuses_text(statuses set, char *text, size_t size);
/* The call of the operation has ended with this status: is it one of those that may be? Counts it. */
void settle(lane *on, const char *call, ffo_status status, statuses allowed);
void settle_question(lane *on, const char *call, ffo_status status, statuses allowed);
bool is_misuse(ffo_status status);

/* content.c */
const char *text_of(size_t length);     /* NUL-terminated, of any length up to MOST_BYTES */
const uint16_t *units_of(size_t count); /* up to MOST_BYTES / 16 */
/* With content of the block's own; name is C for its address. */
void content_fill(lane *on, block *filled, const char *name);
void content_check(lane *on, const block *checked, size_t length);
void content_check_text(lane *on, const block *checked, const char *text);
void content_check_zero(lane *on, const unsigned char *bytes, size_t from, size_t to);
void content_check_all(lane *on);

/* model.c */
size_t block_number(lane *on, const block *of);
block *block_made(lane *on, void *address, size_t size, ffo_type type);
block *block_at(lane *on, const void *pointer, size_t *offset); /* live, or NULL */
block *block_dead(lane *on, const void *pointer, size_t *offset);
void block_end(lane *on, block *ended); /* one block, not what it owns */
statuses pointer_errors(lane *on, const void *pointer, ffo_type type, block **named);
statuses read_errors(lane *on, const void *pointer, ffo_type type, block **named);
statuses owner_errors(const block *named);
bool is_small(const lane *on, size_t size);
bool is_visible(const lane *on, const lane *other);

/* trees_model.c */
statuses claim_errors(lane *on, block *root);
void tree_own(lane *on, block *root);
void tree_forget(lane *on, block *root);
bool tree_end(lane *on, block *root); /* true: there was an overrun in it */
bool fields_of(const block *of);
size_t field_offset(const block *of, uint32_t n);
statuses end_errors(lane *on, void *pointer, ffo_type type, block **root);

/* handles_model.c */
handle_model *handle_made(lane *on, ffo_handle value);
handle_model *handle_of(lane *on, ffo_handle value);
statuses handle_errors(lane *on, ffo_handle value, ffo_type type, handle_model **named);

/* arguments.c */
typedef struct argument {
  void *value;
  char text[64];
} argument;
argument pointer_of(lane *on, uint8_t a, uint32_t n);
void pointer_store(lane *on, unsigned to, void *value);
ffo_type type_of(lane *on, uint32_t n, const void *pointer, argument *text);
size_t size_of(lane *on, uint32_t n);
size_t room_for(lane *on, size_t bytes); /* as much of it as the process may still have */
ffo_type type_of_shape(lane *on, unsigned number);

/* shapes.c */
void shapes_make(world *world);
void describe_shape(lane *on, unsigned number, ffo_type_desc *desc, ffo_owned_field *fields,
                    char *name);
const shape *shape_of(world *world, ffo_type type);
bool is_known(lane *on, ffo_type type);
void FFO_CALL drop_and_count(void *payload, void *context);
void FFO_CALL drop_and_call(void *payload, void *context);
void FFO_CALL drop_and_err(void *payload, void *context);

/* do_*.c: each operation. */
#define FUZZ_DECLARE(name, weight) void do_##name(lane *on, const op *o);
FUZZ_OPS(FUZZ_DECLARE)
#undef FUZZ_DECLARE

/* Makes a new string's or another block's entry in the model, fills it, and puts it into p[to]. */
block *made_into(lane *on, unsigned to, void *made, size_t size, ffo_type type);
/* What ending a block by pointer will answer; the root, if it is right, has ended in the model then. */
statuses end_statuses(lane *on, statuses errors, block *root);
/* Does the error name the place of the mistake in the text, or in the array of texts? */
void check_place(lane *on, const char *call, size_t at);

#endif
