using System.Diagnostics;
using System.Text.Json;
using FfiOwnership.Abi.Description;
using NUnit.Framework;

namespace FfiOwnership.Tests.Abi;

/// <summary>The program ffo-abi: what it says, and its exit status.</summary>
[Platform("Linux")]
public sealed class AbiToolTests
{
    private static readonly string Header = Path.Combine(InstallTree.Include, "ffi_ownership.h");
    private static readonly string Accepted = Path.Combine(InstallTree.Prefix, "share", "ffi-ownership", "abi.json");

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("ffo-abi").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void OurHeaderFitsAllElse()
    {
        string own = AppContext.BaseDirectory;
        (int status, string said) = Run("check", Header, InstallTree.Library, Path.Combine(own, "ffi_ownership.dll"), Path.Combine(own, "FfiOwnership.dll"), "--accepted", Accepted);
        Assert.That(said, Does.EndWith("structs: all agree\n"));
        Assert.That(status, Is.Zero);
    }

    [Test]
    public void ADifferenceIsNamedAndCounted()
    {
        (int status, string said) = Run("check", Changed("FFO_API void FFO_CALL ffo_clear_error(void);", ""), InstallTree.Library);
        Assert.That(said, Does.Contain("ffo_clear_error: the library exports it").And.EndWith("1 difference\n"));
        Assert.That(status, Is.EqualTo(1));
    }

    [Test]
    public void DescribeWritesTheAcceptedDescription()
    {
        (int status, string said) = Run("describe", Header);
        Assert.That(said, Is.EqualTo(File.ReadAllText(Accepted)));
        Assert.That(status, Is.Zero);
    }

    [Test]
    public void AnAdditionIsNotBreaking()
    {
        const string Clear = "FFO_API void FFO_CALL ffo_clear_error(void);";
        (int status, string said) = Run("diff", Accepted, Changed(Clear, $"{Clear}\n/* New. */\nFFO_API void FFO_CALL ffo_new(void);"));
        Assert.That(said, Does.StartWith("Nothing that was there has changed.").And.Contains("addition: ffo_new"));
        Assert.That(status, Is.Zero);
    }

    [Test]
    public void WhatIsGoneIsBreakingInJsonToo()
    {
        (int status, string said) = Run("diff", Header, Changed("FFO_API void FFO_CALL ffo_clear_error(void);", ""), "--json");
        using JsonDocument json = JsonDocument.Parse(said);
        Assert.That(status, Is.EqualTo(1));
        Assert.That(json.RootElement.GetProperty("breaking").GetBoolean(), Is.True);
        Assert.That(json.RootElement.GetProperty("changes").EnumerateArray().Select(change => $"{change.GetProperty("breaking")} {change.GetProperty("change")}"), Has.Some.StartsWith("True ffo_clear_error is gone"));
    }

    [Test]
    public void ADraftDeclaresWhatTheAssemblyExports()
    {
        (int status, string said) = Run("draft", Path.Combine(AppContext.BaseDirectory, "ffi_ownership.dll"));
        AbiDescription draft = HeaderReader.Read(_folder, "draft.h", said, out _);
        Assert.That(status, Is.Zero);
        Assert.That(draft.Functions.Select(function => function.Name), Is.EquivalentTo(Sides.CSharp.Functions.Select(function => function.Name)));
        Assert.That(draft.Functions.Zip(Sides.CSharp.Functions).Where(pair => pair.First.Parameters.Count != pair.Second.Parameters.Count), Is.Empty);
    }

    [TestCase("describe", "nothing.h", "ffo-abi: Could not find file")]
    [TestCase("draft", "abi.json", "ffo-abi: ")]
    [TestCase("descibe", "ffi_ownership.h", "'descibe' was not matched")]
    public void WhatCannotBeFoundOutHasAStatusOfItsOwn(string verb, string file, string message)
    {
        (int status, string said) = Run(verb, file == "abi.json" ? Accepted : Path.Combine(_folder, file));
        Assert.That(said, Does.Contain(message));
        Assert.That(status, Is.EqualTo(2));
    }

    [Test]
    public void AMissingLibclangIsNamed()
    {
        (int status, string said) = Run("describe", Header, "--libclang", "/nowhere/libclang.so");
        Assert.That(said, Is.EqualTo("ffo-abi: /nowhere/libclang.so is no libclang that can be loaded\n"));
        Assert.That(status, Is.EqualTo(2));
    }

    private string Changed(string from, string to)
    {
        Assert.That(InstallTree.Header.Split(from), Has.Length.EqualTo(2), "the text to change stands there once");
        string file = Path.Combine(_folder, "ffi_ownership.h");
        File.WriteAllText(file, InstallTree.Header.Replace(from, to, StringComparison.Ordinal));
        return file;
    }

    private static (int Status, string Said) Run(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "FfiOwnership.Abi.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
