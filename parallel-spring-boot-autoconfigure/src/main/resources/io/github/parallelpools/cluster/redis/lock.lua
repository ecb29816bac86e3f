-- Takes a lock that nobody has, or only a node whose record is gone.
-- ARGV: node, lock, owner
-- Returns the token, also if this owner has it already; nothing if somebody else has it, or the node is gone.
local node, lock, owner = ARGV[1], ARGV[2], ARGV[3]
if not lives(node) then
	return {}
end
local key = P .. 'lock:' .. lock
local held = redis.call('HMGET', key, 'node', 'owner', 'token')
if held[1] and lives(held[1]) then
	if held[1] == node and held[2] == owner then
		return { held[3] }
	end
	return {}
end
evenIfFull()
local token = count()
redis.call('HSET', key, 'node', node, 'owner', owner, 'token', token)
redis.call('SADD', P .. 'locks:' .. node, lock)
return { token }
