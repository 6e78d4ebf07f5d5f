[assembly: FfiLibrary(FreeString = "free_string", LastErrorMessage = "last_error_message")]

namespace Article;

/// <summary>A configuration, which owns its name.</summary>
/// <param name="MaxConnections">How many connections there may be.</param>
/// <param name="TimeoutMs">How long to wait for one, in milliseconds.</param>
/// <param name="Name">Its name.</param>
[FfiStruct("config", Free = "free_config")]
internal sealed record Config(int MaxConnections, int TimeoutMs, string Name);

/// <summary>The functions of include/article.h.</summary>
internal static class Exports
{
    /// <summary>A greeting.</summary>
    [FfiExport("create_string")]
    public static string CreateString(string name) => $"Hello, {name}!";

    /// <summary>A configuration.</summary>
    [FfiExport("create_config")]
    public static Config CreateConfig(string name, int maxConnections, int timeoutMs) => timeoutMs >= 0
        ? new Config(maxConnections, timeoutMs, name)
        : throw new FfiException(Status.InvalidArgument, "timeout_ms is negative");
}
