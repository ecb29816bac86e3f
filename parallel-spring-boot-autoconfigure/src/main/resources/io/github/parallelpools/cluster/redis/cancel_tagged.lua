-- Does the same to some of the tasks of a pool that have a tag and have not ended.
-- ARGV: pool, tag, reason, code of their ends, where to go on or 0, about how many,
-- whether those that run are marked
-- Returns where to go on, 0 at the end; and how many this step has ended or marked.
local time = now()
local found = redis.call('SSCAN', tagged(ARGV[1], ARGV[2]), ARGV[5], 'COUNT', ARGV[6])
local done = 0
for _, id in ipairs(found[2]) do
	local _, changed = cancel(id, ARGV[3], ARGV[4], time, ARGV[7] == '1')
	if changed then
		done = done + 1
	end
end
return { found[1], done }
