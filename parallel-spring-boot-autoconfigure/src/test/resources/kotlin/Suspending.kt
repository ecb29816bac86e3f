package kt

import io.github.parallelpools.pool.ParallelPool
import io.github.parallelpools.task.TaskCallable
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.suspendCancellableCoroutine

suspend fun <T : Any> ParallelPool.await(task: TaskCallable<T>): T = suspendCancellableCoroutine { waiting ->
    val running = submit(task)
    waiting.invokeOnCancellation { running.cancel(true) }
    running.whenComplete { value, failure ->
        if (failure == null) waiting.resume(value) else waiting.resumeWithException(failure)
    }
}

object Suspending {

	@JvmStatic fun value(pool: ParallelPool, text: String): Any = runBlocking { pool.await { text.length } }

	@JvmStatic fun failure(pool: ParallelPool): Any = runBlocking { pool.await<Any> { error("no") } }

	@JvmStatic fun cancelled(pool: ParallelPool): Boolean = runBlocking {
		val job = launch(Dispatchers.Default) {
			pool.await<Any> {
				while (true) {
					Thread.onSpinWait()
				}
				@Suppress("UNREACHABLE_CODE")
				0
			}
		}
		while (pool.snapshot().size().busy() == 0) {
			delay(10)
		}
		job.cancelAndJoin()
		job.isCancelled
	}

}
