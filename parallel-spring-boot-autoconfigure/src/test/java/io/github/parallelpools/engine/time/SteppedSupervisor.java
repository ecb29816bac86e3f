package io.github.parallelpools.engine.time;

/** A supervisor whose thread never runs: the thread of the test has it look. */
public final class SteppedSupervisor {

	/** So often it may have to look again at once. */
	private static final int MOST = 100;

	private final Supervisor supervisor;

	public SteppedSupervisor(Ticker ticker) {
		this.supervisor = new Supervisor(ticker);
	}

	/** The supervisor itself, which pools know. */
	public Supervisor supervisor() {
		return this.supervisor;
	}

	/** Looks, if somebody has asked for that by now, and until nothing is due. */
	public void lookIfDue() {
		for (int i = 0; this.supervisor.isDue(); i++) {
			if (i == MOST) {
				throw new AssertionError("Something is due for ever");
			}
			this.supervisor.step();
		}
	}

}
