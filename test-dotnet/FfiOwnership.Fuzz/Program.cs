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
        Interpreter interpreter = new(path);
        Fuzzer.OutOfProcess.Run(interpreter.Run);
        return 0;
    default:
        Console.Error.WriteLine("instrument ASSEMBLY, or run INTERPRETER");
        return 2;
}
