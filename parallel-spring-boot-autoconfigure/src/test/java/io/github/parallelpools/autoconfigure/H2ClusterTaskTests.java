package io.github.parallelpools.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

import io.github.parallelpools.cluster.jdbc.JdbcClusterSchema;
import io.github.parallelpools.cluster.jdbc.JdbcClusterSettings;
import io.github.parallelpools.cluster.jdbc.JdbcClusterStore;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.task.TaskFunction;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Standalone tasks of a cluster in H2. */
class H2ClusterTaskTests extends ClusterTaskContract {

	private final JdbcConnectionPool source = JdbcConnectionPool
		.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

	H2ClusterTaskTests() {
		JdbcClusterSchema.create(this.source, JdbcClusterSettings.DEFAULTS.tables());
	}

	@Override
	void end() {
		this.source.dispose();
	}

	@Override
	ClusterStore open() {
		return JdbcClusterStore.open(this.source, JdbcClusterSettings.DEFAULTS);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void anEndThatTheDatabaseRefusesForGoodIsAFailureInAllInstances(CapturedOutput output) throws Exception {
		new JdbcTemplate(this.source)
			.execute("ALTER TABLE pp_map ADD CONSTRAINT not_large CHECK (OCTET_LENGTH(content) < 50000)");
		TaskFunction<String, String> large = (folder, context) -> {
			while (!Files.exists(Path.of(folder, "gate"))) {
				Thread.sleep(5);
			}
			return "x".repeat(100_000);
		};
		Application one = application();
		Application two = application();
		ParallelTask<String, String> first = one.task(WorkerKind.THREAD, large);
		ParallelTask<String, String> second = two.task(WorkerKind.THREAD, large);
		List<TaskFuture<String>> all = List.of(first.start(this.folder.toString()),
				second.start(this.folder.toString()));
		await().atMost(LONG).until(() -> first.node().isPresent() && second.node().isPresent());
		open("gate");
		for (TaskFuture<String> future : all) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(60, TimeUnit.SECONDS))
				.withMessageContaining("the store of the cluster has refused that")
				.withMessageContaining("NOT_LARGE");
		}
		assertThat(first.result().orElseThrow().code()).isEqualTo("21399");
		assertThat(output).contains("ERROR").contains("refused the end of").contains("It is told a failure instead.");
		await().untilAsserted(
				() -> assertThat(Stream.of(one, two).flatMap((app) -> app.refused.stream()).toList()).singleElement()
					.satisfies((event) -> {
						assertThat(event.getPool()).isEqualTo("sum");
						assertThat(event.isReplaced()).isTrue();
					}));
	}

}
