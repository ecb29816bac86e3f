package io.github.parallelpools.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.beans.factory.support.ScopeNotActiveException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.autoconfigure.RefreshAutoConfiguration;
import org.springframework.cloud.context.config.annotation.RefreshScope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;

import io.github.parallelpools.actuate.endpoint.DeadLetterFiles;
import io.github.parallelpools.actuate.endpoint.PoolConfiguration;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Operators see and change all pools alike, whatever their beans are. */
class SeenPoolsTests {

	@TempDir
	private Path directory;

	private final ApplicationContextRunner runner = PoolContextRunner
		.with(ParallelMetricsAutoConfiguration.class, ParallelHealthAutoConfiguration.class)
		.withConfiguration(AutoConfigurations.of(RefreshAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
		.withUserConfiguration(OfScope.class);

	private static double completed(MeterRegistry registry) {
		return registry.get("parallel.pool.tasks")
			.tag("pool", "refreshed")
			.tag("outcome", "completed")
			.functionCounter()
			.count();
	}

	@Test
	void aPoolOfAScopeIsSeenOnceAndMeasuredAlsoAfterItWasMadeAnew() {
		this.runner.run((context) -> {
			assertThat(SeenPools.in(context)).containsOnlyKeys("refreshed");
			assertThat(context.getBean(CompositeHealthContributor.class).stream()).hasSize(1);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			ParallelPool pool = context.getBean("refreshed", ParallelPool.class);
			context.getBean(org.springframework.cloud.context.scope.refresh.RefreshScope.class).refreshAll();
			assertThat(pool.submit(() -> 1).get(1, TimeUnit.MINUTES)).isEqualTo(1);
			await().atMost(Duration.ofMinutes(1)).until(() -> completed(registry) == 1);
		});
	}

	@Test
	void itsWorkersAreChangedAndItsDeadLettersWritten() {
		this.runner.withPropertyValues("parallel.defaults.replay.directory=" + this.directory.resolve("letters"))
			.run((context) -> {
				ParallelPool pool = context.getBean("refreshed", ParallelPool.class);
				PoolConfiguration configuration = context.getBean(PoolConfiguration.class);
				assertThat(configuration.change(pool, "process.max-heap", "32MB", "alice")).isTrue();
				assertThat(configuration.change(pool, "args.word", "a", "alice")).isTrue();
				assertThat(configuration.of(pool).get("process.max-heap").value()).isEqualTo("33554432B");
				configuration.reset(pool, "alice");
				pool.submit(() -> {
					Runtime.getRuntime().halt(7);
					return 1;
				});
				await().atMost(Duration.ofMinutes(1)).until(() -> !pool.deadLetters().isEmpty());
				String letter = pool.deadLetters().get(0).id();
				DeadLetterFiles files = context.getBean(DeadLetterFiles.class);
				files.write(pool, letter, "alice");
				assertThat(files.name(pool, letter)).isEqualTo(letter + ".replay");
			});
	}

	@Test
	void aPoolHasItsOwnNameAndNotThatOfItsBean() {
		this.runner.withUserConfiguration(OfOtherName.class).run((context) -> {
			assertThat(context).hasBean("imageResize");
			assertThat(SeenPools.in(context)).containsOnlyKeys("refreshed", "image-resize");
			assertThat(context.getBean(CompositeHealthContributor.class).getContributor("image-resize")).isNotNull();
		});
	}

	@Test
	void poolsThatAreNotThereYetAreNotMadeToBeSeen() {
		this.runner.withUserConfiguration(OfTenants.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(SeenPools.in(context)).containsOnlyKeys("refreshed");
			ParallelPool acme = (ParallelPool) context.getBean("ofTenant", context.getBean(PoolBuilder.class), "acme");
			assertThat(acme.submit(() -> 1).get(1, TimeUnit.MINUTES)).isEqualTo(1);
			context.getAutowireCapableBeanFactory().destroyBean(acme);
			assertThatExceptionOfType(ScopeNotActiveException.class)
				.isThrownBy(() -> context.getBean("ofJob", ParallelPool.class).name());
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class OfTenants {

		@Bean
		@Scope(BeanDefinition.SCOPE_PROTOTYPE)
		ParallelPool ofTenant(PoolBuilder builder, String tenant) {
			return builder.name(tenant).size(0, 1).build();
		}

		@Bean
		@Scope(value = "job", proxyMode = ScopedProxyMode.TARGET_CLASS)
		ParallelPool ofJob(PoolBuilder builder) {
			return builder.name("of-job").build();
		}

		/** No job runs, as when the application starts. */
		@Bean
		static CustomScopeConfigurer jobs() {
			CustomScopeConfigurer jobs = new CustomScopeConfigurer();
			jobs.addScope("job", new SimpleThreadScope() {

				@Override
				public Object get(String name, ObjectFactory<?> factory) {
					throw new IllegalStateException("No job runs");
				}

			});
			return jobs;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfOtherName {

		@Bean
		ParallelPool imageResize(PoolBuilder builder) {
			return builder.name("image-resize").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfScope {

		@Bean
		@RefreshScope
		ParallelPool refreshed(PoolBuilder builder) {
			return builder.name("refreshed")
				.kind(WorkerKind.PROCESS)
				.size(0, 1)
				.property("process.max-heap", "64MB")
				.build();
		}

	}

}
