package io.github.parallelpools.benchmarks.calls;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The count is whole; what it amounts to is not judged here. */
class CallCountTests {

	@Test
	void countsWhatTheThreadsOfATaskEnter() throws Exception {
		List<Section> sections = CallCount.count();
		assertThat(sections).hasSize(2).allSatisfy((section) -> {
			assertThat(section.submitter().calls()).extracting(Call::toString)
				.contains("engine.pool.WorkerPool.submit")
				.doesNotContain("worker.thread.ThreadWorker.execute");
			assertThat(section.worker().calls()).extracting(Call::toString)
				.containsOnlyOnce("worker.thread.ThreadWorker.execute")
				.doesNotContain("engine.pool.WorkerPool.submit");
			assertThat(section.worker().all().calls()).isGreaterThan(section.worker().ours().calls());
		});
		assertThat(CallCount.table(sections)).contains("| queued behind others, together | ")
			.contains("| one at a time, its worker | ");
	}

	@Test
	void countsEachClassOnceAndLambdasOfAClassAsOne() {
		String lambda = "io.github.parallelpools.engine.Some$$Lambda";
		Cost cost = new Cost(
				List.of(Call.of(lambda + "$14.0x0000000800c03000", "run"), Call.of(lambda + "/0x12", "run"),
						Call.of("io.github.parallelpools.engine.Some", "one"), Call.of("java.util.List", "add"),
						Call.of("io.github.parallelpools.benchmarks.calls.CountedTasks", "many")));
		assertThat(cost.ours()).isEqualTo(new Cost.Sum(3, 2));
		assertThat(cost.all()).isEqualTo(new Cost.Sum(4, 3));
	}

}
