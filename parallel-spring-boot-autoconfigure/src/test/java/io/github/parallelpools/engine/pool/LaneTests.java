package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.SteppedLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.QueueType;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.WhenFull;

import static org.assertj.core.api.Assertions.assertThat;

/** When tasks pass beside the lock of their pool, and what is the same on both ways. */
@Timeout(60)
class LaneTests {

	private final StillPool pool = new StillPool((recipe) -> recipe.size(1, 1)).opened();

	/** A task is put and run; afterwards tasks pass beside the lock, if they may. */
	private static void pass(StillPool pool, SteppedLoop worker) {
		Execution<String> task = pool.put("passed");
		assertThat(worker.step()).isTrue();
		assertThat(task.join()).isEqualTo("passed");
	}

	private StillPool fast() {
		pass(this.pool, this.pool.worker());
		assertThat(this.pool.isFast()).isTrue();
		return this.pool;
	}

	@Test
	void opensWithTheFirstTaskThatIsTakenUnderTheLock() {
		assertThat(this.pool.isFast()).isFalse();
		Execution<String> first = this.pool.put("first");
		assertThat(this.pool.isFast()).isFalse();
		assertThat(this.pool.worker().take()).isSameAs(first);
		assertThat(this.pool.isFast()).isTrue();
	}

	@Test
	void staysClosedWhileAnotherTaskIsInTheQueue() {
		this.pool.put("first");
		this.pool.put("second");
		this.pool.worker().step();
		assertThat(this.pool.isFast()).isFalse();
		this.pool.worker().step();
		assertThat(this.pool.isFast()).isTrue();
	}

	@Test
	void isClosedWhileThePoolIsPausedAndOpensAfterItWasResumed() {
		fast().pool.pause();
		assertThat(this.pool.isFast()).isFalse();
		this.pool.pool.resume();
		pass(this.pool, this.pool.worker());
		assertThat(this.pool.isFast()).isTrue();
	}

	@Test
	void opensAgainOnceAllIsRunThatWasQueuedWhenATaskWasCancelled() {
		Execution<String> cancelled = fast().put("cancelled");
		Execution<String> second = this.pool.put("second");
		Execution<String> third = this.pool.put("third");
		assertThat(cancelled.cancel(true)).isTrue();
		assertThat(this.pool.isFast()).isFalse();
		assertThat(this.pool.queued()).isEqualTo(2);
		this.pool.worker().step();
		assertThat(this.pool.isFast()).as("one is in the queue").isFalse();
		this.pool.worker().step();
		assertThat(this.pool.isFast()).isTrue();
		assertThat(second.join() + third.join()).isEqualTo("secondthird");
		assertThat(this.pool.totals().cancelled()).isEqualTo(1);
	}

	@Test
	void opensAgainOnceThePoolIsAsLargeAsItMayBecome() {
		SteppedLoop first = fast().worker();
		this.pool.pool.resize(1, 2);
		assertThat(this.pool.isFast()).isFalse();
		pass(this.pool, first);
		assertThat(this.pool.isFast()).as("one more may come").isFalse();
		this.pool.put("for the first");
		this.pool.put("for the second");
		first.step();
		SteppedLoop second = this.pool.workers().get(1);
		second.open();
		second.step();
		assertThat(this.pool.isFast()).isTrue();
	}

	@Test
	void opensAgainOnceThoseHaveLeftWhoAreTooMany() {
		SteppedLoop first = fast().worker();
		this.pool.pool.resize(2, 2);
		SteppedLoop second = this.pool.workers().get(1);
		second.open();
		pass(this.pool, second);
		assertThat(this.pool.isFast()).isTrue();
		this.pool.pool.resize(1, 1);
		assertThat(this.pool.isFast()).isFalse();
		assertThat(first.take()).isNull();
		pass(this.pool, second);
		assertThat(this.pool.isFast()).isTrue();
	}

	@Test
	void tasksKeepTheirOrderWhenItIsClosed() {
		fast();
		List<Execution<String>> tasks = new ArrayList<>();
		List<String> run = new ArrayList<>();
		for (String name : List.of("one", "two", "three", "four")) {
			if (name.equals("three")) {
				this.pool.pool.pause();
			}
			tasks.add(this.pool.submit(() -> {
				run.add(name);
				return name;
			}));
		}
		this.pool.pool.resume();
		tasks.forEach((task) -> this.pool.worker().step());
		assertThat(run).containsExactly("one", "two", "three", "four");
	}

	static Stream<Arguments> rules() {
		return Stream.of(Arguments.of("a bound", rule((recipe) -> recipe.queue(100, WhenFull.REJECT))),
				Arguments.of("priorities", rule((recipe) -> recipe.queue(queue(QueueType.PRIORITY)))),
				Arguments.of("the last one first", rule((recipe) -> recipe.queue(queue(QueueType.LIFO)))),
				Arguments.of("a lock", rule((recipe) -> recipe.lock("stock"))),
				Arguments.of("successors", rule((recipe) -> recipe.recycle(new RecycleSettings(9, Duration.ZERO, 0)))),
				Arguments.of("an end", rule(PoolRecipe::stoppingByItself)));
	}

	private static UnaryOperator<PoolRecipe> rule(UnaryOperator<PoolRecipe> rule) {
		return rule;
	}

	private static QueueSettings queue(QueueType type) {
		return new QueueSettings(type, Integer.MAX_VALUE, WhenFull.BLOCK, Duration.ZERO);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("rules")
	void staysClosedWhereEachTaskIsToBeLookedAt(String what, UnaryOperator<PoolRecipe> rule) {
		StillPool ruled = new StillPool((recipe) -> rule.apply(recipe.size(1, 1))).opened();
		for (int i = 0; i < 3; i++) {
			pass(ruled, ruled.worker());
			assertThat(ruled.isFast()).as(what).isFalse();
		}
	}

	@Test
	void tasksHaveNumbersInTheirOrderWhicheverWayTheyCome() {
		fast();
		List<String> ids = new ArrayList<>();
		for (int round = 0; round < 5; round++) {
			ids.add(this.pool.put("beside the lock").id());
			this.pool.pool.pause();
			ids.add(this.pool.put("under the lock").id());
			this.pool.pool.resume();
			this.pool.worker().step();
			this.pool.worker().step();
			assertThat(this.pool.isFast()).isTrue();
		}
		assertThat(ids).containsExactlyElementsOf(
				Stream.iterate(2, (number) -> number + 1).limit(10).map((number) -> "work-still-" + number).toList());
		assertThat(this.pool.totals().submitted()).isEqualTo(11);
	}

	@Test
	void noTwoTasksHaveTheSameIdThoughSomeComeLateByTheLaneWhileOthersAreAccepted() throws Exception {
		StillPool collecting = new StillPool((recipe) -> recipe);
		Set<String> ids = new HashSet<>();
		for (int round = 1; round <= 20; round++) {
			List<Execution<Object>> late = prepared(collecting, 20_000);
			List<Execution<Object>> queued = prepared(collecting, 20_000);
			AtomicInteger ready = new AtomicInteger();
			Thread other = new Thread(() -> {
				meet(ready);
				late.forEach(collecting::arriveLate);
			});
			other.start();
			try (Held held = collecting.parts.core.hold()) {
				meet(ready);
				queued.forEach(collecting.parts.core.tasks::accept);
			}
			other.join();
			Stream.of(late, queued).flatMap(List::stream).map(Execution::id).forEach(ids::add);
			assertThat(ids.size()).isEqualTo(round * 40_000);
		}
		assertThat(collecting.totals().submitted()).isEqualTo(ids.size());
	}

	private static List<Execution<Object>> prepared(StillPool pool, int count) {
		return Stream.generate(() -> pool.prepare(() -> 1)).limit(count).toList();
	}

	/** Two threads go on from here together, as far as that can be had. */
	private static void meet(AtomicInteger ready) {
		ready.incrementAndGet();
		while (ready.get() < 2) {
			Thread.yield();
		}
	}

}
