/**
 * What a thread has along that submits a task (its MDC, its locale, what accessors find,
 * its trace), and its way into the thread or the process that runs the task. It knows
 * threads and what libraries note about them; of a pool it knows the name, and of a task
 * its end.
 *
 * <pre>
 *   threads     SubmitterContext ---- CapturedContext, kept with the work --> call
 *   processes   SubmitterNotes ------ bytes in the TASK message ------------> WorkerNotes
 * </pre>
 *
 * <b>It promises</b> that the context is taken once, by the thread that submits, so that
 * a task which is run again has the same one; that nothing is kept or sent for a task
 * whose submitter has nothing along; and that the thread has afterwards what it had
 * before (what the task itself has left in thread locals is taken back by its worker,
 * decision 16). Work that nobody submits has no context: what pollers find, and what is
 * taken out of queues of the application.
 */
@NullMarked
package io.github.parallelpools.autoconfigure.propagation;

import org.jspecify.annotations.NullMarked;
