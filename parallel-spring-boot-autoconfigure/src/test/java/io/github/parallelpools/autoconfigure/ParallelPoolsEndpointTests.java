package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.task.WorkerDiedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Pools are shown and operated through the actuator of a real web server. */
class ParallelPoolsEndpointTests {

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
			"management.endpoints.web.exposure.include=parallelpools,health",
			"management.endpoint.health.show-details=always", "management.endpoint.parallelpools.access=unrestricted",
			"parallel.defaults.max-size=2", "parallel.pools.shown.min-size=1",
			"parallel.pools.shown.args.secret=hidden",
			"parallel.pools.shown.handler=io.github.parallelpools.autoconfigure.ParallelPoolsEndpointTests$Echo",
			"parallel.pools.shown.worker-overtime=30s", "parallel.pools.shown.overtime-policy=kill",
			"parallel.pools.shown.queue.capacity=50", "parallel.pools.paused.kind=thread",
			"parallel.pools.stopped.kind=thread", "parallel.pools.forced.kind=thread",
			"parallel.pools.resized.max-size=3", "parallel.pools.killed.kind=thread",
			"parallel.pools.new.auto-start=false", "parallel.pools.bad.kind=thread",
			"parallel.pools.fed.poller=io.github.parallelpools.autoconfigure.ParallelPoolsEndpointTests$Nothing",
			"parallel.pools.fed.backlog=none", "parallel.pools.fed.lock=gate", "parallel.pools.fed.auto-start=false",
			"parallel.pools.taken.handler=io.github.parallelpools.autoconfigure.ParallelPoolsEndpointTests$Echo",
			"parallel.pools.taken.queue.source=letters", "parallel.pools.taken.auto-start=false" })
	class WithUnrestrictedAccess {

		private RestTestClient client;

		@Autowired
		private Map<String, ParallelPool> pools;

		@BeforeEach
		void connect(@Value("${local.server.port}") int port) {
			this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
		}

		@Test
		void allPoolsAreShownWithTheNamesThatAreFixed() throws Exception {
			this.pools.get("shown").submit(() -> 1).get(60, TimeUnit.SECONDS);
			this.client.get()
				.uri("/actuator/parallelpools")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.pools.length()")
				.isEqualTo(10)
				.jsonPath("$.pools.shown.kind")
				.isEqualTo("thread")
				.jsonPath("$.pools.shown.state")
				.isEqualTo("RUNNING")
				.jsonPath("$.pools.shown.size.keys()")
				.value((keys) -> assertThat(keys).asInstanceOf(InstanceOfAssertFactories.COLLECTION)
					.contains("current", "busy", "idle", "starting", "min", "max", "peak"))
				.jsonPath("$.pools.shown.size.min")
				.isEqualTo(1)
				.jsonPath("$.pools.shown.size.max")
				.isEqualTo(2)
				.jsonPath("$.pools.shown.queue.size")
				.isEqualTo(0)
				.jsonPath("$.pools.shown.queue.capacity")
				.isEqualTo(50)
				.jsonPath("$.pools.shown.queue.oldestWaitMs")
				.isEqualTo(0)
				.jsonPath("$.pools.shown.totals.keys()")
				.value((keys) -> assertThat(keys).asInstanceOf(InstanceOfAssertFactories.COLLECTION)
					.containsExactlyInAnyOrder("submitted", "completed", "failed", "cancelled", "rejected", "overtime",
							"overtimeKilled", "overtimeReplaced", "killed", "crashed", "abandoned", "idleReleased",
							"workersStarted", "startFailures", "recycled", "retried", "deadLettered",
							"deadLettersDropped", "softOvertime", "killBudgetTrips"))
				.jsonPath("$.pools.shown.workers")
				.doesNotHaveJsonPath()
				.jsonPath("$.pools.shown.settings")
				.doesNotHaveJsonPath()
				.jsonPath("$.pools.shown.startFailures")
				.doesNotHaveJsonPath();
		}

		@Test
		void whoHasALockAndWhoWaitsForItIsShown(@Autowired Parallel parallel) throws Exception {
			SharedLock lock = parallel.lock("ledger");
			lock.lock();
			TaskFuture<String> waiting = this.pools.get("shown").submit(() -> {
				lock.lock();
				lock.unlock();
				return "had it";
			});
			await().until(() -> parallel.locks().stream().anyMatch((one) -> !one.waiters().isEmpty()));
			this.client.get()
				.uri("/actuator/parallelpools")
				.exchange()
				.expectBody()
				.jsonPath("$.locks.length()")
				.isEqualTo(1)
				.jsonPath("$.locks[0].name")
				.isEqualTo("ledger")
				.jsonPath("$.locks[0].holder")
				.isEqualTo("application, thread " + Thread.currentThread().getName())
				.jsonPath("$.locks[0].holds")
				.isEqualTo(1)
				.jsonPath("$.locks[0].heldMs")
				.isNumber()
				.jsonPath("$.locks[0].waiters[0].who")
				.value((who) -> assertThat(who.toString()).contains("shown-"))
				.jsonPath("$.locks[0].waiters[0].waitingMs")
				.isNumber()
				.jsonPath("$.locks[0].waiters[0].timed")
				.isEqualTo(false)
				.jsonPath("$.locks[0].waiters[0].user.pool")
				.isEqualTo("shown")
				.jsonPath("$.locks[0].waiters[0].user.task")
				.isEqualTo(waiting.id())
				.jsonPath("$.locks[0].owner.session")
				.isEqualTo("application")
				.jsonPath("$.locks[0].owner.pool")
				.doesNotHaveJsonPath()
				.jsonPath("$.deadlocks.length()")
				.isEqualTo(0);
			assertThat(parallel.forceRelease("ledger"))
				.hasValueSatisfying((who) -> assertThat(who).contains("application"));
			assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo("had it");
			assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
			assertThat(parallel.forceRelease("ledger")).isEmpty();
		}

		@Test
		void whoWaitsForEachOtherIsShown(@Autowired Parallel parallel) throws Exception {
			SharedLock first = parallel.lock("first");
			SharedLock second = parallel.lock("second");
			CountDownLatch both = new CountDownLatch(2);
			TaskFuture<String> task = this.pools.get("shown").submit(() -> {
				first.lock();
				both.countDown();
				both.await();
				second.lock();
				return "had it";
			});
			Thread other = new Thread(() -> {
				second.lock();
				both.countDown();
				// Neither asks for its second lock before the other has its first
				await().until(() -> both.getCount() == 0);
				first.lock();
				first.unlock();
				second.unlock();
			}, "other");
			other.start();
			await().until(() -> !parallel.deadlocks().isEmpty());
			this.client.get()
				.uri("/actuator/parallelpools")
				.exchange()
				.expectBody()
				.jsonPath("$.deadlocks.length()")
				.isEqualTo(1)
				.jsonPath("$.deadlocks[0].keys()")
				.value((keys) -> assertThat(keys).asInstanceOf(InstanceOfAssertFactories.COLLECTION)
					.containsExactlyInAnyOrder("number", "lastingMs", "mayEnd", "text", "waits"))
				.jsonPath("$.deadlocks[0].mayEnd")
				.isEqualTo(false)
				.jsonPath("$.deadlocks[0].waits[?(@.lock=='first')].who")
				.isEqualTo("application, thread other")
				.jsonPath("$.deadlocks[0].waits[?(@.lock=='second')].user.task")
				.isEqualTo(task.id())
				.jsonPath("$.deadlocks[0].waits[0].waitingMs")
				.isNumber();
			task.cancel(true);
			other.join();
			await().until(() -> parallel.deadlocks().isEmpty());
		}

		@Test
		void onePoolIsShownWithItsWorkersAndSettings() throws Exception {
			CountDownLatch running = new CountDownLatch(1);
			CountDownLatch end = new CountDownLatch(1);
			TaskFuture<Integer> task = this.pools.get("shown").submit(() -> {
				running.countDown();
				end.await();
				return 1;
			});
			running.await();
			// A worker is busy for a moment longer than the task of another test.
			await().until(() -> this.pools.get("shown").snapshot().size().busy() == 1);
			this.client.get()
				.uri("/actuator/parallelpools/shown")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.state")
				.isEqualTo("RUNNING")
				.jsonPath("$.workers[?(@.state=='BUSY')].task.id")
				.isEqualTo(task.id())
				.jsonPath("$.workers[?(@.state=='BUSY')].task.runningMs")
				.exists()
				.jsonPath("$.workers[0].id")
				.value((id) -> assertThat(id).asString().startsWith("shown-"))
				.jsonPath("$.workers[0].startedAt")
				.value((text) -> assertThat(Instant.parse((String) text)).isBefore(Instant.now()))
				.jsonPath("$.workers[0].tasks")
				.exists()
				.jsonPath("$.keys()")
				.value((keys) -> assertThat(keys).asInstanceOf(InstanceOfAssertFactories.COLLECTION)
					.containsExactlyInAnyOrder("kind", "state", "size", "queue", "totals", "workers", "settings",
							"deadLetters", "events", "configuration"))
				.jsonPath("$.configuration['max-size'].value")
				.isEqualTo(2)
				.jsonPath("$.configuration['max-size'].origin")
				.isNotEmpty()
				.jsonPath("$.configuration['logging.mode'].value")
				.isEqualTo("forward")
				.jsonPath("$.settings.keys()")
				.value((keys) -> assertThat(keys).asInstanceOf(InstanceOfAssertFactories.COLLECTION)
					.containsExactlyInAnyOrder("handler", "autoStop", "minSize", "maxSize", "spares",
							"workerReleaseTimeMs", "workerOvertimeMs", "softOvertimeMs", "slowAfterMs",
							"overtimePolicy", "maxReplacements", "killGraceMs", "killBudgetMaxKills",
							"killBudgetMaxRate", "killBudgetPerMs", "killBudgetThen", "startFailureTimeoutMs",
							"recycleMaxTasks", "recycleMaxAgeMs", "recycleMaxMemory", "queueType", "queueCapacity",
							"queueWhenFull", "queueBlockTimeoutMs", "args", "changedFrom", "retryMaxAttempts",
							"retryQuarantineAfter", "retryDeadLetters"))
				.jsonPath("$.settings.minSize")
				.isEqualTo(1)
				.jsonPath("$.settings.maxSize")
				.isEqualTo(2)
				.jsonPath("$.settings.workerOvertimeMs")
				.isEqualTo(30000)
				.jsonPath("$.settings.overtimePolicy")
				.isEqualTo("kill")
				.jsonPath("$.settings.handler")
				.isEqualTo(Echo.class.getName())
				.jsonPath("$.settings.queueType")
				.isEqualTo("fifo")
				.jsonPath("$.settings.queueWhenFull")
				.isEqualTo("block")
				.jsonPath("$.settings.queueBlockTimeoutMs")
				.isEqualTo(0)
				.jsonPath("$.settings.args[0]")
				.isEqualTo("secret")
				.jsonPath("$")
				.value((body) -> assertThat(body).asString().contains("secret").doesNotContain("hidden"));
			end.countDown();
			task.get(60, TimeUnit.SECONDS);
		}

		@Test
		void whereWorkComesFromIsShown() {
			this.client.get()
				.uri("/actuator/parallelpools/fed")
				.exchange()
				.expectBody()
				.jsonPath("$.settings.poller")
				.isEqualTo(Nothing.class.getName())
				.jsonPath("$.settings.backlog")
				.isEqualTo("none")
				.jsonPath("$.settings.lock")
				.isEqualTo("gate")
				.jsonPath("$.settings.queueSource")
				.doesNotExist();
			this.client.get()
				.uri("/actuator/parallelpools/taken")
				.exchange()
				.expectBody()
				.jsonPath("$.settings.queueSource")
				.isEqualTo("letters")
				.jsonPath("$.settings.poller")
				.doesNotExist();
		}

		@Test
		void aPoolIsPausedAndResumed() {
			act("paused", "{\"action\":\"pause\"}").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.state")
				.isEqualTo("PAUSED");
			act("paused", "{\"action\":\"pause\"}").expectStatus().isOk();
			act("paused", "{\"action\":\"resume\"}").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.state")
				.isEqualTo("RUNNING");
		}

		@Test
		void aPoolIsStoppedAndStartedAndRefusesMovesThatItsStateForbids() {
			act("stopped", "{\"action\":\"stop\"}").expectStatus().isOk();
			Awaitility.await().until(() -> this.pools.get("stopped").state() == PoolState.STOPPED);
			act("stopped", "{\"action\":\"pause\"}").expectStatus()
				.isEqualTo(409)
				.expectBody()
				.jsonPath("$.message")
				.value((message) -> assertThat(message).asString()
					.contains("'stopped'", "STOPPED", "PAUSING", "STARTING"));
			act("stopped", "{\"action\":\"resume\"}").expectStatus().isEqualTo(409);
			act("stopped", "{\"action\":\"start\"}").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.state")
				.isEqualTo("RUNNING");
			act("new", "{\"action\":\"pause\"}").expectStatus().isEqualTo(409);
		}

		@Test
		void anActionDoesNotWaitForItsEffect() throws Exception {
			CountDownLatch running = new CountDownLatch(1);
			CountDownLatch end = new CountDownLatch(1);
			TaskFuture<Integer> task = this.pools.get("forced").submit(() -> {
				running.countDown();
				end.await();
				return 1;
			});
			running.await();
			act("forced", "{\"action\":\"pause\"}").expectBody().jsonPath("$.state").isEqualTo("PAUSING");
			act("forced", "{\"action\":\"stop\"}").expectBody().jsonPath("$.state").isEqualTo("STOPPING");
			assertThat(task).isNotDone();
			act("forced", "{\"action\":\"force-stop\"}").expectStatus().isOk();
			assertThatException().isThrownBy(() -> task.get(60, TimeUnit.SECONDS));
			assertThat(task).isCancelled();
		}

		@Test
		void aPoolIsResized() {
			act("resized", "{\"action\":\"resize\",\"minSize\":1,\"maxSize\":4}").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.size.min")
				.isEqualTo(1)
				.jsonPath("$.size.max")
				.isEqualTo(4)
				.jsonPath("$.settings.maxSize")
				.isEqualTo(4);
			Awaitility.await().until(() -> this.pools.get("resized").snapshot().size().idle() == 1);
		}

		@Test
		void tasksWithATagAreCancelled() throws Exception {
			ParallelPool pool = this.pools.get("resized");
			pool.pause(Duration.ofSeconds(60));
			TaskFuture<String> tagged = pool.submit(() -> "never", TaskOptions.ofTag("order 7"));
			act("resized", "{\"action\":\"cancel\",\"tag\":\"order 8\"}").expectStatus().isOk();
			assertThat(tagged).isNotDone();
			act("resized", "{\"action\":\"cancel\",\"tag\":\"order 7\",\"interrupt\":false}").expectStatus().isOk();
			assertThat(tagged).isCancelled();
			pool.resume();
		}

		@Test
		void aSettingIsChangedAndReset() {
			act("resized", "{\"action\":\"change\",\"setting\":\"worker-overtime\",\"value\":\"90s\"}").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.settings.workerOvertimeMs")
				.isEqualTo(90_000)
				.jsonPath("$.settings.changedFrom['worker-overtime']")
				.isEqualTo("0ms");
			act("resized", "{\"action\":\"change\",\"setting\":\"overtime-policy\",\"value\":\"kill\"}").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.settings.overtimePolicy")
				.isEqualTo("kill")
				.jsonPath("$.events[-1:].text")
				.value((texts) -> assertThat(texts).asString()
					.contains("Changed by the endpoint: overtime-policy: kill, was ignore"));
			act("resized", "{\"action\":\"reset\"}").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.settings.workerOvertimeMs")
				.isEqualTo(0)
				.jsonPath("$.settings.changedFrom")
				.isEmpty();
		}

		@Test
		void aWorkerIsKilled() throws Exception {
			CountDownLatch running = new CountDownLatch(1);
			TaskFuture<Integer> task = this.pools.get("killed").submit(() -> {
				running.countDown();
				new CountDownLatch(1).await();
				return 1;
			});
			running.await();
			String worker = this.pools.get("killed").workers().get(0).id();
			this.client.get()
				.uri("/actuator/parallelpools/killed/" + worker)
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.state")
				.isEqualTo("BUSY")
				.jsonPath("$.task.id")
				.isEqualTo(task.id());
			this.client.delete()
				.uri("/actuator/parallelpools/killed/" + worker)
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.totals.killed")
				.isEqualTo(1);
			assertThatException().isThrownBy(() -> task.get(60, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOf(WorkerDiedException.class);
		}

		@Test
		void whatIsUnknownIsNotFound() {
			this.client.get()
				.uri("/actuator/parallelpools/nope")
				.exchange()
				.expectStatus()
				.isNotFound()
				.expectBody()
				.jsonPath("$.message")
				.value((message) -> assertThat(message).asString().contains("'nope'", "shown", "paused"));
			act("cluster/shown", "{\"action\":\"pause\"}").expectStatus()
				.isNotFound()
				.expectBody()
				.jsonPath("$.message")
				.value((message) -> assertThat(message).asString().contains("in no cluster", "'scope: cluster'"));
			act("cluster/tasks/sum", "{\"action\":\"pause\"}").expectStatus()
				.isNotFound()
				.expectBody()
				.jsonPath("$.message")
				.value((message) -> assertThat(message).asString()
					.contains("in no cluster", "parallel.cluster.enabled"));
			act("nope", "{\"action\":\"pause\"}").expectStatus()
				.isNotFound()
				.expectBody()
				.jsonPath("$.message")
				.exists();
			this.client.delete()
				.uri("/actuator/parallelpools/shown/nobody")
				.exchange()
				.expectStatus()
				.isNotFound()
				.expectBody()
				.jsonPath("$.message")
				.value((message) -> assertThat(message).asString().contains("'shown'", "'nobody'"));
			this.client.get().uri("/actuator/parallelpools/shown/nobody").exchange().expectStatus().isNotFound();
			this.client.delete().uri("/actuator/parallelpools/nope/nobody").exchange().expectStatus().isNotFound();
		}

		@Test
		void theHealthOfEachPoolIsShown() {
			this.client.get()
				.uri("/actuator/health")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.components.parallelPools.status")
				.isEqualTo("UP")
				.jsonPath("$.components.parallelPools.components.shown.status")
				.isEqualTo("UP")
				.jsonPath("$.components.parallelPools.components.shown.details.kind")
				.isEqualTo("thread");
		}

		@ParameterizedTest
		@ValueSource(strings = { "{}", "{\"action\":null}", "{\"action\":\"\"}", "{\"action\":\"explode\"}",
				"{\"action\":\"PAUSE\"}", "{\"action\":5}", "{\"action\":\"resize\"}",
				"{\"action\":\"resize\",\"minSize\":1}", "{\"action\":\"resize\",\"maxSize\":1}",
				"{\"action\":\"resize\",\"minSize\":\"abc\",\"maxSize\":4}",
				"{\"action\":\"resize\",\"minSize\":null,\"maxSize\":4}",
				"{\"action\":\"resize\",\"minSize\":1.5,\"maxSize\":4}",
				"{\"action\":\"resize\",\"minSize\":true,\"maxSize\":4}",
				"{\"action\":\"resize\",\"minSize\":-1,\"maxSize\":4}",
				"{\"action\":\"resize\",\"minSize\":0,\"maxSize\":0}",
				"{\"action\":\"resize\",\"minSize\":5,\"maxSize\":4}",
				"{\"action\":\"resize\",\"minSize\":2147483647,\"maxSize\":2147483647}",
				"{\"action\":\"resize\",\"minSize\":1,\"maxSize\":99999999999999999999}", "{\"action\":\"change\"}",
				"{\"action\":\"cancel\"}", "{\"action\":\"cancel\",\"tag\":\"a\",\"interrupt\":\"perhaps\"}",
				"{\"action\":\"change\",\"setting\":\"kind\",\"value\":\"process\"}",
				"{\"action\":\"change\",\"setting\":\"max-size\"}",
				"{\"action\":\"change\",\"setting\":\"max-size\",\"value\":\"many\"}",
				"{\"action\":\"change\",\"setting\":\"max-size\",\"value\":99999}",
				"{\"action\":\"change\",\"setting\":\"min-size\",\"value\":9}",
				"{\"action\":\"change\",\"setting\":\"queue.capacity\",\"value\":\"\"}",
				"{\"action\":\"change\",\"setting\":\"overtime-policy\",\"value\":\"explode\"}",
				"{\"action\":\"change\",\"setting\":\"slow-after\",\"value\":\"soon\"}" })
		void whatMakesNoSenseIsABadRequestWithAMessage(String body) {
			act("bad", body).expectStatus()
				.isBadRequest()
				.expectBody()
				.jsonPath("$.message")
				.value((message) -> assertThat(message).asString()
					.startsWith("Pool 'bad': ")
					.containsAnyOf("Use one of: pause, resume, start, stop, force-stop, resize", "Write a whole number",
							"Lower it, or raise 'max-size'", "Write one of: min-size, max-size",
							"These can be changed while the pool works: min-size", "It is what the pool was made of",
							"Write the new value of", "Write one of: ignore", "Write a duration", "Write the tag",
							"Write true"));
			assertThat(this.pools.get("bad").snapshot().size().max()).isEqualTo(2);
		}

		@Test
		void aSettingThatThereIsNotIsToldWithAllThatThereAre() {
			act("bad", "{\"action\":\"change\",\"setting\":\"max-heap\",\"value\":\"64MB\"}").expectStatus()
				.isBadRequest()
				.expectBody()
				.jsonPath("$.message")
				.value((message) -> assertThat(message).asString()
					.startsWith("Pool 'bad': 'setting' can't be 'max-heap'. These can be changed")
					.endsWith(
							"recycle.max-memory, and for new workers args.*, and of process.* and logging.* what names "
									+ "no program, code or file."));
		}

		@ParameterizedTest
		@ValueSource(strings = { "{", "pause", "[]", "[\"pause\"]", "\"pause\"", "5", "{\"action\":{\"a\":1}}",
				"{\"action\":[\"pause\"]}", "{\"action\":\"resize\",\"minSize\":[1],\"maxSize\":4}" })
		void whatIsNoSuchJsonIsABadRequest(String body) {
			act("bad", body).expectStatus().isBadRequest();
			assertThat(this.pools.get("bad").state()).isEqualTo(PoolState.RUNNING);
		}

		@Test
		void aMissingBodyIsABadRequest() {
			this.client.post()
				.uri("/actuator/parallelpools/bad")
				.contentType(MediaType.APPLICATION_JSON)
				.exchange()
				.expectStatus()
				.isBadRequest()
				.expectBody()
				.jsonPath("$.message")
				.value((message) -> assertThat(message).asString().contains("'action' is missing"));
			act("bad", "null").expectStatus().isBadRequest();
		}

		private RestTestClient.ResponseSpec act(String pool, String body) {
			return this.client.post()
				.uri("/actuator/parallelpools/" + pool)
				.contentType(MediaType.APPLICATION_JSON)
				.body(body)
				.exchange();
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "management.endpoints.web.exposure.include=parallelpools", "management.server.port=0",
					"parallel.pools.shown.max-size=2" })
	class ReadOnlyOnAManagementPort {

		private RestTestClient client;

		@BeforeEach
		void connect(@Value("${local.management.port}") int port) {
			this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
		}

		@Test
		void poolsAreShown() {
			this.client.get()
				.uri("/actuator/parallelpools/shown")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.size.max")
				.isEqualTo(2);
		}

		@Test
		void poolsAreNotShownOnTheMainPort(@Value("${local.server.port}") int port) {
			RestTestClient.bindToServer()
				.baseUrl("http://localhost:" + port)
				.build()
				.get()
				.uri("/actuator/parallelpools")
				.exchange()
				.expectStatus()
				.isNotFound();
		}

		@Test
		void whatIsUnknownIsNotFoundWithAMessage() {
			this.client.get()
				.uri("/actuator/parallelpools/nope")
				.exchange()
				.expectStatus()
				.isNotFound()
				.expectBody()
				.jsonPath("$.message")
				.exists();
		}

		@Test
		void operationsAreNotAllowed() {
			this.client.post()
				.uri("/actuator/parallelpools/shown")
				.contentType(MediaType.APPLICATION_JSON)
				.body("{\"action\":\"pause\"}")
				.exchange()
				.expectStatus()
				.isEqualTo(405);
			this.client.method(HttpMethod.DELETE)
				.uri("/actuator/parallelpools/shown/shown-1")
				.exchange()
				.expectStatus()
				.isEqualTo(405);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		LongSupplier none() {
			return () -> 0;
		}

		@Bean
		BlockingQueue<Object> letters() {
			return new LinkedBlockingQueue<>();
		}

	}

	static class Nothing implements TaskPoller<Object> {

		@Override
		public @Nullable Object poll(TaskContext context) {
			return null;
		}

	}

	static class Echo implements TaskHandler<Object, Object> {

		@Override
		public Object handle(Object item, TaskContext context) {
			return item;
		}

	}

}
