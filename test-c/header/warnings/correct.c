/* Right code, each creator with each free it may meet: GCC must have nothing to say. */
#include "ffi_ownership.h"

ffo_status strings(const char *text)
{
  char *first = ffo_string_new(text, NULL);
  char *second = ffo_string_clone(first, NULL);
  ffo_status status = ffo_string_free(first);
  return status != FFO_OK ? status : ffo_box_free(second, FFO_TYPE_STRING);
}

ffo_status configs(void)
{
  ffo_config *first = ffo_config_new(4, 1000, NULL);
  ffo_config *second = ffo_config_clone(first, NULL);
  char *name = ffo_config_take_name(first, NULL);
  ffo_string_free(name);
  ffo_config_free(first);
  return ffo_box_free(second, FFO_TYPE_CONFIG);
}

ffo_status boxes(ffo_type type)
{
  void *box = ffo_box_new(type, NULL);
  char *string = ffo_box_take(box, 0, NULL);
  ffo_config *config = ffo_box_take(box, 8, NULL);
  void *child = ffo_box_take(box, 16, NULL);
  ffo_string_free(string);
  ffo_config_free(config);
  ffo_box_free(child, type);
  return ffo_box_free(box, type);
}

ffo_status handles(ffo_handle text, ffo_handle settings, ffo_handle other, ffo_type type)
{
  char *string = ffo_handle_into_raw(text, FFO_TYPE_STRING, NULL);
  ffo_config *config = ffo_handle_into_raw(settings, FFO_TYPE_CONFIG, NULL);
  void *box = ffo_handle_into_raw(other, type, NULL);
  ffo_string_free(string);
  ffo_config_free(config);
  return ffo_box_free(box, type);
}

ffo_status there_and_back(void)
{
  char *text = ffo_string_new("text", NULL);
  ffo_handle handle = ffo_handle_from_raw(text, FFO_TYPE_STRING, NULL);
  return ffo_handle_release(handle);
}

ffo_status raw_parts(ffo_vec *vec)
{
  void *data;
  size_t length;
  size_t capacity;
  ffo_status status = ffo_vec_into_raw_parts(vec, &data, &length, &capacity);
  return status != FFO_OK ? status : ffo_box_free(data, FFO_TYPE_VEC);
}

/* The way the header names for going on after a refused free. */
ffo_status second_try(void)
{
  char *text = ffo_string_new("text", NULL);
  char *volatile again = text;
  ffo_status status = ffo_string_free(text);
  return status == FFO_OK ? status : ffo_string_free(again);
}
