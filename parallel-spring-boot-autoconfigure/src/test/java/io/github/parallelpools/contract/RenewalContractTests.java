package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.contract.StartFailureContractTests.Fragile;
import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.RecordedEvent;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskLoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** All workers are replaced on demand, one after the other, and nobody notices. */
@Timeout(120)
@EachKind
class RenewalContractTests {

	private final TestWorkers workers;

	private final Pools pools;

	@TempDir
	private Path directory;

	RenewalContractTests(WorkerKind kind) {
		this.workers = TestWorkers.of(kind);
		this.pools = new Pools(kind);
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.workers.close();
	}

	private ParallelPool started(UnaryOperator<Recipe> recipe) throws Exception {
		Map<String, String> args = Map.of("repaired", Files.createFile(this.directory.resolve("repaired")).toString());
		ParallelPool pool = this.pools
			.open(this.workers.handling(null, new LoggingSettings.Factory(Fragile.class.getName(), args)), recipe);
		pool.start();
		return pool;
	}

	private static Set<String> ids(ParallelPool pool) {
		return pool.workers().stream().map(WorkerSnapshot::id).collect(Collectors.toSet());
	}

	private static boolean isRenewed(ParallelPool pool, Set<String> before, int size) {
		Set<String> now = ids(pool);
		now.retainAll(before);
		return now.isEmpty() && pool.snapshot().size().current() == size;
	}

	@Test
	void idleWorkersAreReplaced() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(2, 2));
		await().until(() -> pool.snapshot().size().idle() == 2);
		Set<String> before = ids(pool);
		assertThat(pool.renew("alice")).isEqualTo(2);
		await().until(() -> isRenewed(pool, before, 2));
		assertThat(pool.snapshot().totals().workers().recycled()).isEqualTo(2);
		await().untilAsserted(
				() -> assertThat(pool.events()).filteredOn((event) -> event.type() == RecordedEvent.Type.RENEWAL_BEGUN)
					.extracting(RecordedEvent::text)
					.containsExactly("All 2 workers are to be replaced, one after the other, by order of alice"));
	}

	@Test
	void sparesAreReplacedToo() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).spares(1));
		Gate gate = Gate.in(this.directory);
		TaskFuture<String> running = pool.submit(Tasks.gated(gate, "running"));
		await().until(() -> gate.arrivals() == 1 && pool.snapshot().size().idle() == 1);
		String spare = spare(pool);
		Set<String> before = ids(pool);
		assertThat(pool.renew("alice")).isEqualTo(2);
		await().until(() -> pool.workers().stream().noneMatch((worker) -> worker.id().equals(spare)));
		await().until(() -> pool.snapshot().size().idle() == 2);
		gate.open();
		assertThat(running.join()).isEqualTo("running");
		await().until(() -> Collections.disjoint(ids(pool), before));
	}

	private static String spare(ParallelPool pool) {
		return pool.workers()
			.stream()
			.filter((worker) -> worker.state() == WorkerSnapshot.State.IDLE)
			.map(WorkerSnapshot::id)
			.findFirst()
			.orElseThrow();
	}

	@Test
	void aWorkerThatIsStartingIsReplacedToo() throws Exception {
		Path held = Files.createFile(this.directory.resolve("held"));
		ParallelPool pool = this.pools.open(
				this.workers.handling(null,
						new LoggingSettings.Factory(Held.class.getName(), Map.of("until gone", held.toString()))),
				(recipe) -> recipe.size(1, 1));
		pool.start();
		await().until(() -> pool.snapshot().size().starting() == 1);
		Set<String> before = ids(pool);
		assertThat(before).hasSize(1);
		assertThat(pool.renew("alice")).isEqualTo(1);
		Files.delete(held);
		await().until(() -> isRenewed(pool, before, 1));
		assertThat(pool.submit(() -> "served").join()).isEqualTo("served");
	}

	/** Makes no logger as long as there is a file. */
	public static final class Held implements TaskLoggerFactory {

		@Override
		public System.Logger logger(Map<String, String> args) throws Exception {
			while (Files.exists(Path.of(Objects.requireNonNull(args.get("until gone"))))) {
				Thread.sleep(2);
			}
			return System.getLogger("held");
		}

	}

	@Test
	void aWorkerThatIsBusyLeavesAfterItsTask() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1));
		Gate gate = Gate.in(this.directory);
		TaskFuture<String> running = pool.submit(Tasks.gated(gate, "running"));
		await().until(() -> gate.arrivals() == 1);
		Set<String> before = ids(pool);
		assertThat(pool.renew("alice")).isEqualTo(1);
		await().until(() -> pool.snapshot().size().current() == 2 && pool.snapshot().size().idle() == 1);
		gate.open();
		assertThat(running.join()).isEqualTo("running");
		await().until(() -> isRenewed(pool, before, 1));
	}

	@Test
	void noTaskIsLostWhileAllAreReplacedAgainAndAgain() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(2, 2));
		List<TaskFuture<Integer>> tasks = new ArrayList<>();
		Set<String> all = new HashSet<>();
		// Until several were replaced, which takes as long as it takes a process to start
		for (int i = 0; i < 500 || all.size() <= 3; i++) {
			int number = i;
			tasks.add(pool.submit(() -> {
				Thread.sleep(2);
				return number;
			}));
			pool.renew("alice");
			all.addAll(ids(pool));
			tasks.get(Math.max(0, i - 50)).join();
		}
		assertThat(tasks).extracting(TaskFuture::join)
			.containsExactlyElementsOf(IntStream.range(0, tasks.size()).boxed().toList());
		assertThat(pool.snapshot().totals().workers().abandoned()).isZero();
	}

	@Test
	void nobodyLeavesAsLongAsTheFirstCanNotStart() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(2, 2).release(Duration.ofHours(1)));
		await().until(() -> pool.snapshot().size().idle() == 2);
		Set<String> before = ids(pool);
		Files.delete(this.directory.resolve("repaired"));
		pool.renew("alice");
		await().until(() -> pool.snapshot().totals().workers().startFailures() >= 2);
		assertThat(ids(pool)).containsAll(before);
		assertThat(pool.submit(() -> "served").join()).isEqualTo("served");
		Files.createFile(this.directory.resolve("repaired"));
		await().until(() -> isRenewed(pool, before, 2));
	}

}
