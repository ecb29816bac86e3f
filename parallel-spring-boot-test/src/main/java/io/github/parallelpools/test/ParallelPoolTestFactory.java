package io.github.parallelpools.test;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Finds {@link ParallelPoolTest} on test classes; named in {@code spring.factories}. */
final class ParallelPoolTestFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		ParallelPoolTest test = TestContextAnnotationUtils.findMergedAnnotation(testClass, ParallelPoolTest.class);
		return (test != null) ? new ParallelPoolTestContext(test) : null;
	}

}
