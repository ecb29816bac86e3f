package io.github.parallelpools.test.fault;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Fails a test that has ordered faults which have not happened, and takes them back: they
 * would happen to another test, as contexts are used again. What was ordered before the
 * test stays. Named in {@code spring.factories}.
 */
final class LeftFaults implements TestExecutionListener {

	private static final String BEFORE = LeftFaults.class.getName();

	@Override
	public void beforeTestMethod(TestContext test) {
		PoolFaults faults = faults(test);
		if (faults != null) {
			test.setAttribute(BEFORE, faults.left());
		}
	}

	@Override
	@SuppressWarnings("unchecked")
	public void afterTestMethod(TestContext test) {
		Map<String, Set<Object>> before = (Map<String, Set<Object>>) test.removeAttribute(BEFORE);
		PoolFaults faults = faults(test);
		if (before == null || faults == null) {
			return;
		}
		Map<String, Set<Object>> left = faults.takeBack(before);
		if (!left.isEmpty() && test.getTestException() == null) {
			throw new AssertionError(
					"The test has ordered faults that have not happened, and were taken back: %s. Have it submit that many tasks, or start that many workers, or order them for earlier ones."
						.formatted(left));
		}
	}

	private static @Nullable PoolFaults faults(TestContext test) {
		if (!test.hasApplicationContext()) {
			return null;
		}
		ObjectProvider<PoolFaults> faults = test.getApplicationContext().getBeanProvider(PoolFaults.class);
		return faults.getIfUnique();
	}

}
