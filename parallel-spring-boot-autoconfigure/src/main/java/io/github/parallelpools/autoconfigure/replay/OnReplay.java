package io.github.parallelpools.autoconfigure.replay;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether the application is only to run a task again. */
public final class OnReplay implements Condition {

	/**
	 * Whether that is so.
	 * @param environment where {@code parallel.replay} may be set
	 * @return whether it is
	 */
	public static boolean isWanted(Environment environment) {
		return ReplayEnvironment.isWanted(environment);
	}

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		return isWanted(context.getEnvironment());
	}

}
