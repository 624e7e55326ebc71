@echo off
@setlocal EnableExtensions DisableDelayedExpansion
rem Finds a Node.js and runs portrisk.js with it. splunkd starts this on Windows for "| portrisk"; on UNIX it starts the file
rem without extension beside this one. Looked at in this order; each must run and be version 8.17 or newer:
rem   1. PORTRISK_NODE, an explicit setting (for example in splunk-launch.conf)
rem   2. runtime\windows_x86_64\node.exe beside this file
rem   3. node.exe in SPLUNK_HOME\bin, then in each folder of PATH
rem Where none will do, it answers splunkd itself, in the protocol. Delayed expansion is off, so "!" in a path is a letter.

rem These would change what runs. ERRORLEVEL and CMDEXTVERSION as variables would hide the real ones.
set "NODE_OPTIONS="
set "NODE_PATH="
set "NODE_EXTRA_CA_CERTS="
set "NODE_DEBUG="
set "NODE_V8_COVERAGE="
set "ERRORLEVEL="

set "here=%~dp0"
set "candidate="
if not exist "%here%portrisk.js" goto incomplete

if defined PORTRISK_NODE set "candidate=%PORTRISK_NODE%"
call :try
if defined found goto run
set "candidate=%here%runtime\windows_x86_64\node.exe"
call :try
if defined found goto run
if defined SPLUNK_HOME set "candidate=%SPLUNK_HOME%\bin\node.exe"
call :try
if defined found goto run
for %%F in (node.exe) do set "candidate=%%~$PATH:F"
call :try
if defined found goto run
goto missing

:run
"%found%" --max-semi-space-size=1 "%here%portrisk.js"
exit /b 0

rem Sets found to candidate, if that runs and is new enough. The program itself judges its version: texts that cmd takes apart
rem go wrong with odd paths, and so do arguments of call, which are read twice. Its exit code is compared with 0, since that
rem of a crash is negative, which "if errorlevel 1" takes for a success.
:try
set "found="
if not defined candidate exit /b 0
if not exist "%candidate%" exit /b 0
"%candidate%" -e "var v=process.versions.node.split('.');process.exit(+v[0]>8||+v[0]===8&&+v[1]>=17?0:1)" <nul >nul 2>nul
if "%ERRORLEVEL%"=="0" set "found=%candidate%"
set "candidate="
exit /b 0

rem The lengths count the line ending of the reply, which is CR LF here. Where nothing was asked, nothing is said.
:incomplete
set "question="
set /p "question="
if not defined question exit /b 0
echo chunked 1.0,@INCOMPLETE_LENGTH@,0
echo @INCOMPLETE@
exit /b 0

:missing
set "question="
set /p "question="
if not defined question exit /b 0
echo chunked 1.0,@MISSING_LENGTH@,0
echo @MISSING@
exit /b 0
