package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.fixture.ScriptedWorkers;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/** A worker is asked where its task hangs shortly before that is over time. */
class EarlyWordsTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final Duration SHORTLY_BEFORE = LIMIT.minusMillis(60);

	private final AtomicInteger asked = new AtomicInteger();

	private final ScriptedWorkers workers = ScriptedWorkers.processes().still().words(() -> stack("first"));

	private String stack(String line) {
		return "\"main\" RUNNABLE\n\tat com.example.Orders.%s(Orders.java:%d)\n".formatted(line,
				this.asked.incrementAndGet());
	}

	private StillPool pool(Duration limit, OvertimePolicy policy) {
		return new StillPool(WorkerKind.PROCESS, this.workers, (recipe) -> recipe.size(1, 1).overtime(limit, policy))
			.opened();
	}

	@Test
	void theKillDoesNotWaitForTheAnswer() {
		StillPool pool = pool(LIMIT, OvertimePolicy.KILL);
		Execution<Integer> task = pool.submit(() -> {
			pool.pass(SHORTLY_BEFORE.minusNanos(1));
			assertThat(this.asked).hasValue(0);
			pool.pass(Duration.ofNanos(1));
			assertThat(this.asked).hasValue(1);
			pool.pass(Duration.ofMillis(60));
			return 1;
		});
		pool.worker().step();
		assertThat(task.outcome()).isInstanceOf(TaskOutcome.Overtime.class);
		assertThat(task.hungAt()).contains("Orders.java:1");
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void aShortLimitIsNotAnnouncedFromTheStart() {
		StillPool pool = pool(Duration.ofMillis(100), OvertimePolicy.KILL);
		pool.submit(() -> {
			pool.pass(Duration.ofMillis(74));
			assertThat(this.asked).hasValue(0);
			pool.pass(Duration.ofMillis(1));
			assertThat(this.asked).hasValue(1);
			return 1;
		});
		pool.worker().step();
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void aTaskThatEndsInTimeHasNoStack() {
		StillPool pool = pool(LIMIT, OvertimePolicy.KILL);
		Execution<Integer> task = pool.submit(() -> {
			pool.pass(LIMIT.minusNanos(1));
			return 1;
		});
		pool.worker().step();
		assertThat(task.join()).isEqualTo(1);
		assertThat(task.hungAt()).isNull();
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void aWorkerThatDidNotAnswerThenIsAskedAtTheKill() {
		StillPool pool = pool(LIMIT, OvertimePolicy.KILL);
		this.workers.words(() -> (this.asked.get() == 0) ? silent() : stack("second"));
		Execution<Integer> task = pool.submit(() -> {
			pool.pass(SHORTLY_BEFORE);
			pool.pass(Duration.ofMillis(60));
			return 1;
		});
		pool.worker().step();
		assertThat(task.hungAt()).contains("Orders.second");
	}

	private @Nullable String silent() {
		this.asked.incrementAndGet();
		return null;
	}

	@Test
	void whatWasSaidLongAgoIsNotTrueAnyMore() {
		StillPool pool = pool(LIMIT, OvertimePolicy.KILL);
		Execution<Integer> task = pool.submit(() -> {
			pool.pass(SHORTLY_BEFORE);
			assertThat(this.asked).hasValue(1);
			pool.pool.change(Map.of(PoolSetting.WORKER_OVERTIME, LIMIT.multipliedBy(2)), "test");
			pool.pass(LIMIT);
			assertThat(this.asked).hasValue(2);
			pool.pass(Duration.ofMillis(60));
			return 1;
		});
		pool.worker().step();
		assertThat(task.hungAt()).contains("Orders.java:2");
	}

	@ParameterizedTest
	@EnumSource(value = OvertimePolicy.class, names = { "REPLACE", "IGNORE" })
	void whoIsNotKilledIsAskedWhereThatIsTold(OvertimePolicy policy) {
		StillPool pool = pool(LIMIT, policy);
		pool.submit(() -> {
			pool.pass(LIMIT.multipliedBy(2));
			return 1;
		});
		pool.worker().step();
		assertThat(this.asked).hasValue((policy == OvertimePolicy.REPLACE) ? 1 : 0);
	}

}
