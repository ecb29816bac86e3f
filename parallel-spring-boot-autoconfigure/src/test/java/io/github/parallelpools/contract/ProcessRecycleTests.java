package io.github.parallelpools.contract;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.WorkerKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Worker processes are replaced once they have become too large. */
class ProcessRecycleTests extends RecycleFixture {

	private static final List<ByteBuffer> HOARD = new ArrayList<>();

	private static final int MEGABYTE = 1024 * 1024;

	ProcessRecycleTests() {
		super(WorkerKind.PROCESS);
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
		long large = pool.submit(ProcessRecycleTests::hoard).get(30, TimeUnit.SECONDS);
		assertThat(large).isEqualTo(small);
		await().until(() -> pool.snapshot().totals().workers().recycled() == 1);
		assertThat(pool.submit(() -> ProcessHandle.current().pid()).get(30, TimeUnit.SECONDS)).isNotEqualTo(large);
		assertThat(pool.snapshot().totals().workers().crashed()).isZero();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aProcessThatIsSmallEnoughStays() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1),
				new RecycleSettings(0, Duration.ZERO, 400L * MEGABYTE));
		long first = pool.submit(ProcessRecycleTests::hoard).get(30, TimeUnit.SECONDS);
		await().pollInterval(Duration.ofMillis(100)).until(() -> {
			assertThat(pool.submit(() -> ProcessHandle.current().pid()).get(30, TimeUnit.SECONDS)).isEqualTo(first);
			return pool.workers().get(0).tasks() > 15;
		});
		assertThat(pool.snapshot().totals().workers().recycled()).isZero();
	}

}
