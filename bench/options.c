/* The command line. */
#include "options.h"

#include "check.h"

#include <string.h>

static const char usage[] =
    "ffo-bench [OPTIONS]\n"
    "\n"
    "  (none)            every workload with every peer; a table, and files in the results' folder\n"
    "  --quick           little work, two rounds: whether it runs, not how fast\n"
    "  --only WORKLOAD   this one only; may be given again\n"
    "  --peer PEER       ours and this one only; may be given again\n"
    "  --rounds N        so many rounds of each, instead of its own number\n"
    "  --out DIR         where the files go; a part writes none without it\n"
    "  --library FILE    another build of ours\n"
    "  --list            the workloads and the peers\n"
    "  --sample WORKLOAD with --peer PEER: runs it once, here, and prints the numbers (for profilers);\n"
    "    --point N       of a curve: its point\n"
    "  --help            this text\n";

void refuse(const char *what, const char *value)
{
  fprintf(stderr, "ffo-bench: %s %s; --help and --list tell more\n", what, value);
  exit(2);
}

static size_t workload_named(const char *name)
{
  size_t i = 0;
  while (workloads[i] != NULL && strcmp(workloads[i]->name, name) != 0) {
    i++;
  }
  if (workloads[i] == NULL) {
    refuse("no such workload:", name);
  }
  return i;
}

static void print_list(void)
{
  printf("workloads\n");
  for (size_t i = 0; workloads[i] != NULL; i++) {
    printf("  %-20s%s\n", workloads[i]->name, workloads[i]->rows[0].title);
  }
  printf("peers\n ");
  for (int peer = 0; peer < PEER_COUNT; peer++) {
    printf(" %s", peer_name(peer));
  }
  printf("\n");
}

static int number(const char *text, int least)
{
  char *end;
  const long value = strtol(text, &end, 10);
  if (*end != '\0' || value < least || value > 1000000000) {
    refuse("no number that makes sense here:", text);
  }
  return (int)value;
}

options read_options(int count, char **arguments)
{
  options it = { 0 };
  for (int i = 1; i < count; i++) {
    const char *name = arguments[i];
    if (strcmp(name, "--quick") == 0) {
      it.plan.quick = true;
      continue;
    }
    if (strcmp(name, "--help") == 0) {
      printf("%s", usage);
      exit(0);
    }
    if (strcmp(name, "--list") == 0) {
      print_list();
      exit(0);
    }

    const char *value = i + 1 < count ? arguments[++i] : NULL;
    if (value == NULL) {
      refuse("cannot make sense of", name);
    } else if (strcmp(name, "--only") == 0) {
      it.only |= 1ul << workload_named(value);
    } else if (strcmp(name, "--peer") == 0) {
      const peer_id peer = peer_named(value);
      if (peer == PEER_COUNT) {
        refuse("no such peer:", value);
      }
      it.peers |= PEER_BIT(peer);
    } else if (strcmp(name, "--rounds") == 0) {
      it.rounds = number(value, 1);
    } else if (strcmp(name, "--out") == 0) {
      it.folder = value;
    } else if (strcmp(name, "--library") == 0) {
      peer_set_our_path(value);
    } else if (strcmp(name, "--sample") == 0) {
      it.sample = workloads[workload_named(value)];
    } else if (strcmp(name, "--point") == 0) {
      it.plan.point = (size_t)number(value, 0);
    } else {
      refuse("cannot make sense of", name);
    }
  }
  return it;
}
