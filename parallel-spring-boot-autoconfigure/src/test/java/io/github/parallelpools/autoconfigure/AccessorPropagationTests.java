package io.github.parallelpools.autoconfigure;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.task.TaskDecorator;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskNotPortableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Thread locals that are registered with Micrometer's context propagation. */
@Timeout(120)
class AccessorPropagationTests {

	private static final String POOL = "parallel.pools.work.";

	private static final ThreadLocal<@Nullable Object> TENANT = new ThreadLocal<>();

	@BeforeEach
	void register() {
		ContextRegistry.getInstance().registerThreadLocalAccessor(new Tenant());
	}

	@AfterEach
	void forget() {
		ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
		TENANT.remove();
	}

	private static ApplicationContextRunner runner(String kind, String... properties) {
		return PoolContextRunner.with()
			.withPropertyValues(POOL + "kind=" + kind, POOL + "max-size=1")
			.withPropertyValues(Stream.of(properties).map((property) -> POOL + property).toArray(String[]::new));
	}

	private static ParallelPool pool(ApplicationContext context) {
		return context.getBean("work", ParallelPool.class);
	}

	private static <T extends @Nullable Object> T done(TaskFuture<T> task) throws Exception {
		return task.get(60, TimeUnit.SECONDS);
	}

	private static @Nullable Object tenant() {
		return TENANT.get();
	}

	/** The tenant of a process, which registers its accessor itself. */
	private static @Nullable Object tenantOfProcess() {
		return TENANT.get();
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "virtual" })
	void aTaskHasWhatTheAccessorsOfItsSubmitterFind(String kind) {
		if (kind.equals("virtual") && Runtime.version().feature() < 21) {
			return;
		}
		runner(kind).run((context) -> {
			Object any = new Object();
			TENANT.set(any);
			TaskFuture<@Nullable Object> with = pool(context).submit(AccessorPropagationTests::tenant);
			TENANT.remove();
			TaskFuture<@Nullable Object> without = pool(context).submit(AccessorPropagationTests::tenant);
			assertThat(done(with)).isSameAs(any);
			assertThat(done(without)).isNull();
		});
	}

	@Test
	void decoratorsSeeItToo() {
		Object[] seen = new Object[1];
		runner("thread").withBean(TaskDecorator.class, () -> (task) -> () -> {
			seen[0] = TENANT.get();
			task.run();
		}).run((context) -> {
			TENANT.set("acme");
			done(pool(context).submit(() -> null));
			assertThat(seen).containsExactly("acme");
		});
	}

	@Test
	void nothingGoesAlongWhereThePropertyForbidsIt() {
		runner("thread", "propagate-context=false").run((context) -> {
			TENANT.set("acme");
			assertThat(done(pool(context).submit(AccessorPropagationTests::tenant))).isNull();
		});
	}

	@Test
	void aProcessHasTheValuesOfTheKeysThatAPropertyNames() {
		runner("process", "process.context-keys=tenant", "process.configuration=" + Registers.class.getName())
			.run((context) -> {
				TENANT.set("acme");
				TaskFuture<@Nullable Object> with = pool(context).submit(AccessorPropagationTests::tenantOfProcess);
				TENANT.set(WorkerKind.PROCESS);
				TaskFuture<@Nullable Object> other = pool(context).submit(AccessorPropagationTests::tenantOfProcess);
				TENANT.remove();
				TaskFuture<@Nullable Object> without = pool(context).submit(AccessorPropagationTests::tenantOfProcess);
				assertThat(done(with)).isEqualTo("acme");
				assertThat(done(other)).isEqualTo(WorkerKind.PROCESS);
				assertThat(done(without)).isNull();
			});
	}

	@Test
	void aProcessHasNothingOfOtherKeys() {
		runner("process", "process.configuration=" + Registers.class.getName()).run((context) -> {
			TENANT.set(new Object());
			assertThat(done(pool(context).submit(AccessorPropagationTests::tenantOfProcess))).isNull();
		});
	}

	@Test
	void aValueThatCanNotTravelIsRefusedAtOnce() {
		runner("process", "process.context-keys=tenant").run((context) -> {
			TENANT.set(new Object());
			TaskCallable<String> task = () -> "never";
			assertThatThrownBy(() -> pool(context).submit(task)).isInstanceOf(TaskNotPortableException.class)
				.hasMessageContaining("java.lang.Object");
		});
	}

	@Test
	void aKeyThatNobodyHasRegisteredIsRefusedWithThoseThatAreThere() {
		runner("process", "process.context-keys=tennant").run((context) -> {
			TaskCallable<String> task = () -> "never";
			assertThatThrownBy(() -> pool(context).submit(task)).hasMessageContaining("the key 'tennant'")
				.hasMessageContaining("tenant")
				.hasMessageContaining("'process.context-keys'");
		});
	}

	@Test
	void aProcessThatDoesNotKnowTheAccessorFailsTheTaskWithTheRemedy() {
		runner("process", "process.context-keys=tenant").run((context) -> {
			TENANT.set("acme");
			assertThatThrownBy(() -> done(pool(context).submit(AccessorPropagationTests::tenantOfProcess)))
				.hasMessageContaining("the key 'tenant'")
				.hasMessageContaining("META-INF/services");
		});
	}

	@Test
	void keysWithoutTheLibraryAreRefusedAtTheStart() {
		runner("process", "process.context-keys=tenant")
			.withClassLoader(new FilteredClassLoader("io.micrometer.context"))
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("Pool 'work' can't be made")
				.hasMessageContaining("io.micrometer:context-propagation"));
	}

	/** Is made when a worker process starts. */
	static class Registers {

		Registers() {
			ContextRegistry.getInstance().registerThreadLocalAccessor(new Tenant());
		}

	}

	private static final class Tenant implements ThreadLocalAccessor<Object> {

		@Override
		public Object key() {
			return "tenant";
		}

		@Override
		public @Nullable Object getValue() {
			return TENANT.get();
		}

		@Override
		public void setValue(Object value) {
			TENANT.set(value);
		}

		@Override
		public void setValue() {
			TENANT.remove();
		}

	}

}
