package io.github.parallelpools.engine;

import java.util.List;

import io.github.parallelpools.spi.EagerClasses;

/**
 * What the engine needs when memory is short, kills and ends above all, initialised while
 * there is some.
 */
final class Forethought {

	/** All that have something to initialise; a test knows those that are missing. */
	static final List<String> CLASSES = List.of("engine.pool.ApplicationEnd", "engine.pool.ApplicationEnd$1",
			"engine.feed.BacklogWatch", "engine.pool.Completion", "engine.pool.Feeding", "engine.pool.Demand$Kind",
			"engine.run.CallingThread", "engine.task.Execution", "engine.task.Totals$Total",
			"engine.time.HelperThreads", "engine.pool.HopelessTasks", "engine.crew.Idleness", "engine.pool.Admission",
			"engine.pool.Admission$1", "engine.pool.Lifecycle", "engine.crew.Lifespan", "engine.pool.Listeners",
			"engine.memory.MemoryShare", "engine.pool.TaskClaims", "engine.pool.OvertimeWatch",
			"engine.pool.OvertimeWatch$1", "engine.ParallelEngine", "engine.time.Patience", "engine.pool.PoolCore$1",
			"engine.pool.PoolEnds", "engine.pool.PoolLock$1", "engine.pool.Retries", "engine.run.Runner",
			"engine.pool.Returning", "engine.standalone.SoloWorkers", "engine.standalone.StandaloneRun",
			"engine.pool.Staffing$1", "engine.standalone.StandaloneTask", "engine.standalone.StandaloneTasks",
			"engine.crew.StartBackoff", "engine.crew.StartBackoff$1", "engine.crew.StartBackoff$Stage",
			"engine.pool.StateMoves", "engine.time.Supervisor", "engine.feed.Supply", "engine.feed.ForeignQueueSource",
			"engine.run.CallerRunner", "engine.run.LockGate", "engine.run.LockReturn", "engine.run.TaskLocks",
			"engine.task.TaskQueue$1", "engine.time.Ticker", "engine.feed.Trouble", "engine.run.WorkerLoop",
			"engine.run.WorkerLoop$1", "engine.crew.Member", "engine.crew.Member$Phase", "pool.Durations", "pool.Feed",
			"pool.LoggingMode", "pool.LoggingSettings", "pool.LoggingSettings$Factory", "pool.OvertimePolicy",
			"pool.PoolSettings", "pool.PoolState", "pool.PoolState$1", "pool.QueueType", "pool.RecycleSettings",
			"pool.RetrySettings", "pool.TaskSnapshot$1", "pool.TaskSnapshot$State", "pool.UpkeepSettings",
			"pool.WhenFull", "pool.WorkSettings", "pool.WorkerKind", "pool.WorkerSnapshot$State",
			"shared.store.LockAnswers", "shared.store.MemoryLocks", "spi.HashEffort", "spi.MarkedProcesses",
			"spi.ProcessTree", "spi.SharedReference$1", "spi.SharedReference$Kind", "spi.StackText", "spi.ThreadLocals",
			"spi.WorkerMemory", "spi.WorkerTraits", "task.CurrentContext", "task.ResultCode",
			"worker.thread.LoopThreads");

	private Forethought() {
	}

	static void take() {
		EagerClasses.initialize(Forethought.class.getClassLoader(), CLASSES);
	}

}
