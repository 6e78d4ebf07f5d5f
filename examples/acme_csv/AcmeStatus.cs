using System.Runtime.CompilerServices;

namespace AcmeCsv;

/// <summary>The library's own statuses.</summary>
internal static class AcmeStatus
{
    public const Status Syntax = (Status)100;
    public const Status File = (Status)101;
    public const Status NoColumn = (Status)102;
    public const Status NoNumber = (Status)103;

    [ModuleInitializer]
    internal static void Add()
    {
        StatusTable.Add(Syntax, "ACME_E_SYNTAX"u8, "The text is not CSV."u8);
        StatusTable.Add(File, "ACME_E_FILE"u8, "The file cannot be read."u8);
        StatusTable.Add(NoColumn, "ACME_E_NO_COLUMN"u8, "No column has that name."u8);
        StatusTable.Add(NoNumber, "ACME_E_NO_NUMBER"u8, "A cell is no number."u8);
    }
}
