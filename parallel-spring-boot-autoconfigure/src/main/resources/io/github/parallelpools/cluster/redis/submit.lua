-- Puts a task into its queue, or gives it to a node at once, unless there is one with its id.
-- ARGV: id, pool, submitter, priority, needs, payload, most attempts, how long it may wait or '', '1' and a tag or '',
-- whom to tell of its end or ''; and for a node that wants it if no other waits: the node, how many may run on all nodes
-- or 0, what the node can do ...
-- Returns 1, or 0 if there is such a task; and 1 if the node has it.
local id, pool = ARGV[1], ARGV[2]
if redis.call('EXISTS', P .. 'task:' .. id) == 1 then
	return { 0, 0 }
end

local function isNext(node, limit)
	if not node or not lives(node) then
		return false
	end
	if limit > 0 and redis.call('SCARD', P .. 'running:' .. pool) >= limit then
		return false
	end
	for i = 13, #ARGV do
		if redis.call('EXISTS', queue(pool, ARGV[i])) == 1 then
			return false
		end
	end
	return true
end

local time = now()
local expires, tag = ARGV[8] ~= '' and ARGV[8], ARGV[9] ~= '' and string.sub(ARGV[9], 2)
local node = isNext(ARGV[11], tonumber(ARGV[12] or 0)) and ARGV[11]
if node then
	-- The later one of two values of a field holds
	write(id, pool, ARGV[4], expires, tag, time, 'submitter', ARGV[3], 'needs', ARGV[5], 'payload', ARGV[6], 'most', ARGV[7],
			'state', 'R', 'node', node, 'attempt', 1, 'counted', 1, 'queued', int(time))
	own(id, node, pool)
else
	write(id, pool, ARGV[4], expires, tag, time, 'submitter', ARGV[3], 'needs', ARGV[5], 'payload', ARGV[6], 'most', ARGV[7])
	enqueue(id, time)
end
if ARGV[10] ~= '' then
	redis.call('HSET', P .. 'task:' .. id, 'onend', ARGV[10])
end
return { 1, node and 1 or 0 }
