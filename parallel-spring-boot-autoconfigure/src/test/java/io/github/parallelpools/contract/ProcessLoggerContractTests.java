package io.github.parallelpools.contract;

import org.junit.jupiter.api.AfterEach;

import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

class ProcessLoggerContractTests extends LoggerContract {

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader());

	@Override
	WorkerKind kind() {
		return WorkerKind.PROCESS;
	}

	@Override
	WorkerFactory factory(LoggingSettings.Factory logger) {
		LoggingSettings logging = new LoggingSettings(LoggingSettings.STANDARD.mode(), null,
				LoggingSettings.STANDARD_FILE, LoggingSettings.STANDARD_PATTERN, logger);
		return new ProcessWorkerFactory(this.host, TestProcesses.settings(), Logging.class.getName(), logging);
	}

	@AfterEach
	void closeHost() {
		super.close();
		this.host.close();
	}

}
