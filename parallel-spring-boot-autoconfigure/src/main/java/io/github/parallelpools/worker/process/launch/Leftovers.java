package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.github.parallelpools.spi.MarkedProcesses;

/**
 * Removes private directories: what applications left behind that were killed, also the
 * processes of their workers, and at the end this application's own. Looks only into
 * directories of this user, through the directory that it has opened, so that other
 * users, who may put and rename there what they like, can neither hold it up nor turn it
 * to files that are not meant. Some crash reports are kept, see {@link CrashReports}.
 * <p>
 * A process loses its lock on a file as soon as it closes any channel to that file, so a
 * process must not even look at the locks of its own other directories. It knows them by
 * the owner that is written in them.
 */
final class Leftovers {

	static final String LOCK = "owner.lock";

	static final String OWNER = "owner";

	private static final int LONGEST_OWNER = 256;

	private Leftovers() {
	}

	/**
	 * Removes what was left behind beside a directory.
	 * @param own this application's directory
	 * @param identity what that is
	 */
	static void remove(Path own, FileIdentity identity) {
		CrashReports reports = new CrashReports();
		try (OpenDirectory parent = OpenDirectory.of(Objects.requireNonNull(own.getParent()))) {
			for (String name : parent.names()) {
				if (name.startsWith(PrivateDirectory.PREFIX) && !own.endsWith(name)
						&& isMadeLike(parent, name, identity)) {
					removeAbandoned(parent, name, reports);
				}
			}
			for (CrashReports.Report report : reports.surplus(Instant.now())) {
				remove(parent, report);
			}
		}
		catch (IOException ex) {
			// What is there stays for the next application.
			return;
		}
	}

	private static boolean isMadeLike(OpenDirectory parent, String name, FileIdentity own) {
		try {
			FileIdentity found = parent.identity(name);
			return found.isPrivate() && found.isOfOwnerOf(own);
		}
		catch (IOException ex) {
			// It is gone, or nobody may look at it.
			return false;
		}
	}

	private static void remove(OpenDirectory parent, CrashReports.Report report) {
		try (OpenDirectory directory = parent.open(report.directory())) {
			directory.deleteFile(report.name());
			parent.deleteDirectory(report.directory());
		}
		catch (IOException ex) {
			// There are more in it, or another application removes them at the same time.
			return;
		}
	}

	private static void removeAbandoned(OpenDirectory parent, String name, CrashReports reports) {
		try (OpenDirectory directory = parent.open(name)) {
			List<String> names = directory.names();
			if (isAbandoned(directory)) {
				reports.add(directory, name, names);
				endWorkers(names);
				empty(directory, names);
				parent.deleteDirectory(name);
			}
			else if (isKept(names)) {
				reports.add(directory, name, names);
			}
		}
		catch (IOException ex) {
			// It keeps a crash report, or something took its place, or another
			// application removes it at the same time.
			return;
		}
	}

	/** What a directory was kept for that has been emptied before, lock and all. */
	private static boolean isKept(List<String> names) {
		return !names.isEmpty() && names.stream().allMatch(CrashReports::isReport);
	}

	private static boolean isAbandoned(OpenDirectory directory) throws IOException {
		if (!directory.isFile(LOCK) || isOwn(directory)) {
			return false;
		}
		try (FileChannel channel = directory.file(LOCK); FileLock lock = channel.tryLock()) {
			return lock != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

	/** Whether this process has made it. One that does not tell was not made by it. */
	private static boolean isOwn(OpenDirectory directory) throws IOException {
		if (!directory.isFile(OWNER)) {
			return false;
		}
		byte[] self = thisProcess().getBytes(StandardCharsets.UTF_8);
		try (FileChannel file = directory.file(OWNER)) {
			ByteBuffer text = ByteBuffer.allocate(LONGEST_OWNER + 1);
			while (text.hasRemaining() && file.read(text) > 0) {
				continue;
			}
			return text.flip().equals(ByteBuffer.wrap(self));
		}
	}

	/** This process and no later one that happens to have the same id. */
	static String thisProcess() {
		ProcessHandle self = ProcessHandle.current();
		return self.pid() + " " + self.info().startInstant().map(Instant::toString).orElse("");
	}

	/**
	 * Removes a directory that was made here, unless something else is in its place.
	 * @param own the directory
	 * @param identity what it was when it was made
	 */
	static void removeOwn(Path own, FileIdentity identity) {
		String name = String.valueOf(own.getFileName());
		try (OpenDirectory parent = OpenDirectory.of(Objects.requireNonNull(own.getParent()));
				OpenDirectory directory = parent.open(name)) {
			if (directory.identity().isSameAs(identity)) {
				empty(directory, directory.names());
				parent.deleteDirectory(name);
			}
		}
		catch (IOException ex) {
			// It keeps a crash report, or it is gone.
			return;
		}
	}

	/**
	 * Of a worker that was killed with its application, or that is halted, the mark is
	 * left: what it has started may live.
	 */
	private static void endWorkers(List<String> names) {
		names.forEach((name) -> BeginFile.mark(name).ifPresent(MarkedProcesses::kill));
	}

	/**
	 * Removes the crash reports of this application's own that are too many or too old.
	 * @param own its directory
	 * @param identity what that was when it was made
	 */
	static void removeOldReports(Path own, FileIdentity identity) {
		CrashReports reports = new CrashReports();
		try (OpenDirectory parent = OpenDirectory.of(Objects.requireNonNull(own.getParent()));
				OpenDirectory directory = parent.open(String.valueOf(own.getFileName()))) {
			if (directory.identity().isSameAs(identity)) {
				reports.add(directory, "", directory.names());
				for (CrashReports.Report report : reports.surplus(Instant.now())) {
					directory.deleteFile(report.name());
				}
			}
		}
		catch (IOException ex) {
			// They stay for the next worker, or the next application.
			return;
		}
	}

	private static void empty(OpenDirectory directory, List<String> names) throws IOException {
		for (String name : names) {
			if (!CrashReports.isReport(name)) {
				directory.deleteFile(name);
			}
		}
	}

}
