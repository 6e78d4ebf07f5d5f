# check.ps1 CASE FOLDER: one test of build.ps1. FOLDER is for the files that it makes.
param([string] $Case, [string] $Folder)

$ErrorActionPreference = 'Stop'

# PowerShell finds its own commands only on a file system that is mounted, which the root of a plain chroot is not.
if (-not (Get-Command Resolve-Path -ErrorAction Ignore)) {
    [Console]::WriteLine('skipped: PowerShell sees no file system here')
    exit 0
}
$root = (Resolve-Path "$PSScriptRoot/../..").Path

# What a program writes and ends with. A PATH that is given replaces the test's own.
function Start-Program([string] $Program, [string[]] $Arguments, [string] $Path) {
    $start = [Diagnostics.ProcessStartInfo]::new($Program, $Arguments)
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.WorkingDirectory = $Folder
    if ($Path) {
        $start.Environment['PATH'] = $Path
    }

    $process = [Diagnostics.Process]::Start($start)
    $errors = $process.StandardError.ReadToEndAsync()
    $output = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    [pscustomobject]@{ Status = $process.ExitCode; Output = $output; Errors = $errors.Result }
}

# build.ps1 under the PowerShell that runs this, started from another folder than its own. Tree is where it lies.
function Start-Build([string[]] $Arguments, [string] $Path, [string] $Tree = $root) {
    $powershell = [Environment]::GetCommandLineArgs()[0]
    Start-Program ([Environment]::ProcessPath) (@($powershell, '-NoProfile', '-NonInteractive', '-File', "$Tree/build.ps1") + $Arguments) $Path
}

function Assert-Equal([string] $What, $Actual, $Expected) {
    if ($Actual -cne $Expected) {
        throw "$($What): expected`n$Expected`ngot`n$Actual"
    }
}

function Assert-Refusal($Build, [string] $Message) {
    Assert-Equal 'status' $Build.Status 1
    Assert-Equal 'standard output' $Build.Output ''
    Assert-Equal 'standard error' $Build.Errors "$Message`n"
}

# An empty folder of this test's own.
function New-Folder([string] $Name) {
    Remove-Item "$Folder/$Name" -Recurse -Force -ErrorAction Ignore
    (New-Item "$Folder/$Name" -ItemType Directory).FullName
}

switch ($Case) {
    'parses' {
        $tokens = $errors = $null
        [void] [Management.Automation.Language.Parser]::ParseFile("$root/build.ps1", [ref] $tokens, [ref] $errors)
        Assert-Equal 'errors' ($errors -join "`n") ''
        Assert-Equal 'has tokens' ($tokens.Count -gt 10) $true
    }
    'help' {
        $bash = Start-Program "$root/build.sh" 'help'
        $build = Start-Build 'help'
        Assert-Equal 'status' $build.Status 0
        Assert-Equal 'usage' $build.Output $bash.Output
        Assert-Equal 'names a verb' ($build.Output -match 'test-dotnet') $true
        Assert-Equal 'usage of --help' (Start-Build '--help').Output $bash.Output
    }
    'arguments' {
        # Several arguments arrive as they are, and the status comes back.
        $build = Start-Build '--rid', 'win-none x', 'package'
        Assert-Equal 'status' $build.Status 1
        Assert-Equal 'message' ($build.Errors -match '(?m)^build: win-none x cannot be built on ') $true

        # What makes no sense is named in one line, and nothing is done.
        $refusals = @(
            , ('tset', 'cannot make sense of "tset"; ./build.sh help lists the verbs and options')
            , ('test test-c', 'cannot make sense of "test-c"; ./build.sh help lists the verbs and options')
            , ('test @file', 'cannot make sense of "@file"; ./build.sh help lists the verbs and options')
            , ('--soak 0 test', '--soak needs a number of minutes, not "0"; ./build.sh help lists the verbs and options')
            , ('bench --soak 5', "--soak belongs to ./build.sh test, on this machine's own processor")
            , ('--checked package', '--checked belongs to the tests: ./build.sh test, test-c, test-dotnet, test-bindings or test-guided')
        )
        foreach ($refusal in $refusals) {
            Assert-Refusal (Start-Program "$root/build.sh" $refusal[0].Split(' ')) "build: $($refusal[1])"
        }
    }
    'rebuilds' {
        # A changed source is built anew by either script, and one that does not build is shown and not run.
        $tree = New-Folder 'tree'
        [void] (New-Item "$tree/eng" -ItemType Directory)
        Copy-Item "$root/eng/build" "$tree/eng" -Recurse
        foreach ($file in 'build.sh', 'build.ps1', 'global.json', '.editorconfig', 'Directory.Build.props', 'Directory.Packages.props', 'FfiOwnership.sln') {
            Copy-Item "$root/$file" $tree
        }

        $source = "$tree/eng/build/CommandLine.cs"
        $text = [IO.File]::ReadAllText($source)
        $build = Start-Program "$tree/build.sh" 'help'
        Assert-Equal 'has the first text' ($build.Output -match 'remove out/') $true
        [IO.File]::WriteAllText($source, $text.Replace('remove out/', 'remove all of it'))
        $build = Start-Build 'help' -Tree $tree
        Assert-Equal 'has the second text' ($build.Output -match 'remove all of it') $true
        [IO.File]::WriteAllText($source, $text.Replace('"remove out/"', ''))
        foreach ($build in (Start-Program "$tree/build.sh" 'help'), (Start-Build 'help' -Tree $tree)) {
            Assert-Equal 'status' $build.Status 1
            Assert-Equal 'standard output' $build.Output ''
            Assert-Equal 'names the place' ($build.Errors -match 'CommandLine\.cs\(\d+,\d+\): error CS') $true
            Assert-Equal 'says what to do' ($build.Errors -match '(?m)^build\.(sh|ps1): eng/build, the build program, does not build: ') $true
        }
    }
    'no_dotnet' {
        Assert-Refusal (Start-Build 'help' (New-Folder 'no_dotnet')) `
            'build.ps1: no .NET SDK found: install the .NET 10 SDK (https://dot.net/download) or put its dotnet on PATH'
    }
    'no_sdk' {
        $place = New-Folder 'no_sdk'
        Set-Content "$place/dotnet" "#!/bin/sh`necho many lines`necho more >&2`nexit 145"
        [IO.File]::SetUnixFileMode("$place/dotnet", 'UserRead, UserWrite, UserExecute')
        Assert-Refusal (Start-Build 'help' $place) 'build.ps1: dotnet has no .NET 10 SDK: install it (https://dot.net/download)'
    }
    default { throw "there is no test `"$Case`"" }
}
