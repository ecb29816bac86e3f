package io.github.parallelpools.spi;

import java.io.Serializable;
import java.util.List;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskNotPortableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Who captured too much is told what, and how to do without. */
class PortabilityReportTests {

	private static final String COPY = "copy the field to a local variable";

	private final JdkPayloadCodec codec = new JdkPayloadCodec(getClass().getClassLoader(), null, 1024 * 1024);

	private final String text = "text";

	private final Outer outer = new Outer();

	@Test
	void aLambdaThatUsesAFieldCapturesThis() {
		assertThat(refusal(() -> this.text.length())).contains("The lambda in " + getClass().getName(),
				getClass().getName() + " in 'this' of the lambda", COPY);
	}

	@Test
	void aLambdaThatCallsAMethodCapturesThisToo() {
		int number = 7;
		assertThat(refusal(() -> plus(number))).contains("in 'this'", COPY, "make the method static");
	}

	@Test
	void whatAnObjectThatIsSerializableHoldsIsThePointIfTheLambdaCapturesIt() {
		assertThat(refusal(new Holder().task())).contains("java.lang.Object",
				"in 'this' of the lambda, field 'value' of " + Holder.class.getName(), COPY);
	}

	@Test
	void aVariableBesideThisKeepsItsNumber() {
		Object variable = new Object();
		assertThat(refusal(new Fine().task(variable))).contains("java.lang.Object in captured variable 1 of the lambda")
			.doesNotContain("'this'");
	}

	@Test
	void aLambdaInALambdaIsToldApart() {
		TaskCallable<Integer> inner = () -> this.text.length();
		assertThat(refusal(() -> inner.call()))
			.contains(getClass().getName() + " in captured variable 1 of the lambda, 'this' of the lambda", COPY);
	}

	@Test
	void aLambdaThatIsNotSerializableItselfIsNamedByItsPlace() {
		Supplier<String> supplier = () -> "text";
		assertThat(refusal(() -> supplier.get().length()))
			.contains("The lambda in " + getClass().getName() + " in captured variable 1")
			.doesNotContain("$$Lambda");
	}

	@Test
	void aMethodReferenceCapturesTheObjectBeforeIt() {
		assertThat(refusal(this::length)).contains("the object of the method reference '::length'",
				"refer to a static method");
	}

	@Test
	void anInnerClassHoldsTheObjectAroundIt() {
		assertThat(refusal(this.outer.new Inner())).contains(Outer.class.getName() + " in the object around",
				"Make the inner class static");
	}

	@Test
	void elementsAreCounted() {
		Object[] array = { "fine", List.of(new Object()) };
		assertThat(refusal(() -> array.length))
			.contains("captured variable 1 of the lambda, element 1, element 0 is not serializable");
	}

	private int plus(int number) {
		return this.text.length() + number;
	}

	private int length() {
		return this.text.length();
	}

	private String refusal(TaskCallable<?> task) {
		TaskNotPortableException refusal = catchThrowableOfType(TaskNotPortableException.class,
				() -> this.codec.encode(task));
		assertThat(refusal).isNotNull();
		return String.valueOf(refusal.getMessage());
	}

	@SuppressWarnings("serial")
	private static final class Holder implements Serializable {

		private final Object value = new Object();

		TaskCallable<String> task() {
			return () -> this.value.toString();
		}

	}

	private static final class Fine implements Serializable {

		private final String value = "fine";

		TaskCallable<String> task(Object variable) {
			return () -> this.value + variable;
		}

	}

	private static final class Outer {

		private int number;

		@SuppressWarnings("serial")
		private final class Inner implements TaskCallable<Integer> {

			@Override
			public Integer call() {
				return Outer.this.number++;
			}

		}

	}

}
