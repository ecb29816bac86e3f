package io.github.parallelpools.contract;

import org.junit.jupiter.api.AfterEach;

import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

class ProcessLimitContractTests extends LimitContract {

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader());

	@Override
	WorkerKind kind() {
		return WorkerKind.PROCESS;
	}

	@Override
	WorkerFactory factory() {
		return new ProcessWorkerFactory(this.host, TestProcesses.settings(), Tasks.Greeter.class.getName());
	}

	@AfterEach
	void closeHost() {
		super.close();
		this.host.close();
	}

}
