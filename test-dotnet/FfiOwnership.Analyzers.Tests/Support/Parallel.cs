using NUnit.Framework;

// Each test compiles a source of its own, and shares nothing with the others.
[assembly: Parallelizable(ParallelScope.All)]
