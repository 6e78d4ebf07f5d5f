using System.Text.RegularExpressions;
using FfiOwnership.Abi.Description;
using NUnit.Framework;

namespace FfiOwnership.Tests.Abi;

/// <summary>Copies of the header that lie: the comparison must name each lie, and the sides that contradict each other.</summary>
/// <remarks>The header's own assertions about layout would catch many; they are taken out, as whoever changes a struct adapts them.</remarks>
public sealed partial class HeaderMutationTests
{
    private static readonly string Truth = Assertion().Replace(InstallTree.Header, "");

    private static IEnumerable<TestCaseData> Mutations()
    {
        // Structs.
        yield return Lie("two fields swapped", "  int32_t max_connections;\n  int32_t timeout_ms;\n", "  int32_t timeout_ms;\n  int32_t max_connections;\n", "ffo_config.timeout_ms", "int32_t at 0, 4 bytes, ConfigData.TimeoutMs says int32_t at 4");
        yield return Lie("a field widened", "  int32_t timeout_ms;", "  int64_t timeout_ms;", "ffo_config.timeout_ms", "int64_t at 8");
        yield return Lie("a field narrowed", "  uint64_t stamp;", "  uint32_t stamp;", "ffo_vec.stamp", "uint32_t at 32, 4 bytes, VecData.Stamp says uint64_t");
        yield return Lie("a field's sign changed", "  int32_t timeout_ms;", "  uint32_t timeout_ms;", "ffo_config.timeout_ms", "says uint32_t at 4");
        yield return Lie("a field dropped", "  size_t field_count;\n", "", "ffo_type_desc.field_count", "ffi_ownership.h has not");
        yield return Lie("a field added", "  size_t element_size;\n  uint64_t stamp;", "  size_t element_size;\n  size_t spare;\n  uint64_t stamp;", "ffo_vec.spare", "C# has not");
        yield return Lie("a field renamed", "  size_t element_size;\n  uint64_t", "  size_t element_bytes;\n  uint64_t", "ffo_vec.element_bytes", "C# has not");
        yield return Lie("an array shortened", "char tag[64];", "char tag[32];", "ffo_block_info.tag", "char[32] at 80, 32 bytes, BlockInfo.Tag says char[64]");
        yield return Lie("a field's const dropped", "  const void *pointer; ", "  void *pointer; ", "ffo_error_info.pointer", "says void * at 16, 8 bytes, ErrorInfo.Pointer says const void *");
        yield return Lie("another type of the same width", "  ffo_heap heap;", "  uint32_t heap;", "ffo_stats.heap", "StatisticsData.Heap says ffo_heap");
        yield return Lie("a struct packed", "typedef struct ffo_config {", "typedef struct __attribute__((packed)) ffo_config {", "ffo_config: ", "16 bytes, aligned to 1, ConfigData says 16 bytes, aligned to 8");
        yield return Lie("a struct dropped", "typedef struct ffo_config {", "typedef struct ffo_cfg {", "ffo_config: ConfigData", "ffi_ownership.h has not");
        yield return Lie("a callback's field changed", "  ffo_drop_fn drop; /*", "  void *drop; /*", "ffo_type_desc.drop", "TypeDescription.Drop says ffo_drop_fn");

        // Enums.
        yield return Lie("an enum's value changed", "FFO_OWNER_LIBRARY = 2,", "FFO_OWNER_LIBRARY = 3,", "ffo_owner, FFO_OWNER_LIBRARY", "says 3, BlockOwner.Library says 2");
        yield return Lie("a status dropped", "  FFO_E_SHARED = 12, ", "  ", "ffo_status, FFO_E_SHARED", "ffi_ownership.h has not");
        yield return Lie("a status added", "  FFO_E_OUT_OF_MEMORY = 50,", "  FFO_E_OUT_OF_MEMORY = 50,\n  FFO_E_OUT_OF_LUCK = 52,", "ffo_status, FFO_E_OUT_OF_LUCK", "C# has not");
        yield return Lie("an enumerator renamed", "FFO_POLICY_LOG = 1,", "FFO_POLICY_TELL = 1,", "ffo_policy, FFO_POLICY_TELL", "C# has not");
        yield return Lie("an enum's width not stated", "  FFO_HEAP_FORCE_32 = 0x7FFFFFFF\n", "", "ffo_heap", "does not end with FFO_HEAP_FORCE_32");
        yield return Lie("an enum's sign changed", "FFO_HEAP_SLAB = 1, ", "FFO_HEAP_LOST = -1, FFO_HEAP_SLAB = 1, ", "ffo_heap: ", "4 bytes, signed, HeapKind says 4 bytes, unsigned");

        // Functions.
        yield return Lie("a function dropped", "FFO_API ffo_status FFO_CALL ffo_validate(void);", "", "ffo_validate: InspectionExports.Validate", "ffi_ownership.h has not");
        yield return Lie("a function dropped", "FFO_API ffo_status FFO_CALL ffo_validate(void);", "", "ffo_validate: the library exports it", "ffi_ownership.h does not declare it");
        yield return Lie("a function added", "FFO_API ffo_status FFO_CALL ffo_validate(void);", "FFO_API ffo_status FFO_CALL ffo_validate(void);\nFFO_API ffo_status FFO_CALL ffo_invent(void);", "ffo_invent", "C# has not");
        yield return Lie("a function renamed", "FFO_CALL ffo_validate(void)", "FFO_CALL ffo_verify(void)", "ffo_verify: ffi_ownership.h:", "the library does not export it");
        yield return Lie("a result's type changed", "FFO_API uint32_t FFO_CALL ffo_abi_version(void);", "FFO_API uint64_t FFO_CALL ffo_abi_version(void);", "ffo_abi_version, result", "says uint64_t, VersionExports.AbiVersion says uint32_t");
        yield return Lie("a result's const dropped", "FFO_API const char *FFO_CALL ffo_version_string", "FFO_API char *FFO_CALL ffo_version_string", "ffo_version_string, result", "says char *, VersionExports.VersionString says const char *");
        yield return Lie("a parameter widened", "ffo_config_new(int32_t max_connections,", "ffo_config_new(int64_t max_connections,", "ffo_config_new, parameter 1", "says int64_t, ConfigExports.ConfigNew says int32_t");
        yield return Lie("a parameter's sign changed", "int32_t timeout_ms, ffo_status *status)", "uint32_t timeout_ms, ffo_status *status)", "ffo_config_new, parameter 2", "says uint32_t");
        yield return Lie("a parameter's const dropped", "ffo_string_length(const char *string,", "ffo_string_length(char *string,", "ffo_string_length, parameter 1", "says char *, StringExports.StringLength says const char *");
        yield return Lie("a parameter's const added", "ffo_tag(void *block,", "ffo_tag(const void *block,", "ffo_tag, parameter 1", "says const void *, InspectionExports.Tag says void *");
        yield return Lie("an inner const dropped", "(const char *const *texts,", "(const char **texts,", "ffo_strings_new, parameter 1", "StringExports.StringsNew says const char *const *");
        yield return Lie("two parameters swapped", "ffo_vec_init(ffo_vec *vec, size_t element_size,", "ffo_vec_init(size_t element_size, ffo_vec *vec,", "ffo_vec_init, parameter 1", "VecExports.VecInit says ffo_vec *");
        yield return Lie("a parameter dropped", "ffo_string_length(const char *string, size_t *out)", "ffo_string_length(const char *string)", "ffo_string_length: ", "1 parameter, StringExports.StringLength says 2 parameters");
        yield return Lie("a parameter added", "ffo_handle_retain(ffo_handle handle)", "ffo_handle_retain(ffo_handle handle, uint32_t times)", "ffo_handle_retain: ", "2 parameters, HandleExports.HandleRetain says 1 parameter");
        yield return Lie("a pointer too few", "ffo_checkpoint(uint64_t *out)", "ffo_checkpoint(uint64_t out)", "ffo_checkpoint, parameter 1", "InspectionExports.Checkpoint says uint64_t *");
        yield return Lie("another struct", "ffo_stats_get(ffo_stats *out)", "ffo_stats_get(ffo_block_info *out)", "ffo_stats_get, parameter 1", "InspectionExports.StatsGet says ffo_stats *");

        yield return Lie("a function said to be newer", "or whatever damage is found first */\nFFO_API ffo_status FFO_CALL ffo_validate", "or whatever damage is found first\n * @since 1.1 */\nFFO_API ffo_status FFO_CALL ffo_validate", "ffo_validate: ", "has it since 1.1, the library's symbol is of 1.0");
        yield return Lie("a function said to be newer", "or whatever damage is found first */\nFFO_API ffo_status FFO_CALL ffo_validate", "or whatever damage is found first\n * @since 1.1 */\nFFO_API ffo_status FFO_CALL ffo_validate", "ffo_validate, since", "says 1.1, share/abi.json says 1.0");
        yield return Lie("a field said to be older", "uint32_t reserved;         /* @since 1.1 */", "uint32_t reserved;", "ffo_block_info.reserved, since", "says 1.0, share/abi.json says 1.1");

        // Second names and callbacks.
        yield return Lie("a handle narrowed", "typedef uint64_t ffo_handle;", "typedef uint32_t ffo_handle;", "ffo_handle_retain, parameter 1", "says uint32_t, HandleExports.HandleRetain says uint64_t");
        yield return Lie("a callback's parameter changed", "(FFO_CALL *ffo_drop_fn)(void *payload,", "(FFO_CALL *ffo_drop_fn)(uint64_t payload,", "ffo_drop_fn, parameter 1", "says uint64_t");
        yield return Lie("a callback's const dropped", "(FFO_CALL *ffo_misuse_fn)(const ffo_error_info *info,", "(FFO_CALL *ffo_misuse_fn)(ffo_error_info *info,", "ffo_misuse_fn, parameter 1", "share/abi.json says const ffo_error_info *");
        yield return Lie("a callback's convention dropped", "(FFO_CALL *ffo_misuse_fn)", "(*ffo_misuse_fn)", "ffo_misuse_fn", "lacks FFO_CALL");

        // Macros.
        yield return Lie("a type's number changed", "#define FFO_TYPE_VEC 3u", "#define FFO_TYPE_VEC 4u", "FFO_TYPE_VEC", "says 4, TypeNumber.Vec says 3");
        yield return Lie("a flag dropped", "#define FFO_BLOCK_ADOPTED 4u", "/* adopted */", "FFO_BLOCK_ADOPTED", "ffi_ownership.h has not");
        yield return Lie("a number added", "#define FFO_TYPE_VEC 3u", "#define FFO_TYPE_VEC 3u\n#define FFO_TYPE_MAP 4u", "FFO_TYPE_MAP", "C# has not");
        yield return Lie("the version changed", "#define FFO_VERSION_MINOR 1", "#define FFO_VERSION_MINOR 2", "FFO_VERSION_NUMBER", "says 10200, LibraryVersion.Number says 10100");
        yield return Lie("the ABI's version changed", "#define FFO_ABI_VERSION 1", "#define FFO_ABI_VERSION 2", "FFO_ABI_VERSION", "says 2, LibraryVersion.Abi says 1");
        yield return Lie("an INIT with a field too few", "#define FFO_VEC_INIT { NULL, 0, 0, 0, 0 }", "#define FFO_VEC_INIT { NULL, 0, 0, 0 }", "FFO_VEC_INIT", "spells 4 fields, ffo_vec at");
        yield return Lie("an INIT with another's size", "{ sizeof(ffo_stats),", "{ sizeof(ffo_vec),", "FFO_STATS_INIT", "sets struct_size to 40, ffo_stats at");
        yield return Lie("an INIT dropped", "#define FFO_TYPE_DESC_INIT", "#define FFO_TYPE_DESC_SETUP", "ffo_type_desc", "has struct_size but no FFO_TYPE_DESC_INIT");

        // Ownership: comments against attributes.
        yield return Lie("a freeing attribute dropped", "ffo_string_new(const char *text, ffo_status *status)\n    FFO_FREED_BY(ffo_string_free) ", "ffo_string_new(const char *text, ffo_status *status)\n    ", "ffo_string_new", "FFO_FREED_BY of ffo_string_free (\"owned: free with ffo_string_free\"), its declaration has ffo_box_free");
        yield return Lie("another freeing attribute", "ffo_config_clone(const ffo_config *config, ffo_status *status)\n    FFO_FREED_BY(ffo_config_free)", "ffo_config_clone(const ffo_config *config, ffo_status *status)\n    FFO_FREED_BY(ffo_string_free)", "ffo_config_clone", "its declaration has ffo_string_free, ffo_box_free");
        yield return Lie("a freeing attribute on what is lent", "FFO_API const char *FFO_CALL ffo_type_name(ffo_type type);", "FFO_API const char *FFO_CALL ffo_type_name(ffo_type type) FFO_FREED_BY(ffo_box_free);", "ffo_type_name", "is to free what is borrowed");
        yield return Lie("a free that takes nothing", " * @param config  taken: may be NULL", " * @param config  borrowed: may be NULL", "ffo_config_new", "ffo_config_free is no function that takes what it frees");
        yield return Lie("FFO_NODISCARD dropped", "FFO_NODISCARD FFO_API char *FFO_CALL ffo_string_new", "FFO_API char *FFO_CALL ffo_string_new", "ffo_string_new", "no FFO_NODISCARD");
        yield return Lie("FFO_NODISCARD on what is lent", "FFO_API const char *FFO_CALL ffo_type_name", "FFO_NODISCARD FFO_API const char *FFO_CALL ffo_type_name", "ffo_type_name", "the result is borrowed, its declaration has an FFO_NODISCARD");
        yield return Lie("FFO_API dropped", "FFO_API ffo_status FFO_CALL ffo_validate", "ffo_status FFO_CALL ffo_validate", "ffo_validate", "lacks FFO_API");
        yield return Lie("FFO_CALL dropped", "FFO_API ffo_status FFO_CALL ffo_validate", "FFO_API ffo_status ffo_validate", "ffo_validate", "lacks FFO_CALL");
        yield return Lie("a word changed", "@param block  borrowed: it stays yours", "@param block  taken: it stays yours", "ffo_forget, parameter 1, ownership", "says taken, share/abi.json says borrowed");
        yield return Lie("a word missing", "@param block  borrowed: any live block", "@param block  any live block", "ffo_tag", "says \"any live block, owned or not\" of block, which is a void *");
        yield return Lie("a word on a number", "@param length  in elements\n * @errors  ", "@param length  owned: in elements\n * @errors  ", "ffo_vec_resize", "of length, which is a size_t");
        yield return Lie("a word about nobody", "@param tag    copied:", "@param label    copied:", "ffo_tag", "tells of label, which is no parameter");
        yield return Lie("a field without a word", "/* copied: NUL-terminated, unique in the process */", "/* unique in the process */", "ffo_type_desc.name", "does not say whose the const char * is");
        yield return Lie("a status that is none", "FFO_E_IO (a part may have been written) */\nFFO_API ffo_status FFO_CALL ffo_report_leaks", "FFO_E_DISK */\nFFO_API ffo_status FFO_CALL ffo_report_leaks", "ffo_report_leaks", "mentions FFO_E_DISK, which is no status");
        yield return Lie("C that is none", "FFO_API ffo_status FFO_CALL ffo_validate(void);", "FFO_API ffo_status FFO_CALL ffo_validate(void;", "ffi_ownership.h:", "error: expected ')'");
    }

    [TestCaseSource(nameof(Mutations))]
    public void ALieIsNamed(string from, string to, string item, string message)
    {
        Assert.That(Truth.Split(from), Has.Length.EqualTo(2), "the text to change stands there once");
        Assert.That(Differences(Truth.Replace(from, to, StringComparison.Ordinal)), Has.Some.Contains(item).And.Contains(message));
    }

    [Test]
    public void TheTruthIsNot() => Assert.That(Differences(Truth), Is.Empty);

    private static List<string> Differences(string header)
    {
        AbiDescription description = Sides.Header(header, out IReadOnlyList<string> problems);
        return
        [
            .. problems,
            .. AbiComparison.Differences(description, Sides.CSharp),
            .. OperatingSystem.IsLinux() ? AbiComparison.Differences(description, Sides.Exported) : [],
            .. AbiComparison.Differences(description, Sides.Accepted),
        ];
    }

    private static TestCaseData Lie(string kind, string from, string to, string item, string message) =>
        new TestCaseData(from, to, item, message).SetArgDisplayNames(kind, item);

    [GeneratedRegex(@"^FFO_CHECK(_\w+)?\(.*\);\n", RegexOptions.Multiline)]
    private static partial Regex Assertion();
}
