-- Has a node be the submitter of a task that has ended, in place of one that is gone.
-- ARGV: node, id, who has submitted or adopted it
-- Returns 1, also if it was done before; 0 if somebody else was faster, or the node is gone.
local node, id, before = ARGV[1], ARGV[2], ARGV[3]
local task = fields(id, 'submitter', 'state', 'onend')
if not lives(node) or (task.state ~= 'E' and task.state ~= 'D')
		or (task.submitter ~= before and task.submitter ~= node) then
	return { 0 }
end
if task.submitter ~= node then
	evenIfFull()
	redis.call('HSET', P .. 'task:' .. id, 'submitter', node)
	if task.onend then
		excuse(id, task.submitter)
		oblige(id, node)
	end
end
return { 1 }
