-- Writes a node into the store, with a lease that begins now.
-- ARGV: node, name, build, status, lease
local node, lease = ARGV[1], ARGV[5]
local time = now()
evenIfFull()
server(time)
local key = P .. 'node:' .. node
if not lives(node) then
	redis.call('HSET', key, 'since', int(time), 'order', count())
end
redis.call('HSET', key, 'name', ARGV[2], 'build', ARGV[3], 'status', ARGV[4], 'lease', lease)
redis.call('ZADD', P .. 'nodes', int(time + lease), node)
return {}
