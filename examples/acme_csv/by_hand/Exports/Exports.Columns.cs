using System.Runtime.InteropServices;
using FfiOwnership.Owners;

namespace AcmeCsv;

internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "acme_csv_column")]
    private static Column* ColumnOf(ulong csv, byte* name, Status* status)
    {
        ExportCall call = new("acme_csv_column"u8);
        Column* made = null;
        try
        {
            string text = Parameter.Text(name, "name");
            using ManagedBorrow<CsvDocument> document = ManagedHandle<CsvDocument>.Borrow(csv);
            ColumnSummary summary = document.Value.Column(text);
            using OwnedBox<Column> column = OwnedBox<Column>.Create(new Column { Filled = summary.Filled, Mean = summary.Mean });
            column.Put(ref column.Value.Name, summary.Name);
            made = column.IntoRaw();
            call.End(Status.Ok, status);
        }
        catch (Exception e)
        {
            call.Caught(AcmeStatus.Of(e), status);
        }

        return made;
    }

    [UnmanagedCallersOnly(EntryPoint = "acme_column_free")]
    private static Status ColumnFree(Column* column)
    {
        ExportCall call = new("acme_column_free"u8);
        try
        {
            return call.End(Box.Free(column, FfiType.Number<Column>(), ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "acme_csv_columns")]
    private static Status Columns(ulong csv, VecData* list)
    {
        ExportCall call = new("acme_csv_columns"u8);
        try
        {
            Parameter.Needed(list, "out");
            *list = default;
            using ManagedBorrow<CsvDocument> document = ManagedHandle<CsvDocument>.Borrow(csv);
            using OwnedStructVec<Column> columns = OwnedStructVec<Column>.Create((nuint)document.Value.ColumnCount);
            foreach (ColumnSummary summary in document.Value.Columns())
            {
                columns.Add(new Column { Filled = summary.Filled, Mean = summary.Mean });
                columns.Put(ref columns[(long)columns.Length - 1].Name, summary.Name);
            }

            *list = columns.IntoRaw();
            return call.End(Status.Ok);
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "acme_column_list_free")]
    private static Status ColumnListFree(VecData* list)
    {
        ExportCall call = new("acme_column_list_free"u8);
        try
        {
            return call.End(Vec.Dispose(list, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "acme_csv_column_values")]
    private static Status ColumnValues(ulong csv, byte* name, VecData* list)
    {
        ExportCall call = new("acme_csv_column_values"u8);
        try
        {
            Parameter.Needed(list, "out");
            *list = default;
            string text = Parameter.Text(name, "name");
            using ManagedBorrow<CsvDocument> document = ManagedHandle<CsvDocument>.Borrow(csv);
            *list = OwnedVec<double>.Create(document.Value.Values(text)).IntoRaw();
            return call.End(Status.Ok);
        }
        catch (Exception e)
        {
            return call.Caught(AcmeStatus.Of(e));
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "acme_number_list_free")]
    private static Status NumberListFree(VecData* list)
    {
        ExportCall call = new("acme_number_list_free"u8);
        try
        {
            return call.End(Vec.Dispose(list, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }
}
