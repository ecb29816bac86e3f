-- Tasks that have ended and name somebody, but whose submitter is gone, so that nobody tells.
-- ARGV: pool, how many at most, names ...
-- Returns for each what common.lua describes.
local pool, most = ARGV[1], tonumber(ARGV[2])
local known = {}
for i = 3, #ARGV do
	known[ARGV[i]] = true
end
local time = now()
local found = {}
for _, node in ipairs(redis.call('SMEMBERS', P .. 'tellers')) do
	if not lives(node) then
		for _, id in ipairs(redis.call('SMEMBERS', P .. 'untold:' .. node)) do
			if #found >= most then
				return found
			end
			local task = fields(id, 'pool', 'onend')
			if task.pool == pool and known[task.onend] then
				found[#found + 1] = describe(id, time)
			end
		end
	end
end
return found
