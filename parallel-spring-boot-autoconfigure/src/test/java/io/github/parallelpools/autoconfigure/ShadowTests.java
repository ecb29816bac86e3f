package io.github.parallelpools.autoconfigure;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.parallelpools.autoconfigure.annotation.Isolated;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.ShadowReport;
import io.github.parallelpools.pool.ShadowReport.Finding;
import io.github.parallelpools.pool.ShadowReport.Verdict;
import io.github.parallelpools.task.MayRepeat;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Copies of the tasks of threads run in real processes, and nothing but a report comes of
 * it.
 */
@Timeout(180)
@DirtiesContext
@SpringBootTest(classes = ShadowTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=parallelpools,health",
				"management.endpoint.parallelpools.access=unrestricted", "parallel.defaults.process.max-heap=32MB",
				"parallel.defaults.max-size=2", "parallel.pools.all.shadow.share=100%",
				"parallel.pools.all.shadow.repeatable=true", "parallel.pools.hanging.shadow.share=100%",
				"parallel.pools.hanging.shadow.repeatable=true", "parallel.pools.hanging.worker-overtime=1s",
				"parallel.pools.handled.shadow.share=100%",
				"parallel.pools.handled.handler=io.github.parallelpools.autoconfigure.ShadowTests$Length",
				"parallel.pools.bean.shadow.share=100", "parallel.pools.bean.shadow.repeatable=true",
				"parallel.pools.bean.handler=greeting", "parallel.pools.bean.shadow.comparator=sameLength",
				"parallel.pools.full.shadow.share=100%", "parallel.pools.full.shadow.repeatable=true",
				"parallel.pools.full.shadow.max-pending=1", "parallel.pools.off.shadow.share=0%",
				"parallel.pools.off.shadow.repeatable=true", "parallel.pools.plain.kind=thread",
				"parallel.pools.isolated.shadow.share=100%" })
class ShadowTests {

	private static final long OWN = ProcessHandle.current().pid();

	@Autowired
	private Map<String, ParallelPool> pools;

	@Autowired
	private Parallel parallel;

	@Autowired
	private Ends ends;

	private static boolean isCopy(long own) {
		return ProcessHandle.current().pid() != own;
	}

	private ShadowReport report(String pool) {
		return this.parallel.shadow(pool).orElseThrow();
	}

	/** Submits a task and waits for the next verdict of that kind. */
	private <T> T judged(String pool, Verdict verdict, TaskCallable<T> task) throws Exception {
		long before = report(pool).count(verdict);
		T value = this.pools.get(pool).submit(task).get(60, TimeUnit.SECONDS);
		await().atMost(Duration.ofMinutes(1)).until(() -> report(pool).count(verdict) > before);
		return value;
	}

	private Finding finding(String pool, Verdict verdict, String text) {
		return report(pool).findings()
			.stream()
			.filter((one) -> one.verdict() == verdict && one.text().contains(text))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No finding '" + text + "' in " + report(pool).findings()));
	}

	@Test
	void anEqualCopyIsCountedWithItsTimeAndItsMemory() throws Exception {
		// Listeners are told after the future.
		this.pools.get("all").join();
		int told = this.ends.count("all");
		assertThat(judged("all", Verdict.EQUAL, () -> new byte[1_000_000].length)).isEqualTo(1_000_000);
		ShadowReport report = report("all");
		assertThat(report.times().compared()).isPositive();
		assertThat(report.times().copies()).isPositive();
		assertThat(report.memory().mostAllocated()).isGreaterThan(900_000);
		this.pools.get("all").join();
		assertThat(this.ends.count("all")).isEqualTo(told + 1);
		assertThat(this.ends.count("all-shadow")).isZero();
		assertThat(this.pools).doesNotContainKey("all-shadow");
		assertThat(this.pools.get("all").snapshot().size().max()).isEqualTo(2);
	}

	@Test
	void whatHasNoEqualsIsEqualIfItTravelsAsTheSame() throws Exception {
		judged("all", Verdict.EQUAL, () -> new Plain("a"));
		judged("all", Verdict.UNEQUAL, () -> new Plain(String.valueOf(ProcessHandle.current().pid())));
		assertThat(finding("all", Verdict.UNEQUAL, "Plain").text()).contains("no 'equals' of its own",
				"shadow.comparator");
	}

	@Test
	void theSameFailureIsEqualAndAnotherOneIsNot() throws Exception {
		long own = OWN;
		long equal = report("all").count(Verdict.EQUAL);
		assertThat(this.pools.get("all").submit(() -> Integer.parseInt("x"))).failsWithin(Duration.ofMinutes(1));
		await().atMost(Duration.ofMinutes(1)).until(() -> report("all").count(Verdict.EQUAL) > equal);
		judged("all", Verdict.UNEQUAL, () -> {
			if (isCopy(own)) {
				throw new IllegalStateException("not here");
			}
			return 1;
		});
		Finding failed = finding("all", Verdict.UNEQUAL, "the copy has failed with java.lang.IllegalStateException");
		assertThat(failed.text()).endsWith("not here");
		assertThat(failed.work()).isEqualTo("a lambda in " + ShadowTests.class.getName());
		assertThat(failed.task()).startsWith("all-");
	}

	@Test
	void anotherValueIsUnequalAndNotShown() throws Exception {
		judged("all", Verdict.UNEQUAL, () -> ProcessHandle.current().pid());
		assertThat(finding("all", Verdict.UNEQUAL, "returned java.lang.Long").text())
			.isEqualTo("the task has returned java.lang.Long, and the copy another one");
	}

	@Test
	void whatCanNotTravelIsNamed() throws Exception {
		Thread captured = Thread.currentThread();
		judged("all", Verdict.NOT_PORTABLE, () -> captured.getName());
		assertThat(finding("all", Verdict.NOT_PORTABLE, "java.lang.Thread").text())
			.contains("captured variable 1 of the lambda");
		judged("all", Verdict.NOT_PORTABLE, () -> new Object());
		assertThat(finding("all", Verdict.NOT_PORTABLE, "java.lang.Object").task()).startsWith("all-");
	}

	@Test
	void theCopyHasTheArgumentThatTheTaskHadAndItsResultBeforeAnybodyChangesIt() throws Exception {
		ArrayList<String> argument = new ArrayList<>(List.of("a"));
		ArrayList<String> result = judged("all", Verdict.EQUAL, () -> {
			argument.add("b");
			return argument;
		});
		assertThat(result).isSameAs(argument).containsExactly("a", "b");
		ArrayList<String> changed = new ArrayList<>(List.of("a"));
		long before = report("all").count(Verdict.EQUAL);
		this.pools.get("all").submit(() -> changed).thenAccept((list) -> list.add("later")).get(60, TimeUnit.SECONDS);
		await().atMost(Duration.ofMinutes(1)).until(() -> report("all").count(Verdict.EQUAL) > before);
	}

	@Test
	void theContextGoesAlong() throws Exception {
		MDC.put("order", "7");
		try {
			assertThat(judged("all", Verdict.EQUAL, () -> MDC.get("order"))).isEqualTo("7");
		}
		finally {
			MDC.clear();
		}
	}

	@Test
	void aCopyMayNotUseWhatIsShared() throws Exception {
		Parallel shared = this.parallel;
		long mapRefused = report("all").count(Verdict.NOT_PORTABLE);
		assertThat(this.pools.get("all").submit(new Counting()).get(60, TimeUnit.SECONDS)).isEqualTo(1);
		await().atMost(Duration.ofMinutes(1)).until(() -> report("all").count(Verdict.NOT_PORTABLE) > mapRefused);
		assertThat(finding("all", Verdict.NOT_PORTABLE, "map 'counted'").text())
			.startsWith("A copy of a task may not use the shared map 'counted', as what it does there would be real.");
		assertThat(shared.<Integer>map("counted")).containsEntry("key", 1);
		judged("all", Verdict.NOT_PORTABLE, new Locking());
		assertThat(finding("all", Verdict.NOT_PORTABLE, "lock 'locked'").text()).endsWith("run in a process.");
	}

	@Test
	void aCopyThatCrashesIsReportedAndHarmsNobody() throws Exception {
		long own = OWN;
		assertThat(judged("all", Verdict.CRASHED, () -> {
			if (isCopy(own)) {
				Runtime.getRuntime().halt(7);
			}
			return 1;
		})).isEqualTo(1);
		assertThat(finding("all", Verdict.CRASHED, "7").text()).startsWith("Its process would have died: ");
		assertThat(this.pools.get("all").snapshot().totals().workers().crashed()).isZero();
		judged("all", Verdict.EQUAL, () -> 1);
	}

	@Test
	void aCopyThatHangsIsKilledAndItsTaskIsFast() throws Exception {
		long own = OWN;
		// Only copies are to be over time: the task's own thread may wait for a
		// processor.
		this.pools.get("hanging").change(Map.of(PoolSetting.WORKER_OVERTIME, Duration.ofMinutes(10)), "test");
		assertThat(judged("hanging", Verdict.OVERTIME, () -> {
			while (isCopy(own)) {
				Thread.onSpinWait();
			}
			return 1;
		})).isEqualTo(1);
		assertThat(finding("hanging", Verdict.OVERTIME, "would have been killed").count()).isEqualTo(1);
		assertThat(this.pools.get("hanging").snapshot().totals().overtime().tasks()).isZero();
	}

	@Test
	void aHandlerSaysThatItMayBeRepeatedAndALambdaSaysItForItself() throws Exception {
		ParallelPool pool = this.pools.get("handled");
		assertThat(pool.send("four", Integer.class).get(60, TimeUnit.SECONDS)).isEqualTo(4);
		await().atMost(Duration.ofMinutes(1)).until(() -> report("handled").count(Verdict.EQUAL) == 1);
		judged("handled", Verdict.NOT_REPEATABLE, () -> 1);
		assertThat(finding("handled", Verdict.NOT_REPEATABLE, "MayRepeat").work()).startsWith("a lambda in ");
		judged("handled", Verdict.EQUAL, (TaskCallable<Integer> & MayRepeat) () -> 2);
	}

	@Test
	void aHandlerThatNoProcessCanMakeIsToldAndABeanMayCompare() throws Exception {
		assertThat(this.pools.get("bean").send("x", String.class).get(60, TimeUnit.SECONDS)).isEqualTo("hello x");
		assertThat(finding("bean", Verdict.NOT_PORTABLE, "greeting").text())
			.contains("no constructor without arguments");
		judged("bean", Verdict.EQUAL, () -> (ProcessHandle.current().pid() + "").replaceAll(".*", "same"));
		long own = OWN;
		judged("bean", Verdict.EQUAL, () -> isCopy(own) ? "copy" : "task");
		judged("bean", Verdict.UNEQUAL, () -> isCopy(own) ? "a copy" : "task");
	}

	@Test
	void callsOfAnIsolatedBeanAreCopied(@Autowired Counter counter) {
		long before = report("isolated").count(Verdict.EQUAL);
		assertThat(counter.letters(List.of("a", "bc"))).isEqualTo(3);
		await().atMost(Duration.ofMinutes(1)).until(() -> report("isolated").count(Verdict.EQUAL) > before);
		assertThat(counter.process()).isEqualTo(OWN);
		await().atMost(Duration.ofMinutes(1)).until(() -> report("isolated").count(Verdict.UNEQUAL) == 1);
		assertThat(finding("isolated", Verdict.UNEQUAL, "java.lang.Long").work()).endsWith("Counter.process");
	}

	@Test
	void furtherCopiesAreDroppedWhereTooManyArePending() throws Exception {
		ParallelPool pool = this.pools.get("full");
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch gate = new CountDownLatch(1);
		GATE.set(0, gate);
		BEGUN.set(0, begun);
		var first = pool.submit(ShadowTests::waitAtTheGate);
		begun.await();
		assertThat(pool.submit(() -> 2).get(60, TimeUnit.SECONDS)).isEqualTo(2);
		assertThat(report("full").pending()).isEqualTo(1);
		assertThat(finding("full", Verdict.DROPPED, "'shadow.max-pending' (1)").count()).isEqualTo(1);
		gate.countDown();
		assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(1);
		await().atMost(Duration.ofMinutes(1)).until(() -> report("full").pending() == 0);
		assertThat(report("full").count(Verdict.EQUAL)).isEqualTo(1);
	}

	private static final List<CountDownLatch> GATE = new ArrayList<>(List.of(new CountDownLatch(0)));

	private static final List<CountDownLatch> BEGUN = new ArrayList<>(List.of(new CountDownLatch(0)));

	/** Waits in the application only: its gates are open elsewhere. */
	private static int waitAtTheGate() throws InterruptedException {
		BEGUN.get(0).countDown();
		GATE.get(0).await();
		return 1;
	}

	@Test
	void nothingIsCopiedAtZeroAndAllAtAHundredPercentFromThenOn(@Value("${local.server.port}") int port)
			throws Exception {
		RestTestClient client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
		ParallelPool pool = this.pools.get("off");
		for (int i = 0; i < 100; i++) {
			pool.submit(() -> 1).get(60, TimeUnit.SECONDS);
		}
		assertThat(report("off").sampled()).isZero();
		client.post()
			.uri("/actuator/parallelpools/off")
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("action", "change", "setting", "shadow.share", "value", "100%"))
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.shadow.share")
			.isEqualTo(100.0)
			.jsonPath("$.configuration['shadow.share'].origin")
			.isEqualTo("changed by the endpoint");
		judged("off", Verdict.EQUAL, () -> 1);
		client.get()
			.uri("/actuator/parallelpools/off")
			.exchange()
			.expectBody()
			.jsonPath("$.shadow.keys()")
			.value((keys) -> assertThat(keys).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.COLLECTION)
				.containsExactlyInAnyOrder("share", "sampled", "pending", "verdicts", "times", "memory", "findings"))
			.jsonPath("$.shadow.sampled")
			.isEqualTo(1)
			.jsonPath("$.shadow.verdicts.equal")
			.isEqualTo(1)
			.jsonPath("$.shadow.verdicts['not-portable']")
			.isEqualTo(0)
			.jsonPath("$.shadow.times.slowerByMs")
			.isNumber()
			.jsonPath("$.totals.submitted")
			.isEqualTo(101);
		client.post()
			.uri("/actuator/parallelpools/off")
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("action", "change", "setting", "shadow.share", "value", "101%"))
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.message")
			.value((message) -> assertThat(message.toString()).contains("'off'", "shadow.share", "101%", "0% (none)"));
		client.post()
			.uri("/actuator/parallelpools/off")
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("action", "reset"))
			.exchange()
			.expectBody()
			.jsonPath("$.shadow.share")
			.isEqualTo(0.0);
		client.get()
			.uri("/actuator/parallelpools/plain")
			.exchange()
			.expectBody()
			.jsonPath("$.shadow")
			.doesNotHaveJsonPath();
	}

	/** Has no equals. */
	static final class Plain implements Serializable {

		private final String text;

		Plain(String text) {
			this.text = text;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	static final class Length implements TaskHandler<String, Integer>, MayRepeat {

		@Override
		public Integer handle(String item, TaskContext context) {
			return item.length();
		}

	}

	@Isolated("isolated")
	static class Counter implements MayRepeat {

		public int letters(List<String> words) {
			return words.stream().mapToInt(String::length).sum();
		}

		public Long process() {
			return ProcessHandle.current().pid();
		}

	}

	static final class Greeting implements TaskHandler<String, String> {

		private final String greeting;

		Greeting(String greeting) {
			this.greeting = greeting;
		}

		@Override
		public String handle(String item, TaskContext context) {
			return this.greeting + " " + item;
		}

	}

	static final class Counting implements TaskCallable<Integer> {

		@Override
		public Integer call() {
			return TaskContext.current().<Integer>map("counted").merge("key", 1, Integer::sum);
		}

	}

	static final class Locking implements TaskCallable<Integer> {

		@Override
		public Integer call() {
			TaskContext.current().lock("locked").lock();
			TaskContext.current().lock("locked").unlock();
			return 1;
		}

	}

	/** Counts the ends of all tasks of beans. */
	static final class Ends implements TaskListener {

		private final Map<String, AtomicInteger> counts = new java.util.concurrent.ConcurrentHashMap<>();

		@Override
		public void ended(String id, String pool, TaskResult result, Object value) {
			this.counts.computeIfAbsent(pool, (name) -> new AtomicInteger()).incrementAndGet();
		}

		int count(String pool) {
			return Objects.requireNonNullElseGet(this.counts.get(pool), AtomicInteger::new).get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Ends ends() {
			return new Ends();
		}

		@Bean
		Counter counter() {
			return new Counter();
		}

		@Bean
		Greeting greeting() {
			return new Greeting("hello");
		}

		@Bean
		BiPredicate<String, String> sameLength() {
			return (one, other) -> one.length() == other.length();
		}

	}

}
