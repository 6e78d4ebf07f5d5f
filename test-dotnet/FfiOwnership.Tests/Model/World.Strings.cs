using System.Text;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Tests.Abi;

namespace FfiOwnership.Tests.Model;

/// <content>Strings.</content>
internal sealed unsafe partial class World
{
    private void StringNew(int text)
    {
        byte[] bytes = [.. PickText(text), 0];
        fixed (byte* start = bytes)
        {
            Status status;
            byte* made = Native.ffo_string_new(start, &status);
            Made(Status.Ok, status, made, bytes, $"ffo_string_new({bytes.Length - 1} letters)");
        }
    }

    private void StringFromBytes(int text, int bad)
    {
        byte[] bytes = WithBadByte(PickText(text), bad, 0);
        Status expected = bytes.Contains((byte)0) ? Status.InteriorNul : Status.Ok;
        fixed (byte* start = bytes)
        {
            Status status;
            byte* made = Native.ffo_string_from_bytes(start, (nuint)bytes.Length, &status);
            Made(expected, status, made, [.. bytes, 0], $"ffo_string_from_bytes({bytes.Length})");
        }
    }

    private void StringFromUtf8(int text, int bad)
    {
        byte[] bytes = WithBadByte(PickText(text), bad, 0xFF);
        Status expected = bytes.Contains((byte)0xFF) ? Status.InvalidUtf8 : Status.Ok;
        fixed (byte* start = bytes)
        {
            Status status;
            byte* made = Native.ffo_string_from_utf8(start, (nuint)bytes.Length, &status);
            Made(expected, status, made, [.. bytes, 0], $"ffo_string_from_utf8({bytes.Length})");
        }
    }

    private void StringFromUtf16(int text, int bad)
    {
        string units = Encoding.ASCII.GetString(PickText(text)) + (bad % 4) switch { 0 => "€𝄞", 1 => "\uD834", 2 => "\0", _ => "" };
        Status expected = (bad % 4) switch { 1 => Status.InvalidUtf16, 2 => Status.InteriorNul, _ => Status.Ok };
        fixed (char* start = units)
        {
            Status status;
            byte* made = Native.ffo_string_from_utf16(start, (nuint)units.Length, &status);
            Made(expected, status, made, [.. Encoding.UTF8.GetBytes(units), 0], $"ffo_string_from_utf16({units.Length})");
        }
    }

    private void StringClone(int number)
    {
        nint pointer = PickPointer(number, TypeNumber.String);
        string call = $"ffo_string_clone({Name(pointer)})";
        Status expected = pointer == 0 ? Status.NullArgument : _rules.LookReadable(pointer, TypeNumber.String, out _);
        Status status;
        byte* made = Native.ffo_string_clone((byte*)pointer, &status);
        Made(expected, status, made, status == Status.Ok ? TextAt(pointer) : [], call);
    }

    private void StringLength(int number)
    {
        nint pointer = PickPointer(number, TypeNumber.String);
        ModelBlock? block = null;
        Status expected = pointer == 0 ? Status.NullArgument : _rules.LookReadable(pointer, TypeNumber.String, out block);
        nuint length = 999;
        Expect(expected, Native.ffo_string_length((byte*)pointer, &length), $"ffo_string_length({Name(pointer)})", isQuestion: true);
        Require(length == (expected == Status.Ok ? block!.Size - 1 : 0), "the length is the recorded one, or 0");
    }

    private void StringFree(int number)
    {
        nint pointer = PickPointer(number, TypeNumber.String);
        string call = $"ffo_string_free({Name(pointer)})";
        Expect(_rules.Free(pointer, TypeNumber.String), Native.ffo_string_free((byte*)pointer), call);
    }

    private void StringsNew(int texts, int missing)
    {
        int count = texts % 5;
        int badIndex = missing % 8;
        byte[] text = [.. PickText(texts), 0];
        byte** from = stackalloc byte*[5];
        byte** made = stackalloc byte*[5];
        fixed (byte* start = text)
        {
            for (int i = 0; i < count; i++)
            {
                from[i] = i == badIndex ? null : start;
                made[i] = (byte*)1;
            }

            bool isBad = badIndex < count;
            Expect(isBad ? Status.NullArgument : Status.Ok, Native.ffo_strings_new(from, (nuint)count, made), $"ffo_strings_new({count}{(isBad ? $", NULL at {badIndex}" : "")})");
            _rules.Pass(isBad ? (ulong)badIndex : 0);
            for (int i = 0; i < count; i++)
            {
                Require(made[i] == null == isBad, "all strings are made or none");
                if (!isBad)
                {
                    ExpectContent(Enter(made[i], TypeNumber.String, (nuint)text.Length), text);
                }
            }
        }
    }

    private void StringsFree(int first, int second, int third)
    {
        nint* strings = stackalloc nint[] { PickPointer(first, TypeNumber.String), PickPointer(second, TypeNumber.String), PickPointer(third, TypeNumber.String) };
        string call = $"ffo_strings_free({Name(strings[0])}, {Name(strings[1])}, {Name(strings[2])})";
        nint* left = stackalloc nint[3];
        Status expected = Status.Ok;
        nuint freed = 0;
        for (int i = 0; i < 3; i++)
        {
            Status status = _rules.Free(strings[i], TypeNumber.String);
            left[i] = status == Status.Ok ? 0 : strings[i];
            freed += strings[i] != 0 && status == Status.Ok ? 1u : 0u;
            if (expected != Status.Ok && status != Status.Ok)
            {
                // The first refusal is the call's status; of the others only the hook hears.
                _misuses++;
            }

            expected = expected == Status.Ok ? status : expected;
        }

        nuint counted = 999;
        Expect(expected, Native.ffo_strings_free((byte**)strings, 3, &counted), call);
        Require(counted == freed, $"{freed} strings are freed, not {counted}");
        Require(new ReadOnlySpan<nint>(strings, 3).SequenceEqual(new ReadOnlySpan<nint>(left, 3)), "what is freed becomes NULL and what is refused stays");
    }

    private void ShortenString(int number, int at)
    {
        List<ModelBlock> strings = _rules.Live.FindAll(block => block.Type == TypeNumber.String);
        if (strings.Count > 0)
        {
            ModelBlock block = strings[number % strings.Count];
            int position = at % (int)block.Size;
            ((byte*)block.Address)[position] = block.Content[position] = 0;
            _log.Add($"{Name(block.Address)}[{position}] = 0");
        }
    }

    // A new string of this content.
    private void Made(Status expected, Status actual, byte* made, byte[] content, string call)
    {
        Expect(expected, actual, made != null, call);
        if (made != null)
        {
            ExpectContent(Enter(made, TypeNumber.String, (nuint)content.Length), content);
        }
    }

    private void ExpectContent(ModelBlock block, byte[] content) => Require(block.Content.AsSpan().SequenceEqual(content), $"the content of #{block.Number} must be what it was made from");

    // The text of a live string up to its first NUL, with it.
    private byte[] TextAt(nint pointer)
    {
        byte[] content = _rules.Live.Find(block => block.Address == pointer)!.Content;
        return content[..(Array.IndexOf(content, (byte)0) + 1)];
    }

    private static byte[] WithBadByte(byte[] bytes, int number, byte bad)
    {
        if (number % 3 == 2 && bytes.Length > 0)
        {
            bytes[number % bytes.Length] = bad;
        }

        return bytes;
    }
}
