package io.github.parallelpools.autoconfigure.context;

import java.util.List;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.spi.ErrorText;

/**
 * Says why a context could not start, in the words of Boot's failure analyzers where one
 * knows.
 */
final class StartProblem {

	private StartProblem() {
	}

	static String describe(Throwable problem, WorkerContext context) {
		for (Throwable one = problem; one != null; one = one.getCause()) {
			if (one instanceof WorkerBeans.NoFunctionException function) {
				return String.valueOf(function.getMessage());
			}
		}
		FailureAnalysis analysis = analyze(problem, context);
		String text = (analysis != null) ? text(analysis) : ErrorText.of(problem).stack();
		return "its Spring context could not start: " + text + (lacksPools(problem)
				? "\nA worker process has no pools: what it uses must not need them. Locks and maps are in the TaskContext."
				: "");
	}

	private static String text(FailureAnalysis analysis) {
		String action = analysis.getAction();
		return analysis.getDescription().strip()
				+ ((action != null && !action.isBlank()) ? "\nAction: " + action.strip() : "");
	}

	private static @Nullable FailureAnalysis analyze(Throwable problem, WorkerContext context) {
		ArgumentResolver arguments = ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
			.and(Environment.class, context.getEnvironment());
		List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation(context.getClassLoader())
			.load(FailureAnalyzer.class, arguments, FailureHandler.logging(LogFactory.getLog(StartProblem.class)));
		for (FailureAnalyzer analyzer : analyzers) {
			FailureAnalysis analysis = analyze(problem, analyzer);
			if (analysis != null) {
				return analysis;
			}
		}
		return null;
	}

	/** An analyzer that fails knows nothing, as for Boot. */
	private static @Nullable FailureAnalysis analyze(Throwable problem, FailureAnalyzer analyzer) {
		try {
			return analyzer.analyze(problem);
		}
		catch (Throwable ex) {
			return null;
		}
	}

	private static boolean lacksPools(Throwable problem) {
		for (Throwable one = problem; one != null; one = one.getCause()) {
			if (one instanceof NoSuchBeanDefinitionException missing && missing.getBeanType() != null) {
				return missing.getBeanType() == ParallelPool.class || missing.getBeanType() == Parallel.class;
			}
		}
		return false;
	}

}
