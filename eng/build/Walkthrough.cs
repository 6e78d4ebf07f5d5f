namespace FfiOwnership.Build;

/// <summary>The example programs, which ./build.sh ends with.</summary>
internal static class Walkthrough
{
    public static int Run(Target target)
    {
        CPrograms.Build(target, "--target", "ffo-walkthrough", "ffo-walkthrough-cpp");
        Console.WriteLine();
        string program = Path.Combine(target.Tree, "bin", target.IsForWindows ? "ffo-walkthrough.exe" : "ffo-walkthrough");
        string[] command = !target.IsCross ? [Path.Combine(Tools.Root, program)]
            : target.Rid == Target.Arm ? ["qemu-aarch64", "-L", Prerequisites.SysRoot, program]
            : [Wine.Program, program];
        int status = Tools.Execute([.. command, "README.md"], show: true).Status;
        if (status != 0)
        {
            throw new BuildException($"the walkthrough ended with status {status}; its last lines above say where");
        }

        if (target.IsCross)
        {
            string emulator = target.UsesWine ? "Wine" : "qemu";
            string environment = target.UsesWine ? string.Concat(Wine.Settings.Select(setting => $"{setting.Name}={setting.Value} ")) : "";
            Console.WriteLine($"\nThe library for {target.Rid} is in {target.Tree}/. Here its programs run under {emulator}: {environment}{string.Join(' ', command)}");
        }

        return 0;
    }
}
