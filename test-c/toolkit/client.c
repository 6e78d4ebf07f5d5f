/* A client of the library acme, compiled by its pkg-config file: each answer, and what the process has been left as. */
#include <acme.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

int main(int count, char **arguments)
{
  uint32_t status = 1;
  char *text = acme_hello("client", &status);
  printf("%s %u\n", text, status);
  printf("free %u\n", acme_free(text));
  status = acme_free(text);
  printf("again %u, %.10s%s\n", status, acme_last_error_message(),
         strstr(acme_last_error_message(), " was "));

  const uint64_t hoard = acme_open(count > 1 ? 400 : 1, &status);
  printf("sum %llu\n", (unsigned long long)acme_sum(hoard, &status) / (1 << 20));
  printf("close %u\n", acme_close(hoard));
  status = acme_close(hoard);
  printf("again %u, %.10s%s\n", status, acme_last_error_message(),
         strstr(acme_last_error_message(), " is stale"));

#ifdef _WIN32
  const bool is_changed = false;
#else
  struct sigaction pipe;
  const bool is_changed = sigaction(SIGPIPE, NULL, &pipe) != 0 || pipe.sa_handler != SIG_DFL;
#endif
  printf("SIGPIPE %s\n", is_changed ? "changed" : "as before");
  (void)acme_hello("lost", &status);
  (void)arguments;
  return 0;
}
