package io.github.parallelpools.worker.process.launch;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.MarkedProcesses;
import io.github.parallelpools.worker.process.child.ChildMain;

/**
 * Starts the worker processes of one application. The directory, the socket and the
 * threads come with the first worker.
 */
public final class Launcher implements AutoCloseable {

	private final ProcessDirectory place;

	private final ClassPath classPath;

	private final Release release;

	private final Spawner spawner = new Spawner(DaemonThreads.named("parallel-spawner"));

	private final Executor killers = DaemonThreads.killers();

	private final Archives archives;

	private final OwnJava java = OwnJava.now();

	// Guarded by this.

	private @Nullable Base base;

	private @Nullable Moved moved;

	private int moves;

	private boolean closed;

	/**
	 * What was made after archives were replaced.
	 *
	 * @param base where
	 * @param files where the archives are now
	 * @param classes the files that name them
	 */
	private record Moved(Base base, Map<Path, Path> files, ClassFiles classes) {

		boolean isFor(Base used, Map<Path, Path> wanted) {
			return this.base == used && this.files.equals(wanted) && this.classes.areThere();
		}

	}

	/** What exists once the first worker was started. */
	private record Base(PrivateDirectory directory, ClassFiles classes, WorkerServer server) implements AutoCloseable {

		/**
		 * Whether a worker could start, and nobody could come between: directories for
		 * temporary files are cleaned at times.
		 */
		boolean isIntact() {
			return this.directory.isPrivate() && this.classes.areThere() && Files.exists(this.directory.socket());
		}

		@Override
		public void close() throws IOException {
			try (this.directory; this.server) {
				return;
			}
		}

	}

	/**
	 * Makes a launcher.
	 * @param place where the private directory is made
	 * @param application the application's class loader, whose classes the workers see
	 */
	public Launcher(ProcessDirectory place, ClassLoader application) {
		this(place, ClassPath.of(application, ChildMain.class));
	}

	Launcher(ProcessDirectory place, ClassPath classPath) {
		this.place = place;
		this.classPath = classPath;
		this.release = new Release(classPath.paths(), Modules.archives());
		this.archives = new Archives(place, classPath, this::makeArchive, DaemonThreads.named("parallel-archives"));
		HandedOn.remember();
		Forethought.take();
	}

	private synchronized Base base() throws IOException, InterruptedException {
		Base existing = this.base;
		if (existing != null && existing.isIntact()) {
			return existing;
		}
		if (this.closed) {
			throw new IOException("the application is closing");
		}
		if (existing != null) {
			// Workers that are connected stay so.
			this.base = null;
			existing.close();
		}
		if (Thread.interrupted()) {
			// The files would be closed at once, as if they were broken.
			throw new InterruptedException();
		}
		PrivateDirectory directory = PrivateDirectory.create(this.place);
		try {
			ClassFiles classes = ClassFiles.write(directory, this.classPath, "all");
			Base made = new Base(directory, classes, new WorkerServer(directory.socket()));
			this.base = made;
			return made;
		}
		catch (IOException | RuntimeException | Error ex) {
			directory.close();
			throw ex;
		}
	}

	/**
	 * The file that names the application's classes as the application has them. Made
	 * anew only when something else was moved, so that files do not pile up.
	 */
	private synchronized Path arguments(Base used) throws IOException {
		Map<Path, Path> moved = this.release.moved();
		if (moved.isEmpty()) {
			return used.classes().arguments();
		}
		Moved known = this.moved;
		if (known == null || !known.isFor(used, moved)) {
			ClassFiles made = ClassFiles.write(used.directory(), this.classPath.with(moved), "moved-" + ++this.moves);
			known = new Moved(used, moved, made);
			this.moved = known;
		}
		return known.classes().arguments();
	}

	/**
	 * Starts a process that will connect to the session.
	 * @param worker the worker's id
	 * @param purpose what it is for; workers of one purpose load the same classes
	 * @param settings how processes are started
	 * @param session the application's end of the connection
	 * @return the process
	 * @throws IOException if the process can't be started; nothing is left behind
	 * @throws InterruptedException if the thread was interrupted; nothing is left behind
	 */
	public ChildProcess launch(String worker, String purpose, ProcessSettings settings, Session session)
			throws IOException, InterruptedException {
		Base base = base();
		base.directory().removeLeftovers();
		MarkedProcesses marked = MarkedProcesses.unused();
		String crashes = base.directory().crashReportPattern(worker);
		PrivateArguments hidden = PrivateArguments.of(settings, base.directory(), marked.mark());
		Path classes = arguments(base);
		BeginFile begun = BeginFile.create(base.directory().path(), marked);
		ArchiveStart archive = ArchiveStart.NONE;
		@Nullable Process process = null;
		try {
			if (settings.debugging() == null && classes.equals(base.classes().arguments())) {
				// Others wait for what becomes of it, so nothing may fail unseen.
				archive = this.archives.next(purpose, settings, base.directory());
			}
			WorkerCommand command = new WorkerCommand(settings, marked, crashes, hidden, classes, archive.arguments());
			ProcessBuilder builder = command.process(begun.path(), base.directory().socket())
				.redirectErrorStream(true)
				.directory(workingDirectory(base));
			String token = base.server().expect(session);
			process = spawn(builder, hidden);
			OomScore.raise(process.pid(), settings.oomScore());
			CrashReport report = new CrashReport(crashes);
			ChildProcess child = new ChildProcess(session, process, marked, report, begun, archive, this.killers);
			child.tell(token);
			return child;
		}
		catch (IOException | InterruptedException | RuntimeException | Error ex) {
			archive.ended(-1);
			base.server().forget(session);
			begun.close();
			if (process != null) {
				process.destroyForcibly();
				marked.kill();
			}
			throw ex;
		}
	}

	private Process spawn(ProcessBuilder builder, PrivateArguments hidden) throws IOException, InterruptedException {
		try {
			return this.spawner.start(builder, hidden);
		}
		catch (IOException ex) {
			throw this.java.explain(ex);
		}
	}

	private Process makeArchive(ProcessSettings settings, List<String> arguments)
			throws IOException, InterruptedException {
		Base base = base();
		MarkedProcesses marked = MarkedProcesses.unused();
		PrivateArguments hidden = PrivateArguments.of(settings, base.directory(), marked.mark());
		WorkerCommand command = new WorkerCommand(settings, marked, base.directory().crashReportPattern("archive"),
				hidden, base.classes().arguments(), arguments);
		return spawn(command.archive().directory(workingDirectory(base)), hidden);
	}

	/**
	 * Takes back the permission to connect of a worker that did not make use of it.
	 * @param session the application's end of the connection
	 */
	public synchronized void forget(Session session) {
		if (this.base != null) {
			this.base.server().forget(session);
		}
	}

	/**
	 * The report of a crashed JVM that is named where the end of a worker is told.
	 * @param reason what is told
	 * @return the file, if it is there
	 */
	public Optional<Path> crashReport(String reason) {
		return CrashReport.namedIn(reason, this.place.path());
	}

	/**
	 * No process starts in a directory that is gone or that this user may not enter; the
	 * application may still be in one.
	 */
	private static File workingDirectory(Base base) {
		File own = new File(System.getProperty("user.dir"));
		return (own.isDirectory() && own.canExecute()) ? own : base.directory().path().toFile();
	}

	/**
	 * Removes the directory and closes the socket. Called when no worker is open.
	 */
	@Override
	public void close() {
		// Its thread may wait for the monitor.
		this.archives.close();
		closeBase();
	}

	private synchronized void closeBase() {
		this.closed = true;
		this.spawner.close();
		Base existing = this.base;
		this.base = null;
		try (this.release; existing) {
			return;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The directory of the worker processes could not be removed", ex);
		}
	}

}
