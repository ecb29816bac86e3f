package io.github.parallelpools.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.core.task.TaskDecorator;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskNotPortableException;
import io.github.parallelpools.task.TaskPoller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the submitter of a task has along is there where the task runs. */
@Timeout(120)
class PropagationTests {

	private static final String POOL = "parallel.pools.work.";

	@TempDir
	Path directory;

	private final CapturedLog log = new CapturedLog();

	@AfterEach
	void forget() {
		this.log.close();
		MDC.clear();
		LocaleContextHolder.resetLocaleContext();
	}

	static Stream<String> kinds() {
		return (Runtime.version().feature() < 21) ? Stream.of("thread", "process")
				: Stream.of("thread", "virtual", "process");
	}

	private static ApplicationContextRunner runner(String kind, String... properties) {
		return PoolContextRunner.with()
			.withPropertyValues(POOL + "kind=" + kind, POOL + "max-size=1")
			.withPropertyValues(Stream.of(properties).map((property) -> POOL + property).toArray(String[]::new));
	}

	private static void run(String kind, ContextConsumer<AssertableApplicationContext> test, String... properties) {
		runner(kind, properties).run(test);
	}

	private static ParallelPool pool(ApplicationContext context) {
		return context.getBean("work", ParallelPool.class);
	}

	private static <T extends @Nullable Object> T done(TaskFuture<T> task) throws Exception {
		return task.get(60, TimeUnit.SECONDS);
	}

	/** What a task finds. */
	private static Map<String, String> mdc() {
		Map<String, String> notes = MDC.getCopyOfContextMap();
		return (notes != null) ? notes : Map.of();
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void aTaskHasTheMdcOfItsSubmitterAndTheNextOneHasNot(String kind) {
		run(kind, (context) -> {
			MDC.put("customer", "seven");
			MDC.put("empty", "");
			TaskFuture<Map<String, String>> with = pool(context).submit(PropagationTests::mdc);
			MDC.put("customer", "eight");
			TaskFuture<Map<String, String>> changed = pool(context).submit(PropagationTests::mdc);
			MDC.clear();
			TaskFuture<Map<String, String>> without = pool(context).submit(PropagationTests::mdc);
			assertThat(done(with)).isEqualTo(Map.of("customer", "seven", "empty", ""));
			assertThat(done(changed)).isEqualTo(Map.of("customer", "eight", "empty", ""));
			assertThat(done(without)).isEmpty();
			assertThat(mdc()).isEmpty();
		});
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void whatATaskNotesItselfIsTakenBackWithTheRest(String kind) {
		run(kind, (context) -> {
			MDC.put("customer", "seven");
			done(pool(context).submit(() -> {
				MDC.put("own", "left");
				MDC.remove("customer");
				return null;
			}));
			assertThat(done(pool(context).submit(PropagationTests::mdc))).isEqualTo(Map.of("customer", "seven"));
			assertThat(mdc()).isEqualTo(Map.of("customer", "seven"));
		});
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void aTaskHasTheLocaleAndTheTimeZoneOfItsSubmitter(String kind) {
		run(kind, (context) -> {
			TaskCallable<String> asked = () -> LocaleContextHolder.getLocale() + " "
					+ LocaleContextHolder.getTimeZone().getID();
			String usual = done(pool(context).submit(asked));
			LocaleContextHolder.setLocale(Locale.forLanguageTag("pt-BR"));
			LocaleContextHolder.setTimeZone(TimeZone.getTimeZone("Asia/Tokyo"));
			TaskFuture<String> task = pool(context).submit(asked);
			LocaleContextHolder.resetLocaleContext();
			assertThat(done(task)).isEqualTo("pt_BR Asia/Tokyo");
			assertThat(done(pool(context).submit(asked))).isEqualTo(usual);
		});
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void theLocaleIsAskedOfARequestBeforeThatIsOver(String kind) {
		run(kind, (context) -> {
			boolean[] over = new boolean[1];
			LocaleContext ofRequest = () -> {
				assertThat(over[0]).isFalse();
				return Locale.ITALY;
			};
			LocaleContextHolder.setLocaleContext(ofRequest);
			TaskFuture<Locale> task = pool(context).submit(() -> {
				LocaleContext own = LocaleContextHolder.getLocaleContext();
				return (own != null) ? own.getLocale() : null;
			});
			over[0] = true;
			assertThat(done(task)).isEqualTo(Locale.ITALY);
		});
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void nothingGoesAlongWhereThePropertyForbidsIt(String kind) {
		List<Runnable> decorated = new ArrayList<>();
		runner(kind, "propagate-context=false").withBean(TaskDecorator.class, () -> (task) -> {
			decorated.add(task);
			return task;
		}).run((context) -> {
			MDC.put("customer", "seven");
			LocaleContextHolder.setLocale(Locale.ITALY);
			assertThat(done(pool(context).submit(PropagationTests::mdc))).isEmpty();
			assertThat(done(pool(context).submit(() -> LocaleContextHolder.getLocaleContext() == null))).isTrue();
			assertThat(decorated).isEmpty();
		});
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void itemsAndMappedItemsHaveIt(String kind) {
		run(kind, (context) -> {
			MDC.put("customer", "seven");
			assertThat(done(pool(context).send("item", String.class))).isEqualTo("item of seven");
			assertThat(pool(context).map(List.of("a", "b"), (text) -> text + MDC.get("customer")).values().toList())
				.containsExactly("aseven", "bseven");
			assertThat(pool(context).sendAll(List.of("c", "d"), String.class).values().toList())
				.containsExactly("c of seven", "d of seven");
		}, "handler=" + Teller.class.getName(), "max-size=2");
	}

	/** Tells for whom it works. */
	public static final class Teller implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return item + " of " + MDC.get("customer");
		}

	}

	@ParameterizedTest
	@MethodSource("kinds")
	void aTaskThatSubmitsATaskHandsItOn(String kind) {
		if (kind.equals("process")) {
			// No task in a process has a pool.
			return;
		}
		runner(kind).withPropertyValues("parallel.pools.other.kind=process").run((context) -> {
			ParallelPool other = context.getBean("other", ParallelPool.class);
			MDC.put("customer", "seven");
			assertThat(done(pool(context).submit(() -> {
				MDC.put("step", "two");
				return other.submit(PropagationTests::mdc).join();
			}))).isEqualTo(Map.of("customer", "seven", "step", "two"));
		});
	}

	@Test
	void eachTaskOfAWindowHasItsOwn() {
		run("process", (context) -> {
			List<TaskFuture<@Nullable String>> tasks = new ArrayList<>();
			for (int i = 0; i < 1000; i++) {
				MDC.clear();
				if (i % 3 != 0) {
					MDC.put("number", String.valueOf(i));
				}
				tasks.add(pool(context).submit(() -> MDC.get("number")));
			}
			for (int i = 0; i < 1000; i++) {
				assertThat(done(tasks.get(i))).isEqualTo((i % 3 != 0) ? String.valueOf(i) : null);
			}
		}, "process.window=16");
	}

	@Test
	void aTaskThatIsRunAgainHasTheSame() throws Exception {
		Path once = Files.createFile(this.directory.resolve("once"));
		String file = once.toString();
		run("process", (context) -> {
			MDC.put("customer", "seven");
			TaskFuture<Map<String, String>> task = pool(context).submit(() -> {
				if (Files.deleteIfExists(Path.of(file))) {
					Runtime.getRuntime().halt(3);
				}
				return mdc();
			});
			MDC.clear();
			assertThat(done(task)).isEqualTo(Map.of("customer", "seven"));
		}, "retry.max-attempts=2");
	}

	@Test
	void aDeadLetterThatIsSentAgainHasTheContextOfItsFirstSubmitter() throws Exception {
		Path once = Files.createFile(this.directory.resolve("once"));
		String file = once.toString();
		run("process", (context) -> {
			MDC.put("customer", "seven");
			TaskFuture<Map<String, String>> task = pool(context).submit(() -> {
				if (Files.deleteIfExists(Path.of(file))) {
					Runtime.getRuntime().halt(3);
				}
				return mdc();
			});
			MDC.put("customer", "the operator");
			assertThatThrownBy(() -> done(task))
				.hasCauseInstanceOf(io.github.parallelpools.task.WorkerDiedException.class);
			assertThat((Object) pool(context).resend(task.id()).get(60, TimeUnit.SECONDS))
				.isEqualTo(Map.of("customer", "seven"));
		});
	}

	@Test
	void aLogLineOfAWorkerHasTheMdcOfTheSubmitter() {
		run("process", (context) -> {
			MDC.put("traceId", "4bf92f3577b34da6");
			TaskFuture<?> task = pool(context).submit(() -> {
				LoggerFactory.getLogger("some.place").warn("something was done");
				return null;
			});
			MDC.clear();
			done(task);
			assertThat(this.log.awaitMessage("something was done").getMDCPropertyMap())
				.containsEntry("traceId", "4bf92f3577b34da6")
				.containsEntry("task", task.id());
		});
	}

	@Test
	void aContextThatIsTooLargeIsRefusedWithTheRemedy() {
		run("process", (context) -> {
			MDC.put("document", "x".repeat(70_000));
			assertThatThrownBy(() -> pool(context).submit(() -> "never")).isInstanceOf(TaskNotPortableException.class)
				.hasMessageContaining("65536 are allowed")
				.hasMessageContaining("'propagate-context'");
			MDC.clear();
			assertThat(done(pool(context).submit(() -> "then"))).isEqualTo("then");
		});
	}

	@Test
	void aCallerThatRunsATaskKeepsItsOwnContext() {
		run("thread", (context) -> {
			CountDownLatch began = new CountDownLatch(1);
			CountDownLatch go = new CountDownLatch(1);
			TaskFuture<?> first = pool(context).submit(() -> {
				began.countDown();
				go.await();
				return null;
			});
			began.await();
			MDC.put("customer", "seven");
			TaskFuture<?> waits = pool(context).submit(() -> null);
			TaskFuture<Map<String, String>> here = pool(context).submit(() -> {
				MDC.put("own", "left");
				Map<String, String> seen = mdc();
				go.countDown();
				return seen;
			});
			assertThat(done(here)).isEqualTo(Map.of("customer", "seven", "own", "left"));
			assertThat(mdc()).isEqualTo(Map.of("customer", "seven"));
			done(first);
			done(waits);
		}, "queue.capacity=1", "queue.when-full=caller-runs");
	}

	@Test
	void aPollerHasNothingAlong() {
		MDC.put("customer", "seven");
		runner("thread", "poller=poller").withBean("poller", Poller.class).run((context) -> {
			assertThat(context.getBean(Poller.class).seen.poll(60, TimeUnit.SECONDS)).isEmpty();
		});
	}

	static final class Poller implements TaskPoller<String> {

		private final BlockingQueue<Map<String, String>> seen = new LinkedBlockingQueue<>();

		@Override
		public @Nullable String poll(TaskContext context) throws InterruptedException {
			this.seen.add(mdc());
			Thread.sleep(10);
			return null;
		}

	}

	@ParameterizedTest
	@MethodSource("kinds")
	void standaloneTasksHaveWhatTheDefaultsAllow(String kind) {
		PoolContextRunner.with().run((context) -> {
			MDC.put("customer", "seven");
			assertThat(context.getBean(Parallel.class)
				.task((String title, TaskContext current) -> title + " of " + MDC.get("customer"))
				.argument("alone")
				.kind(io.github.parallelpools.pool.WorkerKind.valueOf(kind.toUpperCase(Locale.ROOT)))
				.build()
				.start()
				.get(60, TimeUnit.SECONDS)).isEqualTo("alone of seven");
		});
	}

}
