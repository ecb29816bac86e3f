package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Tasks that belong to transactions of an application, on a database. */
abstract class TransactionalSubmissionContract {

	/** The application's own properties of its database. */
	abstract List<String> database();

	private ConfigurableApplicationContext start() {
		List<String> all = new ArrayList<>(database());
		all.addAll(List.of("parallel.cluster.jdbc.initialize-schema=always", "parallel.cluster.poll=20ms",
				"parallel.pools.invoices.scope=cluster", "parallel.pools.invoices.max-size=2",
				"parallel.pools.local.max-size=1"));
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.run(all.stream().map((one) -> "--" + one).toArray(String[]::new));
	}

	@Test
	void aTaskOfATransactionIsThereOnceThatCommitsAndNeverAfterARollback() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			Orders orders = context.getBean(Orders.class);
			ClusterStore store = context.getBean(ClusterStore.class);
			ParallelPool pool = context.getBean("invoices", ParallelPool.class);
			Queue<String> ends = context.getBean(Ends.class).all;

			TaskFuture<Integer> kept = orders.place(pool, 7, (task) -> assertThat(store.find(task.id())).isEmpty());
			assertThat(kept.get(60, TimeUnit.SECONDS)).isEqualTo(7);

			Queue<TaskFuture<Integer>> undone = new ConcurrentLinkedQueue<>();
			assertThatExceptionOfType(OutOfStock.class).isThrownBy(() -> orders.place(pool, 8, (task) -> {
				undone.add(task);
				throw new OutOfStock();
			}));
			TaskFuture<Integer> never = undone.remove();
			assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(() -> never.get(60, TimeUnit.SECONDS))
				.withMessage(
						"Task %s of pool 'invoices' was never stored, as the transaction in which it was submitted was rolled back",
						never.id());
			assertThat(store.find(never.id())).isEmpty();
			assertThat(orders.all()).containsExactly(7);

			TaskFuture<Integer> plain = pool.submit(() -> 9, TaskOptions.ofTransaction());
			assertThat(plain.get(60, TimeUnit.SECONDS)).isEqualTo(9);
			pool.join(Duration.ofMinutes(1));
			await().untilAsserted(() -> assertThat(ends).containsExactlyInAnyOrder(kept.id() + " 00000",
					never.id() + " 21004", plain.id() + " 00000"));

			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(
						() -> context.getBean("local", ParallelPool.class).submit(() -> 1, TaskOptions.ofTransaction()))
				.withMessageContainingAll("Pool 'local'", "'parallel.pools.local.scope' to 'cluster'");
		}
	}

	/** What has the transaction rolled back. */
	static final class OutOfStock extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	/** What the test does within a transaction. */
	interface Within {

		void look(TaskFuture<Integer> task);

	}

	/** A service of an application. */
	static class Orders {

		private final JdbcClient jdbc;

		Orders(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		@Transactional
		public TaskFuture<Integer> place(ParallelPool pool, int number, Within within) {
			this.jdbc.sql("INSERT INTO placed_order VALUES (?)").param(number).update();
			TaskFuture<Integer> task = pool.submit(() -> number, TaskOptions.ofTransaction());
			within.look(task);
			assertThat(task).isNotDone();
			return task;
		}

		List<Integer> all() {
			return this.jdbc.sql("SELECT id FROM placed_order").query(Integer.class).list();
		}

	}

	/** Notes what it is told. */
	static final class Ends implements TaskListener {

		private final Queue<String> all = new ConcurrentLinkedQueue<>();

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			this.all.add(id + " " + result.code());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	@Import({ DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
			ParallelClusterAutoConfiguration.class, ParallelAutoConfiguration.class })
	static class Application {

		@Bean
		Orders orders(DataSource source) {
			JdbcClient jdbc = JdbcClient.create(source);
			jdbc.sql("CREATE TABLE placed_order (id INT)").update();
			return new Orders(jdbc);
		}

		@Bean
		Ends ends() {
			return new Ends();
		}

	}

}
