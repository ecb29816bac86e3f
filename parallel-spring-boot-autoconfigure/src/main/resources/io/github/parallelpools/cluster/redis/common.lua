-- What all scripts share. It stands before each of them, so that each is one atomic step.
--
-- KEYS[1] is the key of the nodes. All keys begin as it does, up to and with the hash tag, so that a Redis Cluster
-- keeps all of them in one place:
--
--   nodes                  sorted set   node -> when its lease is over
--   node:<node>            hash         name build status since order lease; watch, and seen: the run that saw it
--   gone                   set          nodes that are gone, whose tasks belong to nobody yet
--   task:<id>              hash         what was submitted, and where it is: state Q(ueued) R(unning) E(nded) D(ead)
--   queue:<pool>:<needs>   sorted set   rank and id of queued tasks, all with score 0 and so in the order of ranks
--   needs:<pool>           set          for which needs there is a queue
--   waiting:<pool>         sorted set   queued task -> since when
--   running:<pool>         set          claimed tasks
--   full                   set          pools of which a node got less than it wanted, as enough tasks run
--   owned:<node>           set          claimed tasks of a node
--   tag:<pool>:<tag>       set          tasks that have a tag and have not ended
--   tellers                set          nodes that are to tell of ends, as tasks name somebody
--   untold:<node>          set          tasks that have ended, name somebody, and of which this node is to tell
--   expiry                 sorted set   queued task that may not wait for ever -> until when
--   ended                  sorted set   ended task -> since when
--   dead:<pool>            sorted set   dead letter -> number that rises with each
--   lock:<name>            hash         node owner token, while somebody has it
--   locks:<node>           set          locks of a node
--   map:<map>              hash         key -> version, a blank, value
--   maps                   set          maps that hold something
--   desired                hash         pool -> version, a blank, state
--   count                  number       the last number that was given to a task, a letter, a grant or a value
--   server                 hash         run since: the server's run, and when it was noticed first
--
-- Instants and durations are microseconds of the server's clock: whole numbers that a double keeps until the year 2255.

local P = string.sub(KEYS[1], 1, -6)

local function int(number)
	return string.format('%.0f', number)
end

-- Has the script go on though the server's memory is full, as all do that keep nodes alive and have tasks end: only then
-- memory becomes free. A server refuses the first write of a script alone, and only one that may take memory.
local function evenIfFull()
	redis.call('DEL', P .. 'none')
end

local function now()
	local time = redis.call('TIME')
	return time[1] * 1000000 + time[2]
end

local function count()
	return redis.call('INCR', P .. 'count')
end

local function lives(node)
	return redis.call('ZSCORE', P .. 'nodes', node)
end

-- Tells all nodes: 'q' and a pool, 'u' and a lock, 'c'.
local function tell(message)
	redis.call('PUBLISH', P .. 'told', message)
end

-- Tells one node: 'e' and a task that has ended, 'E' and how, 'c' for a command.
local function tellNode(node, message)
	redis.call('PUBLISH', P .. 'told:' .. node, message)
end

-- The server's run, '' if it may not be asked; and since when all leases and connections may be those of this run.
local function server(time)
	local info = redis.pcall('INFO', 'server')
	local run = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or ''
	local known = redis.call('HMGET', P .. 'server', 'run', 'since')
	if known[1] == run then
		return run, tonumber(known[2])
	end
	local since = known[1] and time or 0
	redis.call('HSET', P .. 'server', 'run', run, 'since', int(since))
	return run, since
end

-- Whether somebody listens to what is told to a node, as far as this server knows.
local function listens(node)
	local channel = redis.pcall('PUBSUB', 'NUMSUB', P .. 'told:' .. node)
	return not channel.err and tonumber(channel[2]) > 0
end

-- Notes the server's run that sees a node's watch: once it is gone in this run, so is the node.
local function see(node, time)
	local run = server(time)
	if run ~= '' and listens(node) then
		redis.call('HSET', P .. 'node:' .. node, 'seen', run)
		return true
	end
	return false
end

-- Removes a node and its locks. Its tasks belong to nobody then.
local function bury(node)
	redis.call('ZREM', P .. 'nodes', node)
	redis.call('DEL', P .. 'node:' .. node)
	for _, lock in ipairs(redis.call('SMEMBERS', P .. 'locks:' .. node)) do
		redis.call('DEL', P .. 'lock:' .. lock)
		tell('u' .. lock)
	end
	redis.call('DEL', P .. 'locks:' .. node)
	if redis.call('EXISTS', P .. 'owned:' .. node) == 1 then
		redis.call('SADD', P .. 'gone', node)
	end
end

-- The place of a task in its queue, as 26 digits: the higher priority before, of these the older one. A task keeps its
-- number, so that one that is put back is again before all that came after it.
local function rank(priority, number)
	return string.format('%010.0f%016.0f', 2147483647 - priority, number)
end

local RANK = 26

local function queue(pool, needs)
	return P .. 'queue:' .. #pool .. ':' .. pool .. ':' .. needs
end

local function tagged(pool, tag)
	return P .. 'tag:' .. #pool .. ':' .. pool .. ':' .. tag
end

-- Writes a task's hash: name, value, name, value ...
local function write(id, pool, priority, expires, tag, time, ...)
	local key = P .. 'task:' .. id
	redis.call('HSET', key, 'pool', pool, 'priority', priority, 'rank', rank(priority, count()), 'submitted', int(time),
			'attempt', 0, 'counted', 0, ...)
	if expires then
		redis.call('HSET', key, 'expires', expires, 'until', int(time + expires))
	end
	if tag then
		redis.call('HSET', key, 'tag', tag)
		redis.call('SADD', tagged(pool, tag), id)
	end
end

-- Puts a task into its queue. Its hash is written already.
local function enqueue(id, time)
	local key = P .. 'task:' .. id
	local task = redis.call('HMGET', key, 'pool', 'needs', 'rank', 'until')
	local pool, needs = task[1], task[2]
	redis.call('HSET', key, 'state', 'Q', 'queued', int(time))
	redis.call('ZADD', queue(pool, needs), 0, task[3] .. id)
	redis.call('SADD', P .. 'needs:' .. pool, needs)
	redis.call('ZADD', P .. 'waiting:' .. pool, int(time), id)
	if task[4] then
		redis.call('ZADD', P .. 'expiry', task[4], id)
	end
	tell('q' .. pool)
end

-- Takes a task out of its queue.
local function dequeue(id)
	local task = redis.call('HMGET', P .. 'task:' .. id, 'pool', 'needs', 'rank')
	local pool, needs = task[1], task[2]
	local key = queue(pool, needs)
	redis.call('ZREM', key, task[3] .. id)
	if redis.call('EXISTS', key) == 0 then
		redis.call('SREM', P .. 'needs:' .. pool, needs)
	end
	redis.call('ZREM', P .. 'waiting:' .. pool, id)
	redis.call('ZREM', P .. 'expiry', id)
end

-- Notes that a node has a task, whose hash says so already.
local function own(id, node, pool)
	redis.call('SADD', P .. 'owned:' .. node, id)
	redis.call('SADD', P .. 'running:' .. pool, id)
end

-- Takes a task away from its node. Who had to wait as enough tasks ran is told.
local function disown(id, node, pool)
	redis.call('SREM', P .. 'owned:' .. node, id)
	redis.call('SREM', P .. 'running:' .. pool, id)
	if redis.call('SREM', P .. 'full', pool) == 1 then
		tell('q' .. pool)
	end
end

-- Whether a task is a claim's: the same node and the same attempt. A task that ended otherwise has no node.
local function belongs(task, node, attempt)
	return task.node == node and task.attempt == attempt
end

-- The fields of a task by name.
local function fields(id, ...)
	local names = { ... }
	local values = redis.call('HMGET', P .. 'task:' .. id, ...)
	local task = {}
	for i, name in ipairs(names) do
		task[name] = values[i]
	end
	return task
end

-- Has a node tell of the end of a task to whom that names.
local function oblige(id, node)
	redis.call('SADD', P .. 'untold:' .. node, id)
	redis.call('SADD', P .. 'tellers', node)
end

-- Has a node not tell of the end of a task any more.
local function excuse(id, node)
	local key = P .. 'untold:' .. node
	if redis.call('SREM', key, id) == 1 and redis.call('EXISTS', key) == 0 then
		redis.call('SREM', P .. 'tellers', node)
	end
end

-- Removes a task that has ended.
local function remove(id)
	local task = fields(id, 'submitter', 'onend')
	if task.onend then
		excuse(id, task.submitter)
	end
	redis.call('DEL', P .. 'task:' .. id)
end

-- Up to how many bytes a value has that is told together with the end.
local SMALL = 1024

-- Ends a task that is in no queue and no node's any more.
local function finish(id, code, value, dead, reason, time)
	local task = fields(id, 'pool', 'submitter', 'tag', 'onend', 'counted')
	redis.call('HSET', P .. 'task:' .. id, 'state', dead and 'D' or 'E', 'code', code, 'value', value, 'reason', reason)
	if dead then
		redis.call('ZADD', P .. 'dead:' .. task.pool, count(), id)
	else
		redis.call('ZADD', P .. 'ended', int(time), id)
	end
	if task.tag then
		redis.call('SREM', tagged(task.pool, task.tag), id)
	end
	if task.onend then
		oblige(id, task.submitter)
	end
	if reason == '' and #value <= SMALL then
		tellNode(task.submitter, table.concat({ 'E' .. id, code, dead and 1 or 0, task.counted, value }, '\0'))
	else
		tellNode(task.submitter, 'e' .. id)
	end
end

-- Ends a task that is queued, or marks one that runs if such ones are. Tells what became of it, and whether anything has
-- changed.
local function cancel(id, reason, code, time, running)
	local task = fields(id, 'state', 'node', 'cancel')
	if task.state == 'Q' then
		dequeue(id)
		finish(id, code, '', false, reason, time)
		return 'ENDED', true
	end
	if task.state == 'R' and running then
		if not task.cancel then
			evenIfFull()
			redis.call('HSET', P .. 'task:' .. id, 'cancel', reason)
		end
		tellNode(task.node, 'c')
		return 'ASKED', not task.cancel
	end
	return 'TOO_LATE', false
end

-- A task as it is told: false where there is nothing to tell.
local function describe(id, time)
	local task = fields(id, 'pool', 'submitter', 'priority', 'needs', 'payload', 'most', 'expires', 'tag', 'onend', 'state',
			'node', 'counted', 'submitted', 'code', 'value', 'reason')
	if not task.state then
		return {}
	end
	return { id, task.pool, task.submitter, task.priority, task.needs, task.payload, task.most, task.expires, task.tag,
		task.onend, task.state, task.node, task.counted, int(time - task.submitted), task.code, task.value, task.reason }
end
