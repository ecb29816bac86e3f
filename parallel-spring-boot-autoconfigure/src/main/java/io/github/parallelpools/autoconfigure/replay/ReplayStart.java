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
public final class ReplayStart implements ApplicationListener<ApplicationStartedEvent>, Ordered {

	private static final int REFUSED = 2;

	private static final int FAILED = 3;

	private static final int OVERTIME = 4;

	private static final int DIED = 5;

	private static final int CANCELLED = 6;

	private final ConfigurableApplicationContext context;

	private final ReplayTarget target;

	/**
	 * Makes the listener of one application.
	 * @param context the application
	 * @param target runs the task
	 */
	public ReplayStart(ConfigurableApplicationContext context, ReplayTarget target) {
		this.context = context;
		this.target = target;
	}

	@Override
	public void onApplicationEvent(ApplicationStartedEvent event) {
		if (event.getApplicationContext() == this.context) {
			int code = run(System.out, System.err);
			System.exit(SpringApplication.exit(this.context, () -> code));
		}
	}

	private int run(PrintStream out, PrintStream err) {
		String path = this.context.getEnvironment().getRequiredProperty(ReplayEnvironment.PROPERTY);
		try {
			ReplayFile file = ReplayFile.read(Path.of(path.strip()));
			out.printf("Running task %s of pool '%s' again, from %s%n", file.task(), file.pool(), path);
			ReplayOutcome outcome = this.target.run(file, ReplayTarget.Wishes.NONE);
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
