-- Removes nodes that are dead: those whose lease is over, and those whose watch this run of the server has seen and
-- sees no longer. Leases are worth nothing until one is over since the server's start, as nobody could renew meanwhile.
-- Returns the nodes.
local time = now()
evenIfFull()
local run, since = server(time)
local dead = {}
local all = redis.call('ZRANGE', P .. 'nodes', 0, -1, 'WITHSCORES')
for i = 1, #all, 2 do
	local node, ends = all[i], tonumber(all[i + 1])
	local record = redis.call('HMGET', P .. 'node:' .. node, 'lease', 'seen')
	local over = ends < time and since + record[1] <= time
	local closed = run ~= '' and record[2] == run and not listens(node)
	if over or closed then
		bury(node)
		dead[#dead + 1] = node
	end
end
return dead
