package io.github.parallelpools.autoconfigure.replay;

import java.io.PrintStream;
import java.nio.file.Path;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

import io.github.parallelpools.task.ResultCode;

/**
 * Runs the task of a file in an application that was started for nothing else, tells how
 * it ended, and ends the application with a code that tells it too. Comes before all else
 * that waits for the start.
 */
final class ReplayStart implements ApplicationListener<ApplicationStartedEvent>, Ordered {

	private static final int REFUSED = 2;

	private static final int FAILED = 3;

	private static final int OVERTIME = 4;

	private static final int DIED = 5;

	private static final int CANCELLED = 6;

	/** A context without that is one that prepares the application's. */
	@Override
	public void onApplicationEvent(ApplicationStartedEvent event) {
		ConfigurableApplicationContext context = event.getApplicationContext();
		ReplayTarget target = context.getBeanProvider(ReplayTarget.class).getIfAvailable();
		if (target != null) {
			String path = context.getEnvironment().getRequiredProperty(ReplayEnvironment.PROPERTY);
			int code = run(path, target, System.out, System.err);
			System.exit(SpringApplication.exit(context, () -> code));
		}
	}

	private static int run(String path, ReplayTarget target, PrintStream out, PrintStream err) {
		try {
			if (path.isBlank()) {
				throw new ReplayFileException("'--parallel.replay' names no file. Name that of a dead letter.");
			}
			ReplayFile file = ReplayFile.read(Path.of(path.strip()));
			out.printf("Running task %s of pool '%s' again, from %s%n", file.task(), file.pool(), path);
			ReplayOutcome outcome = target.run(file, ReplayTarget.Wishes.NONE);
			out.println(outcome.text());
			if (outcome.isSuccess()) {
				out.println("It returned " + outcome.value());
			}
			return code(outcome.result().resultCode());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return CANCELLED;
		}
		catch (RuntimeException ex) {
			err.println("'%s' can't be run again: %s".formatted(path,
					(ex instanceof ReplayFileException) ? ex.getMessage() : ex.toString()));
			return REFUSED;
		}
		finally {
			out.flush();
		}
	}

	private static int code(ResultCode code) {
		return switch (code) {
			case SUCCESS -> 0;
			case OVERTIME -> OVERTIME;
			case UNKNOWN -> DIED;
			case CANCELLED -> CANCELLED;
			default -> FAILED;
		};
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
