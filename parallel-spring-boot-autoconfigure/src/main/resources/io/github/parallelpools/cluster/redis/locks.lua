-- The locks that nodes have.
-- Returns for each: lock, node, owner, token
local found = {}
for _, node in ipairs(redis.call('ZRANGE', P .. 'nodes', 0, -1)) do
	for _, lock in ipairs(redis.call('SMEMBERS', P .. 'locks:' .. node)) do
		local held = redis.call('HMGET', P .. 'lock:' .. lock, 'owner', 'token')
		found[#found + 1] = { lock, node, held[1], held[2] }
	end
end
return found
