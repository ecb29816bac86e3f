package io.github.parallelpools.engine;

import java.util.List;

import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.spi.EagerClasses;

/**
 * What the engine needs when memory is short, kills and ends above all, initialised while
 * there is some.
 */
final class Forethought {

	/** All that have something to initialise; a test knows those that are missing. */
	static final List<String> CLASSES = List.of("engine.pool.ApplicationEnd", "engine.pool.ApplicationEnd$1",
			"engine.bulk.ForeignCalls$Place", "engine.bulk.Phase", "engine.event.EventLog", "engine.event.PoolEvents",
			"engine.feed.BacklogWatch", "engine.pool.Completion", "engine.pool.Feeding", "engine.pool.Demand$Kind",
			"engine.run.CallingThread", "engine.task.Execution", "engine.task.Followers", "engine.pool.SlowLook",
			"pool.PoolSetting", "pool.SettingGroup", "engine.task.Totals$Total", "engine.time.HelperThreads",
			"engine.pool.OverdueTasks", "pool.TaskOptions", "engine.crew.Idleness", "engine.pool.Admission",
			"engine.pool.Admission$1", "engine.pool.BlockedSubmitters$End", "engine.crew.Lifespan",
			"engine.pool.Listeners", "engine.memory.MemoryShare", "engine.pool.TaskClaims", "engine.task.SlotQueue",
			"engine.pool.OvertimeWatch$1", "engine.pool.EarlyWords", "engine.ParallelEngine", "engine.time.Patience",
			"engine.pool.PoolMoves$1", "engine.pool.PoolLock$1", "engine.run.Runner", "engine.pool.Returning",
			"engine.standalone.RunSettings", "engine.standalone.ClusterScope", "engine.standalone.TaskObservers",
			"engine.standalone.SoloHandler", "engine.standalone.TaskOrder", "engine.event.Observers",
			"engine.radar.HangRadar$What", "pool.HangSnapshot", "pool.KillBudgetSettings",
			"pool.KillBudgetSettings$Then", "spi.StackDigest", "engine.pool.Hiring$1", "engine.pool.Staffing",
			"engine.standalone.StandaloneTasks", "engine.standalone.TaskCpus", "engine.time.Beat",
			"engine.crew.StartBackoff", "engine.crew.StartBackoff$1", "engine.crew.StartBackoff$Stage",
			"engine.pool.StateMoves", "engine.time.Supervisor", "engine.feed.Supply", "engine.feed.ForeignQueueSource",
			"engine.run.CallerRunner", "engine.run.Window", "engine.run.Ahead", "engine.run.LockGate",
			"engine.run.GatePass", "engine.run.LockReturn", "engine.run.TaskLocks", "engine.task.TaskQueue$1",
			"engine.time.Ticker", "engine.feed.Trouble", "engine.run.WorkerLoop", "engine.run.WorkerLoop$1",
			"engine.crew.Member", "engine.crew.Member$Phase", "pool.Durations", "pool.Feed", "pool.LoggingMode",
			"pool.LoggingSettings", "pool.LoggingSettings$Factory", "pool.OvertimePolicy", "pool.PoolSettings",
			"pool.PoolState", "pool.PoolState$1", "pool.QueueType", "pool.RecordedEvent$Type", "pool.RecycleSettings",
			"pool.RetrySettings", "pool.ShadowReport$Verdict", "pool.TaskScope", "pool.TaskSnapshot$1",
			"pool.TaskSnapshot$State", "pool.UpkeepSettings", "pool.WhenFull", "pool.WorkSettings", "pool.WorkerKind",
			"pool.WorkerSnapshot$State", "shared.store.LockAnswers", "shared.store.MemoryLocks", "spi.ApplicationCode",
			"spi.CallTargets", "spi.HashEffort", "spi.JdkValues", "spi.MarkedProcesses", "spi.ProbeEffort",
			"spi.NamedListeners", "spi.ProcessTree", "spi.ReceivedClasses", "spi.SharedReference$1",
			"spi.cluster.CancelResult", "spi.cluster.ClusterOutcome", "spi.cluster.Requeued",
			"spi.cluster.StoredTask$State", "spi.codec.ByteSink", "spi.codec.ByteSource", "spi.codec.KeyEffort",
			"spi.codec.NotWritable", "spi.codec.TagReader", "spi.codec.TagWriter", "spi.codec.WrittenShape",
			"spi.SharedReference$Kind", "spi.StackText", "spi.ThreadLocals", "spi.WorkerMemory", "spi.WorkerTraits",
			"task.CurrentContext", "task.ResultCode", "worker.thread.LoopThreads", "worker.thread.ThreadWorker",
			"engine.event.DeadlockWatch", "engine.event.DeadlockWatch$Pools", "shared.store.SharedNames");

	private Forethought() {
	}

	static void take() {
		EagerClasses.initialize(Forethought.class.getClassLoader(), CLASSES);
	}

}
