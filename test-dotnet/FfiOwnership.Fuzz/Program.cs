using FfiOwnership.Fuzz;
using SharpFuzz;

// FfiOwnership.Fuzz instrument ASSEMBLY   writes the coverage of each branch into an assembly, in place
// FfiOwnership.Fuzz run INTERPRETER       runs what afl-fuzz sends, program after program
switch (args)
{
    case ["instrument", string assembly]:
        Fuzzer.Instrument(assembly, _ => true, Options.Value);
        return 0;
    case ["run", string path]:
        // Made by the first program: the library's module initializer writes coverage too, and the map for it is there only inside Run.
        Interpreter? interpreter = null;
        Fuzzer.OutOfProcess.Run(input => (interpreter ??= new(path)).Run(input));
        return 0;
    default:
        Console.Error.WriteLine("instrument ASSEMBLY, or run INTERPRETER");
        return 2;
}
