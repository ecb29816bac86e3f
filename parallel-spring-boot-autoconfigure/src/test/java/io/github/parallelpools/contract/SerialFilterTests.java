package io.github.parallelpools.contract;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.RemoteTaskError;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;

/** Neither side decodes what the filter does not allow. */
@Timeout(60)
class SerialFilterTests {

	private static final String ALLOWED = "java.util.ArrayList;java.lang.*;maxdepth=5;maxarray=1000;"
			+ "io.github.parallelpools.contract.SerialFilterTests$Known;!*";

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader());

	private final Pools pools = new Pools(WorkerKind.PROCESS);

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	private ParallelPool pool() {
		return pool(ALLOWED);
	}

	private ParallelPool pool(String allowed) {
		ProcessSettings usual = TestProcesses.settings();
		ProcessSettings filtered = new ProcessSettings(usual.jvm(), List.of(), usual.environment(),
				Duration.ofSeconds(30), usual.stopTimeout(), usual.maxPayload(), allowed);
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, filtered, Mirror.class.getName()),
				(recipe) -> recipe.size(0, 1));
		pool.start();
		return pool;
	}

	@Test
	void whatIsAllowedTravelsBothWays() {
		ParallelPool pool = pool();
		assertThat(pool.send(new Known("a")).join()).isEqualTo(new Known("a"));
		assertThat(pool.send(new ArrayList<>(List.of("a"))).join()).isEqualTo(List.of("a"));
	}

	@Test
	void anItemThatIsNotAllowedFailsInTheWorkerAndIsNeverMade() {
		ParallelPool pool = pool();
		assertThat(failure(pool.send(new Unknown()))).isInstanceOf(TaskFailedException.class)
			.rootCause()
			.hasMessageContaining("REJECTED");
		assertThat(failure(pool.send(nested(10)))).rootCause().hasMessageContaining("REJECTED");
		assertThat(failure(pool.send(new String[1001]))).rootCause().hasMessageContaining("REJECTED");
		assertThat(pool.send("next").join()).isEqualTo("next");
	}

	private static ArrayList<Object> nested(int depth) {
		ArrayList<Object> list = new ArrayList<>();
		if (depth > 0) {
			list.add(nested(depth - 1));
		}
		return list;
	}

	@Test
	void aLambdaIsNoExceptionFromTheFilter() {
		assertThat(failure(pool().submit(() -> "code"))).rootCause().hasMessageContaining("REJECTED");
	}

	@Test
	void theItemsOfABulkTravelWithTheLambdaIfBothAreAllowed() {
		String allowed = "java.lang.**;" + SerialFilterTests.class.getName() + "*;!*";
		assertThat(pool(allowed).map(List.of("a", "b"), (item) -> item + "!").values()).containsExactly("a!", "b!");
		assertThat(pool().map(List.of("a"), (item) -> item + "!").results().toList())
			.allSatisfy((result) -> assertThat(result).asString().contains("Failed", "REJECTED"));
	}

	@Test
	void aResultThatIsNotAllowedIsNeverMadeInTheApplication() {
		ParallelPool pool = pool();
		assertThat(failure(pool.send("unknown"))).isInstanceOf(TaskFailedException.class)
			.hasStackTraceContaining("its result can't be decoded here")
			.hasStackTraceContaining("REJECTED");
		assertThat(failure(pool.send("map"))).hasStackTraceContaining("REJECTED");
		assertThat(Unknown.decodedHere).isFalse();
		assertThat(pool.send("next").join()).isEqualTo("next");
	}

	@Test
	void anExceptionThatIsNotAllowedComesAsText() {
		assertThat(failure(pool().send("error"))).isInstanceOf(TaskFailedException.class)
			.cause()
			.isInstanceOf(RemoteTaskError.class)
			.hasMessageContaining("strange");
		assertThat(Unknown.decodedHere).isFalse();
	}

	record Known(String name) implements Serializable {
	}

	/** Notices that it is made from bytes. */
	static final class Unknown implements Serializable {

		private static volatile boolean decodedHere;

		private Object readResolve() {
			decodedHere = true;
			return this;
		}

	}

	/** Has what the filter does not allow. */
	static final class StrangeException extends Exception {

		private final Unknown unknown = new Unknown();

		StrangeException() {
			super("strange");
		}

		Unknown unknown() {
			return this.unknown;
		}

	}

	/** Gives back what it is given, or what it is asked for. */
	static final class Mirror implements TaskHandler<Object, Object> {

		@Override
		public Object handle(Object item, TaskContext context) throws Exception {
			return switch (String.valueOf(item)) {
				case "unknown" -> new Unknown();
				case "map" -> new HashMap<>();
				case "error" -> throw new StrangeException();
				default -> item;
			};
		}

	}

}
