package io.github.parallelpools.task;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * How far a task has come, as it tells itself. Immutable.
 *
 * @param fraction how much is done, from 0 to 1
 * @param text what is being done, at most 1000 characters, longer ones are cut;
 * {@code null} if there is nothing to say
 */
public record TaskProgress(double fraction, @Nullable String text) implements Serializable {

	private static final int LONGEST = 1000;

	/**
	 * Checks the fraction and shortens the text.
	 * @param fraction how much is done
	 * @param text what is being done
	 * @throws IllegalArgumentException if the fraction is not from 0 to 1
	 */
	public TaskProgress {
		if (!(fraction >= 0 && fraction <= 1)) {
			throw new IllegalArgumentException(
					"A progress can't be %s. Give the fraction that is done, from 0 to 1.".formatted(fraction));
		}
		if (text != null && text.length() > LONGEST) {
			text = text.substring(0, LONGEST - 3) + "...";
		}
	}

	@Override
	public String toString() {
		return Math.round(this.fraction * 100) + "%" + ((this.text != null) ? " '" + this.text + "'" : "");
	}

}
