using System.Runtime.InteropServices;
using System.Text;

namespace AcmeCsv;

internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "acme_csv_open")]
    private static ulong Open(byte* path, Status* status)
    {
        ExportCall call = new("acme_csv_open"u8);
        ulong made = 0;
        try
        {
            made = ManagedHandle<CsvDocument>.Create(CsvDocument.Open(Parameter.Text(path, "path"))).IntoRaw();
            call.End(Status.Ok, status);
        }
        catch (Exception e)
        {
            call.Caught(AcmeStatus.Of(e), status);
        }

        return made;
    }

    [UnmanagedCallersOnly(EntryPoint = "acme_csv_parse")]
    private static ulong Parse(byte* text, Status* status)
    {
        ExportCall call = new("acme_csv_parse"u8);
        ulong made = 0;
        try
        {
            made = ManagedHandle<CsvDocument>.Create(CsvDocument.Parse(Parameter.Text(text, "text"))).IntoRaw();
            call.End(Status.Ok, status);
        }
        catch (Exception e)
        {
            call.Caught(AcmeStatus.Of(e), status);
        }

        return made;
    }

    [UnmanagedCallersOnly(EntryPoint = "acme_csv_close")]
    private static Status Close(ulong csv)
    {
        ExportCall call = new("acme_csv_close"u8);
        try
        {
            ManagedHandle<CsvDocument>.Close(csv);
            return call.End(Status.Ok);
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "acme_csv_size")]
    private static Status Size(ulong csv, nuint* rows, nuint* columns)
    {
        ExportCall call = new("acme_csv_size"u8);
        try
        {
            Parameter.Clear(rows);
            Parameter.Clear(columns);
            using ManagedBorrow<CsvDocument> document = ManagedHandle<CsvDocument>.Borrow(csv);
            if (rows != null)
            {
                *rows = (nuint)document.Value.Rows.Count;
            }

            if (columns != null)
            {
                *columns = (nuint)document.Value.ColumnCount;
            }

            return call.End(Status.Ok);
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "acme_csv_cell")]
    private static byte* Cell(ulong csv, nuint row, nuint column, Status* status)
    {
        ExportCall call = new("acme_csv_cell"u8);
        byte* made = null;
        try
        {
            using ManagedBorrow<CsvDocument> document = ManagedHandle<CsvDocument>.Borrow(csv);
            made = OwnedString.Create(document.Value.Cell(row, column)).IntoRaw();
            call.End(Status.Ok, status);
        }
        catch (Exception e)
        {
            call.Caught(e, status);
        }

        return made;
    }

    [UnmanagedCallersOnly(EntryPoint = "acme_csv_each_row")]
    private static Status EachRow(ulong csv, delegate* unmanaged[Cdecl]<void*, nuint, byte**, nuint, int> callback, void* context)
    {
        ExportCall call = new("acme_csv_each_row"u8);
        try
        {
            Parameter.Needed(callback, "callback");
            using ManagedBorrow<CsvDocument> document = ManagedHandle<CsvDocument>.Borrow(csv);
            foreach (CsvRow row in document.Value.Rows)
            {
                if (Show(row, callback, context) != 0)
                {
                    break;
                }
            }

            return call.End(Status.Ok);
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    // SAFETY: pinned: the cells and their addresses, until the callback has returned. No cell has a NUL in it.
    private static int Show(CsvRow row, delegate* unmanaged[Cdecl]<void*, nuint, byte**, nuint, int> callback, void* context)
    {
        byte[] texts = Encoding.UTF8.GetBytes(string.Join('\0', row.Cells) + '\0');
        fixed (byte* first = texts)
        fixed (nint* cells = new nint[row.Cells.Length])
        {
            byte* next = first;
            for (int i = 0; i < row.Cells.Length; i++)
            {
                cells[i] = (nint)next;
                next += Encoding.UTF8.GetByteCount(row.Cells[i]) + 1;
            }

            return callback(context, (nuint)row.Line, (byte**)cells, (nuint)row.Cells.Length);
        }
    }
}
