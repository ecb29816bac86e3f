package io.github.parallelpools.task;

import java.lang.reflect.Proxy;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** A thread finds the context of the task that it runs. */
class CurrentContextTests {

	private static TaskContext context() {
		return (TaskContext) Proxy.newProxyInstance(TaskContext.class.getClassLoader(),
				new Class<?>[] { TaskContext.class }, (proxy, method, args) -> null);
	}

	@Test
	void theInnerContextIsCurrentUntilTheOuterOneIsAgain() throws Exception {
		TaskContext outer = context();
		TaskContext inner = context();
		String value = TaskContext.callWith(outer, () -> {
			assertThat(TaskContext.current()).isSameAs(outer);
			TaskContext.callWith(inner, () -> assertThat(TaskContext.current()).isSameAs(inner));
			assertThat(TaskContext.current()).isSameAs(outer);
			return "called";
		});
		assertThat(value).isEqualTo("called");
		assertThatIllegalStateException().isThrownBy(TaskContext::current);
	}

	@Test
	void whatIsThrownLeavesNoContextBehind() {
		assertThatExceptionOfType(java.io.IOException.class).isThrownBy(() -> TaskContext.callWith(context(), () -> {
			throw new java.io.IOException();
		}));
		assertThatIllegalStateException().isThrownBy(TaskContext::current)
			.withMessageContaining(Thread.currentThread().getName());
	}

}
