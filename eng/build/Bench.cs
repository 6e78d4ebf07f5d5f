namespace FfiOwnership.Build;

/// <summary>The benchmarks of the library and of its bindings.</summary>
internal static class Bench
{
    private static readonly string Results = Path.Combine(Tools.Root, "out", "bench");

    public static int Run(Request request)
    {
        Target target = request.Target;
        string build = Path.Combine("out", "cmake", $"bench-{target.Rid}");
        Tools.Run("publish the .NET peer", Tools.Advice, ["dotnet", "publish", "bench/peers/dotnet", "-c", "Release", "-r", target.Rid, "--nologo"]);
        Directory.CreateDirectory(Path.Combine(Results, "lib"));
        const string Peer = "libdotnet_peer.so";
        File.Copy(Path.Combine(target.Artifacts, "bin", "DotnetPeer", $"release_{target.Rid}", "native", Peer), Path.Combine(Results, "lib", Peer), overwrite: true);
        Tools.Run(
            "configure the benchmark",
            Tools.Advice,
            ["cmake", "-S", "bench", "-B", build, "-G", "Ninja", $"-DFFO_PREFIX={target.Prefix}", $"-DFFO_BENCH_OUT={Results}"]);
        Tools.Run("build the benchmark", Tools.Advice, ["cmake", "--build", build]);

        string[] options = request.IsQuick ? ["--quick"] : [];
        Console.WriteLine();
        int status = Tools.Execute([Path.Combine(Results, "bin", "ffo-bench"), .. options], show: true).Status;
        if (status != 0)
        {
            throw new BuildException($"the benchmark ended with status {status}; its last lines above say where");
        }

        Tools.Run("draw the picture", Tools.Advice, ["gnuplot", "-e", "folder='out/bench'", "bench/report/results.gp"]);
        RunBindings(target, options);
        Console.WriteLine("see out/bench/: results.svg, table.md, results.json; bindings.svg, bindings/");
        return 0;
    }

    // Each prints a line for a workload: its name, our ns, the language's own, the ratio, and what the language's own is.
    private static void RunBindings(Target target, string[] options)
    {
        (string Language, string[] Command)[] programs =
        [
            ("lua", ["luajit", "bench/bindings/lua.lua"]),
            ("node", ["node", "--expose-gc", "bench/bindings/node.js"]),
            ("python", ["/usr/bin/python3", "bench/bindings/python.py"]),
            ("ruby", ["ruby", "bench/bindings/ruby.rb"]),
        ];
        Directory.CreateDirectory(Path.Combine(Results, "bindings"));
        Tools.Run("fetch koffi", "check the network and npm's settings", ["bash", "bindings/node/fetch.sh"]);
        foreach ((string language, string[] command) in programs)
        {
            Console.WriteLine();
            Console.WriteLine($"{language}, ns{"",-22}{"ours",12}{"theirs",12}{"ratio",8}");
            (int status, string output) = Tools.Execute(
                [
                    "env", $"FFI_OWNERSHIP_LIBRARY={target.Library}", "PYTHONPATH=bindings/python", "LUA_PATH=bindings/lua/?.lua;;",
                    "RUBYLIB=bindings/ruby/lib", "NODE_PATH=out/bindings/node/node_modules", .. command, .. options,
                ]);
            if (status != 0)
            {
                throw new BuildException($"the benchmark of {language} ended with status {status}: {output}");
            }

            File.WriteAllText(Path.Combine(Results, "bindings", $"{language}.tsv"), output);
            foreach (string[] line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')))
            {
                Console.WriteLine($"{line[0],-32}{line[1],12}{line[2],12}{line[3],8}  {line[4]}");
            }
        }

        string languages = string.Join(' ', programs.Select(program => program.Language));
        Tools.Run("draw the picture of the bindings", Tools.Advice, ["gnuplot", "-e", $"folder='out/bench'; languages='{languages}'", "bench/report/bindings.gp"]);
    }
}
