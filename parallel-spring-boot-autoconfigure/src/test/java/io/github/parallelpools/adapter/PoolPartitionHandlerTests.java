package io.github.parallelpools.adapter;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.configuration.annotation.EnableBatchProcessing;
import org.springframework.batch.core.configuration.annotation.EnableJdbcJobRepository;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import io.github.parallelpools.adapter.batch.PoolPartitionHandler;
import io.github.parallelpools.autoconfigure.ParallelAutoConfiguration;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.task.TaskContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Partitions of a job on pools, with a job repository that processes share. */
@Timeout(180)
class PoolPartitionHandlerTests {

	private static final int PARTS = 3;

	@TempDir
	Path directory;

	private void run(String kind, ContextConsumer<AssertableApplicationContext> test) throws SQLException {
		Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", this.directory.toString())
			.start();
		try {
			String url = "jdbc:h2:tcp://localhost:%s/./batch".formatted(server.getPort());
			new ResourceDatabasePopulator(new ClassPathResource("org/springframework/batch/core/schema-h2.sql"))
				.execute(OfSteps.database(url));
			new ApplicationContextRunner().withUserConfiguration(OfJob.class)
				.withPropertyValues("batch.url=" + url, "parallel.pools.parts.kind=" + kind,
						"parallel.pools.parts.max-size=2",
						"parallel.pools.parts.process.configuration=" + OfSteps.class.getName())
				.run(test);
		}
		finally {
			server.stop();
		}
	}

	private static JobExecution start(AssertableApplicationContext context) throws Exception {
		return context.getBean(JobOperator.class).start(context.getBean(Job.class), new JobParameters());
	}

	private static List<StepExecution> parts(JobExecution job) {
		return job.getStepExecutions().stream().filter((step) -> !step.getStepName().equals("manager")).toList();
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void partitionsRunOnThePool(String kind) throws Exception {
		run(kind, (context) -> {
			JobExecution job = start(context);
			assertThat(job.getStatus()).isEqualTo(BatchStatus.COMPLETED);
			JobExecution recorded = context.getBean(JobRepository.class).getJobExecution(job.getId());
			assertThat(parts(recorded)).hasSize(PARTS).allSatisfy((part) -> {
				assertThat(part.getStatus()).isEqualTo(BatchStatus.COMPLETED);
				assertThat(part.getExecutionContext().getString("pool")).isEqualTo("parts");
				assertThat(part.getExecutionContext().getLong("pid") == ProcessHandle.current().pid())
					.isEqualTo(kind.equals("thread"));
			});
		});
	}

	@Test
	void aPartitionWhoseProcessDiesHasFailedAndARestartRunsItAgain() throws Exception {
		run("process", (context) -> {
			context.getBean(Parallel.class).map("hostile").put("part 1", true);
			JobExecution job = start(context);
			assertThat(job.getStatus()).isEqualTo(BatchStatus.FAILED);
			JobRepository repository = context.getBean(JobRepository.class);
			assertThat(parts(repository.getJobExecution(job.getId()))).extracting(StepExecution::getStatus)
				.containsExactlyInAnyOrder(BatchStatus.COMPLETED, BatchStatus.COMPLETED, BatchStatus.FAILED);
			assertThat(parts(repository.getJobExecution(job.getId()))).anySatisfy(
					(part) -> assertThat(part.getExitStatus().getExitDescription()).contains("WorkerDiedException"));
			context.getBean(Parallel.class).map("hostile").clear();
			JobExecution again = start(context);
			assertThat(again.getStatus()).isEqualTo(BatchStatus.COMPLETED);
			assertThat(parts(repository.getJobExecution(again.getId()))).hasSize(1);
		});
	}

	@Test
	void aPartitionThatHasEndedBeforeItsProcessDiedIsNotRunAgain() throws Exception {
		run("process", (context) -> {
			context.getBean(Parallel.class).map("hostile").put("end of part 1", true);
			JobExecution job = start(context);
			assertThat(job.getStatus()).isEqualTo(BatchStatus.COMPLETED);
			assertThat(context.getBean(ParallelPool.class).snapshot().totals().workers().crashed()).isEqualTo(1);
			JobRepository repository = context.getBean(JobRepository.class);
			assertThat(parts(repository.getJobExecution(job.getId()))).hasSize(PARTS)
				.allSatisfy((part) -> assertThat(part.getStatus()).isEqualTo(BatchStatus.COMPLETED));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void aJobWhoseThreadWasInterruptedCanBeRestarted(String kind) throws Exception {
		run(kind, (context) -> {
			SharedMap<Boolean> hostile = context.getBean(Parallel.class).map("hostile");
			hostile.put("endless", true);
			FutureTask<JobExecution> start = new FutureTask<>(() -> start(context));
			Thread thread = new Thread(start);
			thread.start();
			Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> hostile.containsKey("runs"));
			thread.interrupt();
			JobExecution job = start.get(60, TimeUnit.SECONDS);
			assertThat(job.getStatus()).isEqualTo(BatchStatus.FAILED);
			JobRepository repository = context.getBean(JobRepository.class);
			// Batch itself says STOPPED of one that was interrupted between two steps.
			Awaitility.await()
				.atMost(60, TimeUnit.SECONDS)
				.untilAsserted(() -> assertThat(parts(repository.getJobExecution(job.getId()))).hasSize(PARTS)
					.allSatisfy((part) -> assertThat(part.getStatus()).isIn(BatchStatus.FAILED, BatchStatus.STOPPED)));
			hostile.clear();
			JobExecution again = start(context);
			assertThat(again.getStatus()).isEqualTo(BatchStatus.COMPLETED);
			assertThat(parts(repository.getJobExecution(again.getId()))).hasSize(PARTS);
		});
	}

	@Test
	void aRejectedPartitionHasFailed() throws Exception {
		run("thread", (context) -> {
			context.getBean(ParallelPool.class).stop();
			JobExecution job = start(context);
			assertThat(job.getStatus()).isEqualTo(BatchStatus.FAILED);
			assertThat(parts(job)).hasSize(PARTS)
				.allSatisfy((part) -> assertThat(part.getStatus()).isEqualTo(BatchStatus.FAILED));
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> new PoolPartitionHandler(context.getBean(ParallelPool.class),
						context.getBean(JobRepository.class), context.getBean(Step.class), 0))
				.withMessageContaining("There can't be 0 partitions");
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableBatchProcessing
	@EnableJdbcJobRepository
	static class OfSteps {

		static DataSource database(String url) {
			JdbcDataSource database = new JdbcDataSource();
			database.setURL(url);
			return database;
		}

		@Bean
		DataSource dataSource(@Value("${batch.url}") String url) {
			return database(url);
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		Step part(JobRepository repository, PlatformTransactionManager transactions) {
			return new HostileStep(new StepBuilder("part", repository).tasklet((contribution, chunk) -> {
				StepExecution part = contribution.getStepExecution();
				TaskContext task = TaskContext.current();
				SharedMap<Boolean> hostile = task.map("hostile");
				if (hostile.containsKey("part " + part.getExecutionContext().getInt("number"))) {
					Runtime.getRuntime().halt(1);
				}
				if (hostile.containsKey("endless")) {
					hostile.put("runs", true);
					// It ends by the interrupt only, or with its process.
					Thread.sleep(Duration.ofMinutes(10).toMillis());
				}
				part.getExecutionContext().putLong("pid", ProcessHandle.current().pid());
				part.getExecutionContext().putString("pool", task.pool());
				return RepeatStatus.FINISHED;
			}, transactions).build());
		}

	}

	/** Its process may die when the end of the partition is recorded. */
	private record HostileStep(Step step) implements Step {

		@Override
		public String getName() {
			return this.step.getName();
		}

		@Override
		public boolean isAllowStartIfComplete() {
			return this.step.isAllowStartIfComplete();
		}

		@Override
		public int getStartLimit() {
			return this.step.getStartLimit();
		}

		@Override
		public void execute(StepExecution part) throws JobInterruptedException {
			this.step.execute(part);
			if (TaskContext.current()
				.map("hostile")
				.containsKey("end of part " + part.getExecutionContext().getInt("number"))) {
				Runtime.getRuntime().halt(1);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ OfSteps.class, ParallelAutoConfiguration.class })
	static class OfJob {

		@Bean
		Job job(JobRepository repository, Step part, ParallelPool parts) {
			return new JobBuilder("job", repository)
				.start(new StepBuilder("manager", repository).partitioner("part", OfJob::numbers)
					.partitionHandler(new PoolPartitionHandler(parts, repository, part, PARTS))
					.build())
				.build();
		}

		private static Map<String, ExecutionContext> numbers(int size) {
			Map<String, ExecutionContext> numbers = new LinkedHashMap<>();
			for (int i = 0; i < size; i++) {
				numbers.put("part " + i, new ExecutionContext(Map.of("number", i)));
			}
			return numbers;
		}

	}

}
