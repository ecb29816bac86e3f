package io.github.parallelpools.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains that a bean used a pool too early. Comes before Boot's analysis of circular
 * references, which knows no pools.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class EarlyUseFailureAnalyzer extends AbstractFailureAnalyzer<EarlyUseException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, EarlyUseException cause) {
		String detail = (cause.getCause() != null) ? "%n%n    Reason: %s".formatted(cause.getCause().getMessage()) : "";
		return new FailureAnalysis(cause.description() + "." + detail, cause.remedy(), rootFailure);
	}

}
