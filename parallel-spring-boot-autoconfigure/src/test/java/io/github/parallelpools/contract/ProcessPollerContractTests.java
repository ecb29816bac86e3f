package io.github.parallelpools.contract;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ProcessPollerContractTests extends PollerContract {

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader());

	@Override
	WorkerKind kind() {
		return WorkerKind.PROCESS;
	}

	@Override
	WorkerFactory factory() {
		return new ProcessWorkerFactory(this.host, TestProcesses.settings(), Errands.Poller.class.getName());
	}

	@AfterEach
	void closeHost() {
		super.close();
		this.host.close();
	}

	@Test
	void aLookThatEndsItsProcessHasAnUnknownOutcomeAndTheNextProcessWaits() {
		this.errands.add("exit-1");
		this.errands.add("exit-2");
		this.errands.add("then");
		ParallelPool pool = withBacklog((recipe) -> recipe.size(0, 1).release(Duration.ZERO));
		await().until(() -> this.told.values().contains("did then"));
		assertThat(this.told.ended().values()).containsExactlyInAnyOrder("31399", "31399", "00000");
		assertThat(pool.snapshot().totals().crashed()).isEqualTo(2);
		await().until(() -> pool.snapshot().startFailures() == null);
		assertThat(this.told.messages()).allMatch((message) -> message.contains("exit code 3"));
	}

}
