package kt

import io.github.parallelpools.task.TaskCallable
import io.github.parallelpools.task.TaskMapper
import java.io.Serializable

data class Point(val x: Int, val y: Int) : Serializable

@JvmRecord
data class Pair(val name: String, val number: Int) : Serializable {

	fun capturing(): TaskCallable<Any?> = TaskCallable { name + number }

	fun bound(): TaskCallable<Any?> = TaskCallable(this::text)

	fun text(): Any? = "$name=$number"

}

class Keeper(private val number: Int) : Serializable {

	fun capturing(): TaskCallable<Any?> = TaskCallable { number + 1 }

	fun bound(): TaskCallable<Any?> = TaskCallable(this::value)

	fun value(): Any? = number + 2

}

class Words : java.util.ArrayList<Any?>()

fun top(): Any? = "top"

fun length(text: String): Int = text.length

object Lambdas {

	@JvmStatic fun plain(): TaskCallable<Any?> = TaskCallable { 42 }

	@JvmStatic fun capturing(): TaskCallable<Any?> = capture("text", 1L shl 40, 1.5, 'c', listOf(1, 2))

	private fun capture(text: String, n: Long, d: Double, c: Char, list: List<Int>): TaskCallable<Any?> =
		TaskCallable { "$text $n $d $c $list" }

	@JvmStatic fun nested(): TaskCallable<Any?> = 20.let { n -> TaskCallable { TaskCallable<Any?> { n + 1 } } }

	@JvmStatic fun withinLambda(): TaskCallable<Any?> {
		val inner = TaskCallable<Any?> { "inner" }
		return TaskCallable { "outer of " + inner.call() }
	}

	@JvmStatic fun topLevelReference(): TaskCallable<Any?> = TaskCallable(::top)

	@JvmStatic fun constructorReference(): TaskCallable<Any?> = TaskCallable(::Words)

	@JvmStatic fun boundReference(): TaskCallable<Any?> = TaskCallable("text"::length)

	@JvmStatic fun unboundReference(): TaskCallable<Any?> {
		val mapper = TaskMapper<Point, Any?>(Point::x)
		return TaskCallable { mapper.apply(Point(7, 8)) }
	}

	@JvmStatic fun mapperOfFunction(): TaskCallable<Any?> {
		val mapper = TaskMapper<String, Any?>(::length)
		return TaskCallable { mapper.apply("four") }
	}

	@JvmStatic fun ofThis(): TaskCallable<Any?> = Keeper(1).capturing()

	@JvmStatic fun boundToThis(): TaskCallable<Any?> = Keeper(1).bound()

	@JvmStatic fun ofRecord(): TaskCallable<Any?> = Pair("a", 1).capturing()

	@JvmStatic fun boundToRecord(): TaskCallable<Any?> = Pair("a", 1).bound()

	@JvmStatic fun ofDataClass(): TaskCallable<Any?> = Point(1, 2).let { p -> TaskCallable { Point(p.y, p.x) } }

	@JvmStatic fun ofVariable(): TaskCallable<Any?> {
		var n = 1
		n++
		return TaskCallable { n }
	}

	@JvmStatic fun ofFunction(): TaskCallable<Any?> {
		val twice = @JvmSerializableLambda { n: Int -> 2 * n }
		return TaskCallable { twice(21) }
	}

}
