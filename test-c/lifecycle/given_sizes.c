/* Structs that tell their size: the library neither reads nor writes beyond it, for behind each of
 * these nobody may. ../abi-1.0 compiles this with the header of an older version as well. */
#include "pages.h"
#include "refusal.h"

/* The last bytes before memory that nobody may touch; all others there are set. One at a time. */
static void *at_the_end(size_t size)
{
  static unsigned char *pages;
  if (pages == NULL) {
    pages = pages_map((size_t)2 * PAGE_BYTES, true);
    pages_forbid(pages + PAGE_BYTES, PAGE_BYTES);
  }
  memset(pages, 0xA5, PAGE_BYTES);
  return pages + PAGE_BYTES - size;
}

static ffo_block_info *infos_at_the_end(size_t count)
{
  ffo_block_info *infos = at_the_end(count * sizeof *infos);
  infos->struct_size = sizeof *infos;
  return infos;
}

static void check_string(const ffo_block_info *info, const char *text)
{
  CHECK_EQUAL(info->struct_size, sizeof *info);
  CHECK_EQUAL(info->type, FFO_TYPE_STRING);
  CHECK_EQUAL(info->address, text);
  CHECK_TEXT(info->tag, "tagged");
#if FFO_VERSION_NUMBER >= 10100
  CHECK_EQUAL(info->element_type, FFO_TYPE_NONE);
  CHECK_EQUAL(info->reserved, 0);
#endif
}

static void descriptions(void)
{
  char *text = ffo_string_new("text", NULL);
  CHECK_OK(ffo_tag(text, "tagged"));
  ffo_block_info *info = infos_at_the_end(1);
  CHECK_OK(ffo_describe(text, info));
  check_string(info, text);
  info = infos_at_the_end(1);
  CHECK_STATUS(ffo_describe(&text, info), FFO_E_FOREIGN_POINTER);
  CHECK_EQUAL(info->struct_size, sizeof *info);
  CHECK_EQUAL(info->tag[63], 0);

  const ffo_handle handle = ffo_handle_from_raw(text, FFO_TYPE_STRING, NULL);
  info = infos_at_the_end(1);
  CHECK_OK(ffo_handle_describe(handle, info));
  check_string(info, text);
  CHECK_EQUAL(info->handle, handle);
  CHECK_OK(ffo_handle_release(handle));
  info = infos_at_the_end(1);
  CHECK_STATUS(ffo_handle_describe(handle, info), FFO_E_STALE_HANDLE);
  CHECK_EQUAL(info->struct_size, sizeof *info);
}

/* One size stands for the whole list. */
static void lists(void)
{
  enum { MADE = 3 };
  char *texts[MADE];
  uint64_t checkpoint = 0;
  CHECK_OK(ffo_checkpoint(&checkpoint));
  for (size_t i = 0; i < MADE; i++) {
    texts[i] = ffo_string_new("text", NULL);
    CHECK_OK(ffo_tag(texts[i], "tagged"));
  }
  for (size_t capacity = 1; capacity <= MADE + 1; capacity++) {
    ffo_block_info *infos = infos_at_the_end(capacity);
    size_t count = 0;
    CHECK_OK(ffo_live_list(checkpoint, infos, capacity, &count));
    CHECK_EQUAL(count, MADE);
    for (size_t i = 0; i < capacity && i < MADE; i++) {
      check_string(&infos[i], infos[i].address);
      CHECK(i == 0 || infos[i].address != infos[i - 1].address);
    }
  }

  /* Room for all, of which only one may be used. */
  ffo_block_info *infos = infos_at_the_end(MADE);
  size_t count = 0;
  CHECK_OK(ffo_live_list(checkpoint, infos, 1, &count));
  CHECK_EQUAL(infos[1].struct_size, 0xA5A5A5A5);
  for (size_t i = 0; i < MADE; i++) {
    CHECK_OK(ffo_string_free(texts[i]));
  }
}

static void statistics(void)
{
  const ffo_stats expected = ledger_look();
  ffo_stats *stats = at_the_end(sizeof *stats);
  stats->struct_size = sizeof *stats;
  CHECK_OK(ffo_stats_get(stats));
  CHECK_EQUAL(stats->struct_size, sizeof *stats);
  CHECK_EQUAL(stats->created_blocks, expected.created_blocks);
  CHECK_EQUAL(stats->misuses, expected.misuses);
}

static void types(void)
{
  const ffo_type_desc init = FFO_TYPE_DESC_INIT;
  ffo_type_desc *desc = at_the_end(sizeof *desc);
  *desc = init;
  desc->name = "at the end";
  desc->size = 24;
  ffo_type type = FFO_TYPE_NONE;
  CHECK_OK(ffo_type_register(desc, &type));
  void *box = ffo_box_new(type, NULL);
  CHECK_OK(ffo_box_free(box, type));
}

static void FFO_CALL hear(const ffo_error_info *info, void *context)
{
  CHECK(info->struct_size >= sizeof *info); /* it is the library's */
  CHECK_EQUAL(info->status, FFO_E_FOREIGN_POINTER);
  CHECK_EQUAL(info->pointer, context);
  ffo_error_info *last = at_the_end(sizeof *last);
  last->struct_size = sizeof *last;
  CHECK_OK(ffo_last_error_info(last));
  CHECK_EQUAL(last->struct_size, sizeof *last);
  CHECK_EQUAL(last->pointer, context);
  CHECK_TEXT(last->message, info->message);
}

static void errors(void)
{
  char outside = 'x';
  CHECK_OK(ffo_set_misuse_hook(hear, &outside));
  CHECK_STATUS(ffo_string_free(&outside), FFO_E_FOREIGN_POINTER);
  CHECK_OK(ffo_set_misuse_hook(NULL, NULL));
}

int main(void)
{
  descriptions();
  lists();
  statistics();
  types();
  errors();
  CHECK_BALANCED();
  return 0;
}
