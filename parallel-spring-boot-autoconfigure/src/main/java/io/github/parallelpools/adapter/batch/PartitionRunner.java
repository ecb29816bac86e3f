package io.github.parallelpools.adapter.batch;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.beans.factory.BeanFactory;

import io.github.parallelpools.spi.MethodCall;

/**
 * Runs partitions in a worker process, of whose context it is a bean.
 */
public final class PartitionRunner {

	private static final MethodCall.Target TARGET = new MethodCall.Target("parallelPartitionRunner",
			PartitionRunner.class.getName());

	private final BeanFactory beans;

	private final JobRepository repository;

	/**
	 * Used by the context of the worker process.
	 * @param beans has the steps
	 * @param repository where steps are recorded
	 */
	public PartitionRunner(BeanFactory beans, JobRepository repository) {
		this.beans = beans;
		this.repository = repository;
	}

	static MethodCall call(String step, long id) {
		try {
			Method run = PartitionRunner.class.getMethod("run", String.class, long.class);
			return new MethodCall(TARGET, MethodCall.MethodName.of(run),
					new ArrayList<@Nullable Object>(List.of(step, id)), false);
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Runs a partition, which records its end itself.
	 * @param step the name of the step's bean
	 * @param id the id of the partition's execution
	 * @throws JobInterruptedException if the job was stopped
	 */
	public void run(String step, long id) throws JobInterruptedException {
		StepExecution partition = this.repository.getStepExecution(id);
		if (partition == null) {
			throw new IllegalStateException(
					"The job repository of the worker process has no execution %s of step '%s'. Let it use the database that the application's uses."
						.formatted(id, step));
		}
		this.beans.getBean(step, Step.class).execute(partition);
	}

}
