package io.github.parallelpools.worker.process.launch;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.parallelpools.worker.process.launch.ArchiveKey.Refused;

/**
 * The class-data archives of one application's workers. A worker writes down which
 * classes it loads, a process of its own makes an archive of these, one worker tries it,
 * and the later ones use it. Nothing that goes wrong on this way keeps a worker from
 * starting: it starts without. Safe for use by several threads.
 */
final class Archives implements AutoCloseable {

	private static final System.Logger logger = System.getLogger(Archives.class.getName());

	/** Standalone tasks may have any number of settings. */
	static final int MOST = 32;

	private static final long LONGEST_MAKING_MINUTES = 2;

	/** What the making takes at most, and as much again for others. */
	private static final long LEAST_MEMORY = 512L * 1024 * 1024;

	private static final Pattern AVAILABLE = Pattern.compile("MemAvailable: +(\\d+) kB");

	private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

	private final ProcessDirectory place;

	private final ClassPath classPath;

	private final ArchiveMaker maker;

	private final ThreadPoolExecutor making;

	// Guarded by this.

	private final Map<Use, KeptArchive> kept = new HashMap<>();

	private final Set<Use> refused = new HashSet<>();

	private final Set<String> told = new HashSet<>();

	/**
	 * Whose archive it is.
	 *
	 * @param purpose what the workers are for
	 * @param settings how they are started
	 */
	private record Use(String purpose, ProcessSettings settings) {
	}

	Archives(ProcessDirectory place, ClassPath classPath, ArchiveMaker maker, ThreadFactory threads) {
		this.place = place;
		this.classPath = classPath;
		this.maker = maker;
		this.making = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
		this.making.allowCoreThreadTimeOut(true);
	}

	/**
	 * What the next worker does about archives.
	 * @param purpose what it is for; workers of one purpose load the same classes
	 * @param settings how it is started
	 * @param own a directory that this user has made
	 * @return what it does; nothing where that is not possible
	 */
	synchronized ArchiveStart next(String purpose, ProcessSettings settings, PrivateDirectory own) {
		Use use = new Use(purpose, settings);
		if (!settings.jvm().archives().on() || this.refused.contains(use) || this.refused.size() >= MOST) {
			return ArchiveStart.NONE;
		}
		try {
			KeptArchive archive = this.kept.get(use);
			if (archive == null || !archive.isIntact()) {
				this.kept.remove(use);
				archive = look(use, own);
				this.kept.put(use, archive);
			}
			return archive.next();
		}
		catch (IOException ex) {
			refuse(use, Level.WARNING, ((ex instanceof FileSystemException) ? ex.toString() : ex.getMessage())
					+ ". Set 'process.archive' to a directory that is this user's alone (rwx------) and has room, or to 'off'");
		}
		catch (Refused ex) {
			refuse(use, Level.INFO, String.valueOf(ex.getMessage()));
		}
		return ArchiveStart.NONE;
	}

	private void refuse(Use use, Level level, String reason) {
		this.refused.add(use);
		if (this.told.add(reason)) {
			tell(level, "Workers start without a class-data archive: " + reason);
		}
	}

	/** Logging is foreign code, and must not keep a worker from starting. */
	static void tell(Level level, String message) {
		try {
			logger.log(level, message);
		}
		catch (RuntimeException | Error ex) {
			// There is nobody else to tell.
			return;
		}
	}

	private KeptArchive look(Use use, PrivateDirectory own) throws IOException, Refused {
		if (this.kept.size() >= MOST) {
			throw new Refused("there are many already");
		}
		List<String> handedOn = HandedOn.arguments(use.settings());
		String key = ArchiveKey.of(use.purpose(), use.settings(), handedOn, this.classPath);
		ArchiveStore store = ArchiveStore.open(directory(use.settings(), own), own.identity(),
				this.place.allowUnsafe());
		return new KeptArchive(key, store, quiet(use.settings().jvm()), (archive) -> make(archive, use.settings()));
	}

	private Path directory(ProcessSettings settings, PrivateDirectory own) {
		Path chosen = settings.jvm().archives().directory();
		String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
		return (chosen != null) ? chosen : own.path().resolveSibling("parallel-archives-" + user);
	}

	/** Its JVM says nothing of archives: it starts without one that it can't use. */
	private static List<String> quiet(ProcessSettings.Jvm jvm) throws IOException {
		List<String> quiet = new ArrayList<>(List.of("-Xlog:cds*=off"));
		Path home = jvm.javaHome();
		Matcher version = VERSION.matcher(
				(home != null) ? Files.readString(home.resolve("release")) : "JAVA_VERSION=\"" + Runtime.version());
		if (version.find() && Integer.parseInt(version.group(1)) >= 24) {
			quiet.add("-Xlog:aot*=off");
		}
		return quiet;
	}

	private void make(KeptArchive archive, ProcessSettings settings) {
		try {
			this.making.execute(() -> {
				try {
					archive.make((arguments) -> run(settings, arguments));
				}
				catch (InterruptedException ex) {
					// The application ends. The next one makes the archive of the list.
					Thread.currentThread().interrupt();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			// As above.
			return;
		}
	}

	private int run(ProcessSettings settings, List<String> arguments) throws IOException, InterruptedException {
		if (availableMemory() < LEAST_MEMORY) {
			throw new IOException("there is little memory left on the machine");
		}
		Process process = this.maker.start(settings, arguments);
		try {
			if (process.waitFor(LONGEST_MAKING_MINUTES, TimeUnit.MINUTES)) {
				return process.exitValue();
			}
			throw new IOException("it took more than %s minutes".formatted(LONGEST_MAKING_MINUTES));
		}
		finally {
			Spawner.kill(process);
		}
	}

	private static long availableMemory() {
		try {
			Matcher available = AVAILABLE.matcher(Files.readString(new File("/proc/meminfo").toPath()));
			return available.find() ? Long.parseLong(available.group(1)) * 1024 : Long.MAX_VALUE;
		}
		catch (IOException ex) {
			// It is not Linux.
			return Long.MAX_VALUE;
		}
	}

	/** Kills what makes an archive. */
	@Override
	public void close() {
		this.making.shutdownNow();
		try {
			if (!this.making.awaitTermination(5, TimeUnit.SECONDS)) {
				tell(Level.DEBUG, "The making of a class-data archive takes long to end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
