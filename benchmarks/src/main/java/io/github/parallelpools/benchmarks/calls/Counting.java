package io.github.parallelpools.benchmarks.calls;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodEntryRequest;
import org.jspecify.annotations.Nullable;

/**
 * Follows {@link CountedTasks} from its begin to its end. The program stops at its
 * breakpoints only; what its threads enter in between is told while they go on.
 */
final class Counting {

	private final VirtualMachine machine;

	private final List<Section> sections = new ArrayList<>();

	private Map<ThreadReference, Tally> tallies = new HashMap<>();

	private @Nullable ThreadReference submitter;

	private @Nullable ThreadReference worker;

	Counting(VirtualMachine machine) {
		this.machine = machine;
	}

	List<Section> run() throws InterruptedException {
		ClassPrepareRequest prepared = this.machine.eventRequestManager().createClassPrepareRequest();
		prepared.addClassFilter(CountedTasks.class.getName());
		prepared.enable();
		this.machine.resume();
		try {
			while (true) {
				EventSet events = this.machine.eventQueue().remove();
				events.forEach(this::heard);
				events.resume();
			}
		}
		catch (VMDisconnectedException ex) {
			return this.sections;
		}
	}

	private void heard(Event event) {
		if (event instanceof ClassPrepareEvent prepared) {
			prepared.referenceType().methods().forEach(this::breakAt);
		}
		else if (event instanceof BreakpointEvent reached) {
			reached(reached.thread(), reached.location().method().name());
		}
		else if (event instanceof MethodEntryEvent entry) {
			entered(entry.thread(), entry.method());
		}
	}

	private void breakAt(Method method) {
		if (List.of("begin", "next", "end").contains(method.name())) {
			BreakpointRequest request = this.machine.eventRequestManager().createBreakpointRequest(method.location());
			request.setSuspendPolicy(EventRequest.SUSPEND_ALL);
			request.enable();
		}
	}

	private void reached(ThreadReference thread, String point) {
		switch (point) {
			case "begin" -> {
				this.submitter = listen(thread);
				this.worker = listen(worker());
			}
			case "next" -> finish("queued behind others");
			default -> {
				this.machine.eventRequestManager()
					.deleteEventRequests(this.machine.eventRequestManager().methodEntryRequests());
				finish("one at a time");
			}
		}
	}

	private ThreadReference worker() {
		return this.machine.allThreads()
			.stream()
			.filter((thread) -> thread.name().equals(CountedTasks.WORKER))
			.findFirst()
			.orElseThrow();
	}

	private ThreadReference listen(ThreadReference thread) {
		MethodEntryRequest request = this.machine.eventRequestManager().createMethodEntryRequest();
		request.addThreadFilter(thread);
		request.setSuspendPolicy(EventRequest.SUSPEND_NONE);
		request.enable();
		return thread;
	}

	private void finish(String situation) {
		this.sections.add(new Section(situation, tally(this.submitter).typical(), tally(this.worker).typical()));
		this.tallies = new HashMap<>();
	}

	private Tally tally(@Nullable ThreadReference thread) {
		return this.tallies.computeIfAbsent(Objects.requireNonNull(thread, "Nothing is counted yet"),
				(first) -> new Tally());
	}

	private void entered(ThreadReference thread, Method method) {
		ReferenceType type = method.declaringType();
		if (type.name().equals(CountedTasks.class.getName()) && method.name().equals("mark")) {
			tally(thread).mark();
		}
		else {
			tally(thread).entered(Call.of(type.name(), method.name()));
		}
	}

}
