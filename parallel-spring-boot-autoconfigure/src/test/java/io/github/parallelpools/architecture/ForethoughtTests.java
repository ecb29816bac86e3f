package io.github.parallelpools.architecture;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each class of the application's side that has something to initialise is initialised
 * when the engine is made, or the launcher of processes.
 */
class ForethoughtTests {

	private static final List<String> ROOMS = List.of("engine", "pool", "task", "spi", "shared", "worker");

	@Test
	void nothingIsFirstInitialisedWhenMemoryIsShort() throws Exception {
		Set<String> initialised = new TreeSet<>(listed("engine.Forethought"));
		initialised.addAll(listed("worker.process.launch.Forethought"));
		Set<String> forethought = Set.of("engine.Forethought", "worker.process.launch.Forethought", "spi.EagerClasses");
		Set<String> initialising = initialising();
		initialising.removeAll(forethought);
		initialised.removeAll(forethought);
		assertThat(initialised).as("what the lists of Forethought name").isEqualTo(initialising);
	}

	@SuppressWarnings("unchecked")
	private static Collection<String> listed(String where) throws ReflectiveOperationException {
		Field list = Class.forName(FloorsTests.ROOT + "." + where).getDeclaredField("CLASSES");
		list.setAccessible(true);
		return (Collection<String>) list.get(null);
	}

	private static Set<String> initialising() {
		return new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages(ROOMS.stream().map((room) -> FloorsTests.ROOT + "." + room).toArray(String[]::new))
			.stream()
			.filter((one) -> one.getStaticInitializer().isPresent())
			.map(JavaClass::getName)
			.map((name) -> name.substring(FloorsTests.ROOT.length() + 1))
			.filter((name) -> !name.startsWith("worker.process.child."))
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
