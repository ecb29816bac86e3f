package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskContext;

import static org.assertj.core.api.Assertions.assertThat;

/** The end by force comes before the context stops waiting for it. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ShutdownTimeTests {

	@ParameterizedTest
	@CsvSource({ "PT20S, PT30S, PT1S, PT20S", "PT29S, PT30S, PT1S, PT27S", "PT20S, PT2S, PT1S, PT1S",
			"PT0S, PT30S, PT1S, PT0S", "PT20S, PT0S, PT1S, PT0S", "PT20S, PT30S, PT1H, PT15S" })
	void whatIsGivenLeavesTimeForForce(Duration wanted, Duration phase, Duration killGrace, Duration given) {
		assertThat(new ShutdownTime(wanted, phase).given(killGrace)).isEqualTo(given);
	}

	@Test
	void tasksEndWithinThePhaseEvenIfTheyMayTakeLonger(CapturedOutput output) {
		CountDownLatch running = new CountDownLatch(2);
		PoolContextRunner.with()
			.withPropertyValues("parallel.pools.one.max-size=1", "parallel.shutdown-timeout=1h",
					"spring.lifecycle.timeout-per-shutdown-phase=6s")
			.run((context) -> {
				context.getBean(ParallelPool.class).submit(() -> {
					running.countDown();
					new CountDownLatch(1).await();
					return 1;
				});
				context.getBean(Parallel.class).task((Integer item, TaskContext task) -> {
					running.countDown();
					new CountDownLatch(1).await();
					return 1;
				}).build().start(1);
				running.await();
				context.close();
			});
		assertThat(output)
			.contains("'parallel.shutdown-timeout' is 3600000 ms", "waits for 6000 ms only",
					"Pool 'one' still runs 1 tasks and is ended by force")
			.doesNotContain("still running after timeout");
	}

}
