-- Ends tasks, each if it is still its claim's.
-- ARGV: for each its id, node, attempt, code, value, 1 for a dead letter or 0
-- Returns for each 1, also if this claim has ended it before; 0 if it is another's.
local function complete(id, node, attempt, code, value, dead)
	local task = fields(id, 'state', 'node', 'attempt', 'pool')
	if not belongs(task, node, attempt) then
		return 0
	end
	if task.state == 'R' then
		if not lives(node) then
			return 0
		end
		disown(id, node, task.pool)
		finish(id, code, value, dead == '1', '', now())
	end
	return 1
end

local done = {}
for i = 1, #ARGV, 6 do
	done[#done + 1] = complete(ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5])
end
return done
