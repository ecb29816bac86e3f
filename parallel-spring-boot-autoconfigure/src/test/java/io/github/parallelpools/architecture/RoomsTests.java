package io.github.parallelpools.architecture;

import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.parallelpools.architecture.planted.circle.back.Return;
import io.github.parallelpools.architecture.planted.circle.there.Beside;
import io.github.parallelpools.architecture.planted.circle.there.Onward;
import io.github.parallelpools.architecture.planted.circle.there.Outward;
import io.github.parallelpools.architecture.planted.engine.task.Planted;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The rooms of the engine: each knows those below it in this list only. */
class RoomsTests {

	private static final List<String> DOWNWARD = List.of("standalone", "feed", "pool", "run", "crew", "memory", "bulk",
			"radar", "task", "event", "time");

	/** The pool, what the rooms above implement, and what they are given. */
	private static final List<String> DOORS_OF_THE_POOL = List.of("WorkerPool", "PoolAssembly", "Feeding", "TaskSource",
			"FedPool", "Demand", "PoolNames", "PoolServices");

	private static final JavaClasses ENGINE = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(FloorsTests.ROOT + ".engine");

	static Stream<String> rooms() {
		return DOWNWARD.stream();
	}

	@ParameterizedTest
	@MethodSource("rooms")
	void knowNoneAbove(String room) {
		knowsNoneAbove(FloorsTests.ROOT, room).check(ENGINE);
	}

	@Test
	void areAllInTheList() {
		String engine = FloorsTests.ROOT + ".engine";
		assertThat(ENGINE.stream().map((type) -> type.getPackageName()).distinct()).containsExactlyInAnyOrderElementsOf(
				Stream.concat(Stream.of(engine), DOWNWARD.stream().map((room) -> engine + "." + room)).toList());
	}

	@Test
	void areFenced() {
		String root = FloorsTests.ROOT + ".architecture.planted";
		JavaClasses planted = new ClassFileImporter().importPackages(root);
		assertThatThrownBy(() -> knowsNoneAbove(root, "task").check(planted)).isInstanceOf(AssertionError.class)
			.hasMessageContaining(Planted.class.getName());
		knowsNoneAbove(root, "crew").check(planted);
	}

	@Test
	void circlesOfClassesStayInOneRoom() {
		classes().should(new StayInTheirRoom()).check(FloorsTests.ALL);
	}

	@Test
	void aCircleThatLeavesItsRoomIsFound() {
		String root = FloorsTests.ROOT + ".architecture.planted.circle";
		JavaClasses planted = new ClassFileImporter().importPackages(root);
		assertThatThrownBy(() -> classes().should(new StayInTheirRoom()).check(planted))
			.isInstanceOf(AssertionError.class)
			.hasMessageContainingAll(Outward.class.getName() + " is in a circle",
					Onward.class.getName() + " is in a circle", Return.class.getName() + " is in a circle")
			.hasMessageNotContaining(Beside.class.getName());
	}

	@Test
	void aPoolShowsNoneOfItsParts() {
		assertThat(ENGINE.stream()
			.filter((type) -> type.getPackageName().equals(FloorsTests.ROOT + ".engine.pool"))
			.filter((type) -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
			.map(JavaClass::getSimpleName)).containsExactlyInAnyOrderElementsOf(DOORS_OF_THE_POOL);
	}

	@Test
	void eachFieldOfAPoolIsWrittenByItsOwnClassOnly() {
		writesNoOthersField(FloorsTests.ROOT, "pool").check(ENGINE);
	}

	@Test
	void whoeverWritesTheFieldOfAnotherClassIsFound() {
		String root = FloorsTests.ROOT + ".architecture.planted";
		JavaClasses planted = new ClassFileImporter().importPackages(root + ".engine");
		assertThatThrownBy(() -> writesNoOthersField(root, "task").check(planted)).isInstanceOf(AssertionError.class)
			.hasMessageContaining("<" + Planted.class.getName() + ".write()> sets field");
	}

	private static ArchRule writesNoOthersField(String root, String room) {
		return noClasses().that()
			.resideInAPackage(root + ".engine." + room)
			.should()
			.setFieldWhere(DescribedPredicate.describe("it belongs to another class",
					(access) -> !outermost(access.getOriginOwner()).equals(outermost(access.getTargetOwner()))));
	}

	private static JavaClass outermost(JavaClass type) {
		return type.getEnclosingClass().map(RoomsTests::outermost).orElse(type);
	}

	private static ArchRule knowsNoneAbove(String root, String room) {
		String[] above = DOWNWARD.subList(0, DOWNWARD.indexOf(room))
			.stream()
			.map((one) -> root + ".engine." + one + "..")
			.toArray(String[]::new);
		String[] forbidden = Stream.concat(Stream.of(above), Stream.of(root + ".engine")).toArray(String[]::new);
		return noClasses().that()
			.resideInAPackage(root + ".engine." + room + "..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(forbidden)
			.allowEmptyShould(false);
	}

}
