namespace FfiOwnership.Packaging;

/// <summary>The packages' picture: a block that goes over a boundary, and the place that it has left.</summary>
internal static class Icon
{
    /// <summary>Its width and height, in pixels.</summary>
    public const int Size = 128;

    private const uint Blue = 0x1F3A5F;
    private const uint White = 0xFFFFFF;
    private const uint Amber = 0xF2A33A;

    /// <summary>Draws it.</summary>
    /// <returns>Rows of pixels from the top, four bytes each: red, green, blue, opacity.</returns>
    public static byte[] Draw()
    {
        byte[] pixels = new byte[Size * Size * 4];
        for (int i = 0; i < Size * Size; i++)
        {
            double x = (i % Size) + 0.5;
            double y = (i / Size) + 0.5;
            Paint(pixels.AsSpan(i * 4, 4), Blue, RoundedSquare(x - 64, y - 64, 60, 20));
            Paint(pixels.AsSpan(i * 4, 4), White, Math.Abs(RoundedSquare(x - 36, y - 64, 15, 4)) - 2.5);
            Paint(pixels.AsSpan(i * 4, 4), White, Math.Abs(x - 64) - 2.5 + (Math.Abs(y - 64) > 44 ? 8 : 0));
            Paint(pixels.AsSpan(i * 4, 4), Amber, RoundedSquare(x - 92, y - 64, 18, 5));
        }

        return pixels;
    }

    // How far a point is outside of a square around the origin; negative inside.
    private static double RoundedSquare(double x, double y, double half, double radius)
    {
        double overX = Math.Max(Math.Abs(x) - half + radius, 0);
        double overY = Math.Max(Math.Abs(y) - half + radius, 0);
        return Math.Sqrt((overX * overX) + (overY * overY)) - radius;
    }

    // Covers the pixel by as much as the shape does: half where its edge goes through the pixel's middle.
    private static void Paint(Span<byte> pixel, uint color, double distance)
    {
        double cover = Math.Clamp(0.5 - distance, 0, 1);
        if (cover == 0)
        {
            return;
        }

        double below = pixel[3] / 255.0 * (1 - cover);
        double opacity = cover + below;
        for (int i = 0; i < 3; i++)
        {
            pixel[i] = (byte)Math.Round((((color >> (16 - (8 * i))) & 0xFF) * cover / opacity) + (pixel[i] * below / opacity));
        }

        pixel[3] = (byte)Math.Round(opacity * 255);
    }
}
