/* Finds out whose a pointer or a handle is that this library does not know: copies.h says how libraries find each other.
 *
 * C, because another library's thread asks, which this library's runtime may know nothing of. It reads what the ledger never unmaps:
 * page map, slabs' records, entries, types and handle slots. It is asked only when a call is refused anyway. */
#define _GNU_SOURCE
#include "copies.h"
#include "calls.h"
#include <dlfcn.h>
#include <string.h>

/* One object in the process, whatever the version nodes of the libraries are, and though they are loaded with RTLD_LOCAL. */
__asm__(".pushsection .bss.ffo_copies_v1,\"aw\",%nobits\n"
        ".globl ffo_copies_v1\n"
        ".type ffo_copies_v1,%gnu_unique_object\n"
        ".size ffo_copies_v1,8\n"
        ".balign 8\n"
        "ffo_copies_v1: .zero 8\n"
        ".popsection");

/* The same as Entry. */
typedef struct entry {
  uint64_t word;
  uint64_t info;
} entry;

/* Begins as Slab does. */
typedef struct slab {
  unsigned char *base;
  entry *entries;
  uint64_t reciprocal;
  uint64_t canary;
  uint32_t slot_size;
  uint32_t slot_count;
  uint32_t number;
  uint32_t class_number;
  uint64_t large_bytes;
} slab;

/* Begins as TypeRecord does. */
typedef struct type_record {
  size_t size;
  void *fields;
  size_t field_count;
  void (*drop)(void *, void *);
  void *context;
  uint32_t shape;
  uint32_t element_type;
  bool owns_blocks;
  bool may_own_blocks;
  const char *name;
  const char *free_function;
} type_record;

/* The same as HandleSlot. */
typedef struct handle_slot {
  uint64_t word;
  uint64_t size_and_note;
  void *pointer;
  uint32_t entry;
  uint32_t type_or_next;
} handle_slot;

/* The same as OtherCopies.View: where the ledger is. */
typedef struct ledger_view {
  slab ***page_map;          /* NULL on the system heap, whose index is behind locks: there no pointer is known */
  const uintptr_t *types;    /* a SegmentedTable's origins */
  uint64_t type_size;        /* of a TypeRecord in bytes */
  const uint32_t *vec_types; /* EntryWord.VecTypes */
  const uintptr_t *slots;    /* the same */
  const uint32_t *last_slot;
  uint64_t key; /* HandleCodec's keys for decoding */
  uint64_t first_inverse;
  uint64_t second_inverse;
  const char *release_handle; /* the function that ends any handle; NULL: each type has its own */
} ledger_view;

/* The same as OtherCopies.Found. */
typedef struct found {
  const char *library;
  const char *type_name;
  const char *free_function;
  uint64_t offset;
} found;

OWN_HIDDEN void own_copies_enter(const ledger_view *of_ours);
OWN_HIDDEN uint32_t own_copies_ask(const void *pointer, uint64_t handle, found *about);

/* As in EntryWord, EntryState, TypeNumber and HandleWord. */
enum { CALLER_OWNED = 1, FREED = 8, QUARANTINED = 9, ADOPTION_RECORD = 11 };
enum { VEC = 3, SMALL_VEC = 0x8000 };
enum { SLOT_LIVE = 1, SLOT_CLOSING = 2, SLOT_DYING = 3 };

/* Set once, before the record is in the list. */
static const ledger_view *ledger;

#define LOAD(place) __atomic_load_n(&(place), __ATOMIC_ACQUIRE)

static const void *table_at(const uintptr_t *origins, uint32_t index, size_t size)
{
  const int segment = 31 - __builtin_clz(index | 255) - 7;
  return (const void *)(LOAD(origins[segment]) + (uintptr_t)index * size);
}

static const type_record *type_at(uint32_t type) { return table_at(ledger->types, type, ledger->type_size); }

static slab *slab_of(uintptr_t address)
{
  if (ledger->page_map == NULL || address >> 48 != 0) {
    return NULL;
  }
  slab **const leaf = LOAD(ledger->page_map[address >> 32]);
  return leaf == NULL ? NULL : LOAD(leaf[(address >> 16) & 0xFFFF]);
}

/* What a block's word says of its start. */
static uint32_t kind_of(uint32_t state)
{
  switch (state) {
  case 0:
  case ADOPTION_RECORD:
    return FFO_COPIES_MEMORY;
  case CALLER_OWNED:
    return FFO_COPIES_BLOCK;
  case FREED:
  case QUARANTINED:
    return FFO_COPIES_FREED;
  default:
    return FFO_COPIES_HELD;
  }
}

/* One look into a slab; not valid if the word has changed by its end. */
static uint32_t look(const slab *in, uintptr_t address, ffo_copies_answer *answer, bool *is_valid)
{
  /* A large block's record has one entry. Its range may change, but not as long as the word is the same. */
  const bool is_large = in->slot_count == 0;
  const unsigned char *start = LOAD(in->base);
  const uint64_t slot = is_large ? 0 : ((address - (uintptr_t)start) * in->reciprocal) >> 38;
  *is_valid = true;
  if (slot >= in->slot_count && !is_large) {
    return FFO_COPIES_MEMORY;
  }

  entry *const it = in->entries + slot;
  const uint64_t word = LOAD(it->word);
  const uint64_t info = LOAD(it->info);
  start = is_large ? LOAD(in->base) : start + slot * in->slot_size;
  const uint64_t size = is_large ? LOAD(in->large_bytes) : in->slot_size - (info & 0xFFFF);
  *is_valid = LOAD(it->word) == word;
  const uint64_t offset = address - (uintptr_t)start;
  uint32_t kind = kind_of(word & 15);
  if (start == NULL || kind == FFO_COPIES_MEMORY || (offset != 0 && (offset >= size || kind == FFO_COPIES_FREED))) {
    return FFO_COPIES_MEMORY;
  }

  const uint32_t raw = (word >> 16) & 0xFFFF;
  const type_record *const type = type_at(raw >= SMALL_VEC - LOAD(*ledger->vec_types) ? VEC : raw);
  kind = offset != 0 ? FFO_COPIES_INSIDE : kind;
  answer->offset = offset;
  answer->type_name = type->name;
  answer->free_function = kind == FFO_COPIES_BLOCK ? type->free_function : NULL;
  return kind;
}

static uint32_t about_pointer(const void *pointer, ffo_copies_answer *answer)
{
  const uintptr_t address = (uintptr_t)pointer;
  const slab *const in = slab_of(address);
  if (in == NULL) {
    return FFO_COPIES_NOTHING;
  }

  bool is_valid = false;
  ffo_copies_answer now;
  uint32_t kind = FFO_COPIES_MEMORY;
  for (int turn = 0; turn < 4 && !is_valid; turn++) {
    now = *answer;
    kind = look(in, address, &now, &is_valid);
  }

  /* A large block's addresses may have gone back to the system, where they are anybody's. */
  if (LOAD(in->base) == NULL || slab_of(address) != in) {
    return FFO_COPIES_NOTHING;
  }
  if (!is_valid) {
    return FFO_COPIES_MEMORY;
  }
  answer->offset = now.offset;
  answer->type_name = now.type_name;
  answer->free_function = now.free_function;
  return kind;
}

/* Decodes as HandleCodec does. */
static uint32_t about_handle(uint64_t handle, ffo_copies_answer *answer)
{
  const uint64_t mask = ((uint64_t)1 << 62) - 1;
  uint64_t value = (handle & mask) * ledger->second_inverse & mask;
  value ^= value >> 31;
  value = (value * ledger->first_inverse & mask) ^ ledger->key;
  const uint32_t index = value & ((1U << 26) - 1);
  const uint32_t generation = (value >> 26) & ((1U << 25) - 1);
  if (handle >> 62 != 1 || value >> 51 != 0 || index == 0 || index > LOAD(*ledger->last_slot)) {
    return FFO_COPIES_NOTHING;
  }

  handle_slot *const slot = (handle_slot *)table_at(ledger->slots, index, sizeof(handle_slot));
  const uint64_t word = LOAD(slot->word);
  const uint32_t number = LOAD(slot->type_or_next);
  const uint32_t at_present = (word >> 3) & ((1U << 25) - 1);
  const uint32_t state = word & 7;
  const bool is_there = state == SLOT_LIVE || state == SLOT_CLOSING || state == SLOT_DYING;
  if (generation != at_present || !is_there) {
    const bool is_future = generation > at_present || (generation == at_present && state == 0);
    return is_future ? FFO_COPIES_NOTHING : FFO_COPIES_STALE_HANDLE;
  }

  if (((LOAD(slot->word) >> 3) & ((1U << 25) - 1)) != at_present) {
    return FFO_COPIES_STALE_HANDLE;
  }
  const type_record *const type = type_at(number);
  answer->type_name = type->name;
  /* A type whose values have no size is one of objects that have a handle from the beginning. */
  const char *const of_type = type->size == 0 && number > 255 ? type->free_function : NULL;
  answer->free_function = ledger->release_handle != NULL ? ledger->release_handle : of_type;
  return FFO_COPIES_HANDLE;
}

static ffo_copies_record ours = { NULL, sizeof ours, "lib" LIBRARY_NAME, LIBRARY_VERSION, NULL, about_pointer, about_handle };

/* Lets the others ask this library. Called as it starts, with its lock held; again in a child of a fork that came in between. */
void own_copies_enter(const ledger_view *of_ours)
{
  ffo_copies_record *first = LOAD(ffo_copies_v1);
  for (const ffo_copies_record *it = first; it != NULL; it = it->next) {
    if (it == &ours) {
      return;
    }
  }

  Dl_info file;
  ours.path = dladdr(&ours, &file) != 0 ? file.dli_fname : NULL;
  ledger = of_ours;
  do {
    ours.next = first;
  } while (!__atomic_compare_exchange_n(&ffo_copies_v1, &first, &ours, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
}

/* What to call a library: by its name, or if that is ours, too, by its file. */
static const char *name_of(const ffo_copies_record *it)
{
  const size_t longest = 256; /* of what is left of a message's room there must be enough for the rest */
  const bool has_path = it->path != NULL && it->path[0] != '\0' && strnlen(it->path, longest) < longest;
  return strcmp(it->name, ours.name) == 0 && has_path ? it->path : it->name;
}

/* Asks the other libraries whose a pointer is; if it is NULL, a handle. Returns an ffo_copies_kind. */
uint32_t own_copies_ask(const void *pointer, uint64_t handle, found *about)
{
  for (const ffo_copies_record *it = LOAD(ffo_copies_v1); it != NULL; it = it->next) {
    if (it == &ours || it->size < sizeof *it) {
      continue;
    }

    ffo_copies_answer answer = { .size = sizeof answer };
    uint32_t kind = FFO_COPIES_NOTHING;
    if (pointer != NULL && it->about_pointer != NULL) {
      kind = it->about_pointer(pointer, &answer);
    } else if (pointer == NULL && it->about_handle != NULL) {
      kind = it->about_handle(handle, &answer);
    }
    if (kind != FFO_COPIES_NOTHING) {
      *about = (found){ name_of(it), answer.type_name, answer.free_function, answer.offset };
      return kind;
    }
  }
  return FFO_COPIES_NOTHING;
}
