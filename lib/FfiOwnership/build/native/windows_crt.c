/* The part of Microsoft's C and C++ runtime that is linked statically (vcruntime.lib, msvcrt.lib), for a DLL that is
 * built on Linux without those libraries; see WindowsOnLinux.targets. It is not used when building on Windows.
 *
 * C and assembly, because the .NET runtime's objects, which Microsoft's compiler made, refer to these symbols;
 * Windows, the linker and the runtime use them. Everything else that the objects need is part of Windows 10: the
 * universal C runtime and the system's DLLs.
 *
 * The comment above each symbol says what it is, who uses it, and what it does less than the original, if anything.
 * One file of more than 250 lines, because a test (windows.crt in test-c/windows) compares all of its symbols with
 * those that the objects refer to.
 *
 * Compiled by clang for x86_64-w64-windows-gnu, with the headers of MinGW-w64. */
#include "collector_reserve.h"

#include <stdint.h>
#include <stdlib.h>

#include <windows.h>

#include <corecrt_startup.h>

#define SECTION(name) __attribute__((section(name), used))

/* ---- The heap of C++ ---------------------------------------------------------------------------------------------- */

/* operator new(size_t, std::nothrow_t const &), and the same for arrays. Used for the runtime's own objects, such as
 * its threads. They return NULL if out of memory, as the runtime expects, but for small arrays; see collector_reserve.h.
 * Less than the original: no new-handler is called first. */
void *new_one(size_t size, const void *nothrow) __asm__("??2@YAPEAX_KAEBUnothrow_t@std@@@Z");
void *new_many(size_t size, const void *nothrow) __asm__("??_U@YAPEAX_KAEBUnothrow_t@std@@@Z");

/* std::nothrow, which callers pass to select the two operators above instead of the throwing ones. */
extern const char nothrow_tag __asm__("?nothrow@std@@3Unothrow_t@1@B");
const char nothrow_tag = 0;

void *new_one(size_t size, const void *nothrow)
{
  (void)nothrow;
  return malloc(size == 0 ? 1 : size);
}

void *new_many(size_t size, const void *nothrow)
{
  void *const memory = new_one(size, nothrow);
  return memory != NULL ? memory : reserve_take(size);
}

/* operator delete(void *, size_t) and operator delete[](void *). Used for the runtime's own objects. */
void delete_sized(void *memory, size_t size) __asm__("??3@YAXPEAX_K@Z");
void delete_many(void *memory) __asm__("??_V@YAXPEAX@Z");

void delete_sized(void *memory, size_t size)
{
  (void)size;
  free(memory);
}

void delete_many(void *memory)
{
  if (!reserve_has(memory)) {
    free(memory);
  }
}

/* ---- Functions of C that MinGW-w64's import library leaves out, because MinGW has its own ---------------------------- */

/* log, used by the garbage collector. Calls that of the universal C runtime through its import pointer. */
extern double(__cdecl *const __imp_log)(double) __attribute__((visibility("hidden")));

double __cdecl log(double value) { return __imp_log(value); }

/* strnlen, used by the runtime's configuration and diagnostics. */
size_t __cdecl strnlen(const char *text, size_t size)
{
  size_t length = 0;
  while (length < size && text[length] != '\0') {
    length++;
  }
  return length;
}

/* Referred to by every object that uses floating-point numbers; it made old linkers include their support code. */
int _fltused = 0;

/* ---- Stack frames ------------------------------------------------------------------------------------------------- */

/* The stack cookie of functions compiled with /GS: stored between a function's arrays and its return address, and
 * compared when the function returns. The DLL's start replaces it by a secret value; until then it is Microsoft's
 * constant. It has 48 bits, so two of its bytes are zero and no copied string can contain it. */
uintptr_t __security_cookie = 0x00002B992DDFA232;

/* Compares a frame's cookie, in %rcx, with the secret one. Called by functions compiled with /GS when they return,
 * with all registers in use, so it changes no register but %rcx. If the frame was overrun, it ends the process
 * immediately. Less than the original: no report before that. */
void __security_check_cookie(uintptr_t cookie);
__asm__(".globl __security_check_cookie\n"
        "__security_check_cookie:\n"
        "  cmpq __security_cookie(%rip), %rcx\n"
        "  jne 1f\n"
        "  ret\n"
        "1: movl $2, %ecx\n" /* FAST_FAIL_STACK_COOKIE_CHECK_FAILURE */
        "  int $0x29\n");    /* __fastfail */

/* The exception handler of a frame with a cookie; Windows calls it when an exception unwinds through the frame. Less
 * than the original: the cookie is not compared, so an overrun frame that is left by an exception is not detected. */
EXCEPTION_DISPOSITION __GSHandlerCheck(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                       DISPATCHER_CONTEXT *dispatcher)
{
  (void)record;
  (void)frame;
  (void)context;
  (void)dispatcher;
  return ExceptionContinueSearch;
}

/* Ends the process. Called by code of which the compiler knows that an array index is out of range. */
__declspec(noreturn) void __report_rangecheckfailure(void)
{
  __asm__ volatile("int $0x29" : : "c"(8)); /* __fastfail(FAST_FAIL_RANGE_CHECK_FAILURE) */
  __builtin_unreachable();
}

/* Touches each page of a stack frame larger than a page, in order, so that the guard page below the stack is not
 * skipped. Called at the start of functions with such frames. The frame's size in bytes is in %rax; no register may
 * change. */
__asm__(".globl __chkstk\n"
        ".seh_proc __chkstk\n"
        "__chkstk:\n"
        "  pushq %rcx\n"
        "  .seh_pushreg %rcx\n"
        "  pushq %rax\n"
        "  .seh_pushreg %rax\n"
        "  .seh_endprologue\n"
        "  leaq 24(%rsp), %rcx\n" /* the caller's stack pointer: two registers and a return address up */
        "1: cmpq $0x1000, %rax\n"
        "  jb 2f\n"
        "  subq $0x1000, %rcx\n"
        "  orl $0, (%rcx)\n"
        "  subq $0x1000, %rax\n"
        "  jmp 1b\n"
        "2: subq %rax, %rcx\n"
        "  orl $0, (%rcx)\n"
        "  popq %rax\n"
        "  popq %rcx\n"
        "  ret\n"
        ".seh_endproc\n");

/* Calls through function pointers go through this pointer, with the target in %rax. In a DLL linked with /guard:cf
 * Windows would replace it by a function that checks the target; this DLL is not, and neither is one built with the
 * SDK's defaults. */
__asm__(".text\n"
        "guard_dispatch:\n"
        "  jmpq *%rax\n");
extern void guard_dispatch(void);
void (*const __guard_dispatch_icall_fptr)(void) = guard_dispatch;

/* ---- Thread-local variables --------------------------------------------------------------------------------------- */

/* The linker sorts sections of the same name by the letters after the $. These variables are the bounds of a section;
 * other objects put their parts between them. */
typedef void(__cdecl *initialiser)(void);
typedef int(__cdecl *fallible_initialiser)(void);

static SECTION(".tls") char tls_begin;
static SECTION(".tls$ZZZ") char tls_end;
static SECTION(".CRT$XDA") initialiser const volatile thread_initialisers_begin;
static SECTION(".CRT$XDZ") initialiser const volatile thread_initialisers_end;
static SECTION(".CRT$XLA") PIMAGE_TLS_CALLBACK const volatile callbacks_begin;

/* The DLL's index among the modules that have thread-local variables. Written by Windows. */
unsigned long _tls_index = 0;

/* Thread-local: whether this thread's variables are initialised. Tested by compiled code at each use of such a
 * variable. */
SECTION(".tls$") unsigned char __tls_guard;

static unsigned char *tls_guard(void)
{
  char *const *const blocks = (char *const *)__readgsqword(0x58); /* for each index, the thread's variables of that module */
  uint32_t offset;
  __asm__("movl $__tls_guard@secrel32, %0" : "=r"(offset));
  return (unsigned char *)blocks[_tls_index] + offset;
}

/* Initialises a thread's variables at their first use, for a thread that started before the DLL was loaded. Called by
 * compiled code. */
void __dyn_tls_on_demand_init(void)
{
  unsigned char *const guard = tls_guard();
  if (*guard == 0) {
    *guard = 1;
    for (initialiser const volatile *each = &thread_initialisers_begin + 1; each < &thread_initialisers_end; each++) {
      if (*each != NULL) {
        (*each)();
      }
    }
  }
}

/* Initialises a thread's variables when the thread starts. Called by Windows, through the list of callbacks below. */
void NTAPI __dyn_tls_init(void *module, DWORD reason, void *reserved)
{
  (void)module;
  (void)reserved;
  if (reason == DLL_THREAD_ATTACH) {
    __dyn_tls_on_demand_init();
  }
}

static SECTION(".CRT$XLC") PIMAGE_TLS_CALLBACK const volatile callback = __dyn_tls_init;
static SECTION(".CRT$XLZ") PIMAGE_TLS_CALLBACK const volatile callbacks_end;

/* The directory of thread-local variables. The linker records it in the DLL's header, where Windows finds it. */
const IMAGE_TLS_DIRECTORY64 _tls_used SECTION(".rdata$T") = {
  (ULONG64)&tls_begin, (ULONG64)&tls_end, (ULONG64)&_tls_index, (ULONG64)(&callbacks_begin + 1), 0, 0
};

/* ---- The DLL's begin and end -------------------------------------------------------------------------------------- */

static SECTION(".CRT$XIA") fallible_initialiser const volatile fallible_begin;
static SECTION(".CRT$XIZ") fallible_initialiser const volatile fallible_end;
static SECTION(".CRT$XCA") initialiser const volatile initialisers_begin;
static SECTION(".CRT$XCZ") initialiser const volatile initialisers_end;

/* Functions registered with atexit in this DLL. */
static _onexit_table_t at_exit;

/* atexit of a DLL: the function runs when the DLL is unloaded, not when the process calls exit(). Used by the
 * runtime. */
int __cdecl atexit(void(__cdecl *function)(void)) { return _register_onexit_function(&at_exit, (_onexit_t)function); }

static void make_cookie_secret(void)
{
  uint64_t secret;
  LARGE_INTEGER counter;
  GetSystemTimeAsFileTime((FILETIME *)&secret);
  QueryPerformanceCounter(&counter);
  secret ^= GetCurrentThreadId() ^ (uint64_t)GetCurrentProcessId() << 18 ^ (uint64_t)counter.QuadPart << 32 ^
            (uint64_t)counter.QuadPart ^ (uintptr_t)&secret;
  __security_cookie ^= (secret * 0x9E3779B97F4A7C15) >> 16; /* 2^64 divided by the golden ratio spreads the bits */
}

static BOOL begin(void)
{
  make_cookie_secret();
  if (_initialize_onexit_table(&at_exit) != 0) {
    return FALSE;
  }
  for (fallible_initialiser const volatile *each = &fallible_begin + 1; each < &fallible_end; each++) {
    if (*each != NULL && (*each)() != 0) {
      return FALSE;
    }
  }
  for (initialiser const volatile *each = &initialisers_begin + 1; each < &initialisers_end; each++) {
    if (*each != NULL) {
      (*each)();
    }
  }
  return TRUE;
}

/* Defined by the .NET runtime. */
BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved);

/* The DLL's entry point, called by Windows. Constructors run before the runtime's DllMain; functions registered with
 * atexit run after its last call. */
BOOL WINAPI _DllMainCRTStartup(HINSTANCE module, DWORD reason, LPVOID reserved)
{
  if (reason == DLL_PROCESS_ATTACH && !begin()) {
    return FALSE;
  }
  const BOOL is_ready = DllMain(module, reason, reserved);
  if (reason == DLL_PROCESS_DETACH) {
    _execute_onexit_table(&at_exit);
  }
  return is_ready;
}
