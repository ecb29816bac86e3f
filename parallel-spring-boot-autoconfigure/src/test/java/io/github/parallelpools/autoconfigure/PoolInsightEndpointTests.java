package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.WorkerDiedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/** What a dashboard needs is told by the endpoint of a real web server. */
@Timeout(120)
class PoolInsightEndpointTests {

	static void hangHere() {
		while (!Thread.interrupted()) {
			Thread.onSpinWait();
		}
	}

	/** Comes to a checkpoint again and again. */
	static String waitAtCheckpoints(TaskContext context) throws InterruptedException {
		while (true) {
			context.checkpoint();
			Thread.sleep(1);
		}
	}

	@Nested
	@DirtiesContext // Its workers and their log are not to be seen by other tests
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "management.endpoints.web.exposure.include=parallelpools",
					"management.endpoint.parallelpools.access=unrestricted", "parallel.pools.forked.kind=process",
					"parallel.pools.forked.process.max-heap=64MB", "parallel.pools.forked.max-size=1",
					"parallel.pools.threads.max-size=1", "parallel.defaults.worker-release-time=0" })
	class WithUnrestrictedAccess {

		private RestTestClient client;

		@Autowired
		@Qualifier("forked")
		private ParallelPool forked;

		@Autowired
		@Qualifier("threads")
		private ParallelPool threads;

		@Autowired
		private Parallel parallel;

		@BeforeEach
		void connect(@Value("${local.server.port}") int port) {
			this.client = client(port);
		}

		@Test
		void whereATaskHangsIsToldOnEachKindOfWorker() {
			for (ParallelPool pool : new ParallelPool[] { this.forked, this.threads }) {
				TaskFuture<Integer> task = pool.submit(() -> {
					hangHere();
					return 1;
				});
				String worker = awaitBusy(pool, task).id();
				await().untilAsserted(() -> get("/" + pool.name() + "/" + worker + "/stacks").expectStatus()
					.isOk()
					.expectBody()
					.jsonPath("$.worker")
					.isEqualTo(worker)
					.jsonPath("$.at")
					.exists()
					.jsonPath("$.message")
					.doesNotExist()
					.jsonPath("$.stacks")
					.value((stacks) -> assertThat(stacks).asString()
						.contains(PoolInsightEndpointTests.class.getName() + ".hangHere(")));
				task.cancel(true);
			}
		}

		@Test
		void aProcessThatDoesNotTellIsNotWaitedForForLong() throws Exception {
			TaskFuture<Integer> task = this.forked.submit(() -> {
				hangHere();
				return 1;
			});
			WorkerSnapshot worker = awaitHanging(this.forked, task);
			new ProcessBuilder("kill", "-STOP", String.valueOf(worker.pid())).start().waitFor();
			get("/forked/" + worker.id() + "/stacks").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.stacks")
				.doesNotExist()
				.jsonPath("$.message")
				.value((message) -> assertThat(message).asString().contains(worker.id(), "halted"));
			task.cancel(true);
		}

		@Test
		void stacksOfWhatIsUnknownAreNotFound() throws Exception {
			this.threads.submit(() -> 1).get(60, TimeUnit.SECONDS);
			String worker = this.threads.workers().get(0).id();
			get("/nope/" + worker + "/stacks").expectStatus().isNotFound();
			get("/threads/nobody/stacks").expectStatus()
				.isNotFound()
				.expectBody()
				.jsonPath("$.message")
				.value((message) -> assertThat(message).asString().contains("'threads'", "'nobody'"));
			get("/threads/" + worker + "/heap").expectStatus()
				.isNotFound()
				.expectBody()
				.jsonPath("$.message")
				.value((message) -> assertThat(message).asString().contains("'heap'", "stacks"));
		}

		@Test
		void theMemoryOfAProcessIsShown() throws Exception {
			this.forked.submit(() -> 1).get(60, TimeUnit.SECONDS);
			this.threads.submit(() -> 1).get(60, TimeUnit.SECONDS);
			// One that another test has killed may still be there.
			await().untilAsserted(() -> get("/forked").expectBody()
				.jsonPath("$.workers.length()")
				.isEqualTo(1)
				.jsonPath("$.workers[0].pid")
				.isNumber()
				.jsonPath("$.workers[0].residentMemory")
				.value((bytes) -> assertThat(((Number) bytes).longValue()).isGreaterThan(1_000_000)));
			get("/threads").expectBody()
				.jsonPath("$.workers[0].id")
				.exists()
				.jsonPath("$.workers[0].residentMemory")
				.isEmpty();
		}

		@Test
		void whatHappenedInAPoolIsTold() {
			TaskFuture<Integer> task = this.forked.submit(() -> {
				hangHere();
				return 1;
			});
			WorkerSnapshot worker = awaitHanging(this.forked, task);
			this.forked.killWorker(worker.id());
			assertThatException().isThrownBy(() -> task.get(60, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOf(WorkerDiedException.class);
			get("/forked").expectBody()
				.jsonPath("$.events[0].number")
				.isEqualTo(1)
				.jsonPath("$.events[0].type")
				.isEqualTo("moved")
				.jsonPath("$.events[0].worker")
				.doesNotExist()
				.jsonPath("$.events[?(@.type=='worker-started' && @.worker=='%s')].text".formatted(worker.id()))
				.isEqualTo("It started as process " + worker.pid())
				.jsonPath("$.events[?(@.type=='worker-killed' && @.worker=='%s')].at".formatted(worker.id()))
				.exists();
		}

		@Test
		void aStandaloneTaskIsPausedResumedAndStopped() throws Exception {
			ParallelTask<Object, String> task = this.parallel
				.<Object, String>task((any, context) -> waitAtCheckpoints(context))
				.id("walk-1")
				.name("walk")
				.kind(WorkerKind.THREAD)
				.build();
			task.start();
			act("pause", "walk-1").expectStatus().isOk();
			await().until(task::isPaused);
			get("").expectBody().jsonPath("$.tasks[?(@.id=='walk-1')].state").isEqualTo("PAUSED");
			act("resume", "walk-1").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.tasks[?(@.id=='walk-1')]")
				.exists()
				.jsonPath("$.pools.forked")
				.exists();
			await().until(() -> !task.isPaused());
			act("stop", "walk-1").expectStatus().isOk();
			task.join(Duration.ofMinutes(1));
			act("stop", "walk-1").expectStatus()
				.isNotFound()
				.expectBody()
				.jsonPath("$.message")
				.value((message) -> assertThat(message).asString().contains("'walk-1'", "'tasks'"));
		}

		@Test
		void aStandaloneTaskThatDoesNotListenIsStoppedByForce() throws Exception {
			CountDownLatch begun = new CountDownLatch(1);
			CountDownLatch never = new CountDownLatch(1);
			ParallelTask<Object, Integer> task = this.parallel.<Object, Integer>task((any, context) -> {
				begun.countDown();
				never.await();
				return 1;
			}).id("deaf").build();
			task.start();
			// One that has not begun would not begin.
			begun.await();
			act("stop", "deaf").expectStatus().isOk();
			assertThat(task.isRunning()).isTrue();
			act("force-stop", "deaf").expectStatus().isOk();
			task.join(Duration.ofMinutes(1));
			assertThat(task.isRunning()).isFalse();
		}

		@Test
		void whatMakesNoSenseToAStandaloneTaskIsABadRequest() {
			act("explode", "walk-1").expectStatus()
				.isBadRequest()
				.expectBody()
				.jsonPath("$.message")
				.value((message) -> assertThat(message).asString()
					.contains("'explode'", "pause, resume, stop, force-stop"));
			act("pause", "").expectStatus()
				.isBadRequest()
				.expectBody()
				.jsonPath("$.message")
				.value((message) -> assertThat(message).asString().contains("'task' is missing"));
		}

		/** What is killed before it has begun is run by another worker. */
		private static WorkerSnapshot awaitHanging(ParallelPool pool, TaskFuture<?> task) {
			WorkerSnapshot worker = awaitBusy(pool, task);
			await().until(() -> pool.stacks(worker.id(), Duration.ofSeconds(5)).orElse("").contains("hangHere"));
			return worker;
		}

		/** A worker may still be busy with the cancelled task of another test. */
		private static WorkerSnapshot awaitBusy(ParallelPool pool, TaskFuture<?> task) {
			return await().until(() -> pool.workers()
				.stream()
				.filter((one) -> one.state() == WorkerSnapshot.State.BUSY && one.task() != null
						&& one.task().id().equals(task.id()))
				.findFirst()
				.orElse(null), (worker) -> worker != null);
		}

		private RestTestClient.ResponseSpec get(String path) {
			return this.client.get().uri("/actuator/parallelpools" + path).exchange();
		}

		private RestTestClient.ResponseSpec act(String action, String task) {
			return this.client.post()
				.uri("/actuator/parallelpools")
				.contentType(MediaType.APPLICATION_JSON)
				.body("{\"action\":\"%s\",\"task\":\"%s\"}".formatted(action, task))
				.exchange();
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
			"management.endpoints.web.exposure.include=parallelpools", "parallel.pools.threads.min-size=1" })
	class ReadOnly {

		@Test
		void stacksAreToldAndTasksNotOperated(@Value("${local.server.port}") int port,
				@Autowired @Qualifier("threads") ParallelPool pool) {
			RestTestClient client = client(port);
			String worker = await().until(pool::workers, (workers) -> !workers.isEmpty()).get(0).id();
			client.get()
				.uri("/actuator/parallelpools/threads/" + worker + "/stacks")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.worker")
				.isEqualTo(worker);
			client.post()
				.uri("/actuator/parallelpools")
				.contentType(MediaType.APPLICATION_JSON)
				.body("{\"action\":\"stop\",\"task\":\"any\"}")
				.exchange()
				.expectStatus()
				.isEqualTo(405);
		}

	}

	private static RestTestClient client(int port) {
		return RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
