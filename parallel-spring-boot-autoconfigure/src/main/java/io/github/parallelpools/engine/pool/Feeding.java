package io.github.parallelpools.engine.pool;

import java.util.List;

import io.github.parallelpools.engine.time.Supervisor;

/**
 * How one pool is fed from elsewhere. The pool does not know by what: that is told by
 * whoever makes the pool.
 */
public interface Feeding {

	/** Nothing but what is submitted and sent. */
	Maker NONE = new Maker() {

		@Override
		public Demand demand() {
			return Demand.none();
		}

		@Override
		public Feeding feed(FedPool pool) {
			return new NoFeeding(pool);
		}

	};

	/** Where workers come for tasks beside the pool's queue. */
	TaskSource source();

	/** What the supervisor is to look at. */
	List<Supervisor.Watched> watched();

	/** Asks the application for its objects, before the pool first starts. */
	void resolve();

	/** The pool works from now on. */
	void wake();

	/** Has the figures renewed unless they are young. */
	void refresh();

	/** Puts together how a pool is fed. */
	interface Maker {

		/**
		 * What the pool knows of the work that waits elsewhere.
		 * @return a new object for one pool
		 */
		Demand demand();

		/**
		 * Makes what feeds a pool.
		 * @param pool the pool, whose other parts are made
		 * @return a new object for that pool
		 */
		Feeding feed(FedPool pool);

	}

}
