package io.github.parallelpools.autoconfigure.context;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Keeps pools out of worker processes, by whatever way their configuration comes to be
 * read there. That it is read at all tells that a worker was given the application's own
 * configuration.
 */
public final class OutsideOfWorkers implements Condition {

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		if (context.getEnvironment() instanceof WorkerEnvironment worker) {
			worker.meetApplication();
			return false;
		}
		return true;
	}

}
