using System.Runtime.CompilerServices;

namespace AcmeCsv;

/// <summary>The library's own statuses.</summary>
internal static class AcmeStatus
{
    private const Status Syntax = (Status)100;
    private const Status File = (Status)101;
    private const Status NoColumn = (Status)102;
    private const Status NoNumber = (Status)103;

    [ModuleInitializer]
    internal static void Add()
    {
        StatusTable.Add(Syntax, "ACME_E_SYNTAX"u8, "The text is not CSV."u8);
        StatusTable.Add(File, "ACME_E_FILE"u8, "The file cannot be read."u8);
        StatusTable.Add(NoColumn, "ACME_E_NO_COLUMN"u8, "No column has that name."u8);
        StatusTable.Add(NoNumber, "ACME_E_NO_NUMBER"u8, "A cell is no number."u8);
    }

    /// <summary>The same exception, with its status if it is one of the library's refusals.</summary>
    public static Exception Of(Exception exception) => exception switch
    {
        CsvException => new FfiException(Syntax, exception.Message),
        IOException => new FfiException(File, exception.Message),
        KeyNotFoundException => new FfiException(NoColumn, exception.Message),
        FormatException => new FfiException(NoNumber, exception.Message),
        _ => exception,
    };
}
