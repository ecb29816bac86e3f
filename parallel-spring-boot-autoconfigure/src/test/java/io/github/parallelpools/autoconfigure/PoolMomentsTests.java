package io.github.parallelpools.autoconfigure;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WorkerKind;

import static org.assertj.core.api.Assertions.assertThat;

/** Every moment in the life of an application at which its code may use a pool. */
@Timeout(120)
class PoolMomentsTests {

	private static final String SERVED = "served";

	private static final String CLOSING = "it is closed, as the application is closing";

	/** What a pool had to say at each moment: the result of a task, or its refusal. */
	private static final class Moments {

		private final Map<String, String> seen = new ConcurrentHashMap<>();

		private final Map<String, PoolState> states = new ConcurrentHashMap<>();

		void use(String moment, ParallelPool pool) {
			this.states.put(moment, pool.state());
			String answer;
			try {
				answer = pool.submit(() -> SERVED).get(50, TimeUnit.SECONDS);
			}
			catch (TaskRejectedException ex) {
				answer = ex.getMessage();
			}
			catch (Exception ex) {
				answer = ex.toString();
			}
			this.seen.put(moment, answer);
		}

		/** Forgets what a moment was like, which comes again. */
		void forget() {
			this.seen.clear();
			this.states.clear();
		}

		void served(String... moments) {
			for (String moment : moments) {
				assertThat(this.seen).containsEntry(moment, SERVED);
			}
		}

		void refused(String why, String... moments) {
			for (String moment : moments) {
				assertThat(this.seen.get(moment)).as(moment).contains(why);
			}
		}

	}

	private static ConfigurableApplicationContext start(WorkerKind kind, Class<?>... sources) {
		return new SpringApplicationBuilder(sources).web(WebApplicationType.NONE)
			.run("--parallel.pools.one.kind=" + kind, "--parallel.pools.one.max-size=1",
					"--spring.main.banner-mode=off");
	}

	@ParameterizedTest
	@EnumSource(names = { "THREAD", "PROCESS" })
	void aPoolServesFromTheFirstBeanUntilTheApplicationStopsIt(WorkerKind kind) {
		ConfigurableApplicationContext context = start(kind, Application.class);
		Moments moments = context.getBean(Moments.class);
		moments.served("constructor", "@PostConstruct", "afterPropertiesSet", "afterSingletonsInstantiated",
				"start of an early phase", "start of a late phase", "ContextRefreshedEvent", "ApplicationStartedEvent",
				"ApplicationRunner", "ApplicationReadyEvent");
		// Where nothing has used a pool before, it has started by itself here.
		assertThat(moments.states).containsEntry("constructor", PoolState.NEW)
			.containsEntry("start of a late phase", PoolState.RUNNING);
		SpringApplication.exit(context);
		moments.served("ContextClosedEvent", "stop of a late phase");
		moments.refused(CLOSING, "stop of an early phase", "@PreDestroy", "destroy");
	}

	@ParameterizedTest
	@EnumSource(names = { "THREAD", "PROCESS" })
	void aRestartAfterAPauseIsLikeTheStart(WorkerKind kind) {
		ConfigurableApplicationContext context = start(kind, Application.class);
		Moments moments = context.getBean(Moments.class);
		moments.forget();
		context.pause();
		moments.served("stop of a late phase");
		moments.refused("it is STOPPED, as the application is paused and has to be restarted first (queue 0",
				"stop of an early phase");
		moments.use("while it is paused", context.getBean(ParallelPool.class));
		moments.refused("as the application is paused", "while it is paused");
		moments.forget();
		context.restart();
		moments.served("start of an early phase", "start of a late phase");
		assertThat(moments.states).containsEntry("start of an early phase", PoolState.STOPPED)
			.containsEntry("start of a late phase", PoolState.RUNNING);
		context.close();
		moments.refused(CLOSING, "@PreDestroy");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ParallelAutoConfiguration.class)
	static class Application {

		@Bean
		Moments moments() {
			return new Moments();
		}

		@Bean
		User user(Moments moments, ParallelPool one) {
			return new User(moments, one);
		}

		@Bean
		Phase early(Moments moments, ParallelPool one) {
			return new Phase(moments, one, "an early", 0);
		}

		@Bean
		Phase late(Moments moments, ParallelPool one) {
			return new Phase(moments, one, "a late", SmartLifecycle.DEFAULT_PHASE);
		}

		@Bean
		ApplicationRunner runner(Moments moments, ParallelPool one) {
			return (arguments) -> moments.use("ApplicationRunner", one);
		}

	}

	/** A bean that uses its pool whenever Spring calls it. */
	static class User implements InitializingBean, SmartInitializingSingleton, DisposableBean {

		private final Moments moments;

		private final ParallelPool one;

		User(Moments moments, ParallelPool one) {
			this.moments = moments;
			this.one = one;
			moments.use("constructor", one);
		}

		@PostConstruct
		void constructed() {
			this.moments.use("@PostConstruct", this.one);
		}

		@Override
		public void afterPropertiesSet() {
			this.moments.use("afterPropertiesSet", this.one);
		}

		@Override
		public void afterSingletonsInstantiated() {
			this.moments.use("afterSingletonsInstantiated", this.one);
		}

		@EventListener({ ContextRefreshedEvent.class, ApplicationStartedEvent.class, ApplicationReadyEvent.class,
				ContextClosedEvent.class })
		void told(Object event) {
			this.moments.use(event.getClass().getSimpleName(), this.one);
		}

		@PreDestroy
		void doomed() {
			this.moments.use("@PreDestroy", this.one);
		}

		@Override
		public void destroy() {
			this.moments.use("destroy", this.one);
		}

	}

	static class Phase implements SmartLifecycle {

		private final Moments moments;

		private final ParallelPool one;

		private final String name;

		private final int phase;

		private volatile boolean running;

		Phase(Moments moments, ParallelPool one, String name, int phase) {
			this.moments = moments;
			this.one = one;
			this.name = name;
			this.phase = phase;
		}

		@Override
		public void start() {
			this.running = true;
			this.moments.use("start of " + this.name + " phase", this.one);
		}

		@Override
		public void stop() {
			this.running = false;
			this.moments.use("stop of " + this.name + " phase", this.one);
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

}
