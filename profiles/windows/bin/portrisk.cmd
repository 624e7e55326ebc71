@echo off
@setlocal EnableExtensions DisableDelayedExpansion
rem Finds a Node.js and runs portrisk.js with it. splunkd starts this on Windows for "| portrisk"; on UNIX it starts the file
rem without extension in this folder. Candidates, in this order. Each must run and be version @MINIMUM_NODE@ or newer:
rem   1. PORTRISK_NODE, an explicit setting (for example in splunk-launch.conf)
rem   2. runtime\windows_x86_64\node.exe in this folder
rem   3. node.exe in SPLUNK_HOME\bin, then in each folder of PATH
rem If there is none, it answers splunkd in the protocol and says what to do. Delayed expansion is off, so "!" is plain text.

rem These change what Node.js does or whether it starts. A variable called ERRORLEVEL would hide the real one.
@UNSET_NODE_ENVIRONMENT@
set "ERRORLEVEL="

set "here=%~dp0"
rem Without this Node.js 18 and newer read the system's openssl.cnf, and one that OpenSSL rejects ends them. A missing one is ignored.
set "OPENSSL_CONF=%here%openssl.cnf"
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
exit /b %ERRORLEVEL%

rem Sets found to candidate if it runs and is new enough. The program itself compares its version: text processing in cmd fails
rem for unusual paths, and so do arguments of call, which are read twice. Its exit code is compared with 0: that of a crash is
rem negative, which "if errorlevel 1" takes for success.
:try
set "found="
if not defined candidate exit /b 0
if not exist "%candidate%" exit /b 0
"%candidate%" -e "var v=process.versions.node.split('.'),m='@MINIMUM_NODE@'.split('.');process.exit((v[0]-m[0]||v[1]-m[1])>=0?0:1)" <nul >nul 2>nul
if "%ERRORLEVEL%"=="0" set "found=%candidate%"
set "candidate="
exit /b 0

rem The lengths count the line ending of the reply, which is CR LF here. Without a request there is no reply.
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
