package io.github.parallelpools.contract;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A worker process makes threads for as many processors as it was told. */
@Timeout(60)
class ProcessCpusTests {

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader());

	private final Pools pools = new Pools(WorkerKind.PROCESS);

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	private int processors(ProcessSettings.Jvm jvm) {
		ProcessSettings usual = TestProcesses.settings();
		ParallelPool pool = this.pools.open(
				new ProcessWorkerFactory(this.host, new ProcessSettings(jvm, List.of(), usual.environment(),
						usual.startTimeout(), usual.stopTimeout(), usual.maxPayload(), null), null),
				(recipe) -> recipe.size(0, 1));
		pool.start();
		return pool.submit(() -> Runtime.getRuntime().availableProcessors()).join();
	}

	private static ProcessSettings.Jvm jvm(int cpus, String... args) {
		ProcessSettings.Jvm usual = TestProcesses.settings().jvm();
		return new ProcessSettings.Jvm(usual.javaHome(), usual.maxHeap(), false, List.of(args), List.of(), cpus, true);
	}

	@Test
	void theSettingIsWhatItSees() {
		assertThat(processors(jvm(1))).isEqualTo(1);
	}

	@Test
	void itNeverSeesMoreThanThereAre() {
		int all = Runtime.getRuntime().availableProcessors();
		assertThat(processors(jvm(all + 5))).isEqualTo(all);
		assertThat(processors(jvm(0))).isEqualTo(all);
	}

	@Test
	void theUsersOwnArgumentWins() {
		assertThat(processors(jvm(1, "-XX:ActiveProcessorCount=7"))).isEqualTo(7);
	}

	@Test
	void lessThanNoneIsRefused() {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> jvm(-1))
			.withMessageContaining("process.cpus")
			.withMessageContaining("0 for as many as the machine has");
	}

}
