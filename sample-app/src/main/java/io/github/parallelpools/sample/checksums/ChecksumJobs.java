package io.github.parallelpools.sample.checksums;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.sample.web.ApiException;

/**
 * Starts jobs and keeps the latest. A job sends each file to the pool "checksums"; as the
 * queue blocks when it is full, it does so in Spring Boot's own executor.
 */
@Service
public final class ChecksumJobs {

	private static final int MAX_JOBS = 100;

	private final ParallelPool checksums;

	private final ChecksumCallback callback;

	private final Executor executor;

	private final Path folder;

	/** In the order of their start; guarded by itself. */
	private final Map<String, ChecksumJob> jobs = new LinkedHashMap<>();

	ChecksumJobs(ParallelPool checksums, ChecksumCallback callback,
			@Qualifier("applicationTaskExecutor") Executor executor, ChecksumProperties properties) {
		this.checksums = checksums;
		this.callback = callback;
		this.executor = executor;
		this.folder = properties.checksumFolder();
	}

	/**
	 * Starts a job; returns without waiting for it.
	 * @return how far it is
	 */
	public ChecksumReport start() {
		if (!Files.isDirectory(this.folder)) {
			throw new ApiException(HttpStatus.SERVICE_UNAVAILABLE,
					"'%s' is not a folder. Set 'sample.checksum-folder'.".formatted(this.folder));
		}
		ChecksumJob job = new ChecksumJob(UUID.randomUUID().toString(), this.folder);
		keep(job);
		this.executor.execute(() -> run(job));
		return job.report();
	}

	/**
	 * Tells of a job.
	 * @param id the job's id
	 * @return how far it is, or empty if there is no such job, or no longer
	 */
	public Optional<ChecksumReport> report(String id) {
		synchronized (this.jobs) {
			return Optional.ofNullable(this.jobs.get(id)).map(ChecksumJob::report);
		}
	}

	private void keep(ChecksumJob job) {
		synchronized (this.jobs) {
			if (this.jobs.size() >= MAX_JOBS && !forgetOne()) {
				throw new ApiException(HttpStatus.SERVICE_UNAVAILABLE,
						"%s jobs are running. Wait for one to end.".formatted(MAX_JOBS));
			}
			this.jobs.put(job.id(), job);
		}
	}

	/** Forgets the oldest job that has ended. */
	private boolean forgetOne() {
		for (Iterator<ChecksumJob> oldest = this.jobs.values().iterator(); oldest.hasNext();) {
			if (!oldest.next().isRunning()) {
				oldest.remove();
				return true;
			}
		}
		return false;
	}

	private void run(ChecksumJob job) {
		try {
			Path root = job.folder().toRealPath();
			FolderWalk.walk(root, (file) -> send(job, file, root.relativize(file).toString()));
			job.complete();
		}
		catch (IOException | TaskRejectedException ex) {
			job.fail(String.valueOf(ex.getMessage()));
		}
	}

	private void send(ChecksumJob job, Path file, String name) {
		String task = this.checksums.send(new FileItem(file.toString()), FileChecksum.class).id();
		job.found();
		this.callback.whenEnded(task, (result, checksum) -> job.ended(name, result, checksum));
	}

}
