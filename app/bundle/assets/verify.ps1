# Are these the exported files, and does a server that runs give the validated answers?
#   pwsh golden/verify.ps1                                the files, and a server started for it
#   pwsh golden/verify.ps1 http://127.0.0.1:8080          the files, and the server that runs there
# The work is that of verify.mjs; this finds Node and hands its exit code on.
if (-not (Get-Command node -ErrorAction SilentlyContinue)) {
    # Not Write-Error: where the caller has errors stop a script, the exit code would be 1.
    [Console]::Error.WriteLine('verify needs Node 20 or newer: https://nodejs.org')
    exit 2
}
node (Join-Path $PSScriptRoot 'verify.mjs') @args
exit $LASTEXITCODE
