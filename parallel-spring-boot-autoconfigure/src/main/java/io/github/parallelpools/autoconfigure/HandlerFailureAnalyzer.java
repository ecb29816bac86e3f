package io.github.parallelpools.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Explains that the application did not start because the handler or the poller of a pool
 * threw while it was made. Leaves to others what Spring itself says of its beans, such as
 * one that is missing.
 */
final class HandlerFailureAnalyzer extends AbstractFailureAnalyzer<BeanCreationException> {

	private static final List<String> FUNCTIONS = List.of("handler", "poller");

	private final Environment environment;

	HandlerFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BeanCreationException cause) {
		for (PoolName pool : PoolName.findIn(this.environment)) {
			for (String function : FUNCTIONS) {
				WrittenProperty written = WrittenProperty.find(this.environment, pool.property(function),
						PoolName.DEFAULTS.append(function));
				Throwable thrown = thrown(cause, this.environment.resolvePlaceholders(written.text("")));
				if (thrown != null) {
					return analysis(rootFailure, thrown, pool, function, written);
				}
			}
		}
		return null;
	}

	private static FailureAnalysis analysis(Throwable rootFailure, Throwable thrown, PoolName pool, String function,
			WrittenProperty written) {
		StackTraceElement[] stack = thrown.getStackTrace();
		String place = (stack.length > 0) ? "%n        at %s".formatted(stack[0]) : "";
		return new FailureAnalysis(
				"The %s of pool '%s' could not be made, as it failed with an exception:%n%n%s%n    Reason: %s%s"
					.formatted(function, pool, written.describe(null), thrown, place),
				"Mend what the exception tells, or name another %s in '%s'.".formatted(function, written.name()),
				rootFailure);
	}

	/** What was thrown when a bean was made, if it is not Spring's own. */
	private static @Nullable Throwable thrown(BeanCreationException failure, String bean) {
		boolean found = false;
		for (Throwable ex = failure; ex != null; ex = ex.getCause()) {
			found |= ex instanceof BeanCreationException creation
					&& (bean.equals(creation.getBeanName()) || bean.startsWith(creation.getBeanName() + "#"));
			if (found && !(ex instanceof BeansException)) {
				return (ex instanceof PoolConfigurationException) ? null : ex;
			}
		}
		return null;
	}

}
