using FfiOwnership.Platform;
using NUnit.Framework;

namespace FfiOwnership.Tests.Platform;

public sealed class KeyedHashTests
{
    // Python 3.11 hashes bytes by SipHash-1-3, and under PYTHONHASHSEED=0 with a key of zeros: hash(number.to_bytes(8, "little")).
    [TestCase(0ul, 0xbd60acb658c79e45ul)]
    [TestCase(1ul, 0x1e9f734161d62dd9ul)]
    [TestCase(0x0123456789ABCDEFul, 0x8662046e52264db8ul)]
    public void AnotherImplementationAgrees(ulong number, ulong hash) => Assert.That(new KeyedHash(0, 0).Of(number), Is.EqualTo(hash));

    [Test]
    public void KeysDiffer()
    {
        KeyedHash one = KeyedHash.New();
        KeyedHash another = KeyedHash.New();
        Assert.That(one.Of(1), Is.Not.EqualTo(another.Of(1)));
    }
}
