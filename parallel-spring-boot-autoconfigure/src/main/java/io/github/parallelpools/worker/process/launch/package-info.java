/**
 * Starting and ending processes: the private directory, the socket that children connect
 * to, the command line, output, kills and what an exit code means. It knows the command
 * and the main class of a child; it knows neither tasks nor what is said after a child
 * has proved who it is.
 * <p>
 * <b>It promises</b> that only a process which was started here gets in: the socket lies
 * in a directory that only the user may enter, and a connection is opened with a token
 * that the child gets through its standard input, once ({@code WorkerServer}); that the
 * user's arguments for the JVM are not shown to other users, as far as a file can hold
 * them ({@code PrivateArguments}); that new workers run the release of the application
 * that was started ({@code Release}, decisions 14 and 31); and that nothing which a
 * worker has started outlives it, as far as the system lets it be found.
 * <p>
 * <b>States.</b> Nothing exists before the first worker starts; then there are a
 * directory, a socket and a few threads, which are made anew where somebody has removed
 * them, until the application ends. A {@code ChildProcess} runs, was killed, has ended,
 * is swept.
 * <p>
 * <b>Classes.</b> The class path is what the application's class loaders tell
 * ({@code ClassPath}), asked in their order ({@code SearchOrder}); those that tell
 * nothing are asked for what they find ({@code SearchedPlaces}). What lies nested in an
 * archive is opened by a first stage of our own ({@code NestedStage}) with Boot's loader
 * and the application's URLs. {@code HandedOn} adds what decides results in the
 * application's JVM; {@code Collectors} sees whether the user has chosen a garbage
 * collector, as a JVM refuses two, and {@code FirstHeap} has the heap begin small.
 * <p>
 * <b>Archives.</b> Workers may start from a class-data archive ({@code Archives}). Its
 * way is that of an {@code ArchiveLine}: one worker notes what it loads, a process that
 * is not a worker makes the archive, another worker tries it. {@code ArchiveKey} says
 * what it belongs to, {@code ArchiveStore} has the files. Nothing on this way keeps a
 * worker from starting, and none of it happens while a worker ends or is waited for
 * (decision 64).
 * <p>
 * <b>Kills</b> begin with the descendants ({@code ProcessTree}), as a killed process has
 * none any more; then comes the worker. What has another parent by then, or was left
 * behind by a worker that died by itself, is found by the marks that all descendants
 * inherit ({@code MarkedProcesses}, Linux, decisions 5 and 40): a variable of the
 * environment, and a limit that nobody enforces. A kill runs in a thread of its own;
 * where there is none, in the caller's.
 * <p>
 * <b>Locks.</b> The launcher's monitor guards the directory and the socket. One thread
 * spawns all processes ({@code Spawner}), as a child may ask the system to end it with
 * the thread that spawned it.
 * <p>
 * <b>Source.</b> Our own; the manual pages and the JDK's documents of each fact are named
 * where it is used.
 */
@NullMarked
package io.github.parallelpools.worker.process.launch;

import org.jspecify.annotations.NullMarked;
