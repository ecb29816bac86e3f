-- Has a node live for one more lease, if its record is there.
-- ARGV: node, status
-- Returns 1, or 0 if there is no such node.
local node = ARGV[1]
if not lives(node) then
	return { 0 }
end
local time = now()
local key = P .. 'node:' .. node
local record = redis.call('HMGET', key, 'lease', 'watch')
evenIfFull()
redis.call('ZADD', P .. 'nodes', int(time + record[1]), node)
redis.call('HSET', key, 'status', ARGV[2])
if record[2] then
	see(node, time)
end
return { 1 }
