-- Ends a task, if it is still the claim's.
-- ARGV: id, node, attempt, code, value, 1 for a dead letter or 0
-- Returns 1, also if this claim has ended it before; 0 if it is another's.
local id, node = ARGV[1], ARGV[2]
local task = fields(id, 'state', 'node', 'attempt', 'pool')
if not belongs(task, node, ARGV[3]) then
	return { 0 }
end
if task.state == 'R' then
	if not lives(node) then
		return { 0 }
	end
	disown(id, node, task.pool)
	finish(id, ARGV[4], ARGV[5], ARGV[6] == '1', '', now())
end
return { 1 }
