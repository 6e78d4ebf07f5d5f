/* A program as C. The interpreter writes each statement before it does what it says, so what is printed
 * ends where the program does. */
#include "driver.h"
#include "ops.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file's text, or NULL. */
static char *text_of_file(const char *path)
{
  FILE *from = fopen(path, "r");
  char *text = NULL;
  size_t length = 0;
  if (from == NULL) {
    return NULL;
  }
  FILE *to = open_memstream(&text, &length);
  for (int c; (c = fgetc(from)) != EOF;) {
    fputc(c, to);
  }
  fclose(from);
  fclose(to);
  return text;
}

static bool copy_file(const char *path, FILE *to)
{
  char *text = text_of_file(path);
  if (text != NULL) {
    fputs(text, to);
  }
  free(text);
  return text != NULL;
}

/* Whether a program has one of the words of a line, which has a star if every program needs what follows. */
static bool needs(const char *program, const char *line)
{
  char words[128];
  snprintf(words, sizeof words, "%.*s", (int)strcspn(line, "\n"), line);
  for (const char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " ")) {
    if (strcmp(word, "*") == 0 || strstr(program, word) != NULL) {
      return true;
    }
  }
  return false;
}

/* Those parts of the prelude that the program uses; each begins with a line of words. */
static void print_prelude(const char *program, FILE *to)
{
  static const char mark[] = "//@ ";
  char *prelude = text_of_file(FUZZ_PRELUDE);
  if (prelude == NULL) {
    fprintf(stderr, "no %s\n", FUZZ_PRELUDE);
    return;
  }
  for (const char *part = strstr(prelude, mark); part != NULL;) {
    const char *line = part + strlen(mark);
    const char *body = strchr(line, '\n') + 1;
    const char *next = strstr(body, mark);
    if (needs(program, line)) {
      fprintf(to, "%.*s", next == NULL ? (int)strlen(body) : (int)(next - body), body);
    }
    part = next;
  }
  free(prelude);
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
        fprintf(to,
                "\nstatic void *phase_%u_%u(void *unused)\n{\n  ffo_status s;\n  (void)unused;\n",
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
  fprintf(to,
          "/* cc -w -D_GNU_SOURCE -DFFO_NO_COMPILER_CHECKS -IPREFIX/include THIS.c -LPREFIX/lib\n"
          " * -lffi_ownership -Wl,-rpath,PREFIX/lib -lpthread */\n");
  fprintf(to, "#define SIZE_A %uu\n#define SIZE_B %uu\n", printed->size_a, printed->size_b);
  char *text = NULL;
  size_t length = 0;
  FILE *body = open_memstream(&text, &length);
  print_main(printed, folder, print_parts(printed, folder, body), body);
  fclose(body);
  print_prelude(text, to);
  fputs(text, to);
  free(text);
  for (unsigned phase = 0; phase < MOST_OPS; phase++) {
    for (unsigned lane = 0; lane < MOST_LANES; lane++) {
      char path[128];
      part_path(path, sizeof path, folder, phase, lane);
      unlink(path);
    }
  }
  rmdir(folder);
}
