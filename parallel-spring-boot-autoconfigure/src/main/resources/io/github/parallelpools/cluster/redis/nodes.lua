-- The nodes that have a record.
-- Returns for each: node, name, build, status, age, rest of the lease, order in which they have joined
local time = now()
local found = {}
local all = redis.call('ZRANGE', P .. 'nodes', 0, -1, 'WITHSCORES')
for i = 1, #all, 2 do
	local record = redis.call('HMGET', P .. 'node:' .. all[i], 'name', 'build', 'status', 'since', 'order')
	found[#found + 1] = { all[i], record[1], record[2], record[3], int(time - record[4]), int(all[i + 1] - time),
		record[5] }
end
return found
