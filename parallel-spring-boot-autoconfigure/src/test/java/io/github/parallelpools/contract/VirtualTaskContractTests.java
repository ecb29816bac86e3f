package io.github.parallelpools.contract;

import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.worker.thread.LoopThreads;

@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualTaskContractTests extends ThreadTaskContractTests {

	@Override
	WorkerKind kind() {
		return WorkerKind.VIRTUAL;
	}

	@Override
	LoopThreads threads() {
		return LoopThreads.virtual(getClass().getClassLoader());
	}

}
