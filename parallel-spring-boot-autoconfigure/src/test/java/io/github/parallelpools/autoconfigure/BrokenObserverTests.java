package io.github.parallelpools.autoconfigure;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What observes tasks, or goes along with them, fails: their outcome is the same. */
@Timeout(120)
class BrokenObserverTests {

	private static final String POOL = "parallel.pools.work.";

	/** When an observer fails. */
	enum Moment {

		START, SCOPE_OPENED, SCOPE_CLOSED, ERROR, STOP

	}

	/** Fails at one moment. */
	private record Broken(Function<Observation.Context, Moment> at) implements ObservationHandler<Observation.Context> {

		/** As a library of another version does. */
		private void fail(Moment now, Observation.Context context) {
			if (now == this.at.apply(context)) {
				throw new NoSuchMethodError("broken at " + now);
			}
		}

		@Override
		public void onStart(Observation.Context context) {
			fail(Moment.START, context);
		}

		@Override
		public void onError(Observation.Context context) {
			fail(Moment.ERROR, context);
		}

		@Override
		public void onScopeOpened(Observation.Context context) {
			fail(Moment.SCOPE_OPENED, context);
		}

		@Override
		public void onScopeClosed(Observation.Context context) {
			fail(Moment.SCOPE_CLOSED, context);
		}

		@Override
		public void onStop(Observation.Context context) {
			fail(Moment.STOP, context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	private static ObservationRegistry broken(Moment at) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new Broken((context) -> at));
		return registry;
	}

	static Stream<Arguments> momentsOfKinds() {
		return Stream.of(Moment.values())
			.flatMap((at) -> Stream.of(Arguments.of(at, "thread"), Arguments.of(at, "process")));
	}

	private static ApplicationContextRunner runner(String kind, ObservationRegistry registry) {
		return PoolContextRunner.with()
			.withBean(ObservationRegistry.class, () -> registry)
			.withPropertyValues(POOL + "kind=" + kind, POOL + "max-size=1",
					"parallel.defaults.observation-enabled=true");
	}

	private static <T extends @Nullable Object> T done(TaskFuture<T> task) throws Exception {
		return task.get(60, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@MethodSource("momentsOfKinds")
	void aTaskEndsAsItDoesWithoutTheObserver(Moment at, String kind) {
		ObservationRegistry registry = broken(at);
		runner(kind, registry).run((context) -> {
			ParallelPool pool = context.getBean("work", ParallelPool.class);
			assertThat(done(pool.submit(() -> "value"))).isEqualTo("value");
			TaskFuture<?> fails = pool.submit(() -> {
				throw new IllegalStateException("no stock");
			});
			assertThatThrownBy(() -> done(fails)).isInstanceOf(ExecutionException.class)
				.hasMessageContaining("no stock");
			assertThat(registry.getCurrentObservationScope()).isNull();
			if (kind.equals("thread")) {
				assertThat(done(pool.submit(() -> registry.getCurrentObservationScope() == null)))
					.as("nothing is left of the tasks before")
					.isEqualTo(at == Moment.START || at == Moment.SCOPE_OPENED);
			}
		});
	}

	@Test
	void othersAreToldOfTheEndOfATaskOfWhoseErrorAnObserverCouldNotBeTold() {
		ObservationRegistry registry = broken(Moment.ERROR);
		BlockingQueue<Observation.Context> stopped = new LinkedBlockingQueue<>();
		registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				stopped.add(context);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		runner("thread", registry).run((context) -> {
			TaskFuture<?> fails = context.getBean("work", ParallelPool.class).submit(() -> {
				throw new IllegalStateException("no stock");
			});
			assertThatThrownBy(() -> done(fails)).hasMessageContaining("no stock");
			assertThat(stopped).hasSize(1);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void aTaskIsNotObservedThoughNobodyCanSayWhetherItIs(String kind) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig()
			.observationHandler(new Broken((context) -> Moment.START))
			.observationPredicate((name, context) -> {
				throw new IllegalStateException("broken for " + name);
			});
		runner(kind, registry)
			.run((context) -> assertThat(done(context.getBean("work", ParallelPool.class).submit(() -> "value")))
				.isEqualTo("value"));
	}

	@Test
	void aTaskOfAProcessEndsAsItDoesWithoutTheObserverThere() {
		ObservationRegistry registry = ObservationRegistry.create();
		Tells tells = new Tells();
		registry.observationConfig().observationHandler(tells);
		runner("process", registry).withPropertyValues(POOL + "process.configuration=" + Broke.class.getName())
			.run((context) -> {
				ParallelPool pool = context.getBean("work", ParallelPool.class);
				for (Moment at : Moment.values()) {
					tells.at = at;
					assertThat(done(pool.submit(() -> "value"))).isEqualTo("value");
					TaskFuture<?> fails = pool.submit(() -> {
						throw new IllegalStateException("no stock");
					});
					assertThatThrownBy(() -> done(fails)).isInstanceOf(ExecutionException.class)
						.hasMessageContaining("no stock");
					assertThat(done(pool.submit(Broke::failed))).as("it was broken").isEqualTo(at);
				}
			});
	}

	/** Tells the observer in the process at which moment to fail. */
	private static final class Tells implements ObservationHandler<SenderContext<Map<String, String>>> {

		private volatile Moment at = Moment.START;

		@Override
		public void onStart(SenderContext<Map<String, String>> context) {
			context.getCarrier().put("moment", this.at.name());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof SenderContext;
		}

	}

	/** The context of a worker process, whose observer fails as it is told to. */
	@Configuration(proxyBeanMethods = false)
	static class Broke {

		private static volatile @Nullable Moment failed;

		static @Nullable Moment failed() {
			return failed;
		}

		@Bean
		ObservationRegistry observationRegistry() {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig().observationHandler(new Broken(Broke::told));
			return registry;
		}

		private static Moment told(Observation.Context context) {
			Map<?, ?> carrier = (Map<?, ?>) ((ReceiverContext<?>) context).getCarrier();
			failed = Moment.valueOf((String) carrier.get("moment"));
			return failed;
		}

	}

	@Test
	void aTaskSucceedsThoughItsThreadCanNotBeHadAsItWasBefore() {
		ThreadLocal<String> tenant = new ThreadLocal<>();
		ContextRegistry.getInstance().registerThreadLocalAccessor(new ThreadLocalAccessor<String>() {

			@Override
			public Object key() {
				return "broken";
			}

			@Override
			public @Nullable String getValue() {
				return tenant.get();
			}

			@Override
			public void setValue(String value) {
				tenant.set(value);
			}

			@Override
			public void setValue() {
				throw new IllegalStateException("can't be taken back");
			}

		});
		try {
			tenant.set("acme");
			runner("thread", ObservationRegistry.NOOP).run((context) -> {
				ParallelPool pool = context.getBean("work", ParallelPool.class);
				assertThat(done(pool.submit(tenant::get))).isEqualTo("acme");
			});
		}
		finally {
			ContextRegistry.getInstance().removeThreadLocalAccessor("broken");
		}
	}

}
