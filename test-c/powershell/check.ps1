# check.ps1 CASE FOLDER: one test of build.ps1. FOLDER is for the files that it makes.
param([string] $Case, [string] $Folder)

$ErrorActionPreference = 'Stop'
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

# build.ps1 under the PowerShell that runs this, started from another folder than its own.
function Start-Build([string[]] $Arguments, [string] $Path) {
    $powershell = [Environment]::GetCommandLineArgs()[0]
    Start-Program ([Environment]::ProcessPath) (@($powershell, '-NoProfile', '-NonInteractive', '-File', "$root/build.ps1") + $Arguments) $Path
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
    }
    'arguments' {
        # Several arguments arrive as they are, and the status comes back.
        $build = Start-Build '--rid', 'win-none x', 'package'
        Assert-Equal 'status' $build.Status 1
        Assert-Equal 'message' ($build.Errors -match '(?m)^build: win-none x cannot be built on ') $true
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
