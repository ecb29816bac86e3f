package io.github.parallelpools.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** An import only points down, and rooms of one floor do not know each other. */
class FloorsTests {

	static final String ROOT = "io.github.parallelpools";

	private static final String[] JDK = { "java..", "javax.." };

	static final JavaClasses ALL = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ROOT);

	@Test
	void importsOnlyPointDown() {
		layeredArchitecture().consideringOnlyDependenciesInLayers()
			.withOptionalLayers(true)
			.layer("autoconfigure")
			.definedBy(ROOT + ".autoconfigure..")
			.layer("engine")
			.definedBy(ROOT + ".engine..")
			.layer("worker.thread")
			.definedBy(ROOT + ".worker.thread..")
			.layer("worker.process")
			.definedBy(ROOT + ".worker.process..")
			.layer("cluster")
			.definedBy(ROOT + ".cluster..")
			.layer("shadow")
			.definedBy(ROOT + ".shadow..")
			.layer("actuate.dashboard")
			.definedBy(ROOT + ".actuate.dashboard..")
			.layer("actuate.endpoint")
			.definedBy(ROOT + ".actuate.endpoint..")
			.layer("actuate.metrics")
			.definedBy(ROOT + ".actuate.metrics..")
			.layer("actuate.health")
			.definedBy(ROOT + ".actuate.health..")
			.layer("actuate.observation")
			.definedBy(ROOT + ".actuate.observation..")
			.layer("adapter")
			.definedBy(ROOT + ".adapter..")
			.layer("pool")
			.definedBy(ROOT + ".pool..")
			.layer("spi")
			.definedBy(ROOT + ".spi..")
			.layer("task")
			.definedBy(ROOT + ".task..")
			.layer("shared")
			.definedBy(ROOT + ".shared..")
			.whereLayer("autoconfigure")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("engine")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("worker.thread")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("worker.process")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("cluster")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("shadow")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("actuate.dashboard")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("actuate.endpoint")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("actuate.metrics")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("actuate.health")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("actuate.observation")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("adapter")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("pool")
			.mayOnlyBeAccessedByLayers("autoconfigure", "adapter", "engine", "worker.thread", "worker.process",
					"cluster", "shadow", "actuate.endpoint", "actuate.metrics", "actuate.health", "actuate.observation")
			.whereLayer("spi")
			.mayOnlyBeAccessedByLayers("autoconfigure", "adapter", "engine", "worker.thread", "worker.process",
					"cluster", "shadow")
			.whereLayer("task")
			.mayOnlyAccessLayers("shared")
			.whereLayer("shared")
			.mayNotAccessAnyLayer()
			.check(ALL);
	}

	@Test
	void packagesAreFreeOfTangles() {
		slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(ALL);
	}

	@Test
	void onlyTheTopFloorsKnowSpring() {
		noClasses().that()
			.resideOutsideOfPackages(ROOT + ".autoconfigure..", ROOT + ".actuate..", ROOT + ".cluster.jdbc..",
					ROOT + ".cluster.redis..", ROOT + ".adapter..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "io.micrometer..", "org.slf4j..", "ch.qos.logback..")
			.check(ALL);
	}

	@Test
	void whatIsSharedUsesTheJdkOnly() {
		classes().that()
			.resideInAPackage(ROOT + ".shared..")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(concat(JDK, ROOT + ".shared..", "org.jspecify.annotations.."))
			.check(ALL);
	}

	@Test
	void theChildUsesTheJdkAndTheLowerFloorsOnly() {
		classes().that()
			.resideInAnyPackage(ROOT + ".worker.process.child..", ROOT + ".worker.process.wire..")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(
					concat(JDK, "sun.misc..", ROOT + ".worker.process.child..", ROOT + ".worker.process.wire..",
							ROOT + ".spi..", ROOT + ".task..", ROOT + ".shared..", "org.jspecify.annotations.."))
			.check(ALL);
	}

	@Test
	void theWireDoesNotKnowItsEnds() {
		noClasses().that()
			.resideInAPackage(ROOT + ".worker.process.wire..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(ROOT + ".worker.process.child..", ROOT + ".worker.process.launch..")
			.check(ALL);
	}

	@Test
	void theRootHoldsOnlyItsPage() {
		assertThat(ALL.stream().filter((type) -> type.getPackageName().equals(ROOT)))
			.allMatch((type) -> type.getSimpleName().equals("package-info"));
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(ALL.stream().filter((type) -> type.getSimpleName().equals("package-info")).toList())
			.hasSizeGreaterThan(8)
			.allMatch((type) -> type.isAnnotatedWith("org.jspecify.annotations.NullMarked"));
		assertThat(ALL.stream().map((type) -> type.getPackageName()).distinct())
			.allMatch((name) -> ALL.stream().anyMatch((type) -> type.getName().equals(name + ".package-info")));
	}

	private static String[] concat(String[] some, String... more) {
		String[] all = java.util.Arrays.copyOf(some, some.length + more.length);
		System.arraycopy(more, 0, all, some.length, more.length);
		return all;
	}

}
