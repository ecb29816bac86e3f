-- Puts a task back to the head of its queue, if it is still the claim's.
-- ARGV: id, node, attempt, 1 if the attempt counts or 0
-- Returns 1, or 0 if it is another's, nobody's or has ended.
local id, node = ARGV[1], ARGV[2]
local key = P .. 'task:' .. id
local task = fields(id, 'state', 'node', 'attempt', 'pool')
if task.state ~= 'R' or not belongs(task, node, ARGV[3]) or not lives(node) then
	return { 0 }
end
disown(id, node, task.pool)
if ARGV[4] == '0' then
	redis.call('HINCRBY', key, 'counted', -1)
end
redis.call('HDEL', key, 'node')
enqueue(id, now())
return { 1 }
