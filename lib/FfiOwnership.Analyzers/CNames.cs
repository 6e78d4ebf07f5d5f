namespace FfiOwnership.Analyzers;

/// <summary>Names that an export must not have.</summary>
internal static class CNames
{
    // Functions of libc, libm and libpthread that a host or the runtime calls: of two with one name, the loader takes the first it finds.
    private const string LibraryFunctions = """
        abort abs accept access acos alarm aligned_alloc asctime asin atan atan2 atexit atof atoi atol atoll basename bind brk bsearch btowc cbrt ceil
        calloc cfgetispeed chdir chmod chown clearerr clock clock_gettime clone close closedir closelog confstr connect copysign cos cosh creat ctime
        daemon difftime dirname div dlclose dlerror dlopen dlsym dprintf drand48 dup dup2 endpwent environ epoll_create epoll_ctl epoll_wait erf errno
        err exec execl execle execlp execv execve execvp exit exp exp2 fabs fchdir fchmod fchown fclose fcntl fdatasync fdim fdopen feof ferror fflush
        ffs fgetc fgetpos fgets fileno flock floor fma fmax fmin fmod fopen fork fprintf fputc fputs fread free freeaddrinfo freopen frexp fscanf fseek
        fsetpos fstat fsync ftell ftruncate ftw futex fwrite getaddrinfo getc getchar getcwd getdelim getegid getenv geteuid getgid getgrnam
        gethostbyname gethostname getitimer getline getlogin getnameinfo getopt getpagesize getpeername getpgrp getpid getppid getpriority getpwnam
        getpwuid getrandom getrlimit getrusage gets getsid getsockname getsockopt gettid gettimeofday getuid gmtime htonl htons hypot iconv index
        inet_addr inet_ntop inet_pton initgroups ioctl isalnum isalpha isatty isblank iscntrl isdigit isgraph islower isnan isprint ispunct isspace
        isupper isxdigit jrand48 kill killpg labs ldexp ldiv lgamma link listen llabs localeconv localtime lockf log log10 log1p log2 logb longjmp
        lrand48 lrint lround lseek lstat madvise main malloc malloc_usable_size mblen mbtowc memalign memccpy memchr memcmp memcpy memmem memmove
        mempcpy memset mincore mkdir mkfifo mknod mkstemp mktemp mktime mlock mmap modf mount mprotect mremap msync munlock munmap nanosleep nice ntohl
        ntohs open openat opendir openlog pathconf pause pclose perror pipe poll popen posix_memalign pow pread printf ptrace putc putchar putenv puts
        pwrite qsort raise rand random read readdir readlink readv realloc reallocarray realpath reboot recv recvfrom recvmsg remainder remove rename
        rewind rindex rint rmdir round sbrk scanf sched_yield seekdir select sem_close sem_init sem_open sem_post sem_wait send sendfile sendmsg sendto
        setbuf setenv setgid setitimer setjmp setlocale setpgid setpriority setrlimit setsid setsockopt setuid setvbuf shm_open shutdown sigaction
        sigaddset sigemptyset siglongjmp signal sigprocmask sigsetjmp sigwait sin sinh sleep snprintf socket socketpair splice sprintf sqrt srand srandom
        sscanf stat statfs stderr stdin stdout stpcpy strcasecmp strcat strchr strcmp strcoll strcpy strcspn strdup strerror strftime strlen strncasecmp
        strncat strncmp strncpy strndup strnlen strpbrk strptime strrchr strsep strsignal strspn strstr strtod strtof strtok strtok_r strtol strtold
        strtoll strtoul strtoull strxfrm symlink sync syscall sysconf sysinfo syslog system tan tanh tcgetattr tcsetattr tee telldir tempnam tgamma time
        timegm times tmpfile tmpnam tolower toupper trunc truncate ttyname tzset umask umount uname ungetc unlink unsetenv usleep utime valloc vfork
        vfprintf vprintf vsnprintf vsprintf wait wait3 waitpid warn wcscmp wcscpy wcslen wcstombs wmemcpy write writev
        """;

    private static readonly HashSet<string> s_functions = [.. LibraryFunctions.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>What is wrong with the name of an export; null: nothing.</summary>
    public static string? Problem(string name)
    {
        if (!IsIdentifier(name))
        {
            return "is no identifier in C";
        }

        if (CKeywords.Contains(name))
        {
            return "is a keyword of C or C++";
        }

        return ProblemWithTheCLibrary(name);
    }

    /// <summary>Why the C library's callers would get a function of this name; null: they would not.</summary>
    public static string? ProblemWithTheCLibrary(string name) =>
        s_functions.Contains(name) || name.StartsWith("pthread_", StringComparison.Ordinal) || name.StartsWith("__", StringComparison.Ordinal)
            ? "is a name of the C library, whose callers would get this function"
            : null;

    private static bool IsIdentifier(string name) =>
        name.All(c => c is '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9')) && name[0] is not (>= '0' and <= '9');
}
