package io.github.parallelpools.autoconfigure;

import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.logging.LogLevel;
import org.springframework.util.unit.DataSize;

import io.github.parallelpools.pool.KillBudgetSettings;
import io.github.parallelpools.pool.LoggingMode;
import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.QueueType;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;

/**
 * The properties of one pool, or of the defaults for all. Values are checked where they
 * become settings, as only pool and defaults together make sense. It has as many
 * components as there are properties, because a component of a component would have
 * another name.
 *
 * @param kind What the workers are: threads, virtual threads (Java 21 or newer) or forked
 * JVMs.
 * @param scope Whether the tasks of the pool are run by this instance only, or by any
 * instance of the application that is in the cluster.
 * @param onFenced What becomes of the running tasks of a pool of the cluster when this
 * instance has lost its connection to the cluster's store for too long: kill ends them,
 * finish lets them end.
 * @param cluster What holds for a pool of the cluster on all instances together.
 * @param handler Name of the bean, or of the class, that handles the items that are sent
 * to the pool, or of a method of it as in bean#method.
 * @param lock Name of the shared lock that each task needs to run, so that of all pools
 * that name it one task runs at a time.
 * @param callback Name of the TaskListener or TaskCallback bean that is told of this
 * pool's tasks.
 * @param poller Name of the bean, or of the class, with which the workers fetch their own
 * work; nothing is submitted or sent then.
 * @param backlog Name of the LongSupplier bean that tells how many items wait for the
 * poller, and so how many workers are wanted.
 * @param autoStart Whether the pool starts with the application.
 * @param autoStop Whether the pool stops by itself once it has worked and nothing is
 * queued or running any more.
 * @param maxSize Number of workers that is never exceeded, apart from replacements.
 * @param minSize Number of workers that are always kept.
 * @param spares Number of workers that are kept ready beside those at work, also beyond
 * the maximal size, of which no more are ever at work.
 * @param workerReleaseTime How long a worker beyond the minimal size and the spares is
 * idle before it is released; 0 means never.
 * @param workerOvertime How long a task may run, counted from the start of its execution;
 * 0 means without limit.
 * @param softOvertime How long a task may run before it is interrupted once and asked to
 * end by itself, shorter than worker-overtime; 0 means never.
 * @param slowAfter How long a task may run before it is looked where in the code it is,
 * which does not disturb it, shorter than worker-overtime; 0 means never.
 * @param overtimePolicy What happens to a task that runs for longer: ignore counts it,
 * replace lets a substitute work beside it, kill ends it and its worker.
 * @param maxReplacements How many substitutes there may be at a time beyond the maximal
 * size with the overtime policy replace.
 * @param killGrace How long a worker that was ordered to end may take to obey before it
 * is abandoned and replaced.
 * @param killBudget How many tasks may be killed because of overtime before the pool
 * stops.
 * @param startFailureTimeout How long a task waits at most while the pool has no worker
 * and can't start one; 0 means for ever.
 * @param recycle When a worker is replaced although it works.
 * @param queue Where tasks wait.
 * @param verifyPortable Whether tasks and items for threads must be able to travel to
 * another process, so that a switch to processes is known to be safe.
 * @param propagateContext Whether tasks have the context of the thread that submits them:
 * its MDC and locale, and for threads what ThreadLocalAccessors find and TaskDecorator
 * beans add.
 * @param observationEnabled Whether each task is an observation of Micrometer, with which
 * a trace goes on in worker processes; needs propagate-context.
 * @param measureUsage Whether it is measured how much processor time and memory each task
 * uses, about a microsecond for each; not in virtual threads.
 * @param shadow Whether copies of some tasks of a pool of threads are run in processes,
 * too, to see what becomes of them there.
 * @param args Arguments for the handler, which reads them from its context.
 * @param retry What becomes of the tasks of a pool of processes whose worker died.
 * @param replay To which files dead letters may be written, so that they can be run again
 * elsewhere.
 * @param process How the processes of a pool of processes are started.
 * @param logging What becomes of what the workers log.
 */
@ConfigurationPropertiesSource
record PoolProperties(@DefaultValue("thread") WorkerKind kind, @DefaultValue("local") Scope scope,
		@DefaultValue("kill") OnFenced onFenced, @DefaultValue Cluster cluster, @Nullable String handler,
		@Nullable String lock, @Nullable String callback, @Nullable String poller, @Nullable String backlog,
		@DefaultValue("true") boolean autoStart, @DefaultValue("false") boolean autoStop,
		@DefaultValue("10") int maxSize, @DefaultValue("0") int minSize, @DefaultValue("0") int spares,
		@DefaultValue("10s") Duration workerReleaseTime, @DefaultValue("0s") Duration workerOvertime,
		@DefaultValue("0s") Duration softOvertime, @DefaultValue("0s") Duration slowAfter,
		@DefaultValue("ignore") OvertimePolicy overtimePolicy, @DefaultValue("10") int maxReplacements,
		@DefaultValue("1s") Duration killGrace, @DefaultValue KillBudget killBudget,
		@DefaultValue("1m") Duration startFailureTimeout, @DefaultValue Recycle recycle, @DefaultValue Queue queue,
		@DefaultValue("false") boolean verifyPortable, @DefaultValue("true") boolean propagateContext,
		@DefaultValue("false") boolean observationEnabled, @DefaultValue("false") boolean measureUsage,
		@DefaultValue Shadow shadow, @DefaultValue Map<String, String> args, @DefaultValue Retry retry,
		@DefaultValue Replay replay, @DefaultValue Process process, @DefaultValue Logging logging) {

	/** Who runs the tasks of a pool. */
	enum Scope {

		/** This instance of the application only. */
		LOCAL,

		/** Any instance that is in the cluster. */
		CLUSTER

	}

	/** What becomes of running tasks when this instance is fenced. */
	enum OnFenced {

		/** They are ended. */
		KILL,

		/** They go on; if others have them meanwhile, what they bring is thrown away. */
		FINISH

	}

	/**
	 * What holds for a pool of the cluster on all instances together.
	 *
	 * @param maxRunning How many tasks of the pool may run on all instances together; 0
	 * means without limit.
	 */
	record Cluster(@DefaultValue("0") int maxRunning) {
	}

	/**
	 * Where tasks wait.
	 *
	 * @param type In which order tasks are taken to run: fifo, lifo, or priority, which
	 * takes those of higher priority first.
	 * @param capacity How many tasks may wait, in a pool of the cluster on all instances
	 * together.
	 * @param whenFull What happens to one more task: block lets the caller wait for room,
	 * reject refuses the task, discard-oldest ends the task that was put first, and
	 * caller-runs, which is not for processes, has the caller run the task. A pool of the
	 * cluster can block and reject.
	 * @param blockTimeout How long a caller waits for room with when-full block; 0 means
	 * without limit.
	 * @param source Name of the BlockingQueue or ItemSource bean from which the workers
	 * take the items for the handler, instead of a queue of the pool's own.
	 */
	record Queue(@DefaultValue("fifo") QueueType type, @DefaultValue("2147483647") int capacity,
			@DefaultValue("block") WhenFull whenFull, @DefaultValue("0s") Duration blockTimeout,
			@Nullable String source) {
	}

	/**
	 * How many tasks may be killed because of overtime before the pool stops.
	 *
	 * @param maxKills How many tasks may be killed within the period; 0 means without
	 * limit.
	 * @param maxRate How many percent of the tasks that end within the period may be
	 * killed, once 10 have ended; 0 means without limit.
	 * @param per The period.
	 * @param then What happens when more are killed: reject refuses tasks for as long as
	 * the period is, pause pauses the pool until somebody resumes it.
	 */
	record KillBudget(@DefaultValue("0") int maxKills, @DefaultValue("0") double maxRate,
			@DefaultValue("1m") Duration per, @DefaultValue("reject") KillBudgetSettings.Then then) {
	}

	/**
	 * When a worker is replaced although it works. Each worker has limits that are up to
	 * a tenth smaller at random.
	 *
	 * @param maxTasks How many tasks a worker runs before it is replaced; 0 means without
	 * limit.
	 * @param maxAge How long a worker lives before it is replaced; 0 means without limit.
	 * @param maxMemory How much memory the process of a worker may have resident after a
	 * task before it is replaced; 0 means without limit. Linux only.
	 */
	record Recycle(@DefaultValue("0") long maxTasks, @DefaultValue("0s") Duration maxAge,
			@DefaultValue("0B") DataSize maxMemory) {
	}

	/**
	 * Which tasks are copied to processes, only to see what becomes of them there.
	 *
	 * @param kind What runs the copies; only processes show what threads do not.
	 * @param share How many of the tasks are copied, as in 1%; 0% switches that off, and
	 * it can be changed while the pool works. Without it, the pool has no shadow.
	 * @param repeatable Whether all tasks of the pool may be run more than once, so that
	 * each may be copied; else those may that say so by MayRepeat.
	 * @param comparator Name of the BiPredicate bean that tells whether the results of a
	 * task and its copy are as good as equal. Default is to ask their equals.
	 * @param maxSize How many processes run copies.
	 * @param maxPending How many copies there may be at a time that have no verdict yet;
	 * further ones are dropped.
	 * @param workerOvertime How long a copy may run before it is killed, in a pool
	 * without a worker-overtime of its own.
	 */
	record Shadow(@DefaultValue("process") WorkerKind kind, @Nullable String share,
			@DefaultValue("false") boolean repeatable, @Nullable String comparator, @DefaultValue("1") int maxSize,
			@DefaultValue("100") int maxPending, @DefaultValue("1m") Duration workerOvertime) {
	}

	/**
	 * What becomes of tasks whose worker died.
	 *
	 * @param maxAttempts How many times a task is run at most whose worker process died;
	 * 1 means that it is not run again, as nobody knows how far it got. Default is 1, and
	 * 3 for a pool of the cluster, where the deaths of instances count too.
	 * @param quarantineAfter How many worker processes a task may kill before it is not
	 * run again, whatever attempts are left. Default is as many as max-attempts.
	 * @param deadLetters How many of the tasks that are not run again are kept, so that
	 * they can be looked at and sent again by hand.
	 */
	record Retry(@Nullable Integer maxAttempts, @Nullable Integer quarantineAfter,
			@DefaultValue("100") int deadLetters) {
	}

	/**
	 * To which files dead letters may be written.
	 *
	 * @param directory Directory to which dead letters are written when somebody asks for
	 * it: what the task was given, and how it ended. Without one, or if it is empty, none
	 * are written.
	 * @param maxFiles How many such files may be in that directory.
	 * @param maxBytes How many bytes the files in that directory may have together.
	 */
	record Replay(@Nullable File directory, @DefaultValue("20") int maxFiles,
			@DefaultValue("256MB") DataSize maxBytes) {
	}

	/**
	 * How worker processes are started: as many components as properties, for their
	 * names.
	 *
	 * @param maxHeap Size of the heap of each worker process.
	 * @param jvmArgs Further arguments of the forked JVM, after the standard ones.
	 * @param commandPrefix What stands before the command, such as nice, -n, 10.
	 * @param environment Variables added to the environment of the application.
	 * @param systemProperties Names of the application's system properties that are
	 * handed to the worker processes.
	 * @param inheritOptions Whether the worker processes get the options for modules,
	 * assertions and preview features that the application was started with.
	 * @param javaHome Java installation that runs the worker processes. Default is the
	 * application's own.
	 * @param optimize Whether the optimizing compiler is used too: slower to warm up,
	 * faster in long computations.
	 * @param cpus For how many processors each worker process makes its threads, such as
	 * those of its common pool and of its compiler; 0 means for all of the machine.
	 * @param startTimeout How long a worker process may take to become ready.
	 * @param verify Whether one worker process is started with the application, which
	 * does not start if that one does not become ready.
	 * @param stopTimeout How long an idle worker process may take to end before it is
	 * killed.
	 * @param maxPayload Largest size of an encoded task, item or result.
	 * @param window How many tasks a worker process may have at a time, from 1 to 1024,
	 * of which it runs one after the other; auto for as many as it runs within a
	 * millisecond, 64 at most.
	 * @param serialFilter Pattern for the classes that may be decoded on both sides, as
	 * of java.io.ObjectInputFilter. Of what it does not name, workers decode anything,
	 * and the application what is its own or expected; '*' allows all.
	 * @param oomScore What is written to oom_score_adj of each worker process on Linux,
	 * so that the kernel kills it rather than the application when memory runs out; 0
	 * leaves it.
	 * @param archive Whether worker processes start from a class-data archive of what
	 * such workers have loaded: auto, off, or the directory where the archives are kept.
	 * @param debug Port of this machine on which the first worker process waits for a
	 * debugger; time limits, recycling and release of the pool are off then.
	 * @param configuration Names of the configuration classes of a Spring context that
	 * each worker process starts, in which the handler is a bean.
	 * @param contextKeys Keys of the ThreadLocalAccessors whose values, which must be
	 * serializable, tasks in worker processes have of their submitters.
	 */
	record Process(@DefaultValue("256MB") DataSize maxHeap, @DefaultValue List<String> jvmArgs,
			@DefaultValue List<String> commandPrefix, @DefaultValue Map<String, String> environment,
			@DefaultValue List<String> systemProperties, @DefaultValue("true") boolean inheritOptions,
			@Nullable File javaHome, @DefaultValue("false") boolean optimize, @DefaultValue("2") int cpus,
			@DefaultValue("30s") Duration startTimeout, @DefaultValue("false") boolean verify,
			@DefaultValue("2s") Duration stopTimeout, @DefaultValue("64MB") DataSize maxPayload,
			@DefaultValue("auto") String window, @Nullable String serialFilter, @DefaultValue("500") int oomScore,
			@DefaultValue("off") String archive, @Nullable Integer debug, @DefaultValue List<String> configuration,
			@DefaultValue List<String> contextKeys) {
	}

	/**
	 * What becomes of what the workers log.
	 *
	 * @param mode Where the log of worker processes goes: into the application's log,
	 * into one file per worker, or nowhere. Threads log like the rest of the application.
	 * @param level Level of everything that worker processes log, instead of the levels
	 * of the application's loggers; for threads the level of the pool's logger.
	 * @param file Path of the log file of a worker process. The placeholders {pool},
	 * {worker}, {pid} and {thread} are replaced.
	 * @param pattern Pattern of Logback for the lines of log files.
	 * @param factory Name of the TaskLoggerFactory class that makes the logger for the
	 * handlers of a worker.
	 * @param factoryArgs Arguments of the factory, with the placeholders of the file.
	 */
	record Logging(@DefaultValue("forward") LoggingMode mode, @Nullable LogLevel level,
			@DefaultValue(LoggingSettings.STANDARD_FILE) String file,
			@DefaultValue(LoggingSettings.STANDARD_PATTERN) String pattern, @Nullable String factory,
			@DefaultValue Map<String, String> factoryArgs) {
	}

}
