using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace FfiOwnership.Build;

/// <summary>The files that test runners write, in out/results/.</summary>
internal static class TestResults
{
    /// <summary>The path of a file that is not there yet.</summary>
    public static string NewFile(string name)
    {
        string file = Path.Combine(Tools.Root, "out", "results", name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.Delete(file);
        return file;
    }

    // A runner that was stopped leaves no file, or half of one; its status tells the rest.
    public static XElement? Read(string file)
    {
        try
        {
            return File.Exists(file) ? XDocument.Load(file).Root : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    public static int Number(XElement? element, string attribute) =>
        int.Parse(element?.Attribute(attribute)?.Value ?? "0", CultureInfo.InvariantCulture);
}
