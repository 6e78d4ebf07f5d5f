#!/usr/bin/env pwsh
# Finds the .NET SDK and starts the build program, eng/build.cs. Try: ./build.ps1 help
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

function Stop-Build([string] $Message) {
    [Console]::Error.WriteLine("build.ps1: $Message")
    exit 1
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

    & dotnet run eng/build.cs -- @args
    exit $LASTEXITCODE
}
finally {
    Pop-Location
}
