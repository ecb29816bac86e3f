package io.github.parallelpools.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Explains that the application did not start because the workers of a pool do not.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class WorkerVerificationFailureAnalyzer extends AbstractFailureAnalyzer<WorkerVerificationException> {

	private final Environment environment;

	WorkerVerificationFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, WorkerVerificationException cause) {
		return new FailureAnalysis(cause.describe(this.environment), cause.remedy(), rootFailure);
	}

}
