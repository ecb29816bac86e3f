package io.github.parallelpools.engine.crew;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.SizeSettings;

/**
 * The workers of a pool, counted by phase, and the rules for how many there are. Knows
 * nothing of tasks. Not thread-safe: the pool's lock guards all but what says otherwise.
 */
public final class Crew<W> {

	private final Set<Member<W>> members = new LinkedHashSet<>();

	/** Those who wait for a task, the one that worked last on top. */
	private final Deque<Member<W>> waiting = new ArrayDeque<>();

	/** Those who wait for nothing but the end of somebody's turn. */
	private final Deque<Member<W>> standingBy = new ArrayDeque<>(0);

	/** How many of them were called and have not come yet. */
	private int underWay;

	/** Whether somebody is to be called if there is a task. */
	private volatile boolean callable;

	private final int[] phases = new int[Member.Phase.values().length];

	/** Who of them is to be replaced. */
	private final Recycling<W> recycling = new Recycling<>();

	private final Supplier<SizeSettings> sizes;

	private int replacements;

	private int abandoned;

	/** Those who are about to be killed: busy, but counted no more. */
	private int doomed;

	private int peak;

	private boolean spareRefused;

	/**
	 * Makes a crew without members.
	 * @param sizes tells how many there are to be at present
	 */
	public Crew(Supplier<SizeSettings> sizes) {
		this.sizes = sizes;
	}

	public void add(Member<W> member) {
		boolean added = false;
		try {
			added = this.members.add(member);
		}
		finally {
			if (!added) {
				// A table that found no memory to grow has it all the same.
				this.members.remove(member);
			}
		}
		this.phases[member.phase().ordinal()]++;
		this.peak = Math.max(this.peak, present());
	}

	public void move(Member<W> member, Member.Phase to) {
		Member.Phase from = member.phase();
		if (from != Member.Phase.GONE) {
			member.moveTo(to);
			this.phases[from.ordinal()]--;
			this.phases[to.ordinal()]++;
			if (to == Member.Phase.LEAVING || to == Member.Phase.GONE) {
				this.recycling.gone(member);
			}
		}
	}

	public boolean remove(Member<W> member) {
		if (!this.members.remove(member)) {
			return false;
		}
		move(member, Member.Phase.GONE);
		endReplacement(member);
		endDoom(member);
		return true;
	}

	public void abandoned() {
		this.abandoned++;
	}

	public void abandonedEnded() {
		this.abandoned--;
	}

	/** Allows a substitute for a worker whose task is over time. */
	public boolean replace(Member<W> member, int maxReplacements) {
		if (member.isReplaced() || member.phase() != Member.Phase.BUSY || this.replacements >= maxReplacements) {
			return false;
		}
		member.replaced(true);
		this.replacements++;
		this.recycling.wakeResting();
		return true;
	}

	public void endReplacement(Member<W> member) {
		if (member.isReplaced()) {
			member.replaced(false);
			this.replacements--;
		}
	}

	/** Lets another worker take the place of one that is about to be killed. */
	public void doom(Member<W> member) {
		if (!member.isDoomed() && member.is(Member.Phase.BUSY)) {
			member.doomed(true);
			this.doomed++;
			this.recycling.wakeResting();
		}
	}

	public void endDoom(Member<W> member) {
		if (member.isDoomed()) {
			member.doomed(false);
			this.doomed--;
		}
	}

	private int present() {
		return this.members.size() - this.doomed;
	}

	public int min() {
		return this.sizes.get().min();
	}

	public boolean isEmpty() {
		return this.members.isEmpty();
	}

	public int size() {
		return this.members.size();
	}

	public int count(Member.Phase phase) {
		return this.phases[phase.ordinal()];
	}

	public List<Member<W>> members() {
		return new ArrayList<>(this.members);
	}

	/** Whoever they are; a list of the caller's own. */
	public List<W> workers() {
		List<W> workers = new ArrayList<>(this.members.size());
		for (Member<W> member : this.members) {
			workers.add(member.worker());
		}
		return workers;
	}

	/** The first worker of which something is so, {@code null} if there is none. */
	public @Nullable W find(Predicate<W> condition) {
		for (Member<W> member : this.members) {
			if (condition.test(member.worker())) {
				return member.worker();
			}
		}
		return null;
	}

	/** Whether the first workers that a pool is to have are there. */
	public boolean isReady() {
		return count(Member.Phase.IDLE) + count(Member.Phase.BUSY) >= min();
	}

	/** Whether a worker is there for tasks. */
	public boolean isServing() {
		return count(Member.Phase.IDLE) + count(Member.Phase.BUSY) > this.doomed;
	}

	/**
	 * Whether a worker can be started only to see whether it starts.
	 */
	public boolean hasRoomForProof() {
		return count(Member.Phase.STARTING) == 0 && hasRoom();
	}

	/** Whether one more worker is to be started for the tasks that wait. */
	public boolean wantsMore(int queued) {
		if (staying() < min()) {
			return hasRoom();
		}
		return missing(queued) > 0 && hasRoom();
	}

	/** Whether one more worker is to be kept ready, as far as is known. */
	public boolean wantsSpare() {
		return lacksSpare() && !this.spareRefused;
	}

	/** Whether there are fewer ready workers than are to be kept. */
	public boolean lacksSpare() {
		return ready() < spares() && present() - this.recycling.extra() < mostPresent();
	}

	/**
	 * Notes how the last attempt to hire a spare ended.
	 * @param isSo whether there was no memory for it
	 */
	public void spareRefused(boolean isSo) {
		this.spareRefused = isSo;
	}

	private int ready() {
		return count(Member.Phase.IDLE) + count(Member.Phase.STARTING);
	}

	/** For how many of the tasks that wait nobody is there, or about to be. */
	public int missing(int queued) {
		return queued - (ready() - this.recycling.resting());
	}

	/** Whether nobody would be hired, however many tasks wait. */
	public boolean isFull() {
		return isMinimal() && !hasRoom() && !isSurplus();
	}

	private boolean hasRoom() {
		return present() - this.recycling.extra() < limit();
	}

	/** Whether somebody is to be hired who is to replace a worker. */
	public boolean wantsSuccessor() {
		return this.recycling.wantsSuccessor() && present() <= mostPresent();
	}

	/** Nobody can be hired before one of those has left who are to be replaced. */
	public void leaveFirst() {
		this.recycling.leaveFirst();
		this.recycling.wake(this);
		this.recycling.wakeResting();
	}

	/** Whether those are there that are always kept. */
	public boolean isMinimal() {
		return staying() >= min();
	}

	/** Whether there are more workers than those that are always kept. */
	public boolean isBeyondMin() {
		return staying() > min();
	}

	/** Whether a worker may take a task without there being more at work than allowed. */
	public boolean mayWork(Member<W> member) {
		return (!this.recycling.isSuccessor(member) && spares() == 0) || hasRoomAtWork();
	}

	private boolean hasRoomAtWork() {
		return count(Member.Phase.BUSY) - this.doomed < limit();
	}

	/** Whether there are more workers than allowed, so that one must leave. */
	public boolean isSurplus() {
		return staying() > mostPresent();
	}

	/**
	 * Whether a worker may leave because it is idle.
	 * @param demand how many idle workers are wanted, as there is work elsewhere
	 */
	public boolean mayRelease(long demand) {
		return staying() > min() && count(Member.Phase.IDLE) > spares() && demand < ready();
	}

	/** Has a worker replaced although it works; returns whether that is new. */
	public boolean recycle(Member<W> member) {
		return this.recycling.add(member);
	}

	/** Whether a worker is to be replaced that has not left yet. */
	public boolean isRecycling() {
		return this.recycling.isUnderWay();
	}

	/** Whether a worker that has no task leaves now, as somebody replaces it. */
	public boolean leavesRecycled(Member<W> member) {
		return this.recycling.leaves(member);
	}

	/** A worker was hired who is to replace another one. */
	public void hiredSuccessor(Member<W> member) {
		this.recycling.hired(member);
	}

	/** Whether a worker was hired to replace another one, and has not done so yet. */
	public boolean isSuccessor(Member<W> member) {
		return this.recycling.isSuccessor(member);
	}

	/** Has those look again who wait for somebody to replace them. */
	public void wakeRecycled() {
		this.recycling.wake(this);
	}

	/** A worker takes no task at present, though it has none. */
	public void rest(Member<W> member) {
		this.recycling.rest(member);
	}

	public void endRest(Member<W> member) {
		this.recycling.endRest(member);
	}

	/** Has those look again who take no task at present. */
	public void wakeResting() {
		this.recycling.wakeResting();
	}

	private int staying() {
		return present() - count(Member.Phase.LEAVING) - this.recycling.extra();
	}

	/** How many may be at work. */
	private int limit() {
		return (int) Math.min((long) this.sizes.get().max() + this.replacements, Integer.MAX_VALUE);
	}

	private int spares() {
		return this.sizes.get().spares();
	}

	/** How many there may be, those that are only ready among them. */
	private long mostPresent() {
		return (long) limit() + spares();
	}

	public void wait(Member<W> member) {
		member.waiting(true);
		this.waiting.push(member);
		this.callable = this.underWay == 0;
	}

	/**
	 * Whether somebody waits for a task and nobody who was called is still under way;
	 * asked by any thread. Who begins to wait, and who comes, is seen here before he
	 * looks whether there is a task. So one at a time is called, and who has come and
	 * taken a task calls the next one if there are more.
	 */
	public boolean isOneToCall() {
		return this.callable;
	}

	/** A member waits no more: it has come, or somebody else has it look again. */
	public void endWait(Member<W> member) {
		if (member.isWaiting()) {
			this.waiting.remove(member);
			member.waiting(false);
		}
		else if (member.isUnderWay()) {
			member.underWay(false);
			this.underWay--;
		}
		this.callable = this.underWay == 0 && !this.waiting.isEmpty();
	}

	/**
	 * Wakes the waiting worker that worked last. A worker that waits for the lock of the
	 * pool comes by itself when it has that, so it is woken only if there is no other.
	 */
	public boolean wakeOne() {
		Member<W> member = pollWaiting();
		if (member == null) {
			if (spares() == 0 || hasRoomAtWork()) {
				this.recycling.wakeResting();
			}
			return false;
		}
		member.waiting(false);
		member.underWay(true);
		this.underWay++;
		this.callable = false;
		member.wake();
		return true;
	}

	private @Nullable Member<W> pollWaiting() {
		Member<W> last = this.waiting.peek();
		if (last != null && last.isWishful()) {
			for (Member<W> member : this.waiting) {
				if (!member.isWishful()) {
					this.waiting.remove(member);
					return member;
				}
			}
		}
		return this.waiting.poll();
	}

	public void wakeAll() {
		while (wakeOne()) {
			continue;
		}
		while (wakeStandingBy()) {
			continue;
		}
	}

	/** A worker takes no task for now, as another one has what tasks need. */
	public void standBy(Member<W> member) {
		this.standingBy.add(member);
	}

	public void endStandBy(Member<W> member) {
		this.standingBy.remove(member);
	}

	/** Wakes the one that has stood by for longest; returns whether there was one. */
	public boolean wakeStandingBy() {
		Member<W> member = this.standingBy.poll();
		if (member == null) {
			return false;
		}
		member.wake();
		return true;
	}

	/** Wakes those who wait for the lock that tasks need: they may need it no more. */
	public void wakeWishful() {
		for (Member<W> member : List.copyOf(this.waiting)) {
			if (member.isWishful()) {
				endWait(member);
				member.wake();
			}
		}
	}

	/** Ends the rest of as many workers, which found nothing when they last looked. */
	public void call(long workers, long now) {
		long left = workers;
		for (Member<W> member : List.copyOf(this.waiting)) {
			if (left > 0 && member.idleness().call(now)) {
				endWait(member);
				member.wake();
				left--;
			}
		}
	}

	public PoolSnapshot.Size snapshot() {
		int busy = count(Member.Phase.BUSY) - this.doomed;
		int starting = count(Member.Phase.STARTING);
		int current = present();
		return new PoolSnapshot.Size(current, busy, current - busy - starting, starting, min(), this.sizes.get().max(),
				this.peak, this.abandoned);
	}

}
