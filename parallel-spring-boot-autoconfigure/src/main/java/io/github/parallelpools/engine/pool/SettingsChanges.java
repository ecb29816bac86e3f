package io.github.parallelpools.engine.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.task.DeadLetters;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.WorkSettings;

/**
 * Changes the settings of one pool while it works, all that somebody asks for in one
 * step, and has everybody act on it at once: also workers that wait and tasks that run.
 */
final class SettingsChanges {

	private final PoolCore core;

	private final Staffing staffing;

	private final DeadLetters letters;

	/** What the pool was made from, or is configured as since. Guarded by the lock. */
	private PoolSettings configured;

	SettingsChanges(PoolCore core, Staffing staffing, DeadLetters letters) {
		this.core = core;
		this.staffing = staffing;
		this.letters = letters;
		this.configured = core.settings.present();
	}

	PoolSettings configured() {
		try (Held held = this.core.holdBeside()) {
			return this.configured;
		}
	}

	/**
	 * The pool is configured otherwise: what differs from before changes, and what
	 * somebody has changed beside that stays.
	 */
	PoolSettings configure(PoolSettings changed, String by) {
		return apply((present) -> {
			// All else of the settings is what the pool was made from.
			Map<PoolSetting, ?> differing = PoolSetting.differing(this.configured, changed);
			PoolSettings now = PoolSetting.change(present, differing);
			this.configured = PoolSetting.change(this.configured, differing);
			return now;
		}, by);
	}

	/** What is no setting of the pool itself was changed: how its workers are started. */
	void changedWorkers(String by, String text) {
		try (Held held = this.core.hold()) {
			PoolSettings present = this.core.settings.present();
			this.core.events.note(new PoolEvent.SettingsChanged(by, text, present, present));
		}
	}

	/** Handlers of new workers are given other arguments. */
	void changedArgs(Map<String, String> args) {
		try (Held held = this.core.hold()) {
			this.configured = with(this.configured, args);
			this.core.settings.change(with(this.core.settings.present(), args));
		}
	}

	private static PoolSettings with(PoolSettings settings, Map<String, String> args) {
		WorkSettings work = settings.work();
		return new PoolSettings(settings.name(), settings.kind(), settings.size(), settings.overtime(),
				settings.queue(), new WorkSettings(work.handler(), work.feed(), args, work.lock()), settings.retry(),
				settings.upkeep());
	}

	PoolSettings change(Map<PoolSetting, ?> values, String by) {
		Map<PoolSetting, ?> asked = Map.copyOf(values);
		return apply((present) -> PoolSetting.change(present, asked), Objects.requireNonNull(by, "Somebody does it"));
	}

	PoolSettings reset(String by) {
		return apply((present) -> this.configured, Objects.requireNonNull(by, "Somebody does it"));
	}

	private PoolSettings apply(UnaryOperator<PoolSettings> change, String by) {
		PoolSettings changed;
		try (Held held = this.core.hold()) {
			PoolSettings before = this.core.settings.present();
			changed = change.apply(before);
			List<String> differences = differences(before, changed);
			if (differences.isEmpty()) {
				return before;
			}
			// What may want memory comes first: either all of it happens, or nothing.
			this.core.events.note(new PoolEvent.SettingsChanged(by, String.join(", ", differences), before, changed));
			this.core.moves.changed(changed);
		}
		this.staffing.recruit();
		this.letters.dropOldest();
		this.core.deadlines.watchAnew();
		return changed;
	}

	private static List<String> differences(PoolSettings before, PoolSettings changed) {
		List<String> differences = new ArrayList<>();
		for (PoolSetting setting : PoolSetting.values()) {
			if (!setting.in(before).equals(setting.in(changed))) {
				differences
					.add("%s: %s, was %s".formatted(setting.property(), setting.text(changed), setting.text(before)));
			}
		}
		return differences;
	}

}
