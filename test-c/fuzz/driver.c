/* Runs many programs, each in a process of its own, and shrinks and prints what it finds.
 *
 *   fuzz seeds FROM COUNT [JOBS]  the programs of these seeds
 *   fuzz soak MINUTES [JOBS]      those of fresh seeds, for so long
 *   fuzz replay SEED|FILE         one program, twice if it fails: as it is, and shrunk
 *   fuzz print SEED|FILE          one program as C
 *   fuzz text SEED                one program as text, which replay and print read
 *   fuzz bytes FOLDER TO          texts as bytes, as the coverage-guided fuzzer has them
 *   fuzz unbytes FILE             the way back
 *   fuzz run FILE|- [FOLDER]      one program in this very process
 */
#include "driver.h"
#include "run.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern const fuzz_api linked_api;

enum { MOST_JOBS = 64, MOST_FINDINGS = 5 };

static bool open_program(program *to, const char *name)
{
  char *end;
  const uint64_t seed = strtoull(name, &end, 0);
  if (*name != '\0' && *end == '\0') {
    program_generate(to, seed);
    return true;
  }
  FILE *from = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
  if (from == NULL) {
    perror(name);
    return false;
  }
  const bool good = program_read(to, from);
  if (from != stdin) {
    fclose(from);
  }
  return good;
}

int program_run(const program *run, const char *print_to)
{
  static world here;
  here.print_to = print_to;
  world_run(&here, &linked_api, run);
  return 0;
}

static void show(const program *found, const outcome *outcome, uint64_t seed)
{
  program shrunk = *found;
  printf("\n==== seed %llu: %s\n", (unsigned long long)seed, outcome->text);
  fflush(stdout);
  program_shrink(&shrunk);
  printf("---- shrunk from %zu operations to %zu; replay it with \"replay %llu\"; as C:\n",
         found->count, shrunk.count, (unsigned long long)seed);
  program_print(&shrunk, stdout);
  printf("====\n");
  fflush(stdout);
}

/* The next seed, or false when there are enough. */
typedef struct source {
  uint64_t next;
  uint64_t end;
  time_t until; /* or 0 */
} source;

static bool more_of(source *from)
{
  return from->until != 0 ? time(NULL) < from->until : from->next < from->end;
}

static int run_many(source from, unsigned jobs)
{
  job running[MOST_JOBS];
  unsigned count = 0;
  unsigned findings = 0;
  const uint64_t first = from.next;
  time_t told = time(NULL);
  jobs = jobs < 1 ? 1 : jobs > MOST_JOBS ? MOST_JOBS : jobs;
  while (count > 0 || (more_of(&from) && findings < MOST_FINDINGS)) {
    while (count < jobs && more_of(&from) && findings < MOST_FINDINGS) {
      program made;
      program_generate(&made, from.next);
      running[count++] = job_start(&made, from.next, NULL);
      from.next++;
    }
    int status;
    const pid_t child = waitpid(-1, &status, 0);
    if (child < 0 && errno == EINTR) {
      continue;
    }
    for (unsigned i = 0; i < count; i++) {
      if (running[i].child == child) {
        outcome outcome;
        const job ended = running[i];
        running[i] = running[--count];
        job_end(&ended, status, &outcome);
        if (!outcome.good) {
          program made;
          program_generate(&made, ended.seed);
          findings++;
          show(&made, &outcome, ended.seed);
        }
        break;
      }
    }
    if (from.until != 0 && time(NULL) >= told + 60) {
      told = time(NULL);
      printf("%llu processes, %u findings, %ld s to go\n", (unsigned long long)(from.next - first),
             findings, (long)(from.until - told));
      fflush(stdout);
    }
  }
  printf("%llu processes, %u findings\n", (unsigned long long)(from.next - first), findings);
  return findings == 0 ? 0 : 1;
}

static int replay(const program *replayed)
{
  outcome outcome;
  program_try(replayed, NULL, &outcome);
  if (outcome.good) {
    printf("ends well\n");
    return 0;
  }
  show(replayed, &outcome, 0);
  return 1;
}

/* Each program of one folder becomes a file of the same name in the other. */
static int write_bytes(const char *folder, const char *to)
{
  uint8_t bytes[MOST_OPS * 8];
  program made;
  char path[1024];
  DIR *open = opendir(folder);
  int result = open == NULL;
  for (const struct dirent *at; open != NULL && (at = readdir(open)) != NULL;) {
    if (at->d_name[0] == '.') {
      continue;
    }
    snprintf(path, sizeof path, "%s/%s", folder, at->d_name);
    if (!open_program(&made, path)) {
      result = 1;
      continue;
    }
    const size_t length = program_to_bytes(&made, bytes, sizeof bytes);
    snprintf(path, sizeof path, "%s/%s", to, at->d_name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, length, file) != length || fclose(file) != 0) {
      perror(path);
      result = 1;
    }
  }
  if (open != NULL) {
    closedir(open);
  }
  return result;
}

static int read_bytes(const char *name)
{
  uint8_t bytes[MOST_OPS * 8];
  program made;
  FILE *from = fopen(name, "rb");
  if (from == NULL) {
    perror(name);
    return 1;
  }
  program_from_bytes(&made, bytes, fread(bytes, 1, sizeof bytes, from));
  fclose(from);
  program_write(&made, stdout);
  return 0;
}

int main(int argc, char **argv)
{
  const char *verb = argc > 2 ? argv[1] : "";
  program program;
  if (strcmp(verb, "seeds") == 0 && argc > 3) {
    const uint64_t from = strtoull(argv[2], NULL, 0);
    return run_many((source){ from, from + strtoull(argv[3], NULL, 0), 0 },
                    argc > 4 ? (unsigned)atoi(argv[4]) : 1);
  }
  if (strcmp(verb, "soak") == 0) {
    const time_t now = time(NULL);
    const uint64_t first = (uint64_t)now << 24;
    printf("seeds from %llu\n", (unsigned long long)first);
    return run_many((source){ first, 0, now + (time_t)(60 * atof(argv[2])) },
                    argc > 3 ? (unsigned)atoi(argv[3]) : 1);
  }
  if (strcmp(verb, "bytes") == 0 && argc > 3) {
    return write_bytes(argv[2], argv[3]);
  }
  if (strcmp(verb, "unbytes") == 0) {
    return read_bytes(argv[2]);
  }
  if (verb[0] == '\0' || !open_program(&program, argv[2])) {
    fprintf(stderr, "see the head of driver.c for what there is to say\n");
    return 2;
  }
  if (strcmp(verb, "run") == 0) {
    return program_run(&program, argc > 3 ? argv[3] : NULL);
  }
  if (strcmp(verb, "replay") == 0) {
    return replay(&program);
  }
  if (strcmp(verb, "print") == 0) {
    program_print(&program, stdout);
    return 0;
  }
  if (strcmp(verb, "text") == 0) {
    program_write(&program, stdout);
    return 0;
  }
  return 2;
}
