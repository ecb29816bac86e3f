package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

import io.github.parallelpools.spi.EagerClasses;

/**
 * Has the JVM initialise what the start of a worker process needs, while it can: a class
 * whose initialisation fails once, as there is no file descriptor left in that moment,
 * can never be used again. Nothing is left open.
 */
final class Forethought {

	private static final System.Logger logger = System.getLogger(Forethought.class.getName());

	/** All that have something to initialise; a test knows those that are missing. */
	static final List<String> CLASSES = List.of("worker.process.LogLines$1", "worker.process.ProcessWorker",
			"worker.process.LockCalls", "worker.process.LockCalls$1", "worker.process.StacksQuestion",
			"worker.process.WorkerEvent", "worker.process.WorkerStart", "worker.process.launch.ArchiveKey",
			"worker.process.launch.ArchiveLine$1", "worker.process.launch.ArchiveLine$Phase",
			"worker.process.launch.ArchiveLine$Role", "worker.process.launch.ArchivePlace",
			"worker.process.launch.ArchiveStart", "worker.process.launch.ArchiveStore",
			"worker.process.launch.Archives", "worker.process.launch.KeptArchive", "worker.process.launch.ChildProcess",
			"worker.process.launch.ClassPath", "worker.process.launch.Collectors", "worker.process.launch.CrashReports",
			"worker.process.launch.ExitCode", "worker.process.launch.FileIdentity", "worker.process.launch.FirstHeap",
			"worker.process.launch.Forethought", "worker.process.launch.HandedOn", "worker.process.launch.HeapArgument",
			"worker.process.launch.Intruders", "worker.process.launch.WorkerCommand", "worker.process.launch.LinuxTool",
			"worker.process.launch.OomKills", "worker.process.launch.OpenDirectory", "worker.process.launch.Output",
			"worker.process.launch.ProcessDirectory", "worker.process.launch.ProcessSettings",
			"worker.process.launch.Release", "worker.process.launch.SearchedPlaces", "worker.process.launch.Session",
			"worker.process.launch.WorkerServer", "worker.process.log.ApplicationLog", "worker.process.log.LogRate",
			"worker.process.log.LogRelay", "worker.process.log.WorkerLog", "worker.process.wire.Connection",
			"worker.process.wire.FrameType", "worker.process.wire.LockMessage$Answer",
			"worker.process.wire.LockMessage$Answer$Verdict", "worker.process.wire.LockMessage$Operation",
			"worker.process.wire.LogLevels", "worker.process.wire.LogSetup", "worker.process.wire.LogSetup$Target",
			"worker.process.wire.LoggedError", "worker.process.wire.MapAnswer$Kind",
			"worker.process.wire.MapRequest$Operation", "worker.process.wire.MapService$1",
			"worker.process.wire.TaskMessage", "worker.process.wire.TaskMessage$Mode", "worker.process.wire.ValueField",
			"worker.process.wire.ValueField$1");

	private Forethought() {
	}

	/** Uses once what is used later. Does nothing but tell if it can't. */
	static void take() {
		EagerClasses.initialize(Forethought.class.getClassLoader(), CLASSES);
		try {
			channels();
			processes();
			timer();
			new SecureRandom().nextLong();
			TimeZone.getTimeZone(TimeZone.getDefault().getID());
		}
		catch (IOException | RuntimeException | LinkageError | OutOfMemoryError ex) {
			logger.log(System.Logger.Level.WARNING,
					"What worker processes need could not be tried in advance; they may not start", ex);
		}
	}

	private static void channels() throws IOException {
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
				SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
				Selector selector = Selector.open()) {
			client.configureBlocking(false);
			selector.selectNow();
			server.configureBlocking(false);
		}
	}

	/**
	 * The thread by which the JDK completes futures later lives as long as the JVM, and
	 * keeps the class loader, the thread group and the classes of who needed it first: an
	 * application that is taken out of a container must not be that. So it is started by
	 * a thread of the JDK on which nothing of the application is being executed.
	 */
	private static void timer() {
		ForkJoinPool common = ForkJoinPool.commonPool();
		CompletableFuture<Void> begin = new CompletableFuture<>();
		begin.thenRunAsync(() -> {
		}, CompletableFuture.delayedExecutor(0, TimeUnit.SECONDS, common));
		begin.completeAsync(() -> null, common);
	}

	private static void processes() {
		// Has no field that is made with it, and is needed when there is no descriptor
		// left.
		EagerClasses.initialize(Forethought.class.getClassLoader(), List.of("worker.process.launch.ProcessStart"));
		ProcessHandle.current().info().command();
		Map<String, String> unused = new ProcessBuilder(List.of()).environment();
		unused.clear();
		try {
			Class.forName("java.lang.ProcessImpl");
		}
		catch (ClassNotFoundException ex) {
			// Another JVM has it elsewhere, and may need no descriptor for it.
			return;
		}
	}

}
