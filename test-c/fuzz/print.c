/* A program as C. The interpreter writes each statement before it does what it says, so what is printed
 * ends where the program does. */
#include "driver.h"
#include "ops.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool copy_file(const char *path, FILE *to)
{
  FILE *from = fopen(path, "r");
  int c;
  if (from == NULL) {
    return false;
  }
  while ((c = fgetc(from)) != EOF) {
    fputc(c, to);
  }
  fclose(from);
  return true;
}

static void part_path(char *path, size_t size, const char *folder, unsigned phase, unsigned lane)
{
  snprintf(path, size, "%s/%u-%u", folder, phase, lane);
}

/* The functions; returns how many phases there are. */
static unsigned print_parts(const program *printed, const char *folder, FILE *to)
{
  char path[128];
  unsigned phase = 0;
  for (bool more = true; more; phase += more) {
    more = false;
    for (unsigned lane = 0; lane < printed->lanes; lane++) {
      part_path(path, sizeof path, folder, phase, lane);
      if (access(path, R_OK) == 0) {
        more = true;
        fprintf(to, "\nstatic void *phase_%u_%u(void *unused)\n{\n  ffo_status s;\n  (void)unused;\n",
                phase, lane);
        copy_file(path, to);
        fprintf(to, "  (void)s;\n  return NULL;\n}\n");
      }
    }
  }
  return phase;
}

static void print_main(const program *printed, const char *folder, unsigned phases, FILE *to)
{
  char path[128];
  fprintf(to, "\nint main(void)\n{\n  pthread_t threads[4];\n  (void)threads;\n");
  fprintf(to, "  setenv(\"FFO_HEAP\", \"%s\", 1);\n", printed->system != 0 ? "system" : "slab");
  if (printed->quarantine != 0) {
    fprintf(to, "  setenv(\"FFO_QUARANTINE\", \"%u\", 1);\n", printed->quarantine);
  }
  if (printed->zero != 0) {
    fprintf(to, "  setenv(\"FFO_ZERO_ON_FREE\", \"1\", 1);\n");
  }
  if (printed->log != 0) {
    fprintf(to, "  setenv(\"FFO_POLICY\", \"log\", 1);\n");
  }
  if (printed->report != 0) {
    fprintf(to, "  setenv(\"FFO_LEAK_REPORT\", \"/dev/null\", 1);\n");
  }
  for (unsigned phase = 0; phase < phases; phase++) {
    unsigned started = 0;
    for (unsigned lane = 1; lane < printed->lanes; lane++) {
      part_path(path, sizeof path, folder, phase, lane);
      if (access(path, R_OK) == 0) {
        fprintf(to, "  pthread_create(&threads[%u], NULL, phase_%u_%u, NULL);\n", started++, phase,
                lane);
      }
    }
    fprintf(to, "  phase_%u_0(NULL);\n", phase);
    for (unsigned i = 0; i < started; i++) {
      fprintf(to, "  pthread_join(threads[%u], NULL);\n", i);
    }
    fprintf(to, "  look_at_all();\n");
  }
  fprintf(to, "  return 0;\n}\n");
}

void program_print(const program *printed, FILE *to)
{
  char folder[] = "/tmp/ffo-fuzz-XXXXXX";
  outcome outcome;
  if (mkdtemp(folder) == NULL) {
    perror(folder);
    exit(2);
  }
  program_try(printed, folder, &outcome);
  fprintf(to, "/* %s\n", outcome.good ? "Ends well." : outcome.text);
  program_write(printed, to);
  fprintf(to, "*/\n");
  fprintf(to, "/* cc -w -D_GNU_SOURCE -DFFO_NO_COMPILER_CHECKS -IPREFIX/include THIS.c -LPREFIX/lib\n"
              " * -lffi_ownership -Wl,-rpath,PREFIX/lib -lpthread */\n");
  fprintf(to, "#define SIZE_A %uu\n#define SIZE_B %uu\n", printed->size_a, printed->size_b);
  if (!copy_file(FUZZ_PRELUDE, to)) {
    fprintf(stderr, "no %s\n", FUZZ_PRELUDE);
  }
  print_main(printed, folder, print_parts(printed, folder, to), to);
  for (unsigned phase = 0; phase < MOST_OPS; phase++) {
    for (unsigned lane = 0; lane < MOST_LANES; lane++) {
      char path[128];
      part_path(path, sizeof path, folder, phase, lane);
      unlink(path);
    }
  }
  rmdir(folder);
}
