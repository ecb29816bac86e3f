-- Queues a dead letter again, as a new task without attempts. The letter is gone then.
-- ARGV: the letter's id, the new task's id, submitter
-- Returns 1, also if it was done before; 0 if there is no such letter, or another task with this id.
local letter, id = ARGV[1], ARGV[2]
local key = P .. 'task:' .. id
if redis.call('EXISTS', key) == 1 then
	return { redis.call('HGET', key, 'letter') == letter and 1 or 0 }
end
local task = fields(letter, 'state', 'pool', 'priority', 'needs', 'payload', 'most', 'expires', 'tag', 'onend')
if task.state ~= 'D' then
	return { 0 }
end
local time = now()
write(id, task.pool, task.priority, task.expires, task.tag, time,
		'submitter', ARGV[3], 'needs', task.needs, 'payload', task.payload, 'most', task.most, 'letter', letter)
if task.onend then
	redis.call('HSET', key, 'onend', task.onend)
end
redis.call('ZREM', P .. 'dead:' .. task.pool, letter)
remove(letter)
enqueue(id, time)
return { 1 }
