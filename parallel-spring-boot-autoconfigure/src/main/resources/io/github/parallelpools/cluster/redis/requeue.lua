-- Puts the tasks of nodes that are gone back to the heads of their queues, or ends them as dead letters if they may not
-- be tried again. Ends tasks that have waited for too long.
-- ARGV: code and reason of a dead letter, code and reason of what was never run, how many of these to end at most
-- Returns three lists of ids: queued, dead, expired.
local time = now()
local queued, dead, expired = {}, {}, {}
for _, node in ipairs(redis.call('SMEMBERS', P .. 'gone')) do
	for _, id in ipairs(redis.call('SMEMBERS', P .. 'owned:' .. node)) do
		local task = fields(id, 'pool', 'counted', 'most')
		disown(id, node, task.pool)
		redis.call('HDEL', P .. 'task:' .. id, 'node')
		if tonumber(task.counted) < tonumber(task.most) then
			enqueue(id, time)
			queued[#queued + 1] = id
		else
			finish(id, ARGV[1], '', true, ARGV[2], time)
			dead[#dead + 1] = id
		end
	end
	redis.call('SREM', P .. 'gone', node)
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'expiry', '-inf', int(time), 'LIMIT', 0, ARGV[5])) do
	dequeue(id)
	finish(id, ARGV[3], '', false, ARGV[4], time)
	expired[#expired + 1] = id
end
return { queued, dead, expired }
