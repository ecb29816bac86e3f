package io.github.parallelpools.sample.regex;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.sample.AsyncClient;
import io.github.parallelpools.sample.Hostile;
import io.github.parallelpools.sample.SampleTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a pool of one worker, room for one more task and much patience answers. */
@SampleTest
@TestPropertySource(properties = { "parallel.pools.regex.max-size=1", "parallel.pools.regex.queue.capacity=1",
		"parallel.pools.batches.max-size=1", "parallel.pools.batches.queue.capacity=1" })
class RegexPoolTests {

	private static final String HARMLESS = "{\"pattern\":\"a\",\"text\":\"a\"}";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@Autowired
	ParallelPool regex;

	@Autowired
	ParallelPool batches;

	@LocalServerPort
	int port;

	AsyncClient client;

	@BeforeEach
	void connect() {
		this.client = new AsyncClient(this.port);
	}

	@Test
	void deathOfTheWorkerIsToldAndTheNextSearchHasAnother() {
		CompletableFuture<HttpResponse<String>> hostile = this.client.postJson("/regex", Hostile.SEARCH);
		long pid = spinning().pid();

		ProcessHandle.of(pid).orElseThrow().destroyForcibly();

		assertThat(hostile.join().statusCode()).isEqualTo(422);
		assertThat(hostile.join().body()).contains("\"code\":\"31399\"").contains("\"message\":");
		HttpResponse<String> next = this.client.postJson("/regex", HARMLESS).join();
		assertThat(next.statusCode()).isEqualTo(200);
		assertThat(next.body()).doesNotContain("\"pid\":" + pid);
	}

	@Test
	void fullQueueIsServiceUnavailable() {
		CompletableFuture<HttpResponse<String>> hostile = this.client.postJson("/regex", Hostile.SEARCH);
		WorkerSnapshot worker = spinning();
		CompletableFuture<HttpResponse<String>> queued = this.client.postJson("/regex", HARMLESS);
		await().atMost(PATIENCE).until(() -> this.regex.snapshot().queue().size() == 1);

		HttpResponse<String> refused = this.client.postJson("/regex", HARMLESS).join();

		assertThat(refused.statusCode()).isEqualTo(503);
		assertThat(refused.body()).contains("\"code\":\"503\"").contains("queue");
		assertThat(refused.headers().firstValue("Retry-After")).isPresent();
		assertThat(this.regex.killWorker(worker.id())).isTrue();
		assertThat(hostile.join().body()).contains("\"code\":\"31399\"");
		assertThat(queued.join().statusCode()).isEqualTo(200);
	}

	@Test
	void hostileBatchKeepsOnlyBatchesWaiting() {
		String hostile = "[%1$s,%1$s,%1$s]".formatted(Hostile.SEARCH);
		CompletableFuture<HttpResponse<String>> batch = this.client.postJson("/regex/batch", hostile);
		await().atMost(PATIENCE)
			.until(() -> this.batches.snapshot().size().busy() == 1 && this.batches.snapshot().totals().rejected() > 0);
		CompletableFuture<HttpResponse<String>> queued = this.client.postJson("/regex/batch", "[" + HARMLESS + "]");
		await().atMost(PATIENCE).until(() -> this.batches.snapshot().queue().size() == 1);

		assertThat(this.client.postJson("/regex", HARMLESS).join().statusCode()).isEqualTo(200);

		assertThat(this.client.postJson("/regex/batch", "[" + HARMLESS + "]").join().body()).contains("\"status\":503");
		await().atMost(PATIENCE).ignoreException(NoSuchElementException.class).until(() -> {
			this.batches.workers()
				.stream()
				.filter((worker) -> isSpinning(this.batches, worker))
				.forEach((worker) -> this.batches.killWorker(worker.id()));
			return batch.isDone() && queued.isDone();
		});
		assertThat(batch.join().body()).contains("\"code\":\"31399\"");
	}

	@Test
	void forcedStopIsServiceUnavailable() {
		CompletableFuture<HttpResponse<String>> hostile = this.client.postJson("/regex", Hostile.SEARCH);
		spinning();

		this.regex.forceStop();

		assertThat(hostile.join().statusCode()).isEqualTo(503);
		assertThat(hostile.join().body()).contains("\"code\":\"21004\"");
		assertThat(this.client.postJson("/regex", HARMLESS).join().statusCode()).isEqualTo(503);
		await().atMost(PATIENCE).until(() -> this.regex.state() == PoolState.STOPPED);
		this.regex.start();
		assertThat(this.client.postJson("/regex", HARMLESS).join().statusCode()).isEqualTo(200);
	}

	private WorkerSnapshot spinning() {
		return await().atMost(PATIENCE)
			.ignoreException(NoSuchElementException.class)
			.until(() -> this.regex.workers().stream().filter((one) -> isSpinning(this.regex, one)).findFirst(),
					Optional::isPresent)
			.orElseThrow();
	}

	/** A search that has not begun when its worker is killed is run by another one. */
	private static boolean isSpinning(ParallelPool pool, WorkerSnapshot worker) {
		return pool.stacks(worker.id(), Duration.ofSeconds(5)).orElse("").contains("java.util.regex.");
	}

}
