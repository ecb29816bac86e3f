-- Notes that a node's watch is to show its death from now on, or not any more.
-- ARGV: node, 1 or 0
-- Returns 1 if it does: this server sees it.
local node = ARGV[1]
if not lives(node) then
	return { 0 }
end
if ARGV[2] == '0' then
	redis.call('HDEL', P .. 'node:' .. node, 'watch', 'seen')
	return { 0 }
end
evenIfFull()
redis.call('HSET', P .. 'node:' .. node, 'watch', '1')
return { see(node, now()) and 1 or 0 }
