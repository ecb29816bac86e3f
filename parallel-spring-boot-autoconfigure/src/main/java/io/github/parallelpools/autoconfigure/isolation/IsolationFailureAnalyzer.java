package io.github.parallelpools.autoconfigure.isolation;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains why a bean can't be isolated.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class IsolationFailureAnalyzer extends AbstractFailureAnalyzer<IsolationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, IsolationException cause) {
		return new FailureAnalysis(cause.description(), cause.remedy(), rootFailure);
	}

}
