using FfiOwnership.Packaging;

switch (args)
{
    case ["icon", string file]:
        Png.Write(file, Icon.Size, Icon.Draw());
        return 0;
    case ["declarations", string description, string header, string file]:
        File.WriteAllText(file, Declarations.Write(File.ReadAllText(description), HeaderComments.Read(File.ReadAllText(header))));
        return 0;
    default:
        Console.Error.WriteLine("parts icon FILE | parts declarations ABI_JSON HEADER FILE");
        return 1;
}
