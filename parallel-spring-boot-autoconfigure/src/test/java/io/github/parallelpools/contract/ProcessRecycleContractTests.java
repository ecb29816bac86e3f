package io.github.parallelpools.contract;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ProcessRecycleContractTests extends RecycleContract {

	private static final List<ByteBuffer> HOARD = new ArrayList<>();

	private static final int MEGABYTE = 1024 * 1024;

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader());

	@Override
	WorkerKind kind() {
		return WorkerKind.PROCESS;
	}

	@Override
	WorkerFactory factory(LoggingSettings.Factory logger) {
		LoggingSettings logging = new LoggingSettings(LoggingSettings.STANDARD.mode(), null,
				LoggingSettings.STANDARD_FILE, LoggingSettings.STANDARD_PATTERN, logger);
		return new ProcessWorkerFactory(this.host, TestProcesses.settings(), null, logging);
	}

	@AfterEach
	void closeHost() {
		super.close();
		this.host.close();
	}

	private static long hoard() {
		ByteBuffer much = ByteBuffer.allocateDirect(50 * MEGABYTE);
		for (int at = 0; at < much.capacity(); at += 1024) {
			much.put(at, (byte) 1);
		}
		HOARD.add(much);
		return ProcessHandle.current().pid();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aProcessThatHasBecomeTooLargeIsReplacedAlsoWhileItIsIdle() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1),
				new RecycleSettings(0, Duration.ZERO, 80L * MEGABYTE));
		long small = pool.submit(() -> ProcessHandle.current().pid()).get(30, TimeUnit.SECONDS);
		long large = pool.submit(ProcessRecycleContractTests::hoard).get(30, TimeUnit.SECONDS);
		assertThat(large).isEqualTo(small);
		await().until(() -> pool.snapshot().totals().recycled() == 1);
		assertThat(pool.submit(() -> ProcessHandle.current().pid()).get(30, TimeUnit.SECONDS)).isNotEqualTo(large);
		assertThat(pool.snapshot().totals().crashed()).isZero();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aProcessThatIsSmallEnoughStays() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1),
				new RecycleSettings(0, Duration.ZERO, 400L * MEGABYTE));
		long first = pool.submit(ProcessRecycleContractTests::hoard).get(30, TimeUnit.SECONDS);
		await().pollInterval(Duration.ofMillis(100)).until(() -> {
			assertThat(pool.submit(() -> ProcessHandle.current().pid()).get(30, TimeUnit.SECONDS)).isEqualTo(first);
			return pool.workers().get(0).tasks() > 15;
		});
		assertThat(pool.snapshot().totals().recycled()).isZero();
	}

}
