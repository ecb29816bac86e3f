package io.github.parallelpools.benchmarks;

import java.util.Collection;
import java.util.Map;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.jspecify.annotations.Nullable;

/**
 * A method that JMH measures, in a JVM of its own.
 *
 * @param name what it is called in the table
 * @param method the class and the method
 * @param metric what JMH's score is called
 * @param parameters the values of the method's parameters
 * @param sinceJava the Java version that it needs
 */
record JmhContender(String name, String method, String metric, Map<String, String> parameters,
		int sinceJava) implements Contender {

	/** JMH's score is the mean of so many iterations. */
	private static final int ITERATIONS = 4;

	static {
		// Otherwise JMH refuses to run while it runs anywhere else on the machine, a
		// build among them
		System.setProperty("jmh.ignoreLock", "true");
	}

	@Override
	public @Nullable String missing() {
		return (Runtime.version().feature() < this.sinceJava) ? "needs Java " + this.sinceJava : null;
	}

	@Override
	public Map<String, Double> measure(Effort effort) throws Exception {
		ChainedOptionsBuilder options = new OptionsBuilder().include(this.method.replace(".", "\\.") + "$")
			.forks(1)
			.warmupIterations(1)
			.warmupTime(TimeValue.milliseconds(effort.warmUp().toMillis()))
			.measurementIterations(ITERATIONS)
			.measurementTime(TimeValue.milliseconds(effort.time().toMillis() / ITERATIONS))
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT);
		this.parameters.forEach(options::param);
		if (this.sinceJava > 17) {
			options.jvmArgsAppend("-Djdk.virtualThreadScheduler.parallelism=" + this.parameters.get("threads"));
		}
		Collection<RunResult> results = new Runner(options.build()).run();
		return Map.of(this.metric, results.iterator().next().getPrimaryResult().getScore());
	}

}
