package io.github.parallelpools.contract;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.AnnotationBasedArgumentsProvider;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.support.ParameterDeclarations;

import io.github.parallelpools.pool.WorkerKind;

/** The kinds of worker that tests run for; knows nothing of what they are made of. */
final class KindsOfThisJvm extends AnnotationBasedArgumentsProvider<EachKind> {

	private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

	@Override
	protected Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context,
			EachKind wanted) {
		Set<WorkerKind> there = there();
		return Arrays.stream(wanted.value()).filter(there::contains).map(Arguments::of);
	}

	private static Set<WorkerKind> there() {
		String named = System.getProperty("kinds", "");
		Set<WorkerKind> kinds = named.isBlank() ? EnumSet.allOf(WorkerKind.class)
				: Arrays.stream(named.split(",")).map(WorkerKind::valueOf).collect(Collectors.toSet());
		if (Runtime.version().feature() < FIRST_WITH_VIRTUAL_THREADS) {
			kinds.remove(WorkerKind.VIRTUAL);
		}
		return kinds;
	}

}
