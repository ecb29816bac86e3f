-- A task in whatever state.
-- ARGV: id
-- Returns nothing, or what common.lua describes.
return describe(ARGV[1], now())
