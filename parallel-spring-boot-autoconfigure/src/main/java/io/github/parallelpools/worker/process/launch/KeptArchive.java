package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.launch.ArchiveLine.Phase;
import io.github.parallelpools.worker.process.launch.ArchiveLine.Role;

/**
 * One archive of an application: the files on its way, and who does what. The way itself
 * is the {@link ArchiveLine}'s. Safe for use by several threads.
 */
final class KeptArchive {

	/** 128 and the numbers of the signals ILL, ABRT, BUS, FPE and SEGV. */
	private static final Set<Integer> CRASHES = Set.of(132, 134, 135, 136, 139);

	private final String key;

	private final ArchiveStore store;

	private final List<String> quiet;

	private final Runnable make;

	private final ArchiveLine line;

	/** What the workers use, as it was when it was looked at. */
	private volatile @Nullable Found found;

	/**
	 * An archive.
	 *
	 * @param file where it is
	 * @param size its size
	 * @param fileKey the system's name of it
	 */
	private record Found(Path file, long size, @Nullable Object fileKey) {

		static Found of(Path file) throws IOException {
			BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
			return new Found(file, now.size(), now.fileKey());
		}

		boolean isThere() {
			try {
				return equals(of(this.file));
			}
			catch (IOException ex) {
				return false;
			}
		}

	}

	/**
	 * Looks what is there.
	 * @param key what it belongs to
	 * @param store where it is kept
	 * @param quiet has the JVM say nothing of archives
	 * @param maker makes the archive of this in another thread
	 */
	KeptArchive(String key, ArchiveStore store, List<String> quiet, Consumer<KeptArchive> maker) throws IOException {
		this.key = key;
		this.store = store;
		this.quiet = quiet;
		this.make = () -> maker.accept(this);
		Optional<Path> proved = store.archive(key, ArchiveStore.PROVED, KeptArchive::tellBroken);
		Optional<Path> fresh = proved.isPresent() ? proved
				: store.archive(key, ArchiveStore.NEW, KeptArchive::tellBroken);
		this.found = fresh.isPresent() ? Found.of(fresh.get()) : null;
		this.line = new ArchiveLine(proved.isPresent() ? Phase.TRUSTED
				: fresh.isPresent() ? Phase.TRIAL : store.list(key).isPresent() ? Phase.LISTED : Phase.EMPTY);
		if (this.line.phase() == Phase.LISTED) {
			this.make.run();
		}
	}

	private static void tellBroken(Path file) {
		Archives.tell(Level.WARNING, "The class-data archive " + file + " was damaged, and was removed");
	}

	/** Whether the files are what they were, so that there is no need to look again. */
	boolean isIntact() {
		Found now = this.found;
		return this.store.isThere() && (now == null || this.line.phase() == Phase.GIVEN_UP || now.isThere());
	}

	/** What the next worker does. */
	ArchiveStart next() throws IOException {
		Role role = this.line.next();
		Found archive = this.found;
		if ((role == Role.CANARY || role == Role.USER) && archive != null) {
			ArchiveStore.used(archive.file());
			return start(role, null, "-XX:SharedArchiveFile=" + archive.file());
		}
		if (role == Role.LEARNER) {
			if (!this.store.hasSpace()) {
				this.line.giveUp("");
				throw new IOException("there is little room left on the disk");
			}
			Path list = this.store.temporary();
			return start(role, list, "-XX:DumpLoadedClassList=" + list);
		}
		return new ArchiveStart(List.of(), new Reports(Role.PLAIN, null));
	}

	private ArchiveStart start(Role role, @Nullable Path list, String argument) {
		List<String> arguments = new ArrayList<>(this.quiet);
		arguments.add(argument);
		return new ArchiveStart(arguments, new Reports(role, list));
	}

	/**
	 * Makes the archive, which takes seconds.
	 * @param process runs a process with arguments, and returns its exit code
	 * @throws InterruptedException if the application ends; the list is kept
	 */
	void make(Making process) throws InterruptedException {
		Path written = this.store.temporary();
		try {
			Path list = this.store.list(this.key).orElseThrow(() -> new IOException("its list of classes is gone"));
			List<String> arguments = new ArrayList<>(this.quiet);
			arguments
				.addAll(List.of("-Xshare:dump", "-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + written));
			if (!this.store.hasSpace()) {
				throw new IOException("there is little room left on the disk");
			}
			int exitCode = process.run(arguments);
			if (exitCode != 0) {
				// Perhaps because of what is in it.
				ArchiveStore.delete(list);
				throw new IOException("the JVM that was to make it ended with exit code " + exitCode);
			}
			this.found = Found.of(this.store.putArchive(this.key, written));
			this.line.made();
			Archives.tell(Level.DEBUG, "A class-data archive was made; one of the next workers tries it");
		}
		catch (IOException ex) {
			giveUp(this.line.giveUp("it could not be made: " + ex.getMessage()));
		}
		finally {
			ArchiveStore.delete(written);
		}
	}

	@FunctionalInterface
	interface Making {

		int run(List<String> arguments) throws IOException, InterruptedException;

	}

	private void giveUp(@Nullable String why) {
		if (why != null) {
			Found now = this.found;
			if (now != null) {
				ArchiveStore.delete(now.file());
			}
			Archives.tell(Level.WARNING,
					"Until the application is started again, workers start without their class-data archive: " + why);
		}
	}

	/** What one worker tells. */
	private final class Reports implements ArchiveStart.Watcher {

		private final Role role;

		private final @Nullable Path list;

		Reports(Role role, @Nullable Path list) {
			this.role = role;
			this.list = list;
		}

		@Override
		public void ready(Duration elapsed) {
			giveUp(KeptArchive.this.line.ready(this.role, elapsed));
			if (this.role == Role.CANARY && KeptArchive.this.line.phase() == Phase.TRUSTED) {
				proved(elapsed);
			}
		}

		private void proved(Duration elapsed) {
			Found tried = KeptArchive.this.found;
			try {
				if (tried != null) {
					KeptArchive.this.found = Found.of(KeptArchive.this.store.prove(tried.file()));
				}
				Archives.tell(Level.INFO,
						"Workers start with a class-data archive from now on; the first was ready after "
								+ elapsed.toMillis() + " ms");
			}
			catch (IOException ex) {
				// Another application has done it, which is seen at the next start.
				Archives.tell(Level.DEBUG, "A class-data archive was moved by another application: " + ex);
			}
		}

		@Override
		public void failed() {
			giveUp(KeptArchive.this.line.failed(this.role));
			if (this.list != null) {
				ArchiveStore.delete(this.list);
			}
		}

		@Override
		public void ended(int exitCode) {
			if (this.list != null && exitCode == 0) {
				learned(this.list);
			}
			else if (this.list != null || CRASHES.contains(exitCode)) {
				failed();
			}
			else {
				KeptArchive.this.line.undecided(this.role);
			}
		}

		private void learned(Path written) {
			try {
				KeptArchive.this.store.putList(KeptArchive.this.key, written);
				if (KeptArchive.this.line.learned()) {
					KeptArchive.this.make.run();
				}
			}
			catch (IOException ex) {
				Archives.tell(Level.DEBUG, "What a worker has loaded could not be kept: " + ex);
				failed();
			}
		}

	}

}
