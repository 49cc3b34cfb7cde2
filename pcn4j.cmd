@echo off
rem Runs pcn4j's command line; builds it first when that is needed. Honours JAVA_HOME and PCN4J_JAVA_OPTS.
rem pcn4j jshell [FILE] starts the JDK's prompt for Java, with the library at hand; PCN4J_JAVA_OPTS does not reach it.
rem As ./pcn4j does, but for two things: a folder whose sources are newer than the build is built again whatever they
rem hold, and progress is told in lines, since nothing here can tell whether the output is a terminal.
setlocal EnableExtensions DisableDelayedExpansion

set "root=%~dp0"
set "target=%root%pcn4j-cli\target"
set "marker=%target%\built"
rem Names the libraries beside it in lib\, so that the folder can be moved.
set "jar=%target%\pcn4j-cli.jar"

if not defined JAVA_HOME goto java_on_path
set "java=%JAVA_HOME%\bin\java.exe"
if exist "%java%" goto java_found
>&2 echo pcn4j: JAVA_HOME is "%JAVA_HOME%", but there is no bin\java.exe in it
exit /b 1
:java_on_path
set "java="
for %%i in (java.exe) do set "java=%%~$PATH:i"
if defined java goto java_found
>&2 echo pcn4j: java is missing: install a JDK, 17 or newer, or set JAVA_HOME
exit /b 1
:java_found

rem What Java says of itself, by way of a file: no quoting to go wrong.
set "settings=%TEMP%\pcn4j-%RANDOM%-%RANDOM%.txt"
"%java%" -XshowSettings:properties -version >"%settings%" 2>&1
set "version="
set "vm="
set "arch="
set "home="
for /f "usebackq tokens=1,2,*" %%a in ("%settings%") do (
    if "%%a"=="java.specification.version" set "version=%%c"
    if "%%a"=="java.vm.version" set "vm=%%c"
    if "%%a"=="os.arch" set "arch=%%c"
    if "%%a"=="java.home" set "home=%%c"
)
del "%settings%" 2>nul
if not defined version set "version=0"
rem Before 9 it was 1.8, which is less as a text too.
if %version% geq 17 goto java_new_enough
>&2 echo pcn4j: Java 17 or newer is needed, "%java%" is %version%
exit /b 1
:java_new_enough
if "%arch%"=="amd64" goto platform_known
>&2 echo pcn4j: there is no libtorch for Windows %arch%: pcn4j runs on Linux x86_64, macOS arm64 and x86_64, and Windows x86_64
exit /b 1
:platform_known

if not exist "%jar%" goto build
rem Without sources, as in a container, there is nothing to compare with.
if not exist "%root%pom.xml" goto built
if not exist "%marker%" goto build
powershell -NoProfile -Command "$built = (Get-Item -LiteralPath $env:marker).LastWriteTime; $inputs = 'pom.xml', 'pcn4j-core\pom.xml', 'pcn4j-vector\pom.xml', 'pcn4j-train\pom.xml', 'pcn4j-cli\pom.xml', 'pcn4j-core\src\main', 'pcn4j-vector\src\main', 'pcn4j-train\src\main', 'pcn4j-cli\src\main'; foreach ($input_ in $inputs) { foreach ($file in Get-ChildItem -Recurse -LiteralPath ($env:root + $input_)) { if ($file.LastWriteTime -gt $built) { exit 1 } } }; exit 0"
if not errorlevel 1 goto built

:build
if exist "%root%pom.xml" goto sources_there
>&2 echo pcn4j: "%jar%" is missing, and "%root%" holds no sources to build it from
exit /b 1
:sources_there
where mvn >nul 2>nul
if not errorlevel 1 goto maven_found
>&2 echo pcn4j: mvn is missing: install Maven to build pcn4j on first use
exit /b 1
:maven_found
>&2 echo pcn4j: building, once; the first time this downloads libtorch (about 110 MB) ...
set "log=%target%\build.log"
if not exist "%target%" mkdir "%target%"
pushd "%root%"
call mvn -q -B -pl pcn4j-cli -am -Dmaven.test.skip=true -Dspotless.check.skip=true package >"%log%" 2>&1
set "code=%errorlevel%"
popd
if "%code%"=="0" goto build_done
>&2 type "%log%"
>&2 echo pcn4j: the build failed; all of its output is in "%log%"
exit /b 1
:build_done
rem Keeps the classes as Java has them once they are loaded, by a list of them, since no other archive holds picocli's.
rem The file beside it tells where it was made: it is of no use to another Java, nor once the folder was moved.
del /q "%target%\classes-*" 2>nul
set "list=%target%\loaded.list"
"%java%" -XX:+UseSerialGC "-XX:DumpLoadedClassList=%list%" -jar "%jar%" compare --model mlp,cnn,rnn --updates 2 >>"%log%" 2>&1
"%java%" -XX:+UseSerialGC -Xshare:dump "-XX:SharedClassListFile=%list%" "-XX:SharedArchiveFile=%target%\classes-%vm%.jsa" -jar "%jar%" >>"%log%" 2>&1
if exist "%target%\classes-%vm%.jsa" >"%target%\classes-%vm%.root" echo "%root%"
del /q "%list%" 2>nul
type nul >"%marker%"
:built

if "%~1"=="jshell" goto jshell

set "sharing="
set "archived="
if exist "%target%\classes-%vm%.root" set /p archived=<"%target%\classes-%vm%.root"
if exist "%target%\classes-%vm%.jsa" if [%archived%]==["%root%"] set sharing="-XX:SharedArchiveFile=%target%\classes-%vm%.jsa"
rem Commands that may train by inference learning or ask a network are given the JDK's Vector API.
set "vector="
for %%c in (train reproduce compare look generate complete remember recall diagnose plan sweep launch evaluate predict doctor) do if "%~1"=="%%c" set "vector=--add-modules=jdk.incubator.vector"
rem Those that are done at once are compiled in a hurry.
set "hurry="
set "command=%~1"
if not defined command set "command=--help"
if "%command:~0,1%"=="-" set "hurry=-XX:TieredStopAtLevel=1"
for %%c in (init explain network runs completion) do if "%command%"=="%%c" set "hurry=-XX:TieredStopAtLevel=1"
rem Standard output belongs to the command: Java's own warnings go to standard error, those of the archive nowhere.
"%java%" -XX:+UseSerialGC -Xshare:auto %sharing% %vector% %hurry% -XX:+DisplayVMOutputToStderr -Xlog:disable "-Xlog:all=warning,cds*=off:stderr" %PCN4J_JAVA_OPTS% -jar "%jar%" %*
exit /b %errorlevel%

:jshell
if exist "%home%\bin\jshell.exe" goto jshell_found
>&2 echo pcn4j: there is no jshell in "%home%": it comes with a JDK, not with a JRE; install one, or set JAVA_HOME
exit /b 1
:jshell_found
set "rest="
for /f "tokens=1,*" %%a in ("%*") do set rest=%%b
"%home%\bin\jshell.exe" -R--enable-native-access=ALL-UNNAMED -R--add-modules=jdk.incubator.vector -R-XX:+UseSerialGC --class-path "%jar%" %rest%
exit /b %errorlevel%
