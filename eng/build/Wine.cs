namespace FfiOwnership.Build;

/// <summary>Wine, which runs the programs for Windows.</summary>
internal static class Wine
{
    public const string Program = "/usr/lib/wine/wine64";
    private const string Server = "/usr/lib/wine/wineserver64";
    private static readonly string Prefix = Path.Combine(Tools.Root, "out", "wine");

    /// <summary>Wine keeps the Windows that it shows in a folder of ours, has no need of a display, and keeps its remarks to itself.</summary>
    public static (string Name, string Value)[] Settings { get; } = [("WINEPREFIX", Prefix), ("WINEDEBUG", "-all"), ("WINEDLLOVERRIDES", "mscoree,mshtml=")];

    /// <summary>
    /// Wine's first program starts its server and services, which keep that program's output open for as long as they run. So this is
    /// the first one, and its output is nobody's; they stay for ten minutes after the last program.
    /// </summary>
    public static void Start()
    {
        foreach ((string name, string value) in Settings)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        Environment.SetEnvironmentVariable("DISPLAY", null);
        bool isNew = !Directory.Exists(Path.Combine(Prefix, "drive_c"));
        Directory.CreateDirectory(Prefix); // without it the server does not start
        Tools.Run(
            isNew ? "make a Windows for Wine, once" : "start Wine",
            $"see what {Program} wineboot says; if it is of no help, remove the folder out/wine and start again",
            ["sh", "-c", $"({Server} -p600; {Program} wineboot {(isNew ? "--init" : "--update")}) > /dev/null 2>&1 < /dev/null"]);
    }
}
