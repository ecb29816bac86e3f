package io.github.parallelpools.cluster.store;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.spi.cluster.ClusterStore;

/**
 * What every {@link ClusterStore} promises, sentence by sentence. A subclass says how a
 * store is made, how time passes for it, and what it can't do. The store is empty when a
 * test begins, which the subclass sees to.
 */
@Timeout(120)
public abstract class ClusterStoreContractTests implements NodeContract, SubmissionContract, ClaimContract,
		CompletionContract, OutcomeContract, UntoldContract, RequeueContract, DeadLetterContract, StoredLockContract,
		StoredMapContract, DesiredStateContract, NoticeContract, LostAnswerContract {

	private StoreFixture fixture;

	/**
	 * Opens one more way to the store, as another instance of the application has it.
	 * @return a handle that nobody else has; the test closes it
	 */
	protected abstract ClusterStore open();

	/**
	 * Lets time pass for the store.
	 * @param time how much at least, by the store's clock
	 */
	protected abstract void pass(Duration time);

	/**
	 * The lease of nodes that are to die. Stores whose time can't be set pass it often,
	 * and a stop of the machine for half of it must not harm.
	 * @return the lease
	 */
	protected Duration lease() {
		return Duration.ofSeconds(2);
	}

	/**
	 * Whether somebody who watches is told of what other instances do.
	 * @return {@code false} if only polls find it
	 */
	protected boolean tells() {
		return true;
	}

	/**
	 * Cuts the connections of all watches of a handle, as the death of its process would.
	 * @param handle the handle
	 * @return {@code false} if the store can't see that, so that nothing was done
	 */
	protected boolean cut(ClusterStore handle) {
		return false;
	}

	/**
	 * Ends the store's server and starts it again, with all that it has stored.
	 * @return {@code false} if that can't be done, so that nothing was done
	 */
	protected boolean restart() {
		return false;
	}

	/**
	 * Whether tasks are submitted in transactions of the application.
	 * @return {@code false} if such tasks are refused
	 */
	protected boolean joinsTransactions() {
		return false;
	}

	/**
	 * Whether a task that is submitted with a node that wants it begins there at once.
	 * @return {@code false} if it is queued always
	 */
	protected boolean givesAtOnce() {
		return false;
	}

	@Override
	public final StoreFixture fixture() {
		return this.fixture;
	}

	@BeforeEach
	final void prepare() {
		this.fixture = new StoreFixture(this);
	}

	@AfterEach
	final void closeHandles() {
		this.fixture.close();
	}

}
