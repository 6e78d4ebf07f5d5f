#include <ffi_ownership.h>

char *plugin_make(void);
ffo_status plugin_free(char *text);

char *plugin_make(void) { return ffo_string_new("hello", NULL); }

ffo_status plugin_free(char *text) { return ffo_string_free(text); }
