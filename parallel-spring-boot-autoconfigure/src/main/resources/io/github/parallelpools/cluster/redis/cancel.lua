-- Ends a task that is queued, or marks one that runs and tells its node.
-- ARGV: id, reason, code of its end, whether one that runs is marked
-- Returns ENDED, ASKED or TOO_LATE.
return { (cancel(ARGV[1], ARGV[2], ARGV[3], now(), ARGV[4] == '1')) }
