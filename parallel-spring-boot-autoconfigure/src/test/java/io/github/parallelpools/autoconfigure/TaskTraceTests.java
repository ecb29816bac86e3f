package io.github.parallelpools.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A trace goes on where a task runs. */
@Timeout(120)
class TaskTraceTests {

	private static final String POOL = "parallel.pools.work.";

	private final CapturedLog log = new CapturedLog();

	@BeforeEach
	void begin() {
		Traces.here().takeEnded();
	}

	@AfterEach
	void close() {
		this.log.close();
		MDC.clear();
	}

	static Stream<String> kinds() {
		return (Runtime.version().feature() < 21) ? Stream.of("thread", "process")
				: Stream.of("thread", "virtual", "process");
	}

	/** The application and its worker processes have the same. */
	@Configuration(proxyBeanMethods = false)
	static class Traced {

		@Bean
		ObservationRegistry observationRegistry() {
			return Traces.here().registry();
		}

	}

	private static ApplicationContextRunner runner(String kind, String... properties) {
		return PoolContextRunner.with()
			.withUserConfiguration(Traced.class)
			.withPropertyValues(POOL + "kind=" + kind, POOL + "max-size=1", POOL + "worker-release-time=0",
					POOL + "observation-enabled=true", POOL + "process.configuration=" + Traced.class.getName())
			.withPropertyValues(Stream.of(properties).map((property) -> POOL + property).toArray(String[]::new));
	}

	private static ParallelPool pool(ApplicationContext context) {
		return context.getBean("work", ParallelPool.class);
	}

	private static <T extends @Nullable Object> T done(TaskFuture<T> task) throws Exception {
		return task.get(60, TimeUnit.SECONDS);
	}

	/** Makes a span as a task does, and returns the id of its trace. */
	private static String work(String name) {
		Traces.here().tracer().nextSpan().name(name).start().end();
		return Traces.here().traceId();
	}

	/** The spans that have ended where it is called, as far as they can travel. */
	private static List<List<String>> ended() {
		List<List<String>> spans = new ArrayList<>();
		for (SpanData span : Traces.here().takeEnded()) {
			spans.add(List.of(span.getName(), span.getTraceId(), span.getSpanId(), span.getParentSpanId()));
		}
		return spans;
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void spansOfTheTaskBelongToTheTraceOfItsSubmitter(String kind) {
		runner(kind).run((context) -> {
			String[] trace = new String[1];
			List<TaskFuture<String>> tasks = new ArrayList<>();
			Observation.createNotStarted("request", Traces.here().registry()).observe(() -> {
				trace[0] = Traces.here().traceId();
				tasks.add(pool(context).submit(() -> work("inner")));
			});
			assertThat(done(tasks.get(0))).isEqualTo(trace[0]).hasSize(32);
			assertThat(Traces.here().traceId()).isEmpty();
			List<List<String>> here = ended();
			List<List<String>> there = kind.equals("process") ? done(pool(context).submit(TaskTraceTests::ended))
					: here;
			List<String> request = named(here, "request");
			List<String> task = named(here, "task work");
			List<String> inner = named(there, "inner");
			assertThat(task.get(1)).isEqualTo(trace[0]);
			assertThat(task.get(3)).isEqualTo(request.get(2));
			assertThat(inner.get(1)).isEqualTo(trace[0]);
			if (kind.equals("process")) {
				List<String> run = named(there, "run");
				assertThat(run.get(3)).isEqualTo(task.get(2));
				assertThat(inner.get(3)).isEqualTo(run.get(2));
			}
			else {
				assertThat(inner.get(3)).isEqualTo(task.get(2));
			}
		});
	}

	private static List<String> named(List<List<String>> spans, String name) {
		return spans.stream()
			.filter((span) -> span.get(0).equals(name))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No " + name + " in " + spans));
	}

	@Test
	void eachTaskOfAWindowHasItsOwnTrace() {
		runner("process", "process.window=8").run((context) -> {
			List<String> traces = new ArrayList<>();
			List<TaskFuture<String>> tasks = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				Observation.createNotStarted("request", Traces.here().registry()).observe(() -> {
					traces.add(Traces.here().traceId());
					tasks.add(pool(context).submit(() -> work("inner")));
				});
			}
			assertThat(traces).doesNotHaveDuplicates();
			for (int i = 0; i < tasks.size(); i++) {
				assertThat(done(tasks.get(i))).isEqualTo(traces.get(i));
			}
		});
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void logLinesOfTheTaskCarryTheTraceId(String kind) {
		runner(kind).run((context) -> {
			String[] trace = new String[1];
			List<TaskFuture<@Nullable String>> tasks = new ArrayList<>();
			Observation.createNotStarted("request", Traces.here().registry()).observe(() -> {
				trace[0] = Traces.here().traceId();
				tasks.add(pool(context).submit(() -> {
					LoggerFactory.getLogger("some.place").warn("something was done");
					return MDC.get("traceId");
				}));
			});
			assertThat(done(tasks.get(0))).isEqualTo(trace[0]);
			assertThat(done(pool(context).submit(() -> MDC.get("traceId")))).isNotEqualTo(trace[0]);
			if (kind.equals("process")) {
				assertThat(this.log.awaitMessage("something was done").getMDCPropertyMap()).containsEntry("traceId",
						trace[0]);
			}
		});
	}

	@Test
	void logLinesOfAProcessWithoutContextCarryTheIdOfTheTracesThatTasksBegin() {
		runner("process", "process.configuration=").run((context) -> {
			TaskFuture<@Nullable String> task = pool(context).submit(() -> {
				LoggerFactory.getLogger("some.place").warn("something else was done");
				return MDC.get("traceId");
			});
			String trace = done(task);
			assertThat(trace).hasSize(32).isEqualTo(named(ended(), "task work").get(1));
			assertThat(this.log.awaitMessage("something else was done").getMDCPropertyMap()).containsEntry("traceId",
					trace);
		});
	}

	@Test
	void aRunThatFailsHasItsErrorInTheTrace() {
		runner("process").run((context) -> {
			TaskFuture<?> task = pool(context).submit(() -> {
				throw new IllegalStateException("no stock");
			});
			assertThatThrownBy(() -> done(task)).hasMessageContaining("no stock");
			assertThat(Traces.here().takeEnded()).singleElement()
				.satisfies((span) -> assertThat(span.getEvents()).isNotEmpty());
			assertThat(done(pool(context).submit(() -> Traces.here()
				.takeEnded()
				.stream()
				.filter((span) -> span.getName().equals("run"))
				.map((span) -> span.getStatus().getStatusCode().name())
				.toList()))).isEqualTo(List.of("ERROR"));
		});
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void noTraceGoesOnWhereThePropertyForbidsIt(String kind) {
		runner(kind, "propagate-context=false").run((context) -> {
			List<TaskFuture<String>> tasks = new ArrayList<>();
			Observation.createNotStarted("request", Traces.here().registry())
				.observe(() -> tasks.add(pool(context).submit(() -> Traces.here().traceId())));
			assertThat(done(tasks.get(0))).isEmpty();
			assertThat(ended()).extracting((span) -> span.get(0)).containsExactly("request");
		});
	}

}
