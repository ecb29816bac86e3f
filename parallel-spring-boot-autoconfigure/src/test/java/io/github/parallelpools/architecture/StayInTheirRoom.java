package io.github.parallelpools.architecture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * Circles of references between classes stay in one package. Two classes are in a circle
 * if each reaches the other, by whatever way: the circles are the strongly connected
 * components of the references, found as Tarjan does (1972), without recursion.
 */
final class StayInTheirRoom extends ArchCondition<JavaClass> {

	private final Map<JavaClass, Set<JavaClass>> circles = new HashMap<>();

	StayInTheirRoom() {
		super("be in no circle of references that leaves its room");
	}

	@Override
	public void init(Collection<JavaClass> classes) {
		this.circles.clear();
		new Search(new HashSet<>(classes)).all()
			.forEach((circle) -> circle.forEach((one) -> this.circles.put(one, circle)));
	}

	@Override
	public void check(JavaClass type, ConditionEvents events) {
		Set<JavaClass> circle = this.circles.getOrDefault(type, Set.of(type));
		if (circle.stream().map(JavaClass::getPackageName).distinct().count() > 1) {
			events.add(SimpleConditionEvent.violated(type, type.getName() + " is in a circle with "
					+ circle.stream().map(JavaClass::getName).collect(Collectors.toCollection(TreeSet::new))));
		}
	}

	/** One search through all classes. */
	private static final class Search {

		private final Set<JavaClass> classes;

		private final Map<JavaClass, Integer> numbers = new HashMap<>();

		private final Map<JavaClass, Integer> lowest = new HashMap<>();

		private final Deque<JavaClass> open = new ArrayDeque<>();

		private final Set<JavaClass> isOpen = new HashSet<>();

		private final List<Set<JavaClass>> found = new ArrayList<>();

		/** One class on the way, and those it refers to that are not looked at. */
		private record Step(JavaClass type, Deque<JavaClass> left) {
		}

		Search(Set<JavaClass> classes) {
			this.classes = classes;
		}

		List<Set<JavaClass>> all() {
			this.classes.stream().filter((type) -> !this.numbers.containsKey(type)).forEach(this::from);
			return this.found;
		}

		private void from(JavaClass start) {
			Deque<Step> way = new ArrayDeque<>();
			way.push(enter(start));
			while (!way.isEmpty()) {
				Step step = way.peek();
				JavaClass next = step.left().poll();
				if (next == null) {
					way.pop();
					leave(step.type());
					if (!way.isEmpty()) {
						lower(way.peek().type(), this.lowest.get(step.type()));
					}
				}
				else if (!this.numbers.containsKey(next)) {
					way.push(enter(next));
				}
				else if (this.isOpen.contains(next)) {
					lower(step.type(), this.numbers.get(next));
				}
			}
		}

		private Step enter(JavaClass type) {
			this.numbers.put(type, this.numbers.size());
			this.lowest.put(type, this.numbers.get(type));
			this.open.push(type);
			this.isOpen.add(type);
			return new Step(type,
					type.getDirectDependenciesFromSelf()
						.stream()
						.map(Dependency::getTargetClass)
						.filter(this.classes::contains)
						.distinct()
						.collect(Collectors.toCollection(ArrayDeque::new)));
		}

		private void lower(JavaClass type, int number) {
			this.lowest.merge(type, number, Math::min);
		}

		private void leave(JavaClass type) {
			if (this.lowest.get(type).equals(this.numbers.get(type))) {
				Set<JavaClass> circle = new HashSet<>();
				JavaClass member;
				do {
					member = this.open.pop();
					this.isOpen.remove(member);
					circle.add(member);
				}
				while (member != type);
				this.found.add(circle);
			}
		}

	}

}
