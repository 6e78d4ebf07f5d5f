#!/usr/bin/env pwsh
# Finds the .NET SDK and starts the build program, eng/build/. Try: ./build.ps1 help
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

function Stop-Build([string] $Message) {
    [Console]::Error.WriteLine("build.ps1: $Message")
    exit 1
}

# Whether a source of the build program is newer than its last build, which dotnet run would take two seconds to find out.
function Test-Outdated([string] $Program, [string] $Built) {
    if (-not ((Test-Path $Program) -and (Test-Path $Built))) {
        return $true
    }

    $sources = @(Get-Item eng/build) + @(Get-ChildItem eng/build -Recurse) + @(Get-Item Directory.*.props, .editorconfig, global.json -Force)
    $time = (Get-Item $Built).LastWriteTimeUtc
    return @($sources | Where-Object { $_.LastWriteTimeUtc -gt $time }).Count -gt 0
}

if (-not (Get-Command dotnet -CommandType Application -ErrorAction SilentlyContinue)) {
    Stop-Build 'no .NET SDK found: install the .NET 10 SDK (https://dot.net/download) or put its dotnet on PATH'
}

Push-Location $PSScriptRoot
try {
    # The SDK that global.json asks for, or an error of many lines.
    & dotnet --version *> $null
    if ($LASTEXITCODE -ne 0) {
        Stop-Build 'dotnet has no .NET 10 SDK: install it (https://dot.net/download)'
    }

    $program = 'out/dotnet/bin/Build/release/build.dll'
    $built = 'out/dotnet/built'
    if (Test-Outdated $program $built) {
        $start = [DateTime]::UtcNow # a source that changes from now on is newer
        $output = & dotnet build eng/build -c Release --nologo -v quiet 2>&1
        if ($LASTEXITCODE -ne 0) {
            [Console]::Error.WriteLine(($output -join "`n"))
            Stop-Build 'eng/build, the build program, does not build: the first error above is the one to mend'
        }

        (New-Item $built -ItemType File -Force).LastWriteTimeUtc = $start
    }

    & dotnet $program @args
    exit $LASTEXITCODE
}
finally {
    Pop-Location
}
