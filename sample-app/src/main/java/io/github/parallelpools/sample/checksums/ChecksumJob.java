package io.github.parallelpools.sample.checksums;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.sample.checksums.ChecksumReport.Checksum;
import io.github.parallelpools.sample.checksums.ChecksumReport.Failure;
import io.github.parallelpools.sample.checksums.ChecksumReport.Progress;
import io.github.parallelpools.sample.checksums.ChecksumReport.State;
import io.github.parallelpools.task.TaskResult;

/** What one job has gathered so far. Knows nothing of pools; guarded by itself. */
final class ChecksumJob {

	private final String id;

	private final Path folder;

	private final long startNanos = System.nanoTime();

	private final SortedMap<String, Checksum> checksums = new TreeMap<>();

	private final SortedMap<String, Failure> failures = new TreeMap<>();

	private int files;

	private long bytes;

	private boolean complete;

	private @Nullable String message;

	private @Nullable Duration elapsed;

	ChecksumJob(String id, Path folder) {
		this.id = id;
		this.folder = folder;
	}

	String id() {
		return this.id;
	}

	Path folder() {
		return this.folder;
	}

	synchronized void found() {
		this.files++;
	}

	synchronized void ended(String file, TaskResult result, @Nullable FileChecksum checksum) {
		if (checksum != null) {
			this.checksums.put(file, new Checksum(file, checksum.bytes(), checksum.sha256()));
			this.bytes += checksum.bytes();
		}
		else {
			String text = "%s: %s".formatted(result.errorClass(), result.message());
			this.failures.put(file, new Failure(file, result.code(), text));
		}
		stopWatch();
	}

	/** No more files will be found. */
	synchronized void complete() {
		this.complete = true;
		stopWatch();
	}

	/** No more files will be found, and not all were. */
	synchronized void fail(String reason) {
		this.message = reason;
		complete();
	}

	synchronized boolean isRunning() {
		return state() == State.RUNNING;
	}

	synchronized ChecksumReport report() {
		Duration time = Objects.requireNonNullElseGet(this.elapsed, this::age);
		Progress progress = new Progress(this.files, this.checksums.size(), this.failures.size(), this.bytes,
				time.toMillis());
		return new ChecksumReport(this.id, state(), this.folder.toString(), progress, this.message,
				List.copyOf(this.checksums.values()), List.copyOf(this.failures.values()));
	}

	private State state() {
		if (!this.complete || this.checksums.size() + this.failures.size() < this.files) {
			return State.RUNNING;
		}
		return (this.message != null) ? State.FAILED : State.DONE;
	}

	private void stopWatch() {
		if (this.elapsed == null && !isRunning()) {
			this.elapsed = age();
		}
	}

	private Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.startNanos);
	}

}
