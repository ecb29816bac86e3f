-- Gives queued tasks to a node: those with the lowest ranks of all queues whose needs it meets.
-- ARGV: node, pool, how many at most, how many may run on all nodes or 0, what the node can do ...
-- Returns for each: id, attempt, submitter, needs, payload, counted attempts, most attempts, wait, tag or false
local node, pool, most, limit = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
if not lives(node) then
	return {}
end
local running = P .. 'running:' .. pool
local free = limit > 0 and limit - redis.call('SCARD', running) or most

local function first(needs)
	return redis.call('ZRANGE', queue(pool, needs), 0, 0)[1]
end

local can = {}
for i = 5, #ARGV do
	can[ARGV[i]] = true
end
local heads = {}
for _, needs in ipairs(redis.call('SMEMBERS', P .. 'needs:' .. pool)) do
	if can[needs] then
		heads[needs] = first(needs)
	end
end

local function lowest()
	local found, least
	for needs, head in pairs(heads) do
		local place = string.sub(head, 1, RANK)
		if not least or place < least then
			found, least = needs, place
		end
	end
	return found
end

local time = now()
local claims = {}
local needs = lowest()
while needs and #claims < most and #claims < free do
	local id = string.sub(heads[needs], RANK + 1)
	local key = P .. 'task:' .. id
	local task = fields(id, 'submitter', 'payload', 'most', 'queued', 'until', 'tag')
	redis.call('ZREM', queue(pool, needs), heads[needs])
	-- One that has waited for too long is in no queue now, and ends with requeue.
	if not task['until'] or tonumber(task['until']) > time then
		redis.call('ZREM', P .. 'waiting:' .. pool, id)
		redis.call('ZREM', P .. 'expiry', id)
		redis.call('HSET', key, 'state', 'R', 'node', node)
		own(id, node, pool)
		claims[#claims + 1] = { id, redis.call('HINCRBY', key, 'attempt', 1), task.submitter, needs, task.payload,
			redis.call('HINCRBY', key, 'counted', 1), task.most, int(time - task.queued), task.tag }
	end
	heads[needs] = first(needs)
	if not heads[needs] then
		redis.call('SREM', P .. 'needs:' .. pool, needs)
	end
	needs = lowest()
end
if needs and #claims < most then
	redis.call('SADD', P .. 'full', pool)
end
return claims
