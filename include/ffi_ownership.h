/* ffi_ownership.h - memory that crosses a C boundary, and a ledger of who owns it.
 *
 * Copyright (c) 2026 FfiOwnership contributors. SPDX-License-Identifier: MIT
 *
 * The library hands out strings, structs, growable buffers and handles. Each of them is a
 * *block*: memory with a type, a size and an owner. The ledger keeps the record of all blocks,
 * apart from the blocks themselves, and every call asks the ledger before it touches memory.
 * So the classic mistakes of a boundary come back as a status with a name and change nothing: a
 * second free, a pointer from elsewhere or into the middle of a block, the wrong free function,
 * a free of something borrowed, a handle that is used after its end.
 *
 * A block has one owner at a time: the caller, the library (a handle or another block holds it)
 * or nobody (it was freed). It also has one name at a time: a pointer or a handle. A pointer is
 * plain C and fast, but it has a limit that no ledger can lift: once the memory of a freed block
 * is used again, the old pointer is the new block's name, and nobody can tell the two apart.
 * Reuse comes late, but it comes. A handle is never issued twice: a stale one is always caught.
 * Whoever needs that certainty uses handles.
 *
 *     ffo_status status;
 *     char *text = ffo_string_new("hello", &status);
 *     if (text == NULL) { fprintf(stderr, "%s\n", ffo_last_error_message()); return status; }
 *     status = ffo_string_free(text);
 *
 * HOW TO READ THE COMMENTS
 *
 * A function's comment is one summary line, what else there is to say, and then, in this order:
 *
 *     @param NAME  WORD: ...    each pointer and handle; numbers only where they need a unit or
 *                               a remark, and without a WORD
 *     @return      WORD: ...    a pointer or handle that is returned
 *     @threads     ...          only where it differs from the rule below
 *     @errors      ...          beyond those that any call may give, see "Status"
 *     @since       VERSION      the first version that has it; without one it is 1.0. Fields and
 *                               enumerators say it as well
 *
 * WORD is one of four, and says whose the thing is that crosses:
 *
 *     owned      its receiver's, who must end it or pass it on, once.
 *     borrowed   still its owner's. The receiver may use it until the call returns, or for as
 *                long as the comment says.
 *     copied     still its owner's. The library makes a copy and keeps only that.
 *     taken      the library's, if the call succeeds. After a refused call it is still whose it
 *                was.
 *
 * What you receive owned comes with a duty: only such results carry FFO_NODISCARD. Where a
 * parameter only carries others (char **, void **, ffo_vec *), the word is about what is carried;
 * the carrier itself is borrowed until the call returns.
 *
 * RULES THAT HOLD EVERYWHERE
 *
 * NULL.      A pointer may be NULL only where its comment says so, and an array when its count or
 *            length is 0. Freeing NULL, or releasing or closing handle 0, is FFO_OK.
 * Results.   What makes, takes out or borrows something returns it, or NULL (a handle: 0) when it
 *            fails, with the reason in its last parameter: `status` may be NULL and is otherwise
 *            always written. Any other function that can fail returns its status.
 * Failure.   A call that fails changes nothing: what you owned you still own. Out parameters are
 *            then zero or NULL, never left as they were; inputs are read before that. The
 *            exceptions say so: freeing an overrun block, ffo_strings_free, ffo_handle_return.
 * Threads.   Every function may be called from any thread. One block must not be used and freed
 *            at once, nor changed by two threads at once: the ledger survives that, the content
 *            may not.
 * Addresses. Where memory is expected, an address below 64 KiB is FFO_E_INTERNAL, and as `status`
 *            it counts as NULL; any other that leads nowhere is a SIGSEGV of the caller's. A pointer
 *            that names a block may be anything.
 * errno.     No call changes it (on Linux).
 * Callbacks. They must not unwind into the library, neither by longjmp nor by a C++ exception nor by
 *            pthread_exit: that is undefined. Cancellation is disabled while they run. No lock is
 *            held; they may call the library.
 * Sizes.     In bytes, unless a comment says otherwise. The largest block has 2^40 bytes.
 * Alignment. That of max_align_t, or what the block's type asks for; strings at least 8.
 * Growth.    A struct that begins with struct_size is set up with its FFO_..._INIT macro, and grows
 *            at its end only. The library takes its size in each version so far, and reads and
 *            writes it only up to that size. Fields named flags are 0, unless there are values for
 *            them; so are fields named reserved.
 *
 * The functions stand in sections: Status, Version, Strings, Config, Boxes, Vecs, Vecs of
 * registered types, Handles, Forget, Looking inside, Misuse, Process. The last one says what holds
 * for signals, fork, unloading and the environment. This is one file, although long, so that a
 * program needs one.
 */
#ifndef FFO_FFI_OWNERSHIP_H
#define FFO_FFI_OWNERSHIP_H

#include <stddef.h>
#include <stdint.h>

/* FFO_API: imported on Windows and visible elsewhere. Define FFO_STATIC for a static library. */
#if defined(FFO_STATIC)
#define FFO_API
#elif defined(_WIN32)
#define FFO_API __declspec(dllimport)
#elif defined(__GNUC__)
#define FFO_API __attribute__((visibility("default")))
#else
#define FFO_API
#endif

/* FFO_CALL: the calling convention of functions and callbacks. */
#if defined(_WIN32)
#define FFO_CALL __cdecl
#else
#define FFO_CALL
#endif

/* FFO_NODISCARD: an owned result that is ignored is a leak, and the compiler warns.
 *
 * FFO_FREED_BY(fn): tells GCC 11 and later, in C and C++, which call frees the result. With -Wall
 * and at least -O1 GCC then warns about free() on our pointer, our free on malloc's, and from
 * version 12 on about a second free and a use after free. It names fn and asserts nothing else.
 *
 * To the compiler a pointer is dead after any free, also after one that the ledger refused. Code
 * that wants to go on with it, or to free again, keeps a second name from before the call, in a
 * variable that the compiler does not see through (char *volatile again = text;), or is compiled
 * with FFO_NO_COMPILER_CHECKS defined, which turns both macros off. */
#if defined(FFO_NO_COMPILER_CHECKS)
#define FFO_NODISCARD
#elif defined(__GNUC__)
#define FFO_NODISCARD __attribute__((warn_unused_result))
#elif defined(_Check_return_) /* of Microsoft's sal.h */
#define FFO_NODISCARD _Check_return_
#else
#define FFO_NODISCARD
#endif

#if defined(__GNUC__) && __GNUC__ >= 11 && !defined(__clang__) && !defined(FFO_NO_COMPILER_CHECKS)
#define FFO_FREED_BY(fn) __attribute__((malloc(fn, 1)))
#else
#define FFO_FREED_BY(fn)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What a block holds. Types you register count from 256. */
typedef uint32_t ffo_type;
#define FFO_TYPE_NONE 0u
#define FFO_TYPE_STRING 1u
#define FFO_TYPE_CONFIG 2u
#define FFO_TYPE_VEC 3u
#define FFO_TYPE_SELF 0xFFFFFFFFu /* in an owned field: the type being registered */

/* The other kind of name. Never 0; bit 62 is always set and bit 63 never, so that a handle looks
 * neither like an address nor like a small number. */
typedef uint64_t ffo_handle;

/* ==== Status =================================================================================
 *
 * The values are fixed for ever: 1..9 arguments, 10..19 busy, 20..49 misuse, 50..69 environment,
 * 99 internal. Misuse counts in the statistics and goes to the hook and the policy (see
 * "Misuse"); ffo_string_length, ffo_describe, ffo_handle_describe and ffo_handle_try_retain only
 * ask, so their answer never counts as misuse. Details of the last failure are kept for each
 * thread; a success leaves them as they are. The functions of this section and the next never
 * set them.
 *
 * These are not repeated at each function:
 *     FFO_E_NULL_ARGUMENT      any call
 *     FFO_E_INVALID_ARGUMENT   any call given a struct whose struct_size it does not know
 *     FFO_E_UNKNOWN_TYPE       any call given a type
 *     FFO_E_OUT_OF_MEMORY, FFO_E_SIZE_OVERFLOW   any call that makes or grows something
 *     FFO_E_LIMIT              any call that makes or grows a block of more than 32 KiB: of these
 *                              786,429 can live at once
 *     FFO_E_OVERRUN            any call that ends a block; the block is gone all the same
 *     FFO_E_INTERNAL           any call
 *
 * And these groups are named as a whole, for those of their members that make sense in a call:
 *     pointer errors   the pointer does not name a block this call may use: FFO_E_DOUBLE_FREE
 *                      (freed already, whatever the call), FFO_E_FOREIGN_POINTER,
 *                      FFO_E_INTERIOR_POINTER, FFO_E_WRONG_TYPE, FFO_E_NOT_OWNED,
 *                      FFO_E_FORGOTTEN, FFO_E_BORROWED (it is in another call right now)
 *     field errors     the same, about what an owned field of the block or of its tree holds;
 *                      the message names the field. See "Boxes"
 *     vec errors       the pointer errors, and FFO_E_INVALID_ARGUMENT (element_size is 0),
 *                      FFO_E_OUT_OF_RANGE (length is beyond capacity), FFO_E_PARTS_MISMATCH
 *     handle errors    FFO_E_INVALID_HANDLE (also handle 0), FFO_E_STALE_HANDLE, and
 *                      FFO_E_WRONG_TYPE when the call names a type
 */
typedef enum ffo_status {
  FFO_OK = 0,

  FFO_E_NULL_ARGUMENT = 1,    /* a pointer that may not be NULL is NULL */
  FFO_E_INVALID_ARGUMENT = 2, /* a value makes no sense */
  FFO_E_INTERIOR_NUL = 3,     /* a NUL inside text; the error's offset is its position */
  FFO_E_INVALID_UTF8 = 4,     /* the error's offset is the position of the first bad byte */
  FFO_E_INVALID_UTF16 = 5,    /* the error's offset is the position of the first bad unit */
  FFO_E_OUT_OF_RANGE = 6,     /* an index, length, count or offset is outside its block */
  FFO_E_SIZE_OVERFLOW = 7,    /* count x size does not fit, or exceeds the largest block */
  FFO_E_UNKNOWN_TYPE = 8,     /* no such type is registered */

  FFO_E_BORROWED = 10,        /* outstanding borrows, or a call at work on it, forbid it */
  FFO_E_BORROW_CONFLICT = 11, /* shared while exclusively borrowed, or exclusive while borrowed */
  FFO_E_SHARED = 12,          /* needs the only reference, but there are more */

  FFO_E_DOUBLE_FREE = 20,      /* the block was freed already; certain until its memory is reused or
                                  given back to the system: after that the pointer may be foreign,
                                  interior, or the name of a new block */
  FFO_E_FOREIGN_POINTER = 21,  /* not from this copy of the library */
  FFO_E_INTERIOR_POINTER = 22, /* ours, but not the start of a block */
  FFO_E_WRONG_TYPE = 23,       /* ours, but of another type than the call is for */
  FFO_E_NOT_OWNED = 24,        /* a handle or another block owns it, the caller does not */
  FFO_E_FORGOTTEN = 25,        /* it was forgotten on purpose and can never be freed */
  FFO_E_NOT_BORROWED = 28,     /* a borrow is returned that is not out */
  FFO_E_INVALID_HANDLE = 30,   /* never issued by this copy of the library */
  FFO_E_STALE_HANDLE = 31,     /* issued once, gone since */
  FFO_E_PARTS_MISMATCH = 32,   /* raw parts or a vec do not match the ledger */
  FFO_E_OVERRUN = 33,          /* the bytes just past the block were overwritten; the one misuse
                                  that does not refuse, reported once */
  FFO_E_WRITE_AFTER_FREE = 34, /* a freed block was written to; ffo_validate returns it, hook and
                                  policy also hear of it as the block leaves quarantine */

  FFO_E_OUT_OF_MEMORY = 50,
  FFO_E_LIMIT = 51,        /* a limit of the library: handles, types, references, large blocks */
  FFO_E_ABI_MISMATCH = 53, /* the header and the library differ */
  FFO_E_IO = 54,           /* a report could not be written */

  FFO_E_INTERNAL = 99, /* an exception was caught; its message is the error's message */

  FFO_STATUS_FORCE_32 = 0x7FFFFFFF
} ffo_status;

/* One failure in full. What does not apply is 0 or NULL. */
typedef struct ffo_error_info {
  uint32_t struct_size;
  ffo_status status;
  ffo_type expected_type;
  ffo_type actual_type;
  const void *pointer;       /* borrowed: the pointer in question; not to be followed */
  ffo_handle handle;
  size_t offset;             /* a position in text, an index, or bytes from the block's start */
  size_t size;               /* that goes with it: the text's, the array's, or the block's */
  const char *free_function; /* borrowed: the call that frees such a block; static */
  const char *message;       /* borrowed: as long as that of ffo_last_error_message */
} ffo_error_info;

#define FFO_ERROR_INFO_INIT                                                                        \
  { sizeof(ffo_error_info), FFO_OK, FFO_TYPE_NONE, FFO_TYPE_NONE, NULL, 0, 0, 0, NULL, NULL }

/* The name of a status: "FFO_E_DOUBLE_FREE".
 * @return  borrowed: static; "FFO_E_UNKNOWN" for any other value */
FFO_API const char *FFO_CALL ffo_status_name(ffo_status status);

/* What a status means, in one plain sentence.
 * @return  borrowed: static; never NULL */
FFO_API const char *FFO_CALL ffo_status_text(ffo_status status);

/* The status of this thread's last failure, FFO_OK if there is none. */
FFO_API ffo_status FFO_CALL ffo_last_error(void);

/* What happened, to what, and what to do, in one line:
 * "ffo_string_free: 0x7f.. is a block of type "ffo_config"; free it with ffo_config_free".
 * @return  borrowed: until this thread's next failing call or its ffo_clear_error,
 *          ffo_thread_detach or end; never NULL */
FFO_API const char *FFO_CALL ffo_last_error_message(void);

/* This thread's last failure in full.
 * @param out  borrowed: receives it */
FFO_API ffo_status FFO_CALL ffo_last_error_info(ffo_error_info *out);

/* Sets this thread's last error to none. */
FFO_API void FFO_CALL ffo_clear_error(void);

/* ==== Version ================================================================================
 *
 * Compare early, best at start-up: if (FFO_VERSION_CHECK() != FFO_OK) ... A program that calls
 * functions which an older library lacks is refused by the loader. This check also finds an older
 * library that lacks none of them but does not know the sizes of this header's structs.
 * FFO_ABI_CHECK compares the ABI alone, which additions do not change.
 */
#define FFO_VERSION_MAJOR 1
#define FFO_VERSION_MINOR 1
#define FFO_VERSION_PATCH 0
#define FFO_VERSION_NUMBER (FFO_VERSION_MAJOR * 10000 + FFO_VERSION_MINOR * 100 + FFO_VERSION_PATCH)

/* Changes when something breaks; additions do not change it. */
#define FFO_ABI_VERSION 1

/* The library's FFO_VERSION_NUMBER. */
FFO_API uint32_t FFO_CALL ffo_version_number(void);

/* The library's version as text: "1.1.0".
 * @return  borrowed: static */
FFO_API const char *FFO_CALL ffo_version_string(void);

/* The library's FFO_ABI_VERSION. */
FFO_API uint32_t FFO_CALL ffo_abi_version(void);

/* Whether the library has this ABI.
 * @errors  FFO_E_ABI_MISMATCH */
FFO_API ffo_status FFO_CALL ffo_abi_check(uint32_t abi_version);

/* Whether the library has the ABI of this header. */
#define FFO_ABI_CHECK() ffo_abi_check(FFO_ABI_VERSION)

/* Whether the library has the ABI of this header and is at least of its version; a status, too. */
#define FFO_VERSION_CHECK()                                                                        \
  (ffo_version_number() >= FFO_VERSION_NUMBER ? FFO_ABI_CHECK() : FFO_E_ABI_MISMATCH)

/* What this header says, as data, for programs that load the library without it: types with sizes
 * and offsets, enums and constants with values, functions with C types, and whose each pointer is.
 * @return  borrowed: static; JSON in UTF-8, as share/ffi-ownership/abi.schema.json describes it */
FFO_API const char *FFO_CALL ffo_abi_json(void);

/* ==== Strings ================================================================================
 *
 * FFO_TYPE_STRING: NUL-terminated text of any bytes but NUL. You may change the bytes in place,
 * and shorten the text by writing an earlier NUL; the block and its recorded length stay what
 * they were. A string whose NUL at the recorded end is missing is FFO_E_OVERRUN; on the slab heap
 * this NUL may be all that guards it, where other blocks have guard bytes past their end.
 */

/* Ends any block by its type: a string, a config, a box, a vec's raw data.
 * It belongs to "Boxes", where trees and drop callbacks are explained, and stands here because
 * the declarations below refer to it.
 * @param box  taken: with all that it owns; may be NULL
 * @errors     pointer errors, field errors */
FFO_API ffo_status FFO_CALL ffo_box_free(void *box, ffo_type type);

/* Ends a string.
 * @param string  taken: may be NULL
 * @errors        pointer errors */
FFO_API ffo_status FFO_CALL ffo_string_free(char *string);

/* Makes a string from NUL-terminated text.
 * @param text    copied: of any bytes, unchecked
 * @param status  borrowed: may be NULL
 * @return        owned: free with ffo_string_free */
FFO_NODISCARD FFO_API char *FFO_CALL ffo_string_new(const char *text, ffo_status *status)
    FFO_FREED_BY(ffo_string_free) FFO_FREED_BY(ffo_box_free);

/* Makes a string from bytes of any kind but NUL.
 * @param bytes   copied: `length` bytes, without a terminator
 * @param status  borrowed: may be NULL
 * @return        owned: free with ffo_string_free
 * @errors        FFO_E_INTERIOR_NUL */
FFO_NODISCARD FFO_API char *FFO_CALL
ffo_string_from_bytes(const void *bytes, size_t length, ffo_status *status)
    FFO_FREED_BY(ffo_string_free) FFO_FREED_BY(ffo_box_free);

/* Makes a string from UTF-8, validated.
 * @param bytes   copied: `length` bytes, without a terminator
 * @param status  borrowed: may be NULL
 * @return        owned: free with ffo_string_free
 * @errors        FFO_E_INTERIOR_NUL, FFO_E_INVALID_UTF8 */
FFO_NODISCARD FFO_API char *FFO_CALL
ffo_string_from_utf8(const void *bytes, size_t length, ffo_status *status)
    FFO_FREED_BY(ffo_string_free) FFO_FREED_BY(ffo_box_free);

/* Makes a UTF-8 string from UTF-16, its surrogates checked.
 * @param units   copied: `count` units of 16 bits in native byte order, without a terminator
 * @param status  borrowed: may be NULL
 * @return        owned: free with ffo_string_free
 * @errors        FFO_E_INTERIOR_NUL, FFO_E_INVALID_UTF16 */
FFO_NODISCARD FFO_API char *FFO_CALL
ffo_string_from_utf16(const uint16_t *units, size_t count, ffo_status *status)
    FFO_FREED_BY(ffo_string_free) FFO_FREED_BY(ffo_box_free);

/* Makes a second string with the text that the first one has now, up to its first NUL.
 * @param string  copied: a string of ours that you own or have borrowed
 * @param status  borrowed: may be NULL
 * @return        owned: free with ffo_string_free
 * @errors        pointer errors */
FFO_NODISCARD FFO_API char *FFO_CALL ffo_string_clone(const char *string, ffo_status *status)
    FFO_FREED_BY(ffo_string_free) FFO_FREED_BY(ffo_box_free);

/* The length recorded when the string was made, without the NUL, in constant time.
 * @param string  borrowed: a string of ours that you own or have borrowed
 * @param out     borrowed: receives the bytes
 * @errors        pointer errors */
FFO_API ffo_status FFO_CALL ffo_string_length(const char *string, size_t *out);

/* Makes many strings in one call: all of them or none.
 * The two arrays must not overlap.
 * @param texts  copied: `count` NUL-terminated texts
 * @param out    owned: receives `count` strings, free with ffo_strings_free; on failure `count`
 *               times NULL
 * @errors       FFO_E_NULL_ARGUMENT: the error's offset is the index of a text that is NULL */
FFO_API ffo_status FFO_CALL ffo_strings_new(const char *const *texts, size_t count, char **out);

/* Ends many strings in one call, and goes on past misuse.
 * What is freed becomes NULL in the array, what is refused stays; NULLs are skipped.
 * @param strings  taken: `count` strings
 * @param freed    borrowed: receives how many were freed; may be NULL
 * @errors         pointer errors: the first one met */
FFO_API ffo_status FFO_CALL ffo_strings_free(char **strings, size_t count, size_t *freed);

/* ==== Config =================================================================================
 *
 * FFO_TYPE_CONFIG: a struct that owns a string, and the pattern for boxes of your own. You read
 * and write the numbers in place.
 */
typedef struct ffo_config {
  int32_t max_connections;
  int32_t timeout_ms;
  char *name; /* owned: by the config, an owned field as explained in "Boxes"; may be NULL */
} ffo_config;

/* Ends a config, and its name.
 * @param config  taken: may be NULL
 * @errors        pointer errors, field errors */
FFO_API ffo_status FFO_CALL ffo_config_free(ffo_config *config);

/* Makes a config without a name.
 * @param status  borrowed: may be NULL
 * @return        owned: free with ffo_config_free */
FFO_NODISCARD FFO_API ffo_config *FFO_CALL
ffo_config_new(int32_t max_connections, int32_t timeout_ms, ffo_status *status)
    FFO_FREED_BY(ffo_config_free) FFO_FREED_BY(ffo_box_free);

/* Makes a second config with a name of its own.
 * @param config  copied: a config of ours that you own or have borrowed
 * @param status  borrowed: may be NULL
 * @return        owned: free with ffo_config_free
 * @errors        pointer errors, field errors */
FFO_NODISCARD FFO_API ffo_config *FFO_CALL
ffo_config_clone(const ffo_config *config, ffo_status *status)
    FFO_FREED_BY(ffo_config_free) FFO_FREED_BY(ffo_box_free);

/* Gives a config a new name and frees the former one.
 * @param config  borrowed: yours, or exclusively borrowed
 * @param name    copied: any NUL-terminated text, also one inside the present name; NULL: none
 * @errors        pointer errors, field errors, FFO_E_BORROW_CONFLICT (only a shared borrow) */
FFO_API ffo_status FFO_CALL ffo_config_set_name(ffo_config *config, const char *name);

/* Moves the name out; the config is left without one.
 * @param config  borrowed: yours, or exclusively borrowed
 * @param status  borrowed: may be NULL
 * @return        owned: free with ffo_string_free; NULL with FFO_OK when there is no name
 * @errors        pointer errors, field errors, FFO_E_BORROW_CONFLICT (only a shared borrow) */
FFO_NODISCARD FFO_API char *FFO_CALL ffo_config_take_name(ffo_config *config, ffo_status *status)
    FFO_FREED_BY(ffo_string_free) FFO_FREED_BY(ffo_box_free);

/* ==== Boxes ==================================================================================
 *
 * Any struct, registered once as a type. Its *owned fields* are pointers to blocks that end
 * with it: strings, configs and other boxes, nested to any depth.
 *
 * Who owns a field's block. ffo_box_put and ffo_config_set_name make the box its owner at once.
 * A pointer that you store straight into an owned field stays yours until the library next
 * *claims* the fields: in a free, ffo_handle_from_raw, ffo_forget, or the return of an exclusive
 * borrow. From then on freeing it by hand is FFO_E_NOT_OWNED. A claim is refused whole, with one
 * of the field errors, when a field holds anything but an owned, unborrowed block of its type:
 * a literal is FFO_E_FOREIGN_POINTER; a child that another box owns (*copy = *box), that
 * appears twice or closes a cycle is FFO_E_NOT_OWNED. A child that was claimed and that its field
 * no longer names, because you overwrote the pointer, is an orphan: it stands in the leak report.
 *
 * Freeing a tree. All of it is claimed first, or the free is refused whole. Then, for each box and
 * parents first: its drop callback, its claimed children, its memory. A free that meets another
 * free of the same tree gets FFO_E_DOUBLE_FREE, even if that one is then refused.
 */

/* Ends what a box holds beyond memory and owned fields, such as a file.
 * The block counts as freed already, and its own handle as stale. What the callback writes into
 * owned fields has no effect; freeing them there is FFO_E_NOT_OWNED.
 * @param payload  borrowed: the box, still with its content
 * @param context  borrowed: as registered, or as given to ffo_handle_adopt
 * @threads        runs on the thread that ends the block, exactly once */
typedef void (FFO_CALL *ffo_drop_fn)(void *payload, void *context);

/* Where a struct owns a block. */
typedef struct ffo_owned_field {
  size_t offset; /* aligned for a pointer, inside the struct, apart from other fields */
  ffo_type type; /* a string, a config, a registered type or FFO_TYPE_SELF */
  uint32_t flags;
} ffo_owned_field;

/* What there is to know about a type. */
typedef struct ffo_type_desc {
  uint32_t struct_size;
  uint32_t flags;
  const char *name;              /* copied: NUL-terminated, unique in the process */
  size_t size;                   /* 0: only for ffo_handle_adopt */
  size_t alignment;              /* a power of two up to 4096; 0: that of max_align_t */
  const ffo_owned_field *fields; /* copied: `field_count` of them */
  size_t field_count;
  ffo_drop_fn drop; /* borrowed: for the life of the process; may be NULL */
  void *context;    /* borrowed: for the life of the process, never looked at; may be NULL */
} ffo_type_desc;

#define FFO_TYPE_DESC_INIT { sizeof(ffo_type_desc), 0, NULL, 0, 0, NULL, 0, NULL, NULL }

/* Registers a type for the life of the process.
 * The same description again, callback and context included, gives the same type again.
 * @param desc  copied: all of it
 * @param out   borrowed: receives the type
 * @errors      FFO_E_INVALID_ARGUMENT (a description that makes no sense, or another one under
 *              the same name), FFO_E_LIMIT */
FFO_API ffo_status FFO_CALL ffo_type_register(const ffo_type_desc *desc, ffo_type *out);

/* The name of a type.
 * @return  borrowed: for the life of the process; NULL for an unknown type */
FFO_API const char *FFO_CALL ffo_type_name(ffo_type type);

/* Makes a box, zeroed. ffo_box_free ends it.
 * @param type    a registered type with a size, or FFO_TYPE_CONFIG
 * @param status  borrowed: may be NULL
 * @return        owned: free with ffo_box_free
 * @errors        FFO_E_INVALID_ARGUMENT (a string, a vec, or a type of size 0) */
FFO_NODISCARD FFO_API void *FFO_CALL ffo_box_new(ffo_type type, ffo_status *status)
    FFO_FREED_BY(ffo_box_free);

/* Puts a block into an owned field and frees the one that was there.
 * @param box     borrowed: a box or config, yours or exclusively borrowed
 * @param offset  the field's; for a config offsetof(ffo_config, name)
 * @param child   taken: of the field's type; NULL clears the field
 * @errors        pointer errors (of the box, of the child), field errors,
 *                FFO_E_OUT_OF_RANGE (offset is outside the struct), FFO_E_INVALID_ARGUMENT (no
 *                owned field is there), FFO_E_BORROW_CONFLICT (only a shared borrow) */
FFO_API ffo_status FFO_CALL ffo_box_put(void *box, size_t offset, void *child);

/* Moves the block in an owned field out; the field becomes NULL.
 * @param box     borrowed: a box or config, yours or exclusively borrowed
 * @param offset  as for ffo_box_put
 * @param status  borrowed: may be NULL
 * @return        owned: free as its type asks; NULL with FFO_OK when the field is empty
 * @errors        pointer errors, field errors, FFO_E_OUT_OF_RANGE, FFO_E_INVALID_ARGUMENT,
 *                FFO_E_BORROW_CONFLICT: as for ffo_box_put */
FFO_NODISCARD FFO_API void *FFO_CALL ffo_box_take(void *box, size_t offset, ffo_status *status)
    FFO_FREED_BY(ffo_string_free) FFO_FREED_BY(ffo_config_free) FFO_FREED_BY(ffo_box_free);

/* ==== Vecs ===================================================================================
 *
 * Growable buffers: an ffo_vec lies in your memory, its elements in a block of FFO_TYPE_VEC. You
 * read and write elements in place and may set `length` to anything up to `capacity`. The rest is
 * the library's: it must match the ledger whenever the vec comes back. A copy of a vec that has
 * grown or gone since is caught, not followed.
 */
typedef struct ffo_vec {
  void *data;      /* owned: the vec's block; NULL while capacity is 0 */
  size_t length;   /* in elements */
  size_t capacity; /* in elements */
  size_t element_size;
  uint64_t stamp;
} ffo_vec;

/* A vec that owns nothing. It can be disposed of; anything else needs ffo_vec_init first. */
#define FFO_VEC_INIT { NULL, 0, 0, 0, 0 }

/* Sets up an empty vec.
 * @param vec       owned: receives it, free with ffo_vec_dispose; {0} on failure. What was there
 *                  before is ignored
 * @param capacity  in elements; 0 makes no block yet
 * @errors          FFO_E_INVALID_ARGUMENT (element_size is 0) */
FFO_API ffo_status FFO_CALL ffo_vec_init(ffo_vec *vec, size_t element_size, size_t capacity);

/* Frees the elements and resets the vec to {0}, so that a second call does nothing.
 * @param vec  taken: its length does not matter; may be NULL or {0}
 * @errors     vec errors */
FFO_API ffo_status FFO_CALL ffo_vec_dispose(ffo_vec *vec);

/* Makes room for more elements. Grows by at least half, so that pushes cost O(1) on average.
 * @param vec         borrowed: its data may move
 * @param additional  in elements, beyond length
 * @errors            vec errors */
FFO_API ffo_status FFO_CALL ffo_vec_reserve(ffo_vec *vec, size_t additional);

/* Adds one element at the end.
 * @param vec      borrowed: its data may move
 * @param element  copied: element_size bytes, also from the vec itself
 * @errors         vec errors */
FFO_API ffo_status FFO_CALL ffo_vec_push(ffo_vec *vec, const void *element);

/* Adds elements at the end.
 * @param vec       borrowed: its data may move
 * @param elements  copied: `count` elements, also from the vec itself
 * @errors          vec errors */
FFO_API ffo_status FFO_CALL ffo_vec_append(ffo_vec *vec, const void *elements, size_t count);

/* Sets the length; elements that this adds are zero.
 * @param vec     borrowed: its data may move
 * @param length  in elements
 * @errors        vec errors */
FFO_API ffo_status FFO_CALL ffo_vec_resize(ffo_vec *vec, size_t length);

/* Gives back the room beyond the length.
 * @param vec  borrowed: its data may move
 * @errors     vec errors */
FFO_API ffo_status FFO_CALL ffo_vec_shrink(ffo_vec *vec);

/* Takes a vec apart and resets it to {0}. The data is then a block of FFO_TYPE_VEC in its own
 * right: put it together again, or free it with ffo_box_free. The out parameters may lie in the
 * vec itself, which keeps the parts then, and stays as it was on failure.
 * @param vec       taken: its block
 * @param data      owned: receives the block, free with ffo_box_free; NULL when capacity is 0
 * @param length    borrowed: receives it, in elements
 * @param capacity  borrowed: receives it, in elements
 * @errors          vec errors */
FFO_API ffo_status FFO_CALL ffo_vec_into_raw_parts(ffo_vec *vec, void **data, size_t *length,
                                                   size_t *capacity);

/* Puts a vec together from the parts that ffo_vec_into_raw_parts gave; length may have changed.
 * @param vec       owned: receives it, free with ffo_vec_dispose; {0} on failure. What was there
 *                  before is ignored
 * @param data      taken: NULL when capacity is 0
 * @param length    in elements, up to capacity
 * @param capacity  in elements
 * @errors          vec errors */
FFO_API ffo_status FFO_CALL ffo_vec_from_raw_parts(ffo_vec *vec, void *data, size_t length,
                                                   size_t capacity, size_t element_size);

/* Puts a vec behind a handle and resets it to {0}. The handle remembers the length.
 * @param vec     taken: its block
 * @param status  borrowed: may be NULL
 * @return        owned: one reference, free with ffo_handle_release
 * @errors        vec errors, FFO_E_LIMIT */
FFO_NODISCARD FFO_API ffo_handle FFO_CALL ffo_vec_into_handle(ffo_vec *vec, ffo_status *status);

/* Takes a vec back out of its handle, as ffo_handle_into_raw does.
 * @param vec     owned: receives it, free with ffo_vec_dispose; {0} on failure. What was there
 *                before is ignored
 * @param handle  taken: its only reference, without borrows
 * @errors        handle errors, FFO_E_SHARED, FFO_E_BORROWED */
FFO_API ffo_status FFO_CALL ffo_vec_from_handle(ffo_vec *vec, ffo_handle handle);

/* ==== Vecs of registered types ===============================================================
 *
 * Arrays of structs that own what their fields hold: lists of people with names. Such a vec is
 * made by ffo_vec_init_of; all functions of the section before work on it as well, with field
 * errors beside vec errors, and what its elements own ends with them. To the ledger its block is
 * one of FFO_TYPE_VEC; ffo_block_info.element_type tells more.
 *
 * Elements. ffo_vec_push and ffo_vec_append copy the bytes, and take what the owned fields hold
 * from you: all of it or, when a field holds anything but an owned, unborrowed block of its type,
 * nothing. ffo_vec_reserve and growth move elements with all that they own. ffo_vec_resize adds
 * elements of zeros, and ends those that it cuts off; ffo_vec_shrink keeps room for one element.
 * A pointer that you store straight into an owned field stays yours until the library next
 * claims the elements: in ffo_vec_dispose, ffo_vec_into_raw_parts, ffo_vec_into_handle, and when
 * the block is freed, forgotten, goes behind a handle or comes back from an exclusive borrow.
 *
 * Length. The library counts for itself how many elements it has seen, so that a block ends with
 * all of them where there is no length: as raw data, or behind a handle. You may raise `length`
 * over elements that you have written in place; from `length` on the bytes are zero until you
 * write there. Elements that you cut off by lowering it are not yours: the next push, append,
 * resize or shrink ends them, or the end of the vec. Use ffo_vec_take to get one. A push or append
 * that is refused leaves zeros behind `length`.
 *
 * The end.   Drop callbacks run for the elements in order, then for what they own. While
 *            ffo_vec_resize or a push ends some, the vec is busy: calls on it are FFO_E_BORROWED.
 *            A call that ends elements and finds that a block of theirs was overrun does its
 *            work and says FFO_E_OVERRUN.
 *
 * A vec cannot be in an owned field.
 */

/* Sets up an empty vec of a registered type. It has a block from the start.
 * @param vec       owned: receives it, free with ffo_vec_dispose; {0} on failure. What was there
 *                  before is ignored
 * @param type      registered, of a size that is a multiple of its alignment
 * @param capacity  in elements; 0 is taken for 1
 * @errors          FFO_E_INVALID_ARGUMENT (such a type), FFO_E_LIMIT
 * @since           1.1 */
FFO_API ffo_status FFO_CALL ffo_vec_init_of(ffo_vec *vec, ffo_type type, size_t capacity);

/* Moves an element out and closes the gap, in a vec of any kind; the others keep their order.
 * @param vec      borrowed: one element fewer
 * @param index    less than length
 * @param element  borrowed: receives element_size bytes, and what their owned fields hold is yours;
 *                 zeros on failure, if the vec is one and has a block. Not in the vec itself
 * @errors         vec errors, field errors
 * @since          1.1 */
FFO_API ffo_status FFO_CALL ffo_vec_take(ffo_vec *vec, size_t index, void *element);

/* Moves a block into an owned field of an element, as ffo_box_put does; the former one is freed.
 * @param vec     borrowed: the element owns the child from here on
 * @param index   less than length
 * @param offset  where the field is in the element
 * @param child   taken: of the field's type; NULL clears the field
 * @errors        vec errors, field errors, FFO_E_INVALID_ARGUMENT (no owned field there)
 * @since         1.1 */
FFO_API ffo_status FFO_CALL ffo_vec_put_field(ffo_vec *vec, size_t index, size_t offset,
                                              void *child);

/* Moves the block out of an owned field of an element, as ffo_box_take does.
 * @param vec     borrowed: the field becomes NULL
 * @param index   less than length
 * @param offset  where the field is in the element
 * @param status  borrowed: may be NULL
 * @return        owned: free as its type asks; NULL with FFO_OK when the field is empty
 * @errors        vec errors, field errors, FFO_E_INVALID_ARGUMENT (no owned field there)
 * @since         1.1 */
FFO_NODISCARD FFO_API void *FFO_CALL
ffo_vec_take_field(ffo_vec *vec, size_t index, size_t offset, ffo_status *status)
    FFO_FREED_BY(ffo_string_free) FFO_FREED_BY(ffo_config_free) FFO_FREED_BY(ffo_box_free);

/* ==== Handles ================================================================================
 *
 * A handle owns a block and counts two things: *references*, each of which somebody has to
 * release, and *borrows*, each of which somebody has to return. Borrows are shared (many) or
 * exclusive (one). A handle that is kept without a reference is a weak one: it stays safe to ask
 * with, see ffo_handle_try_retain.
 *
 * All functions of this section may run at once on one handle: each is one atomic step, and of
 * many that would end the block exactly one does. A release that is refused leaves the handle
 * live, and no other call finds it stale meanwhile.
 */

/* Trades a pointer for a handle, and claims the tree below it.
 * The raw data of a vec has lost its length: its whole capacity counts as length from here on; of
 * a vec of a registered type, the elements that the library has counted.
 * @param block   taken: its pointer is no name of it any more
 * @param type    the block's
 * @param status  borrowed: may be NULL
 * @return        owned: one reference, free with ffo_handle_release
 * @errors        pointer errors, field errors, FFO_E_LIMIT */
FFO_NODISCARD FFO_API ffo_handle FFO_CALL
ffo_handle_from_raw(void *block, ffo_type type, ffo_status *status);

/* Trades a handle for the pointer; the handle is stale from here on.
 * @param handle  taken: its only reference, without borrows
 * @param type    the block's
 * @param status  borrowed: may be NULL
 * @return        owned: free as its type asks. Of an adopted payload: the payload, undropped; its
 *                own free function is one that GCC warns about, see FFO_FREED_BY
 * @errors        handle errors, FFO_E_SHARED, FFO_E_BORROWED */
FFO_NODISCARD FFO_API void *FFO_CALL
ffo_handle_into_raw(ffo_handle handle, ffo_type type, ffo_status *status)
    FFO_FREED_BY(ffo_string_free) FFO_FREED_BY(ffo_config_free) FFO_FREED_BY(ffo_box_free);

/* Puts memory that is not ours behind a handle, with a destructor of its own.
 * @param payload  taken: anything but memory of ours, that of freed blocks included
 * @param type     a registered type without owned fields; its size may be 0, its drop is not used
 * @param drop     borrowed: until it has run, or the payload has left; may be NULL
 * @param context  borrowed: as long as drop, never looked at; may be NULL
 * @param status   borrowed: may be NULL
 * @return         owned: one reference, free with ffo_handle_release
 * @errors         FFO_E_INVALID_ARGUMENT (a block of ours, or such a type), FFO_E_LIMIT */
FFO_NODISCARD FFO_API ffo_handle FFO_CALL ffo_handle_adopt(void *payload, ffo_type type,
                                                           ffo_drop_fn drop, void *context,
                                                           ffo_status *status);

/* Borrows the block for reading, beside other readers. Freeing the pointer is FFO_E_NOT_OWNED.
 * @param handle  borrowed: it cannot end until the return
 * @param type    the block's
 * @param size    borrowed: receives a string's recorded length, a box's or adopted type's size, a
 *                vec's length x element_size; may be NULL
 * @param status  borrowed: may be NULL
 * @return        borrowed: until ffo_handle_return
 * @errors        handle errors, FFO_E_BORROW_CONFLICT (exclusively borrowed), FFO_E_LIMIT */
FFO_API const void *FFO_CALL ffo_handle_borrow(ffo_handle handle, ffo_type type, size_t *size,
                                               ffo_status *status);

/* Borrows the block for writing, alone.
 * @param handle  borrowed: it cannot end until the return
 * @param type    the block's
 * @param size    borrowed: as for ffo_handle_borrow
 * @param status  borrowed: may be NULL
 * @return        borrowed: until ffo_handle_return
 * @errors        handle errors, FFO_E_BORROW_CONFLICT (borrowed already) */
FFO_API void *FFO_CALL ffo_handle_borrow_mut(ffo_handle handle, ffo_type type, size_t *size,
                                             ffo_status *status);

/* Gives one borrow back.
 * The return of an exclusive borrow claims the fields. A bad one is reported, and the borrow is
 * returned all the same. The last return on a closing handle ends the block in any case; what a
 * bad field holds is then an orphan.
 * @param handle  borrowed: one borrow fewer
 * @threads       any thread may return, not only the one that borrowed
 * @errors        handle errors, FFO_E_NOT_BORROWED, field errors */
FFO_API ffo_status FFO_CALL ffo_handle_return(ffo_handle handle);

/* Adds a reference.
 * @param handle  borrowed: one reference more
 * @errors        handle errors, FFO_E_LIMIT */
FFO_API ffo_status FFO_CALL ffo_handle_retain(ffo_handle handle);

/* Adds a reference if the block still lives: how a weak handle becomes a strong one.
 * @param handle    borrowed: one reference more, or, when stale, none
 * @param retained  borrowed: receives 1, or 0 with FFO_OK when the handle is stale
 * @errors          FFO_E_INVALID_HANDLE, FFO_E_LIMIT */
FFO_API ffo_status FFO_CALL ffo_handle_try_retain(ffo_handle handle, uint32_t *retained);

/* Gives one reference up; the last one ends the block, with all that it owns.
 * @param handle  taken: one reference; may be 0
 * @errors        handle errors, field errors, FFO_E_BORROWED (the last one, while borrowed) */
FFO_API ffo_status FFO_CALL ffo_handle_release(ffo_handle handle);

/* Gives one reference up, for hosts whose garbage collector cannot wait for borrows.
 * The last one ends the block, or, while borrows are out, marks the handle *closing*: then only
 * ffo_handle_return works on it, and ffo_handle_describe tells; anything else finds it stale. The
 * last return ends the block.
 * @param handle  taken: one reference; may be 0
 * @errors        handle errors, field errors */
FFO_API ffo_status FFO_CALL ffo_handle_close(ffo_handle handle);

/* ==== Forget ============================================================================== */

/* Leaves a block and its whole tree to the caller for ever: no leak, and no free either.
 * It can be read, written and cloned as before; freeing it or changing what it owns is
 * FFO_E_FORGOTTEN. Forgetting it again is FFO_OK.
 * @param block  borrowed: it stays yours, for the life of the process; may be NULL
 * @errors       pointer errors, field errors */
FFO_API ffo_status FFO_CALL ffo_forget(void *block);

/* ==== Looking inside =========================================================================
 *
 * For tests, leak hunts and curiosity. Numbers are exact when no other thread is at work.
 *
 * Time is divided into *periods*: each ffo_checkpoint starts the next one and returns its number,
 * and each block knows the period it was made in. Checkpoint 0 stands for all of them.
 *
 * Cost.      The number of blocks does not matter to ffo_describe, ffo_handle_describe, ffo_tag,
 *            ffo_stats_get and ffo_checkpoint, nor to ffo_live_since of 0 and of the last 64
 *            checkpoints. ffo_live_since of an older one, ffo_live_list and ffo_validate walk
 *            through all blocks; ffo_report_leaks does so twice, and once more for each further
 *            256 types.
 */
typedef enum ffo_owner {
  FFO_OWNER_NOBODY = 0,  /* it was freed */
  FFO_OWNER_CALLER = 1,  /* forgotten blocks, too */
  FFO_OWNER_LIBRARY = 2, /* a handle or another block owns it */
  FFO_OWNER_FORCE_32 = 0x7FFFFFFF
} ffo_owner;

/* Where blocks live; chosen once, at the first call. */
typedef enum ffo_heap {
  FFO_HEAP_SLAB = 1,   /* in slabs of ours */
  FFO_HEAP_SYSTEM = 2, /* each block is an allocation of the C library, visible to tools */
  FFO_HEAP_FORCE_32 = 0x7FFFFFFF
} ffo_heap;

/* ffo_block_info.flags */
#define FFO_BLOCK_FORGOTTEN 1u
#define FFO_BLOCK_CLOSING 2u  /* its handle is closing */
#define FFO_BLOCK_ADOPTED 4u  /* memory that is not ours, behind a handle */
#define FFO_BLOCK_ORPHANED 8u /* claimed once, but its owner's field names it no longer */

/* One block, as the ledger knows it. */
typedef struct ffo_block_info {
  uint32_t struct_size;
  ffo_type type;
  const void *address;       /* borrowed: the block's start; not to be followed when freed */
  size_t size;               /* as asked for */
  ffo_owner owner;
  uint32_t flags;            /* FFO_BLOCK_... */
  ffo_handle handle;         /* 0: none */
  const void *owned_by;      /* borrowed: the box that owns it; NULL: none does */
  uint32_t references;       /* of its handle */
  uint32_t borrows;          /* of its handle; an exclusive one counts as one */
  uint64_t period;           /* in which it was made */
  const char *type_name;     /* borrowed: for the life of the process */
  const char *free_function; /* borrowed: the call that frees such a block; static */
  char tag[64];              /* as given to ffo_tag; "" if none */
  ffo_type element_type;     /* of the elements, if it holds those of a vec of a registered type,
                                else FFO_TYPE_NONE; @since 1.1 */
  uint32_t reserved;         /* @since 1.1 */
} ffo_block_info;

#define FFO_BLOCK_INFO_INIT                                                                        \
  { sizeof(ffo_block_info), FFO_TYPE_NONE, NULL, 0, FFO_OWNER_NOBODY, 0, 0, NULL, 0, 0, 0, NULL,   \
    NULL, "", FFO_TYPE_NONE, 0 }

/* The ledger's balance. */
typedef struct ffo_stats {
  uint32_t struct_size;
  ffo_heap heap;
  uint64_t live_blocks; /* without the forgotten ones */
  uint64_t forgotten_blocks;
  uint64_t created_blocks;
  uint64_t freed_blocks;
  uint64_t live_bytes; /* without the forgotten ones */
  uint64_t forgotten_bytes;
  uint64_t reserved_bytes; /* held from the system, for blocks and the ledger */
  uint64_t live_handles;
  uint64_t live_borrows;
  uint64_t misuses;
} ffo_stats;

/* The heap is only a placeholder: an ffo_heap has no 0. */
#define FFO_STATS_INIT { sizeof(ffo_stats), FFO_HEAP_SLAB, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* Finds the block that a pointer names or lies in, live or freed. Nothing is dereferenced.
 * @param pointer  borrowed: any address at all
 * @param out      borrowed: receives the block; a freed one has FFO_OWNER_NOBODY
 * @errors         FFO_E_FOREIGN_POINTER */
FFO_API ffo_status FFO_CALL ffo_describe(const void *pointer, ffo_block_info *out);

/* Finds the block behind a handle.
 * @param handle  borrowed: any number at all
 * @param out     borrowed: receives the block
 * @errors        handle errors */
FFO_API ffo_status FFO_CALL ffo_handle_describe(ffo_handle handle, ffo_block_info *out);

/* Marks a block with a word of yours, to be found in reports.
 * @param block  borrowed: any live block, owned or not
 * @param tag    copied: NUL-terminated, cut at 63 bytes between characters; NULL clears it
 * @errors       pointer errors */
FFO_API ffo_status FFO_CALL ffo_tag(void *block, const char *tag);

/* The ledger's balance.
 * @param out  borrowed: receives it */
FFO_API ffo_status FFO_CALL ffo_stats_get(ffo_stats *out);

/* Starts the next period.
 * @param out  borrowed: receives its number, the checkpoint for the three functions below */
FFO_API ffo_status FFO_CALL ffo_checkpoint(uint64_t *out);

/* Counts the blocks made at or after a checkpoint that still live; forgotten ones do not count. Of
 * the last 64 checkpoints it only adds up counters: it may stand around each operation.
 * @param blocks  borrowed: receives how many
 * @param bytes   borrowed: receives their sizes together */
FFO_API ffo_status FFO_CALL ffo_live_since(uint64_t checkpoint, size_t *blocks, size_t *bytes);

/* Lists the blocks that ffo_live_since counts.
 * @param out       borrowed: an array; struct_size is the same in each element, and their distance
 * @param capacity  in elements; what does not fit is counted but not written
 * @param count     borrowed: receives how many blocks there are, also beyond capacity */
FFO_API ffo_status FFO_CALL ffo_live_list(uint64_t checkpoint, ffo_block_info *out, size_t capacity,
                                          size_t *count);

/* Writes a leak report on the blocks that ffo_live_since counts, as text: their sum, one line for
 * each type, one for each block. Needs no memory, and waits for a slow reader.
 * @param path  borrowed: NUL-terminated, used byte for byte; the file is replaced. NULL: standard
 *              error
 * @errors      FFO_E_IO (a part may have been written) */
FFO_API ffo_status FFO_CALL ffo_report_leaks(uint64_t checkpoint, const char *path);

/* Walks the whole ledger, and checks the bytes past each block and those in quarantine.
 * @errors  FFO_E_OVERRUN, FFO_E_WRITE_AFTER_FREE, or whatever damage is found first */
FFO_API ffo_status FFO_CALL ffo_validate(void);

/* ==== Misuse =================================================================================
 *
 * A call that breaks the rules is refused with a status from 20 to 49. It then counts in
 * ffo_stats.misuses, the hook runs, and the policy acts. Misuse inside a hook counts, but is not
 * reported again.
 */
typedef enum ffo_policy {
  FFO_POLICY_RETURN = 0, /* the status is all */
  FFO_POLICY_LOG = 1,    /* the message goes to standard error, too */
  FFO_POLICY_ABORT = 2,  /* the message goes to standard error, then abort() */
  FFO_POLICY_FORCE_32 = 0x7FFFFFFF
} ffo_policy;

/* Hears of each misuse. It may call the library; what fails in it replaces neither what it is told
 * nor the thread's last error.
 * @param info     borrowed: until it returns
 * @param context  borrowed: as given to ffo_set_misuse_hook
 * @threads        runs on the failing thread */
typedef void (FFO_CALL *ffo_misuse_fn)(const ffo_error_info *info, void *context);

/* Chooses what follows a misuse, for the whole process.
 * @errors  FFO_E_INVALID_ARGUMENT (an unknown policy) */
FFO_API ffo_status FFO_CALL ffo_set_policy(ffo_policy policy);

/* Sets the hook, for the whole process.
 * @param hook     borrowed: until no thread is in it any more; NULL removes the present one
 * @param context  borrowed: as long as the hook, never looked at; may be NULL
 * @threads        after its removal another thread may still be in the former hook */
FFO_API ffo_status FFO_CALL ffo_set_misuse_hook(ffo_misuse_fn hook, void *context);

/* ==== Process ================================================================================
 *
 * Environment, read once at the first call; a value that cannot be read is named on standard
 * error and ignored:
 *     FFO_HEAP=slab|system             where blocks live: in slabs of ours, which is the default and
 *                                      fast, or each in an allocation of its own. Under Valgrind or
 *                                      AddressSanitizer it is always the system heap, and blocks
 *                                      have their exact size: the tool finds overruns, we check
 *                                      only a string's NUL. On the system heap the C library may
 *                                      hand a freed address out again at once: second frees are
 *                                      told less surely there
 *     FFO_POLICY=return|log|abort      see "Misuse"
 *     FFO_LEAK_REPORT=stderr|PATH      a leak report at exit, after the handlers of atexit and the
 *                                      destructors of static objects; none at _exit or a signal.
 *                                      On Windows at exit() of the universal C runtime, before the
 *                                      handlers from before the first call; elsewhere none
 *     FFO_QUARANTINE=BYTES             freed blocks are filled, kept that long, and checked: makes
 *                                      reuse come later, and finds writes after a free. Each block
 *                                      counts for at least 64 bytes; one of more than BYTES does
 *                                      not wait
 *     FFO_ZERO_ON_FREE=1               freed memory is cleared
 * None of them is read in a process that has more rights than who started it (AT_SECURE: a
 * set-user-ID program, for one).
 *
 * Signals.   Nothing here may be called from a signal handler. A SIGSEGV handler that was installed
 *            before the first call goes on hearing of faults, ours in the caller's memory included.
 * Cancelling. No call is a cancellation point; with asynchronous cancellation none may be made.
 * Fork.      A child may go on with all calls, whatever other threads were doing at the fork. Where
 *            no handlers of pthread_atfork run (_Fork, clone), only if no other thread was inside.
 * Unloading. The library is never unloaded; dlclose does nothing.
 * Threads.   They need no set-up, and leave nothing behind when they end. Destructors of C++
 *            thread_local objects and of pthread_keys may call the library, in any order and in
 *            each round of destructors; but a thread's first call of all may not come in a key's
 *            destructor if there was no key left at the library's first call. On Windows an FLS
 *            callback may, if it runs before that of the .NET runtime inside.
 */

/* Gives back now what this thread holds in the library: its slabs, its last error.
 * It happens by itself after the thread's end; a later call simply starts again. */
FFO_API ffo_status FFO_CALL ffo_thread_detach(void);

/* ==== Layout =================================================================================
 *
 * What version 1 of the ABI promises, checked by the compiler. Not part of the interface.
 */
#if defined(__cplusplus) && __cplusplus >= 201103L
#define FFO_CHECK(name, condition) static_assert(condition, #name)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define FFO_CHECK(name, condition) _Static_assert(condition, #name)
#else
#define FFO_CHECK(name, condition) typedef char ffo_check_##name[(condition) ? 1 : -1]
#endif
#define FFO_CHECK_SIZE(type, size) FFO_CHECK(sizeof_##type, sizeof(type) == (size))
#define FFO_CHECK_FIELD(type, field, offset)                                                       \
  FFO_CHECK(type##_##field, offsetof(type, field) == (offset))

FFO_CHECK(platform_has_64_bits, sizeof(void *) == 8 && sizeof(size_t) == 8);
FFO_CHECK_SIZE(ffo_status, 4);
FFO_CHECK_SIZE(ffo_owner, 4);
FFO_CHECK_SIZE(ffo_heap, 4);
FFO_CHECK_SIZE(ffo_policy, 4);

FFO_CHECK_SIZE(ffo_error_info, 64);
FFO_CHECK_FIELD(ffo_error_info, struct_size, 0);
FFO_CHECK_FIELD(ffo_error_info, status, 4);
FFO_CHECK_FIELD(ffo_error_info, expected_type, 8);
FFO_CHECK_FIELD(ffo_error_info, actual_type, 12);
FFO_CHECK_FIELD(ffo_error_info, pointer, 16);
FFO_CHECK_FIELD(ffo_error_info, handle, 24);
FFO_CHECK_FIELD(ffo_error_info, offset, 32);
FFO_CHECK_FIELD(ffo_error_info, size, 40);
FFO_CHECK_FIELD(ffo_error_info, free_function, 48);
FFO_CHECK_FIELD(ffo_error_info, message, 56);

FFO_CHECK_SIZE(ffo_config, 16);
FFO_CHECK_FIELD(ffo_config, max_connections, 0);
FFO_CHECK_FIELD(ffo_config, timeout_ms, 4);
FFO_CHECK_FIELD(ffo_config, name, 8);

FFO_CHECK_SIZE(ffo_owned_field, 16);
FFO_CHECK_FIELD(ffo_owned_field, offset, 0);
FFO_CHECK_FIELD(ffo_owned_field, type, 8);
FFO_CHECK_FIELD(ffo_owned_field, flags, 12);

FFO_CHECK_SIZE(ffo_type_desc, 64);
FFO_CHECK_FIELD(ffo_type_desc, struct_size, 0);
FFO_CHECK_FIELD(ffo_type_desc, flags, 4);
FFO_CHECK_FIELD(ffo_type_desc, name, 8);
FFO_CHECK_FIELD(ffo_type_desc, size, 16);
FFO_CHECK_FIELD(ffo_type_desc, alignment, 24);
FFO_CHECK_FIELD(ffo_type_desc, fields, 32);
FFO_CHECK_FIELD(ffo_type_desc, field_count, 40);
FFO_CHECK_FIELD(ffo_type_desc, drop, 48);
FFO_CHECK_FIELD(ffo_type_desc, context, 56);

FFO_CHECK_SIZE(ffo_vec, 40);
FFO_CHECK_FIELD(ffo_vec, data, 0);
FFO_CHECK_FIELD(ffo_vec, length, 8);
FFO_CHECK_FIELD(ffo_vec, capacity, 16);
FFO_CHECK_FIELD(ffo_vec, element_size, 24);
FFO_CHECK_FIELD(ffo_vec, stamp, 32);

FFO_CHECK_SIZE(ffo_block_info, 152);
FFO_CHECK_FIELD(ffo_block_info, struct_size, 0);
FFO_CHECK_FIELD(ffo_block_info, type, 4);
FFO_CHECK_FIELD(ffo_block_info, address, 8);
FFO_CHECK_FIELD(ffo_block_info, size, 16);
FFO_CHECK_FIELD(ffo_block_info, owner, 24);
FFO_CHECK_FIELD(ffo_block_info, flags, 28);
FFO_CHECK_FIELD(ffo_block_info, handle, 32);
FFO_CHECK_FIELD(ffo_block_info, owned_by, 40);
FFO_CHECK_FIELD(ffo_block_info, references, 48);
FFO_CHECK_FIELD(ffo_block_info, borrows, 52);
FFO_CHECK_FIELD(ffo_block_info, period, 56);
FFO_CHECK_FIELD(ffo_block_info, type_name, 64);
FFO_CHECK_FIELD(ffo_block_info, free_function, 72);
FFO_CHECK_FIELD(ffo_block_info, tag, 80);
FFO_CHECK_FIELD(ffo_block_info, element_type, 144);
FFO_CHECK_FIELD(ffo_block_info, reserved, 148);

FFO_CHECK_SIZE(ffo_stats, 88);
FFO_CHECK_FIELD(ffo_stats, struct_size, 0);
FFO_CHECK_FIELD(ffo_stats, heap, 4);
FFO_CHECK_FIELD(ffo_stats, live_blocks, 8);
FFO_CHECK_FIELD(ffo_stats, forgotten_blocks, 16);
FFO_CHECK_FIELD(ffo_stats, created_blocks, 24);
FFO_CHECK_FIELD(ffo_stats, freed_blocks, 32);
FFO_CHECK_FIELD(ffo_stats, live_bytes, 40);
FFO_CHECK_FIELD(ffo_stats, forgotten_bytes, 48);
FFO_CHECK_FIELD(ffo_stats, reserved_bytes, 56);
FFO_CHECK_FIELD(ffo_stats, live_handles, 64);
FFO_CHECK_FIELD(ffo_stats, live_borrows, 72);
FFO_CHECK_FIELD(ffo_stats, misuses, 80);

#undef FFO_CHECK_FIELD
#undef FFO_CHECK_SIZE
#undef FFO_CHECK

#ifdef __cplusplus
}
#endif

#endif
