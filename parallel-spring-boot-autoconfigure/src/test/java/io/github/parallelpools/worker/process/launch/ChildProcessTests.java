package io.github.parallelpools.worker.process.launch;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.spi.MarkedProcesses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A worker dies when it must, also while the application can't even list processes. */
@EnabledOnOs({ OS.LINUX, OS.MAC })
@Timeout(60)
class ChildProcessTests {

	@TempDir
	Path directory;

	private Process sleeper;

	private Path begun;

	private ChildProcess child;

	@BeforeEach
	void start() throws Exception {
		this.sleeper = new ProcessBuilder("sleep", "1000").redirectErrorStream(true).start();
		this.begun = this.directory.resolve("begun");
		this.child = new ChildProcess(Session.NONE, new Unlisted(this.sleeper), MarkedProcesses.unused(),
				new CrashReport(this.directory.resolve("crash").toString()), BeginFile.create(this.begun),
				ArchiveStart.NONE, Runnable::run);
	}

	@AfterEach
	void end() {
		this.sleeper.destroyForcibly();
	}

	@Test
	void aWorkerWhoseDescendantsCanNotBeListedIsKilled() {
		CountDownLatch killed = new CountDownLatch(1);
		this.child.kill(killed::countDown);
		await().until(() -> !this.sleeper.isAlive());
		assertThat(killed.getCount()).isZero();
	}

	@Test
	void aWorkerWhoseDescendantsCanNotBeListedIsEndedAndNothingOfItIsLeft() {
		assertThat(this.child.end(Duration.ZERO)).isFalse();
		assertThat(this.sleeper.isAlive()).isFalse();
		assertThat(this.begun).doesNotExist();
		assertThat(this.child.describeEnd()).contains("exit code 137");
	}

	/** A real process, of an application that has no descriptors left. */
	private static final class Unlisted extends Process {

		private final Process process;

		Unlisted(Process process) {
			this.process = process;
		}

		@Override
		public ProcessHandle toHandle() {
			throw new InternalError("No descriptors for a list of processes");
		}

		@Override
		public long pid() {
			return this.process.pid();
		}

		@Override
		public OutputStream getOutputStream() {
			return this.process.getOutputStream();
		}

		@Override
		public InputStream getInputStream() {
			return this.process.getInputStream();
		}

		@Override
		public InputStream getErrorStream() {
			return this.process.getErrorStream();
		}

		@Override
		public int waitFor() throws InterruptedException {
			return this.process.waitFor();
		}

		@Override
		public int exitValue() {
			return this.process.exitValue();
		}

		@Override
		public boolean isAlive() {
			return this.process.isAlive();
		}

		@Override
		public void destroy() {
			this.process.destroy();
		}

		@Override
		public Process destroyForcibly() {
			return this.process.destroyForcibly();
		}

	}

}
