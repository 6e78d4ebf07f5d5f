/* What Microsoft's linker would take from Microsoft's own static libraries (vcruntime.lib, msvcrt.lib), for the DLL that is made
 * without them; see WindowsOnLinux.targets. The .NET runtime's objects, which Microsoft's compiler made, ask for these symbols.
 * All else that they need is in Windows 10: the universal C runtime and the system's DLLs. On Windows this file has no part.
 *
 * Above each symbol stand what it is, who asks for it, and what is less here than in the original, if anything. A test holds
 * the list to what the objects ask for: windows.crt in test-c/windows.
 *
 * Compiled by clang for x86_64-w64-windows-gnu, with the headers of MinGW-w64. */
#include <stdint.h>
#include <stdlib.h>

#include <windows.h>

#include <corecrt_startup.h>

#define SECTION(name) __attribute__((section(name), used))

/* ---- The heap of C++ ---------------------------------------------------------------------------------------------- */

/* operator new(size_t, std::nothrow_t const &), and the same for arrays: the runtime's own objects, such as its threads.
 * Null if there is no memory, as the runtime expects; no new-handler is asked first. */
void *new_one(size_t size, const void *nothrow) __asm__("??2@YAPEAX_KAEBUnothrow_t@std@@@Z");
void *new_many(size_t size, const void *nothrow) __asm__("??_U@YAPEAX_KAEBUnothrow_t@std@@@Z");

/* std::nothrow, whose address is what tells the two above from the throwing ones. */
extern const char nothrow_tag __asm__("?nothrow@std@@3Unothrow_t@1@B");
const char nothrow_tag = 0;

void *new_one(size_t size, const void *nothrow)
{
  (void)nothrow;
  return malloc(size == 0 ? 1 : size);
}

void *new_many(size_t size, const void *nothrow) { return new_one(size, nothrow); }

/* operator delete(void *, size_t) and operator delete[](void *). */
void delete_sized(void *memory, size_t size) __asm__("??3@YAXPEAX_K@Z");
void delete_many(void *memory) __asm__("??_V@YAXPEAX@Z");

void delete_sized(void *memory, size_t size)
{
  (void)size;
  free(memory);
}

void delete_many(void *memory) { free(memory); }

/* ---- Functions of C that MinGW-w64's import library leaves out, because MinGW has its own ---------------------------- */

/* log: the collector's. The universal C runtime's own, by way of the import that bears its name. */
extern double(__cdecl *const __imp_log)(double) __attribute__((visibility("hidden")));

double __cdecl log(double value) { return __imp_log(value); }

/* strnlen: configuration and diagnostics of the runtime. */
size_t __cdecl strnlen(const char *text, size_t size)
{
  size_t length = 0;
  while (length < size && text[length] != '\0') {
    length++;
  }
  return length;
}

/* Asked for by every object that has floating-point numbers in it; old linkers took their support code in by it. */
int _fltused = 0;

/* ---- Stack frames ------------------------------------------------------------------------------------------------- */

/* What functions of the runtime (/GS) keep between their arrays and their return address, and compare as they end. The DLL's
 * start makes it secret; this value is Microsoft's before that. It has 48 bits, so that two of its bytes are zero and no string
 * can write it. */
uintptr_t __security_cookie = 0x00002B992DDFA232;

/* The comparison. It is called with all registers in use, so only %rcx, which holds the frame's cookie, is touched. A frame that
 * was overrun ends the process at once, as in the original, but without a report of its own before that. */
void __security_check_cookie(uintptr_t cookie);
__asm__(".globl __security_check_cookie\n"
        "__security_check_cookie:\n"
        "  cmpq __security_cookie(%rip), %rcx\n"
        "  jne 1f\n"
        "  ret\n"
        "1: movl $2, %ecx\n" /* FAST_FAIL_STACK_COOKIE_CHECK_FAILURE */
        "  int $0x29\n");    /* __fastfail */

/* Asked about a frame with a cookie when an exception passes it by. Less than the original, which compares the cookie here as
 * well: an overrun frame that is left by an exception goes unnoticed. */
EXCEPTION_DISPOSITION __GSHandlerCheck(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                       DISPATCHER_CONTEXT *dispatcher)
{
  (void)record;
  (void)frame;
  (void)context;
  (void)dispatcher;
  return ExceptionContinueSearch;
}

/* Where the compiler saw that an index is out of an array's range, the code goes here. */
__declspec(noreturn) void __report_rangecheckfailure(void)
{
  __asm__ volatile("int $0x29" : : "c"(8)); /* __fastfail(FAST_FAIL_RANGE_CHECK_FAILURE) */
  __builtin_unreachable();
}

/* Touches each page of a frame of more than a page, so that the guard page below the stack is met in its turn. The frame's size is
 * in %rax; no register may change. */
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

/* Calls through pointers, whose target is in %rax, go by way of this one. Less than in a DLL that is linked with /guard:cf, as the
 * SDK's default is not either: Windows then puts a check of the target here. */
__asm__(".text\n"
        "guard_dispatch:\n"
        "  jmpq *%rax\n");
extern void guard_dispatch(void);
void (*const __guard_dispatch_icall_fptr)(void) = guard_dispatch;

/* ---- Thread-local variables --------------------------------------------------------------------------------------- */

/* The linker sorts sections of one name by what stands behind the $: these are the bounds of what others put between. */
typedef void(__cdecl *initialiser)(void);
typedef int(__cdecl *fallible_initialiser)(void);

static SECTION(".tls") char tls_begin;
static SECTION(".tls$ZZZ") char tls_end;
static SECTION(".CRT$XDA") initialiser const volatile thread_initialisers_begin;
static SECTION(".CRT$XDZ") initialiser const volatile thread_initialisers_end;
static SECTION(".CRT$XLA") PIMAGE_TLS_CALLBACK const volatile callbacks_begin;

/* The DLL's number among those that have thread-local variables; Windows fills it in. */
unsigned long _tls_index = 0;

/* Whether this thread's variables are initialised; each use of one asks. */
SECTION(".tls$") unsigned char __tls_guard;

static unsigned char *tls_guard(void)
{
  char *const *const blocks = (char *const *)__readgsqword(0x58); /* the thread's block for each such DLL */
  uint32_t offset;
  __asm__("movl $__tls_guard@secrel32, %0" : "=r"(offset));
  return (unsigned char *)blocks[_tls_index] + offset;
}

/* Initialises the variables of a thread that was there before the DLL, at their first use. */
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

/* The same as a thread begins; Windows calls it, by the list below. */
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

/* Where the linker finds all of that, to note it in the DLL's header. */
const IMAGE_TLS_DIRECTORY64 _tls_used SECTION(".rdata$T") = {
  (ULONG64)&tls_begin, (ULONG64)&tls_end, (ULONG64)&_tls_index, (ULONG64)(&callbacks_begin + 1), 0, 0
};

/* ---- The DLL's begin and end -------------------------------------------------------------------------------------- */

static SECTION(".CRT$XIA") fallible_initialiser const volatile fallible_begin;
static SECTION(".CRT$XIZ") fallible_initialiser const volatile fallible_end;
static SECTION(".CRT$XCA") initialiser const volatile initialisers_begin;
static SECTION(".CRT$XCZ") initialiser const volatile initialisers_end;

static _onexit_table_t at_exit;

/* A DLL's own handlers run as the DLL ends, not as its process calls exit(). */
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

/* The runtime's. */
BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved);

/* The DLL's entry point: constructors run before the runtime's DllMain, what they registered with atexit after its last call. */
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
