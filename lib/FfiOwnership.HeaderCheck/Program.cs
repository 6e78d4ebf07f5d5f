using FfiOwnership.Abi.Description;
using FfiOwnership.HeaderCheck;

// header-check REQUEST: see Request. What it finds it writes in MSBuild's form, and the build shows it as its own.
if (args is not [string file])
{
    Console.Error.WriteLine("header-check REQUEST");
    return 2;
}

Request request = Request.Read(file);
Report report = new(request.Project);
try
{
    File.Delete(request.Stamp);
    new Check(request, report).Run();
}
catch (AbiException e)
{
    report.Error("FFO208", null, e.Message);
}
catch (Exception e)
{
    // A fault of this program, of which the author should not have to read more than a line.
    report.Error("FFO209", null, $"the header check itself has failed, so nobody has seen whether the header fits the code; FfiHeaderCheck=false builds without it. {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")} {e.StackTrace?.Split('\n')[0].Trim()}");
}

if (report.IsEmpty)
{
    File.WriteAllText(request.Stamp, "");
}

// Or MSBuild would add an error of its own to those that it has read.
return 0;
