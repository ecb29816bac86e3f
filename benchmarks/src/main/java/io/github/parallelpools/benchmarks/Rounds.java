package io.github.parallelpools.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures the contenders of a scenario in turn, A B C A B C, so that what else the
 * machine does meets all of them alike. Knows nothing of what is measured.
 */
final class Rounds {

	private final Effort effort;

	private final PrintStream progress;

	Rounds(Effort effort, PrintStream progress) {
		this.effort = effort;
		this.progress = progress;
	}

	Figures measure(Scenario scenario) {
		Figures figures = new Figures(scenario);
		List<Contender> contenders = new ArrayList<>(scenario.contenders());
		contenders.removeIf((contender) -> leftOut(contender, figures));
		for (int round = 0; round < this.effort.rounds(); round++) {
			contenders.removeIf((contender) -> !measure(contender, figures));
		}
		return figures;
	}

	private boolean leftOut(Contender contender, Figures figures) {
		String why = contender.missing();
		if (why != null) {
			figures.missing(contender, why);
		}
		return why != null;
	}

	private boolean measure(Contender contender, Figures figures) {
		long start = System.nanoTime();
		try {
			figures.add(contender, contender.measure(this.effort));
			this.progress.printf(Locale.ROOT, "  %s: %.1f s%n", contender.name(), (System.nanoTime() - start) / 1e9);
			return true;
		}
		catch (Exception ex) {
			this.progress.printf("  %s: %s%n", contender.name(), ex);
			figures.missing(contender, "failed");
			return false;
		}
	}

}
