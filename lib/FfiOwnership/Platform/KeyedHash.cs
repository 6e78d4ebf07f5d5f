using System.Numerics;

namespace FfiOwnership.Platform;

/// <summary>A hash of one number under a random key, from which neither the key nor the hash of another number can be computed.</summary>
/// <remarks>SipHash-1-3 of eight bytes; J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF", 2012.</remarks>
internal readonly struct KeyedHash
{
    private readonly ulong _first;
    private readonly ulong _second;

    /// <summary>A hash with a given key, for tests.</summary>
    internal KeyedHash(ulong first, ulong second)
    {
        _first = first;
        _second = second;
    }

    /// <summary>A hash with a new key.</summary>
    public static KeyedHash New() => new(SecretKey.New(), SecretKey.New());

    /// <summary>The hash of a number.</summary>
    public ulong Of(ulong number)
    {
        const int compressionRounds = 1;
        const int finalRounds = 3;
        const ulong length = 8ul << 56;

        // The four words of the state begin as "somepseudorandomlygeneratedbytes", mixed with the key.
        State state = new()
        {
            A = _first ^ 0x736f6d6570736575,
            B = _second ^ 0x646f72616e646f6d,
            C = _first ^ 0x6c7967656e657261,
            D = _second ^ 0x7465646279746573,
        };
        state.Take(number, compressionRounds);
        state.Take(length, compressionRounds);
        state.C ^= 0xff;
        state.Mix(finalRounds);
        return state.A ^ state.B ^ state.C ^ state.D;
    }

    private struct State
    {
        public ulong A;
        public ulong B;
        public ulong C;
        public ulong D;

        public void Take(ulong word, int rounds)
        {
            D ^= word;
            Mix(rounds);
            A ^= word;
        }

        public void Mix(int rounds)
        {
            for (int round = 0; round < rounds; round++)
            {
                A += B;
                B = BitOperations.RotateLeft(B, 13) ^ A;
                A = BitOperations.RotateLeft(A, 32);
                C += D;
                D = BitOperations.RotateLeft(D, 16) ^ C;
                A += D;
                D = BitOperations.RotateLeft(D, 21) ^ A;
                C += B;
                B = BitOperations.RotateLeft(B, 17) ^ C;
                C = BitOperations.RotateLeft(C, 32);
            }
        }
    }
}
